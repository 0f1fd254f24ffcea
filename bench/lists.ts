import { hash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import postgres from "postgres";
import { systemClock } from "#adapters/clock.ts";
import { parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { localStorage } from "#adapters/storage.ts";
import { currentPath, snapshotPath } from "#commands/lists/list-file.ts";
import { publishLists } from "#commands/lists/publish-lists.ts";
import { connect } from "#db/client.ts";
import { createRandom } from "#db/seed/random.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { readNumbersBin } from "#domain/registry/lists/numbers-bin.ts";
import { rangeQuery } from "#domain/registry/lists/range.ts";
import { listNumbers } from "./http-numbers.ts";
import { type BenchPortal, cpuMicros, type Helper, startHelper, startPortal } from "./http-portal.ts";
import { measureBuild } from "./lists-build.ts";
import type { LoadJob, LoadResult } from "./load.ts";
import type { BenchResult } from "./result.ts";

type ListsArgs = {
  readonly seed: number;
  /** Numbers of the list that is built. */
  readonly n?: number;
  /** Numbers asked for in three ways. */
  readonly tiers?: number;
  readonly connections?: number;
  readonly seconds?: number;
  readonly rounds?: number;
};

/** Far above any version of the portal's own. */
const LARGE_VERSION = 1_000_000;
const PREFIXES = 20_000;
const BATCH = 500;
const PARALLEL = 8;
const say = (line: string) => process.stderr.write(`${line}\n`);
const round = (value: number, places: number) => Number(value.toFixed(places));

/** Lists as files, as ranges and as answers. Building is measured in this process, before anything else uses memory. */
export async function run(args: ListsArgs): Promise<BenchResult[]> {
  const { n = 2_000_000, tiers = 100_000, connections = 32, seconds = 3, rounds = 5, seed } = args;
  let rangeFile: Buffer = Buffer.alloc(0);
  const results = await measureBuild(n, seed, async (folder) => {
    rangeFile = readFileSync(path.join(folder, snapshotPath("numbers", 1, "range.bin", "identity")));
  });
  for (const result of results) say(JSON.stringify(result));
  say("starting a portal …");
  const portal = await startPortal({ WORKER: "off" });
  const load = startHelper("load.ts");
  try {
    results.push(...(await threeTiers(portal, tiers, seed)));
    say(JSON.stringify(results.at(-1)));
    serveLarge(portal, rangeFile);
    results.push(await rangeServed(portal, load, { connections, seconds, rounds, seed }));
    say(JSON.stringify(results.at(-1)));
    return results;
  } finally {
    load.stop();
    await portal.stop();
  }
}

/** Every number of a list asked for as a single look-up, in the snapshot and by its range. */
async function threeTiers(portal: BenchPortal, count: number, seed: number): Promise<BenchResult[]> {
  say(`listing ${count} numbers …`);
  const { numbers, entryIds } = await listNumbers(portal, count, seed);
  const keys = numbers.map((number) => normaliseNumber(number).key);
  const sql = postgres(portal.databaseUrl, { max: 1, onnotice: () => {} });
  // As if each had been found in commercial use.
  await sql`update registry_versions v set public_key = k.key
    from unnest(${entryIds as string[]}::uuid[], ${keys}::text[]) as k(id, key) where v.entry_id = k.id`;
  await sql.end({ timeout: 5 });

  say("publishing …");
  const storage = localStorage(path.join(portal.dataDir, "published"));
  const db = connect(portal.databaseUrl, { role: "mingjian_worker", max: 3 });
  const startedAt = performance.now();
  await publishLists(
    {
      db,
      storage,
      keys: parseKeyRing(readFileSync(path.join(portal.dataDir, "keys"), "utf8")),
      clock: systemClock(),
      log: createLog("silent"),
      publicUrl: `http://localhost:${portal.port}`,
    },
    new Date(),
  );
  const publishSeconds = (performance.now() - startedAt) / 1000;
  await db.close();

  const agent = new http.Agent({ keepAlive: true, maxSockets: PARALLEL });
  const ask = (method: string, url: string, body?: string) => askText(agent, portal, method, url, body);
  const catalog = JSON.parse(await ask("GET", "/api/v1/lists")) as {
    lists: { name: string; prefixBits: number; resources: { format: string; href: string }[] }[];
  };
  const item = catalog.lists.find(({ name }) => name === "numbers");
  const version = Number(/snapshots\/(\d+)\//.exec(item?.resources[0]?.href ?? "")?.[1]);
  const snapshot = readNumbersBin(
    (await storage.read(snapshotPath("numbers", version, "numbers.bin", "identity"))) ?? Buffer.alloc(0),
  );

  say("asking in three ways …");
  const single = new Map<string, string>();
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, at) =>
    keys.slice(at * BATCH, (at + 1) * BATCH),
  );
  await inParallel(batches, async (batch) => {
    const items = batch.map((value) => ({ ref: value, kind: "number", value }));
    const answer = JSON.parse(await ask("POST", "/api/v1/check", JSON.stringify({ items }))) as {
      results: { ref: string; verdict: string; advice: string }[];
    };
    for (const { ref, verdict, advice } of answer.results) single.set(ref, `${verdict} ${advice}`);
  });
  const queries = keys.map((key) => ({
    key,
    ...rangeQuery(hash("sha256", `reg-range-v1\0numbers\0${key}`, "buffer"), item?.prefixBits ?? 16),
  }));
  const byPrefix = Map.groupBy(queries, ({ prefix }) => prefix);
  const ranged = new Map<string, string>();
  const lengths = new Set<number>();
  await inParallel([...byPrefix], async ([prefix, own]) => {
    const text = await ask("GET", `/api/v1/range/numbers/${prefix}`);
    lengths.add(text.length);
    const rows = new Map(text.split("\n").map((row) => [row.slice(0, 24), row.slice(25)]));
    for (const { key, suffix } of own) ranged.set(key, said(rows.get(suffix)));
  });
  agent.destroy();
  const differing = keys.filter((key) => {
    const mark = snapshot.find(key);
    const held = mark === null ? "" : saidOf("bwco".charAt(mark >> 4), (mark >> 2) & 3);
    return held === "" || held !== single.get(key) || held !== ranged.get(key);
  });
  return [
    { name: "publish", value: round(publishSeconds, 2), unit: "s", numbers: keys.length },
    {
      name: "three-tiers",
      value: differing.length,
      unit: "numbers answered differently",
      numbers: keys.length,
      rangeQueries: byPrefix.size,
      answerLengths: lengths.size,
      aim: "value<=0",
    },
  ];
}

function said(row: string | undefined): string {
  const [tier = "", category = ""] = row?.split(":") ?? [];
  return row === undefined ? "" : saidOf(category.charAt(0), Number(tier));
}

/** The verdict and advice that the documentation gives for a row. */
function saidOf(kind: string, tier: number): string {
  if (kind === "b") return tier === 1 ? "listed warn" : "listed block";
  return kind === "w" ? "warning warn" : kind === "o" ? "official label" : "unknown label";
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) await run(items[at] as T);
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
}

