import { copyFileSync } from "node:fs";
import postgres from "postgres";
import { submitComplaints } from "#commands/complaints/submit-complaints.ts";
import { generateDemo } from "#db/seed/demo-complaints.ts";
import { createRandom } from "#db/seed/random.ts";
import { asSubmission, fillPortal } from "./assign-portal.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const UNTIL = "2026-11-20T16:00:00Z";
const NOW = "2026-11-21T16:00:00Z";
/** Complaints that are filed one by one into an empty portal; the rest of the base are copies of them. */
const FILED = 5_000;
const WARM_UP = 400;
const MEASURED = 2_000;
const LEAST = 1_500;

/**
 * `--base N`: N complaints in a portal of its own, then new ones one after another through the command that intake takes,
 * each matched against all of them in its own durable transaction. What is new was drawn at random from the same
 * demonstration, so it is about known and unknown numbers, campaigns and scripts in its proportions. `--count` of them.
 */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const base = typeof args.base === "number" ? args.base : 50_000;
  const measured = typeof args.count === "number" ? args.count : MEASURED;
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const copies = Math.max(1, Math.round(base / FILED));
  const filed = Math.max(LEAST, Math.round(base / copies));
  const demo = generateDemo({ seed: args.seed, until: UNTIL, complaints: filed + WARM_UP + measured });
  const random = createRandom(args.seed).fork("assign");
  const fresh = random.sample(demo.complaints, WARM_UP + measured);
  const isFresh = new Set(fresh);
  const startedAt = performance.now();
  const portal = await fillPortal({
    demo,
    complaints: demo.complaints.filter((one) => !isFresh.has(one)),
    copies,
    until: UNTIL,
    now: NOW,
    settings: typeof args.explain === "string" ? EXPLAIN : {},
    say,
  });
  try {
    const fillSeconds = (performance.now() - startedAt) / 1000;
    say(`filled with ${filed * copies} complaints in ${fillSeconds.toFixed(0)} s`);
    const times: number[] = [];
    const floor: number[] = [];
    const bare = postgres(portal.databaseUrl, { max: 1, onnotice: () => {} });
    await bare`create table bench_floor (at timestamptz not null)`;
    const timed = async (list: number[], act: () => PromiseLike<unknown>) => {
      const from = performance.now();
      await act();
      list.push(performance.now() - from);
    };
    let cpu = process.cpuUsage();
    for (const [at, one] of fresh.entries()) {
      const copy = random.int(0, copies - 1);
      const runtime = portal.runtimeOf(copy);
      const submission = asSubmission({ ...one, sourceId: `${one.sourceId}-new` });
      if (at === WARM_UP) cpu = process.cpuUsage();
      const list = at < WARM_UP ? [] : times;
      await timed(list, () => submitComplaints(runtime, [submission], new Date(NOW)));
      if (at % 10 === 0) await timed(floor, () => bare`insert into bench_floor values (now())`);
    }
    const used = process.cpuUsage(cpu);
    await bare.end({ timeout: 5 });
    const sorted = times.sort((a, b) => a - b);
    const quantile = (share: number) => quantileOf(sorted, share);
    return [
      {
        name: "assign",
        value: Math.round((1000 * sorted.length) / sorted.reduce((sum, ms) => sum + ms, 0)),
        unit: "complaints/s",
        p50Ms: quantile(0.5),
        p99Ms: quantile(0.99),
        p90Ms: quantile(0.9),
        maxMs: quantile(1),
        cpuUsPerOp: Math.round((used.user + used.system) / sorted.length),
        // The same machine in the same minutes: how long one row with one durable commit takes.
        floorP50Ms: quantileOf(
          floor.sort((a, b) => a - b),
          0.5,
        ),
        aim: "p50Ms<=8 && p99Ms<=25",
        base: filed * copies,
        fillSeconds: Math.round(fillSeconds),
      },
    ];
  } finally {
    if (typeof args.explain === "string") copyFileSync(portal.logFile, args.explain);
    await portal.stop();
  }
}

const quantileOf = (sorted: readonly number[], share: number): number =>
  Math.round(100 * (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)) / 100;

/** `--explain FILE`: plans of slow statements, as the server logged them. */
const EXPLAIN = {
  session_preload_libraries: "auto_explain",
  "auto_explain.log_min_duration": "3ms",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_buffers": "on",
};
