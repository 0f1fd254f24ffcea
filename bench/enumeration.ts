import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { countOf, keyedHash, newSketch, placeOf, takePlace } from "#api/limits/subject-sketch.ts";
import { findRunningEmbedded } from "#db/embedded.ts";
import { childEnvironment } from "#env";
import { freePort } from "./free-port.ts";
import { listNumbers } from "./http-numbers.ts";
import type { BenchResult } from "./result.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const BATCH = 500;
/** Mobile numbers that the plan allows. */
const NUMBER_SPACE = 7e9;
const say = (line: string) => process.stderr.write(`${line}\n`);

/**
 * An API key with the usual budget walks mobile numbers in order, in batches and one by one, as fast as it may, until it
 * is refused for good. The registry is as bad as can be for the portal: everything listed lies in the walked range.
 * Then the server is killed (SIGKILL) and started again, and the walk goes on.
 */
export async function run({
  seed,
  n = 20_000,
  walk = 1_000_000,
}: {
  readonly seed: number;
  /** Listed numbers, all among those walked. */
  readonly n?: number;
  /** Numbers the walker would like to see. */
  readonly walk?: number;
}): Promise<BenchResult[]> {
  const portal = await openPortal();
  try {
    const first = 13_800_000_000 + (seed % 100) * 1_000_000;
    say(`listing ${n} numbers among ${walk} …`);
    await listNumbers(portal, n, seed, (random) => String(first + random.int(0, walk - 1)));
    const { token } = portal.partner();
    const walker = startWalker(portal.port, token, first, walk);
    await walker.inBatches();
    await walker.oneByOne();
    const { asked, answered, listed, refusal } = walker.state;
    say(`stopped after ${answered} of ${asked} asked: ${refusal}`);
    await portal.restart();
    const before = walker.state.answered;
    await walker.inBatches();
    await walker.oneByOne();
    const share = (answered / NUMBER_SPACE) * 100;
    return [
      {
        name: "answered-before-stop",
        value: answered,
        unit: "different numbers",
        budget: 20_000,
        refusal,
        aim: "value<=20200",
      },
      {
        name: "answered-after-kill-9",
        value: walker.state.answered - before,
        unit: "different numbers",
        aim: "value<=1000",
      },
      { name: "listed-learnt", value: listed, unit: "listed numbers", of: n, shareOfRegistry: listed / n },
      {
        name: "space-learnt-a-day",
        value: share,
        unit: "% of mobile numbers",
        daysForAll: Math.round(NUMBER_SPACE / answered),
      },
      { name: "cost-of-counting", value: countingMicros(), unit: "µs a look-up", aim: "value<=2" },
    ];
  } finally {
    await portal.stop();
  }
}

/** What the budget adds to a look-up of a number not asked about before. */
function countingMicros(): number {
  const numbers = Array.from({ length: 200_000 }, (_, at) => `+86138${String(at).padStart(8, "0")}`);
  const timings = Array.from({ length: 5 }, () => {
    const sketch = newSketch();
    let counted = 0;
    const startedAt = performance.now();
    for (const number of numbers) {
      takePlace(sketch, placeOf(keyedHash(number, 123, 456)));
      counted += countOf(sketch);
    }
    return counted > 0 ? ((performance.now() - startedAt) * 1000) / numbers.length : 0;
  });
  return Math.round((timings.sort((a, b) => a - b)[2] ?? 0) * 1000) / 1000;
}

type Walk = { asked: number; answered: number; listed: number; refusal: string; next: number };

function startWalker(port: number, token: string, first: number, walk: number) {
  const state: Walk = { asked: 0, answered: 0, listed: 0, refusal: "", next: first };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const origin = `http://127.0.0.1:${port}`;
  /** Sits out the quota of a minute; true when the refusal is for longer. */
  const isStopped = async (response: Response): Promise<boolean> => {
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    const problem = (await response.json()) as { detail: string };
    if (response.status !== 429) throw new Error(`answered ${response.status}: ${problem.detail}`);
    if (seconds <= 60) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      return false;
    }
    state.refusal = `429, Retry-After ${seconds} s, ${response.headers.get("ratelimit") ?? ""}`;
    return true;
  };
  const note = (results: readonly { readonly listed?: boolean; readonly verdict?: string }[]) => {
    state.answered += results.length;
    state.next += results.length;
    state.listed += results.filter(({ verdict }) => verdict === "listed" || verdict === "warning").length;
  };

  return {
    state,
    async inBatches(): Promise<void> {
      while (state.next < first + walk) {
        const numbers = Array.from({ length: BATCH }, (_, at) => String(state.next + at));
        state.asked += numbers.length;
        const response = await fetch(`${origin}/api/v1/check`, {
          method: "POST",
          headers,
          body: JSON.stringify({ items: numbers.map((value) => ({ kind: "number", value })) }),
        });
        if (response.ok) note(((await response.json()) as { results: [] }).results);
        else if (await isStopped(response)) return;
      }
    },
    async oneByOne(): Promise<void> {
      while (state.next < first + walk) {
        state.asked += 1;
        const response = await fetch(`${origin}/api/v1/numbers/${state.next}`, { headers });
        if (response.ok) note([(await response.json()) as object]);
        else if (await isStopped(response)) return;
      }
    },
  };
}

/** A portal of its own that can be killed and started again with the same data. */
async function openPortal() {
  const dataDir = mkdtempSync(path.join(tmpdir(), "mingjian-enumeration-"));
  const port = await freePort();
  let server: ChildProcess | null = null;
  const readiness = async () =>
    (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as {
      readonly status: string;
      readonly parts: { readonly registry: { readonly numbers?: number } };
    };
  const start = async () => {
    say("starting a portal …");
    const child = spawn(process.execPath, ["server.ts"], {
      cwd: ROOT,
      env: childEnvironment({
        PORT: String(port),
        DATA_DIR: dataDir,
        DEMO: "on",
        WORKER: "off",
        LOG_LEVEL: "error",
        NODE_ENV: "production",
      }),
      stdio: ["ignore", "ignore", "inherit"],
    });
    server = child;
    for (const end = Date.now() + 180_000; Date.now() < end; ) {
      if (child.exitCode !== null) throw new Error("the server ended while starting");
      const found = await readiness().catch(() => null);
      if (found?.status === "ready") return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error("the server did not become ready");
  };
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server.kill(signal);
    await ended;
  };
  const stop = async () => {
    await end("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await start();
    const running = findRunningEmbedded(path.join(dataDir, "pg"));
    if (!running) throw new Error("the portal's database is not there");
    const databaseUrl = new URL(running);
    databaseUrl.pathname = "/mingjian";
    type Demo = {
      readonly apiKeys: readonly { readonly scopes: readonly string[]; readonly token: string }[];
    };
    return {
      port,
      dataDir,
      databaseUrl: databaseUrl.href,
      readiness,
      /** A lender's key of the demonstration, with the limits any lender's has. */
      partner: () => {
        const demo = JSON.parse(readFileSync(path.join(dataDir, "demo.json"), "utf8")) as Demo;
        const key = demo.apiKeys.find(({ scopes }) => scopes.includes("check"));
        if (!key) throw new Error("no key with the scope check");
        return key;
      },
      restart: async () => {
        await end("SIGKILL");
        await start();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