const TRIES = 60;

/** The body of a 200. A portal that is too busy for the moment, as others use the machine too, is asked again. */
async function askText(
  agent: http.Agent,
  portal: BenchPortal,
  method: string,
  url: string,
  body?: string,
): Promise<string> {
  for (let left = TRIES; ; left--) {
    const { status, text } = await send(agent, portal, { method, url, body });
    if (status === 200) return text;
    if (status !== 503 || left === 0) throw new Error(`${method} ${url}: ${status} ${text.slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function send(
  agent: http.Agent,
  portal: BenchPortal,
  { method, url, body }: { readonly method: string; readonly url: string; readonly body?: string },
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        agent,
        port: portal.port,
        method,
        path: url,
        headers: body
          ? { "content-type": "application/json", authorization: `Bearer ${portal.benchKey}` }
          : {},
      },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Puts the large list's rows where the portal answers ranges from. */
function serveLarge({ dataDir }: BenchPortal, file: Buffer): void {
  const published = path.join(dataDir, "published");
  const target = path.join(published, snapshotPath("numbers", LARGE_VERSION, "range.bin", "identity"));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, file);
  const current = path.join(published, currentPath("numbers"));
  writeFileSync(`${current}.new`, JSON.stringify({ version: LARGE_VERSION }));
  copyFileSync(`${current}.new`, current);
}

type Timing = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerOp: number;
};

async function rangeServed(
  portal: BenchPortal,
  load: Helper,
  {
    connections,
    seconds,
    rounds,
    seed,
  }: {
    readonly connections: number;
    readonly seconds: number;
    readonly rounds: number;
    readonly seed: number;
  },
): Promise<BenchResult> {
  const agent = new http.Agent();
  // The portal looks for a newer version once a second.
  let bytes = 0;
  for (let at = 0; at < 3; at++) {
    bytes = (await askText(agent, portal, "GET", "/api/v1/range/numbers/0000")).length;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  }
  const random = createRandom(seed).fork("range");
  const requests = Array.from({ length: PREFIXES }, () => ({
    method: "GET" as const,
    path: `/api/v1/range/numbers/${random.int(0, 65_535).toString(16).padStart(4, "0")}`,
    headers: {},
    body: null,
  }));
  const floor = startHelper("http-floor.ts");
  const { port: floorPort } = await floor.ask<{ port: number }>({ bytes, databaseUrl: null, ids: [] });
  const measure = async (port: number, pid: number, left = 5): Promise<Timing> => {
    const job: LoadJob = { port, connections, seconds, requests, networks: 0, wantedStatus: 200 };
    const before = cpuMicros(pid);
    const { result, error } = await load.ask<{ result?: LoadResult; error?: string }>(job);
    if (!result) throw new Error(error ?? "no result");
    if (Object.keys(result.unwanted).length > 0) {
      // Refused because the machine was busy with something else: no figure of ours.
      if (left === 0) throw new Error(`other answers: ${JSON.stringify(result.unwanted)}`);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return measure(port, pid, left - 1);
    }
    return {
      perSecond: result.requests / result.seconds,
      p50Ms: result.p50Ms,
      p99Ms: result.p99Ms,
      cpuUsPerOp: (cpuMicros(pid) - before) / result.requests,
    };
  };
  try {
    await measure(portal.port, portal.pid);
    await measure(floorPort, floor.pid);
    const own: Timing[] = [];
    const bare: Timing[] = [];
    for (let at = 0; at < rounds; at++) {
      own.push(await measure(portal.port, portal.pid));
      bare.push(await measure(floorPort, floor.pid));
    }
    const middle = (all: readonly Timing[]) =>
      all.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(all.length / 2)] ?? own[0];
    const [of, beside] = [middle(own), middle(bare)];
    return {
      name: "range-served",
      value: round(of?.perSecond ?? 0, 0),
      unit: "req/s",
      p50Ms: of?.p50Ms,
      p99Ms: of?.p99Ms,
      cpuUsPerOp: round(of?.cpuUsPerOp ?? 0, 2),
      bytes,
      prefixes: PREFIXES,
      floor: {
        name: "bare node:http, as many bytes",
        value: round(beside?.perSecond ?? 0, 0),
        unit: "req/s",
        cpuUsPerOp: round(beside?.cpuUsPerOp ?? 0, 2),
      },
      ratio: round((of?.perSecond ?? 0) / (beside?.perSecond ?? 1), 3),
      aim: "value>=15000",
    };
  } finally {
    floor.stop();
  }
}
