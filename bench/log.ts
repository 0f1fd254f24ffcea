import { spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { localStorage } from "#adapters/storage.ts";
import { appendLeaves, type NewLeaf } from "#commands/transparency/append-leaves.ts";
import { sha256 } from "#commands/transparency/crypto.ts";
import { type LogWriter, sequenceLog } from "#commands/transparency/sequence-log.ts";
import { connect, inTransaction } from "#db/client.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { insertRows, type Row } from "#db/rows.ts";
import { formatVkey, SIGNATURE_TYPE, verifierKey } from "#domain/transparency/signed-note.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const BATCH = 20_000;
const ROUNDS = 5;
/** Leaves of one transaction, as an import or a list's first publication has. */
const TOGETHER = 2_000;
const VERIFIED = 1_000_000;

/**
 * The transparency log on an embedded PostgreSQL that waits for the disk: leaves appended in a second, and how long a
 * batch takes from pending to published. Floor: the same rows by plain INSERT, in transactions of the same size on as many connections.
 */
export async function run({ seed, verify = VERIFIED }: BenchArgs): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "mingjian-bench-log-"));
  const server = await startEmbedded({ dataDir: path.join(folder, "pg") });
  try {
    const admin = postgres(server.url, { max: 1, onnotice: () => {} });
    await admin.unsafe("create database bench_log");
    await admin.end();
    const url = new URL(server.url);
    url.pathname = "/bench_log";
    await migrate(url.href);
    return await measure(url.href, folder, seed, Number(verify));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, folder: string, seed: number, verified: number): Promise<BenchResult[]> {
  const db = connect(url, { role: "mingjian_worker", max: 4 });
  const owner = postgres(url, { max: 2, onnotice: () => {} });
  const keys = parseKeyRing(generateKeyRing());
  const storage = localStorage(path.join(folder, "published"));
  const writer: LogWriter = { sql: db.system, storage, keys, origin: "bench.example/log" };
  const append: number[] = [];
  const appendCpu: number[] = [];
  const floor: number[] = [];
  const integrate: number[] = [];
  let verifying = Number.NaN;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const leaves = Array.from({ length: BATCH }, (_, at) => benchLeaf(seed, round * BATCH + at));
      const cpu = process.cpuUsage();
      append.push(
        await seconds(() =>
          inParts(leaves, async (part) => {
            await inTransaction(db.system, (tx) => appendLeaves(tx, part, part[0]?.effective ?? new Date()));
          }),
        ),
      );
      const { user, system } = process.cpuUsage(cpu);
      appendCpu.push((user + system) / BATCH);
      floor.push(await plainInsert(owner));
      integrate.push(await seconds(() => sequenceLog(writer, new Date())));
      process.stderr.write(
        `round ${round + 1}: append ${append.at(-1)?.toFixed(2)} s, floor ${floor.at(-1)?.toFixed(2)} s, integrate ${integrate.at(-1)?.toFixed(2)} s\n`,
      );
    }
    for (let size = ROUNDS * BATCH; size < verified; size += BATCH) {
      const leaves = Array.from({ length: BATCH }, (_, at) => benchLeaf(seed, size + at));
      await inParts(leaves, async (part) => {
        await inTransaction(db.system, (tx) => appendLeaves(tx, part, part[0]?.effective ?? new Date()));
      });
      await sequenceLog(writer, new Date());
    }
    const key = verifierKey(sha256, writer.origin, SIGNATURE_TYPE.ed25519, keys.logPublicKey);
    verifying = await verifyAll(path.join(folder, "published"), writer.origin, formatVkey(key));
  } finally {
    await owner.end();
    await db.close();
  }
  const perSecond = Math.round(BATCH / median(append));
  const floorPerSecond = Math.round(BATCH / median(floor));
  return [
    {
      name: "append",
      value: perSecond,
      unit: "leaves/s",
      cpuUsPerOp: Number(median(appendCpu).toFixed(1)),
      floor: { name: "plain INSERT", value: floorPerSecond, unit: "leaves/s" },
      ratio: Number((perSecond / floorPerSecond).toFixed(3)),
      aim: "value>=20000",
    },
    { name: "integrate-20000", value: Number(median(integrate).toFixed(3)), unit: "s", aim: "value<1" },
    { name: `verify-${verified}`, value: Number(verifying.toFixed(1)), unit: "s", aim: "value<=15" },
  ];
}

/** Seconds that the auditor's command takes for the whole log, fetched from a plain file server on this machine. */
async function verifyAll(published: string, origin: string, vkey: string): Promise<number> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    const file = path.join(published, path.normalize(pathname));
    if (pathname === "/api/v1/lists") response.end(JSON.stringify({ origin, lists: [] }));
    else if (!existsSync(file)) response.writeHead(404).end();
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  try {
    return await seconds(
      () =>
        new Promise<void>((resolve, reject) => {
          const script = path.join(import.meta.dirname, "../cli/verify.ts");
          const child = spawn(process.execPath, [script, `http://127.0.0.1:${port}`, "--vkey", vkey], {
            stdio: ["ignore", 2, 2],
          });
          child.on("error", reject);
          child.on("exit", (code) =>
            code === 0 ? resolve() : reject(new Error(`verify ended with ${code}`)),
          );
        }),
    );
  } finally {
    server.close();
  }
}

const benchLeaf = (seed: number, at: number): NewLeaf => ({
  type: "list",
  entry: uuidv7(),
  seq: 1,
  record: {
    kind: "blacklist",
    number: `+86163${String((seed * 7_919 + at) % 100_000_000).padStart(8, "0")}`,
    tier: "general",
  },
  tier: "general",
  basis: ["fraud"],
  decidedBy: "bench",
  approvals: 2,
  effective: new Date("2026-03-02T04:00:00Z"),
});

/** The rows that were appended last, into tables of the same shape, without anything being computed. */
async function plainInsert(owner: postgres.Sql): Promise<number> {
  await owner`drop table if exists floor_pending, floor_records`;
  await owner`create table floor_pending (like log_pending including all)`;
  await owner`create table floor_records (like log_records including all)`;
  const pending = await owner<Row[]>`select * from log_pending`;
  const records = await owner<Row[]>`select r.* from log_records r join log_pending p using (leaf_id)`;
  const recordOf = new Map<unknown, Row>(records.map((row) => [row.leaf_id, row]));
  return seconds(() =>
    inParts(pending, async (part) => {
      await owner.begin(async (tx) => {
        await insertRows(
          tx,
          "floor_records",
          part.map((row) => recordOf.get(row.leaf_id) ?? {}),
        );
        await insertRows(tx, "floor_pending", part);
      });
    }),
  );
}

/** Parts one after the other on each of two connections, as two writers would. */
async function inParts<T>(items: readonly T[], work: (part: readonly T[]) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let at = next; at < items.length; at = next) {
      next += TOGETHER;
      await work(items.slice(at, at + TOGETHER));
    }
  };
  await Promise.all([lane(), lane()]);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
