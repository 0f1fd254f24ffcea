import postgres from "postgres";
import { buildWhenNeeded } from "#cli/build.ts";
import type { Sql } from "#db/client.ts";
import { insertRows, type Row } from "#db/rows.ts";
import { createRandom } from "#db/seed/random.ts";
import { type Listed, listNumbers, numberOf } from "./http-numbers.ts";
import { type BenchPortal, cpuMicros, type Helper, startHelper, startPortal } from "./http-portal.ts";
import type { LoadJob, LoadRequest, LoadResult } from "./load.ts";
import type { BenchResult } from "./result.ts";

type HttpArgs = {
  readonly seed: number;
  /** Listed numbers. */
  readonly n?: number;
  readonly connections?: number;
  readonly seconds?: number;
  readonly rounds?: number;
  /** Names of results, separated by commas; all by default. */
  readonly only?: string;
  /** Take the pages as they were built last. */
  readonly "as-built"?: boolean;
};

/** Enough that each stays within the anonymous quota: the limiter is on and counts, and refuses nobody. */
const NETWORKS = 50_000;
const NAMES = [
  "number-memory",
  "check-memory",
  "check-batch-500",
  "number-record",
  "number-page",
  "intake",
] as const;
type Name = (typeof NAMES)[number];
const BATCH = 500;
const say = (line: string) => process.stderr.write(`${line}\n`);

type Timing = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerOp: number;
};
type Plan = {
  readonly name: Name;
  readonly unit: string;
  readonly aim: string;
  readonly job: Pick<LoadJob, "requests" | "networks" | "wantedStatus">;
  /** Operations in one request. */
  readonly each: number;
  readonly floor: { readonly name: string; measure(seconds: number): Promise<Timing>; stop(): void };
};

/**
 * The portal as people run it, under 32 connections, beside a floor in the same minutes: subject and floor by turns,
 * medians of the rounds. CPU is that of the server process, all threads; the database's is not in it.
 */
export async function run(args: HttpArgs): Promise<BenchResult[]> {
  const { n = 200_000, connections = 32, seconds = 3, rounds = 5, seed } = args;
  const wanted = args.only ? args.only.split(",") : NAMES;
  if (wanted.includes("number-page") && !args["as-built"]) await buildWhenNeeded();
  say("starting a portal …");
  // The worker's jobs would be counted with the requests.
  const portal = await startPortal({ TRUSTED_PROXIES: "127.0.0.1", WORKER: "off" });
  const load = startHelper("load.ts");
  const sql = postgres(portal.databaseUrl, { max: 10, onnotice: () => {} });
  try {
    say(`listing ${n} numbers …`);
    const listed = await listNumbers(portal, n, seed);
    const results: BenchResult[] = [];
    for (const name of NAMES.filter((known) => wanted.includes(known))) {
      const plan = await planOf(name, { portal, listed, load, sql, seed, connections });
      try {
        results.push(await measure(plan, { portal, load, connections, seconds, rounds }));
        say(JSON.stringify(results.at(-1)));
      } finally {
        plan.floor.stop();
      }
    }
    return results;
  } finally {
    load.stop();
    await sql.end({ timeout: 5 });
    await portal.stop();
  }
}

type Setting = { readonly portal: BenchPortal; readonly load: Helper; readonly connections: number };

async function measure(
  plan: Plan,
  {
    portal,
    load,
    connections,
    seconds,
    rounds,
  }: Setting & { readonly seconds: number; readonly rounds: number },
): Promise<BenchResult> {
  const job: LoadJob = { port: portal.port, connections, seconds, ...plan.job };
  const subject = () => timed(load, job, portal.pid, plan.each);
  await subject();
  await plan.floor.measure(Math.min(seconds, 1));
  const subjects: Timing[] = [];
  const floors: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    subjects.push(await subject());
    floors.push(await plan.floor.measure(seconds));
  }
  const of = median(subjects);
  const floor = median(floors);
  return {
    name: plan.name,
    value: round(of.perSecond, 0),
    unit: plan.unit,
    p50Ms: of.p50Ms,
    p99Ms: of.p99Ms,
    cpuUsPerOp: round(of.cpuUsPerOp, 2),
    floor: {
      name: plan.floor.name,
      value: round(floor.perSecond, 0),
      unit: plan.unit,
      cpuUsPerOp: round(floor.cpuUsPerOp, 2),
    },
    ratio: round(of.perSecond / floor.perSecond, 3),
    aim: plan.aim,
  };
}

