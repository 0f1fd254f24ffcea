import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { localStorage } from "#adapters/storage.ts";
import { buildDeltas } from "#commands/lists/build-deltas.ts";
import { buildSnapshot } from "#commands/lists/build-snapshot.ts";
import { deltaPath, snapshotPath } from "#commands/lists/list-file.ts";
import { sha256 } from "#commands/transparency/crypto.ts";
import type { ListChange } from "#domain/registry/lists/delta.ts";
import { type ListEntity, markOf } from "#domain/registry/lists/entity.ts";
import { numberRecords } from "#domain/registry/lists/numbers-bin.ts";
import { prefixesOf, rangeHasher, rangeRows } from "#domain/registry/lists/range.ts";
import { encodeRice, writeRiceFile } from "#domain/registry/lists/rice.ts";
import { jcs } from "#domain/transparency/jcs.ts";
import type { BenchResult } from "./result.ts";

const DAY_MS = 86_400_000;
const PAGE = 5_000;
const FLOOR_BYTES = 64 * 1024 * 1024;
const CHANGES = 10_000;
const say = (line: string) => process.stderr.write(`${line}\n`);
const round = (value: number, places: number) => Number(value.toFixed(places));

/** The same entities for a seed, made as they are asked for: numbers never come twice, ids ascend. */
export function madeEntity(at: number, seed: number): ListEntity {
  const spread = (at * 7_919 + seed * 104_729) % 900_000_000;
  const canonical =
    at % 10 === 0
      ? `sms:1069${100_000_000 + spread}`
      : at % 10 === 1
        ? `+86400${1_000_000 + (at % 9_000_000)}`
        : `+861${3 + (at % 7)}${100_000_000 + spread}`;
  const listedAt = new Date(Date.UTC(2026, 0, 1) + (at % 300) * DAY_MS);
  return {
    id: `0198a0a0-0000-7000-8000-${at.toString(16).padStart(12, "0")}`,
    canonical,
    numberKind: at % 10 === 0 ? "sms_natl_noncommercial" : at % 10 === 1 ? "shared_cost" : "mobile",
    kind: (at + seed) % 5 === 0 ? "warning" : "blacklist",
    status: "active",
    tier: (["minor", "general", "serious"] as const)[(at + seed) % 3],
    grounds: ["fraud", "threats"],
    authority: "demo-hz",
    version: 1,
    listedAt: listedAt.toISOString(),
    expiresAt: new Date(listedAt.getTime() + 365 * DAY_MS).toISOString(),
  };
}

