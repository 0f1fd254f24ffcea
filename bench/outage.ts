import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { generateKeyRing } from "#adapters/keys.ts";
import { type EmbeddedPostgres, startEmbedded } from "#db/embedded.ts";
import { createRandom } from "#db/seed/random.ts";
import { childEnvironment } from "#env";
import { freePort } from "./free-port.ts";
import { listNumbers, numberOf } from "./http-numbers.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const CLIENTS = 16;
const LISTED = 2_000;
const UNKNOWN = 500;
const START_TIMEOUT_MS = 180_000;
/** Until then an answer may still be as fresh as the last look at the database. */
const AGE_SHOWN_AFTER_MS = 3_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Verdict = { readonly verdict: string; readonly listed: boolean; readonly advice: string };
type Answer = Verdict & { readonly asOf: string; readonly ageSeconds?: number };
type Tally = { asked: number; answered: number; wrong: number; ageless: number; oldest: number };

/**
 * Stops PostgreSQL for `--seconds 60` under load and compares every answer with what the portal said before. Half-way the
 * portal itself is ended and started again, with nothing but the list it kept: counted apart, since its port is closed
 * for a moment.
 */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const seconds = typeof args.seconds === "number" ? args.seconds : 60;
  const random = createRandom(args.seed).fork("outage");
  const folder = mkdtempSync(path.join(tmpdir(), "mingjian-outage-"));
  const dataDir = path.join(folder, "data");
  const say = (line: string) => process.stderr.write(`${line}\n`);
  mkdirSync(dataDir);
  writeFileSync(path.join(dataDir, "keys"), generateKeyRing(), { mode: 0o600 });
  const cluster = { dataDir: path.join(folder, "pg"), port: await freePort() };
  let server: EmbeddedPostgres = await startEmbedded(cluster);
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin.unsafe("create database mingjian");
  await admin.end();
  const databaseUrl = server.url.replace(/\/postgres$/, "/mingjian");
  const port = await freePort();
  const start = () => startPortal({ port, dataDir, databaseUrl });
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let portal = start();
  try {
    await until(async () => (await statusOf(port, "/readyz")) === 200);
    const { benchKey } = JSON.parse(readFileSync(path.join(dataDir, "demo.json"), "utf8")) as {
      benchKey: string;
    };
    const readiness = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
    const listed = await listNumbers({ dataDir, databaseUrl, readiness }, LISTED, args.seed);
    const numbers = [...listed.numbers, ...Array.from({ length: UNKNOWN }, () => numberOf(random))];
    const ask = (number: string, isCheck: boolean) =>
      isCheck ? check(agent, port, benchKey, number) : lookUp(agent, port, number);
    const truth = new Map<string, string>();
    for (const number of numbers) {
      const answer = await ask(number, true);
      if (!answer) throw new Error("no answer while the database was there");
      truth.set(number, wordsOf(answer));
    }
    // What is kept for the next start is written once a minute, and at an orderly end.
    await end(portal);
    portal = start();
    await until(async () => (await statusOf(port, "/readyz")) === 200);
    await ask(numbers[0] ?? "", true);

    const tallies = { running: tally(), restarted: tally() };
    let isOver = false;
    let isRestarted = false;
    let stoppedAt = 0;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      while (!isOver) {
        const number = random.pick(numbers);
        // A portal that never saw a key has nobody to ask about it; anyone may look up.
        const isCheck = !isRestarted && client % 2 === 0;
        const into = isRestarted ? tallies.restarted : tallies.running;
        const askedAt = Date.now();
        const answer = await ask(number, isCheck);
        if (isRestarted !== (into === tallies.restarted)) continue;
        into.asked += 1;
        if (!answer) continue;
        into.answered += 1;
        if (wordsOf(answer) !== truth.get(number)) into.wrong += 1;
        if (stoppedAt > 0 && askedAt - stoppedAt > AGE_SHOWN_AFTER_MS) {
          if (answer.ageSeconds === undefined) into.ageless += 1;
          into.oldest = Math.max(into.oldest, answer.ageSeconds ?? 0);
        }
      }
    });
    say(`stopping PostgreSQL for ${seconds} s`);
    stoppedAt = Date.now();
    await server.stop();
    await sleep((seconds * 500) | 0);
    say("ending the portal and starting it without its database");
    isRestarted = true;
    await end(portal);
    const restartedAt = performance.now();
    portal = start();
    await until(async () => (await lookUp(agent, port, numbers[0] ?? "")) !== null);
    const coldMs = performance.now() - restartedAt;
    tallies.restarted = tally();
    await sleep(Math.max(0, stoppedAt + seconds * 1000 - Date.now()));
    say("starting PostgreSQL again");
    stoppedAt = 0;
    server = await startEmbedded(cluster);
    const backAt = performance.now();
    await until(async () => (await lookUp(agent, port, numbers[0] ?? ""))?.ageSeconds === undefined);
    const freshMs = performance.now() - backAt;
    isOver = true;
    await Promise.all(clients);

    const share = ({ asked, answered }: Tally) => Math.round((1e6 * answered) / Math.max(1, asked)) / 1e4;
    const { running, restarted } = tallies;
    return [
      { name: "answered", value: share(running), unit: "%", aim: "value>=99.9", asked: running.asked },
      { name: "wrong", value: running.wrong + restarted.wrong, unit: "answers", aim: "value==0" },
      { name: "without-age", value: running.ageless + restarted.ageless, unit: "answers", aim: "value==0" },
      { name: "oldest-answer", value: Math.max(running.oldest, restarted.oldest), unit: "s" },
      { name: "answered-after-restart", value: share(restarted), unit: "%", asked: restarted.asked },
      { name: "first-answer-without-database", value: Math.round(coldMs), unit: "ms" },
      { name: "fresh-again", value: Math.round(freshMs), unit: "ms" },
    ];
  } finally {
    agent.destroy();
    await end(portal);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tally = (): Tally => ({ asked: 0, answered: 0, wrong: 0, ageless: 0, oldest: 0 });
const wordsOf = ({ verdict, listed, advice }: Verdict): string => `${verdict} ${listed} ${advice}`;

function startPortal(where: { port: number; dataDir: string; databaseUrl: string }): ChildProcess {
  return spawn(process.execPath, ["server.ts"], {
    cwd: ROOT,
    env: childEnvironment({
      PORT: String(where.port),
      DATA_DIR: where.dataDir,
      DATABASE_URL: where.databaseUrl,
      DEMO: "on",
      // Each look-up comes from somewhere else, as the public does: one place alone is stopped at its limit.
      TRUSTED_PROXIES: "127.0.0.1",
      LOG_LEVEL: "fatal",
      NODE_ENV: "production",
    }),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (const last = Date.now() + START_TIMEOUT_MS; Date.now() < last; await sleep(50))
    if (await isDone()) return;
  throw new Error("waited too long");
}

const statusOf = async (port: number, url: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}${url}`).catch(() => null))?.status ?? 0;

const lookUp = (agent: Agent, port: number, number: string): Promise<Answer | null> =>
  send<Answer>(agent, port, `/api/v1/numbers/${number}`, null);

async function check(agent: Agent, port: number, key: string, value: string): Promise<Answer | null> {
  const body = JSON.stringify({ items: [{ kind: "number", value }] });
  const answer = await send<{ asOf: string; ageSeconds?: number; results: Verdict[] }>(
    agent,
    port,
    "/api/v1/check",
    { key, body },
  );
  const [result] = answer?.results ?? [];
  return answer && result ? { ...result, asOf: answer.asOf, ageSeconds: answer.ageSeconds } : null;
}

let asked = 0;
function nextAddress(): string {
  asked += 1;
  return `100.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
}

function send<T>(
  agent: Agent,
  port: number,
  url: string,
  post: { readonly key: string; readonly body: string } | null,
): Promise<T | null> {
  return new Promise((resolve) => {
    const headers = post
      ? {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(post.body),
          authorization: `Bearer ${post.key}`,
        }
      : { "x-forwarded-for": nextAddress() };
    const method = post ? "POST" : "GET";
    const req = request(
      { host: "127.0.0.1", port, path: url, method, agent, headers, timeout: 5_000 },
      (res) => {
        let text = "";
        res.setEncoding("utf8");
        res.on("data", (chunk: string) => {
          text += chunk;
        });
        res.on("end", () => resolve(res.statusCode === 200 ? (JSON.parse(text) as T) : null));
      },
    );
    req.on("timeout", () => req.destroy());
    req.on("error", () => resolve(null));
    req.end(post?.body);
  });
}