async function timed(load: Helper, job: LoadJob, pid: number, each: number): Promise<Timing> {
  const before = cpuMicros(pid);
  const { result, error } = await load.ask<{ result?: LoadResult; error?: string }>(job);
  const cpu = cpuMicros(pid) - before;
  if (!result) throw new Error(error ?? "no result");
  if (Object.keys(result.unwanted).length > 0) {
    throw new Error(
      `answers with another status than ${job.wantedStatus}: ${JSON.stringify(result.unwanted)}`,
    );
  }
  const operations = result.requests * each;
  return {
    perSecond: operations / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuUsPerOp: operations > 0 ? cpu / operations : 0,
  };
}

type PlanSetting = Setting & { readonly listed: Listed; readonly sql: postgres.Sql; readonly seed: number };

async function planOf(name: Name, setting: PlanSetting): Promise<Plan> {
  const { portal, listed, load, seed, connections } = setting;
  const random = createRandom(seed).fork(name);
  const listedNumber = () => random.pick(listed.numbers);
  /** Half of what is asked is listed, half unknown. */
  const anyNumber = () => (random.chance(0.5) ? listedNumber() : numberOf(random));
  const get = (url: string): LoadRequest => ({ method: "GET", path: url, headers: {}, body: null });
  const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const item = () => ({ ref: random.digits(6), kind: "number", value: anyNumber() });
  const check = (count: number): LoadRequest => ({
    method: "POST",
    path: "/api/v1/check",
    headers: { authorization: `Bearer ${portal.benchKey}` },
    body: JSON.stringify({ items: many(count, item) }),
  });
  const bare = (requests: readonly LoadRequest[], each: number, extra: Partial<FloorJob> = {}) =>
    bareFloor({ portal, load, connections, requests, each, ...extra });

  switch (name) {
    case "number-memory": {
      const requests = many(20_000, () => get(`/api/v1/numbers/${encodeURIComponent(anyNumber())}`));
      const job = { requests, networks: NETWORKS, wantedStatus: 200 };
      return {
        name,
        unit: "req/s",
        aim: "cpuUsPerOp<=45 && p99Ms<15",
        each: 1,
        job,
        floor: await bare(requests, 1),
      };
    }
    case "check-memory": {
      const requests = many(10_000, () => check(1));
      const job = { requests, networks: 0, wantedStatus: 200 };
      return {
        name,
        unit: "req/s",
        aim: "cpuUsPerOp<=80 && p99Ms<15",
        each: 1,
        job,
        floor: await bare(requests, 1),
      };
    }
    case "check-batch-500": {
      const requests = many(40, () => check(BATCH));
      const job = { requests, networks: 0, wantedStatus: 200 };
      return {
        name,
        unit: "items/s",
        aim: "value>=100000",
        each: BATCH,
        job,
        floor: await bare(requests, BATCH),
      };
    }
    case "number-record": {
      const requests = many(20_000, () =>
        get(`/api/v1/numbers/${encodeURIComponent(listedNumber())}/record`),
      );
      const job = { requests, networks: NETWORKS, wantedStatus: 200 };
      const floor = await bare(requests, 1, {
        databaseUrl: portal.databaseUrl,
        ids: listed.entryIds.slice(0, 20_000),
      });
      return { name, unit: "req/s", aim: "ratio>=0.4", each: 1, job, floor };
    }
    case "number-page": {
      const requests = many(2_000, () =>
        get(`/numbers/${encodeURIComponent(random.pick(listed.publicKeys))}`),
      );
      const job = { requests, networks: NETWORKS, wantedStatus: 200 };
      return { name, unit: "req/s", aim: "p99Ms<500", each: 1, job, floor: await bare(requests, 1) };
    }
    case "intake": {
      const requests = many(2_000, () => filing(portal, random));
      const job = { requests, networks: 0, wantedStatus: 201 };
      return {
        name,
        unit: "complaints/s",
        aim: "value>=400",
        each: 1,
        job,
        floor: await insertFloor(setting, requests),
      };
    }
  }
}

/** Told by a person each time: another caller, another moment, other words; the same lenders and numbers come back. */
function filing(portal: BenchPortal, random: ReturnType<typeof createRandom>): LoadRequest {
  const body = {
    matter: random.pick(["marketing", "collection", "scam"]),
    channel: "voice_call",
    relationship: random.pick(["CONTACT_LISTED", "NEVER_BORROWED", "BORROWER_OVERDUE"]),
    incidents: [
      {
        at: new Date(Date.now() - random.int(1, 20) * 86_400_000).toISOString(),
        numberDisplayed: `952${random.digits(3)}${random.digits(2)}`,
        receivedOn: `138${random.digits(8)}`,
        answered: true,
        receiver: "self",
      },
    ],
    scriptText: `你好，这里是客服，你的额度 ${random.int(1, 50)} 万元已经批了，先交保证金。$n`,
    claimed: { identity: "lender", institution: `示例${random.int(1, 200)}小额贷款有限公司` },
    harm: { kinds: ["M1"], toldToStop: random.chance(0.5) },
    mode: "anonymous_receipt",
    region: "330100",
    truthStatement: true,
  };
  return {
    method: "POST",
    path: "/api/v1/complaints",
    headers: { authorization: `Bearer ${portal.intakeKey}`, "idempotency-key": "bench-$n" },
    body: JSON.stringify(body),
  };
}