async function* pagesOf(n: number, seed: number): AsyncGenerator<ListEntity[]> {
  for (let start = 0; start < n; start += PAGE) {
    yield Array.from({ length: Math.min(PAGE, n - start) }, (_, at) => madeEntity(start + at, seed));
    // As between two pages of the database.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const seconds = (since: number) => (performance.now() - since) / 1000;

/** The compact files alone: what a device holds and what ranges are answered from. */
function compact(n: number, seed: number): BenchResult[] {
  const hashOf = rangeHasher(sha256, "numbers");
  const floorAt = performance.now();
  let sink = 0;
  for (let at = 0; at < n; at++) sink ^= hashOf(madeEntity(at, seed).canonical ?? "")[0] ?? 0;
  const floor = seconds(floorAt) + sink * 0;
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const numbers = numberRecords();
  const rows = rangeRows();
  for (let at = 0; at < n; at++) {
    const entity = madeEntity(at, seed);
    const mark = markOf(entity);
    numbers.add(entity.canonical ?? "", mark);
    rows.add(hashOf(entity.canonical ?? ""), mark);
  }
  const bin = numbers.finish(1);
  const range = rows.finish(1);
  const prefixes = prefixesOf(range);
  const rice = writeRiceFile(encodeRice(prefixes));
  const own = seconds(startedAt);
  const used = process.cpuUsage(cpu);
  // Of uniform values: log2 of e times the mean difference, in bytes.
  const entropy = Math.log2((Math.E * 2 ** 32) / n) / 8;
  return [
    {
      name: "compact",
      value: round(own, 2),
      unit: "s",
      numbers: n,
      cpuSeconds: round((used.user + used.system) / 1e6, 2),
      floor: { name: "making and hashing every number", value: round(floor, 2), unit: "s" },
      ratio: round(own / floor, 2),
      aim: "value<=20",
    },
    {
      name: "rice-size",
      value: round(rice.length / n, 4),
      unit: "bytes/number",
      floor: { name: "entropy of uniform prefixes", value: round(entropy, 4), unit: "bytes/number" },
      ratio: round(rice.length / n / entropy, 3),
      aim: "value<=1.7",
    },
    { name: "bin-size", value: round(bin.length / n, 4), unit: "bytes/number", aim: "value<=8.01" },
    { name: "range-size", value: round(range.length / n, 4), unit: "bytes/number" },
  ];
}

/** Every file of a list as it is published: text plain, gzip and zstd, compact files, to disk with fsync. */
async function stream(n: number, seed: number, folder: string): Promise<BenchResult[]> {
  const storage = localStorage(folder);
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const snapshot = await buildSnapshot(
    {
      storage,
      list: "numbers",
      version: 1,
      previous: null,
      wanted: new Set(),
      changedOn: "2026-01-01",
    },
    pagesOf(n, seed),
  );
  await snapshot.finish();
  const own = seconds(startedAt);
  const used = process.cpuUsage(cpu);
  const file = path.join(folder, snapshotPath("numbers", 1, "entities.ndjson", "identity"));
  const { size } = statSync(file);
  const floorAt = performance.now();
  const part = Math.min(size, FLOOR_BYTES);
  await pipeline(createReadStream(file, { end: part - 1 }), createGzip({ level: 5 }), async (pieces) => {
    for await (const _ of pieces);
  });
  const floor = (seconds(floorAt) * size) / part;
  return [
    {
      name: "stream",
      value: round(own, 2),
      unit: "s",
      numbers: n,
      ndjsonMb: round(size / 2 ** 20, 1),
      cpuSeconds: round((used.user + used.system) / 1e6, 1),
      floor: { name: "gzip of the NDJSON alone, by its first 64 MiB", value: round(floor, 2), unit: "s" },
      ratio: round(own / floor, 2),
      aim: "value<=90",
    },
  ];
}

async function delta(seed: number, folder: string): Promise<BenchResult> {
  const storage = localStorage(folder);
  const entities = Array.from({ length: CHANGES }, (_, at) => madeEntity(at, seed));
  const texts = new Map(entities.map((entity) => [entity.id, jcs(entity)]));
  const changes = entities.map(
    ({ id }, at): ListChange => ({ op: (["add", "mod", "del"] as const)[at % 3] ?? "add", id }),
  );
  const runs: { own: number; floor: number }[] = [];
  for (let run = 0; run < 5; run++) {
    const startedAt = performance.now();
    await buildDeltas({
      storage,
      list: "numbers",
      starts: [1],
      to: 2,
      versions: [{ version: 2, changes }],
      stateSha256: "00".repeat(32),
      texts,
    });
    const own = performance.now() - startedAt;
    const bytes = (await storage.read(deltaPath("numbers", 1, 2))) ?? Buffer.alloc(0);
    const floorAt = performance.now();
    await storage.write("floor.bin", bytes);
    runs.push({ own, floor: performance.now() - floorAt });
  }
  const middle = (of: (run: (typeof runs)[number]) => number) => runs.map(of).sort((a, b) => a - b)[2] ?? 0;
  const [own, floor] = [middle((run) => run.own), middle((run) => run.floor)];
  return {
    name: "delta-10000",
    value: round(own, 1),
    unit: "ms",
    floor: { name: "the same bytes written with fsync", value: round(floor, 1), unit: "ms" },
    ratio: round(own / floor, 2),
    aim: "value<=1000",
  };
}

/** How long a list of `n` numbers takes to be made, and how much memory; `keep` is given the folder before it goes. */
export async function measureBuild(
  n: number,
  seed: number,
  keep: (folder: string) => Promise<void>,
): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "mingjian-lists-"));
  try {
    say(`streaming ${n} entities …`);
    const results = await stream(n, seed, folder);
    // Of publishing a list, compact files and all; what follows measures parts of it again.
    const peakMb = process.resourceUsage().maxRSS / 1024;
    results.push({ name: "peak-mb", value: Math.round(peakMb), unit: "MiB", aim: "value<=512" });
    say(`building ${n} numbers …`);
    results.push(...compact(n, seed));
    results.push(await delta(seed, folder));
    await keep(folder);
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