type FloorJob = Setting & {
  readonly requests: readonly LoadRequest[];
  readonly each: number;
  readonly databaseUrl?: string;
  readonly ids?: readonly string[];
};

/** Bare node:http with answers as long as the portal's, asked in the same way; with one look-up by key for records. */
async function bareFloor({
  portal,
  load,
  connections,
  requests,
  each,
  databaseUrl,
  ids = [],
}: FloorJob): Promise<Plan["floor"]> {
  const bytes = await answerBytes(portal, requests[0]);
  const server = startHelper("http-floor.ts");
  const { port } = await server.ask<{ port: number }>({ bytes, databaseUrl: databaseUrl ?? null, ids });
  return {
    name: databaseUrl ? "bare node:http and one look-up by primary key" : "bare node:http",
    measure: (seconds) =>
      timed(load, { port, connections, seconds, requests, networks: 0, wantedStatus: 200 }, server.pid, each),
    stop: () => server.stop(),
  };
}

async function answerBytes(portal: BenchPortal, request: LoadRequest | undefined): Promise<number> {
  if (!request) return 100;
  const answer = await fetch(`http://127.0.0.1:${portal.port}${request.path}`, {
    method: request.method,
    headers: { ...request.headers, ...(request.body ? { "content-type": "application/json" } : {}) },
    body: request.body,
  });
  return (await answer.arrayBuffer()).byteLength;
}

/** Tables a filing writes to, as far as its rows can be told by the complaint. */
const ROWS_OF_COMPLAINT = [
  ["complaints", "id"],
  ["complaint_keys", "complaint_id"],
  ["complaint_identifiers", "complaint_id"],
  ["complaint_states", "complaint_id"],
  ["complaint_events", "complaint_id"],
  ["receipt_hashes", "complaint_id"],
  ["case_judgements", "complaint_id"],
  ["case_members", "complaint_id"],
  ["audit_events", "subject_id"],
] as const;

/** The same rows by plain INSERT: no rules, no sealing, no indexes, one durable commit a complaint, as many at once. */
async function insertFloor(
  { portal, sql, connections }: PlanSetting,
  requests: readonly LoadRequest[],
): Promise<Plan["floor"]> {
  const [request] = requests;
  const filed = await fetch(`http://127.0.0.1:${portal.port}/api/v1/complaints`, {
    method: "POST",
    headers: { ...request?.headers, "content-type": "application/json" },
    body: request?.body ?? "",
  });
  const { id } = (await filed.json()) as { id: string };
  const tables: { readonly name: string; readonly rows: Row[] }[] = [];
  for (const [table, column] of ROWS_OF_COMPLAINT) {
    await sql.unsafe(`create table if not exists bench_${table} (like ${table})`);
    const found = await sql.unsafe(`select to_jsonb(t) as row from ${table} t where ${column} = $1`, [id]);
    tables.push({ name: `bench_${table}`, rows: found.map((one) => one.row as Row) });
  }
  const insertOnce = () =>
    sql.begin((tx) =>
      Promise.all(tables.map(({ name, rows }) => insertRows(tx as unknown as Sql, name, rows))),
    );
  return {
    name: "the same rows by plain INSERT, fsync on",
    async measure(seconds) {
      const endsAt = performance.now() + seconds * 1000;
      const startedAt = performance.now();
      const latencies: number[] = [];
      const client = async () => {
        while (performance.now() < endsAt) {
          const at = performance.now();
          await insertOnce();
          latencies.push(performance.now() - at);
        }
      };
      const cpu = process.cpuUsage();
      await Promise.all(Array.from({ length: connections }, client));
      const used = process.cpuUsage(cpu);
      const took = (performance.now() - startedAt) / 1000;
      latencies.sort((a, b) => a - b);
      return {
        perSecond: latencies.length / took,
        p50Ms: round(latencies[Math.floor(latencies.length * 0.5)] ?? 0, 3),
        p99Ms: round(latencies[Math.floor(latencies.length * 0.99)] ?? 0, 3),
        cpuUsPerOp: (used.user + used.system) / Math.max(1, latencies.length),
      };
    },
    stop: () => {},
  };
}

function median(timings: readonly Timing[]): Timing {
  const middle = timings.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(timings.length / 2)];
  if (!middle) throw new Error("nothing was measured");
  return middle;
}

const round = (value: number, places: number): number => Number(value.toFixed(places));
