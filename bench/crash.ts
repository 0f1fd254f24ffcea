import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { findRunningEmbedded } from "#db/embedded.ts";
import { createRandom } from "#db/seed/random.ts";
import { childEnvironment } from "#env";
import { freePort } from "./free-port.ts";
import type { BenchResult } from "./result.ts";

const CLIENTS = 16;
const ROOT = path.resolve(import.meta.dirname, "..");
const START_TIMEOUT_MS = 120_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Kills the server process and PostgreSQL by turns (SIGKILL) while clients file complaints, each retrying under its
 * idempotency key until it is answered. Then counts in the database what was acknowledged: nothing may be missing,
 * nothing twice, and no process may have died that was not killed.
 */
export async function run({ seed, kills = 20 }: { seed: number; kills?: number }): Promise<BenchResult[]> {
  const random = createRandom(seed);
  const dataDir = mkdtempSync(path.join(tmpdir(), "mingjian-crash-"));
  const port = await freePort();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  let deaths = 0;
  /** Processes that this run ended itself. */
  const ended = new Set<ChildProcess>();
  const running: { server: ChildProcess | null } = { server: null };

  const start = async () => {
    const child = spawn(process.execPath, ["server.ts"], {
      cwd: ROOT,
      env: childEnvironment({
        PORT: String(port),
        DATA_DIR: dataDir,
        DEMO: "on",
        LOG_LEVEL: "error",
        NODE_ENV: "production",
      }),
      stdio: ["ignore", "ignore", "inherit"],
    });
    running.server = child;
    child.on("exit", () => {
      if (!ended.has(child)) deaths += 1;
    });
    const startedAt = Date.now();
    while (Date.now() - startedAt < START_TIMEOUT_MS) {
      if (child.exitCode !== null) throw new Error("the server ended while starting");
      if ((await get(port, "/readyz")) === 200) return;
      await sleep(100);
    }
    throw new Error("the server did not become ready");
  };

  const kill = (signal: "SIGKILL" | "SIGTERM") => {
    if (!running.server) return;
    ended.add(running.server);
    running.server.kill(signal);
  };

  say("starting …");
  await start();
  const { intakeKey } = JSON.parse(readFileSync(path.join(dataDir, "demo.json"), "utf8")) as {
    intakeKey: string;
  };
  const before = await countComplaints(databaseUrl(dataDir));

  const acknowledged = new Map<string, string>();
  let isOver = false;
  let lastAnswerAt = Date.now();
  let longestSilenceMs = 0;
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (!isOver) {
      const key = randomUUID();
      const body = JSON.stringify(complaint(random.int(0, 9_999_999), random.int(0, 400)));
      for (;;) {
        const answer = await post(agent, port, intakeKey, key, body);
        if (answer?.status === 201) {
          const known = acknowledged.get(key);
          if (known && known !== answer.id) throw new Error("one key, two answers");
          acknowledged.set(key, answer.id);
          longestSilenceMs = Math.max(longestSilenceMs, Date.now() - lastAnswerAt);
          lastAnswerAt = Date.now();
          break;
        }
        if (answer && answer.status < 500 && answer.status !== 429)
          throw new Error(`intake answered ${answer.status}`);
        await sleep(50);
      }
    }
  });

  const killed = { process: 0, postgres: 0 };
  for (let turn = 0; turn < kills; turn++) {
    await sleep(1_500 + random.int(0, 2_000));
    if (turn % 2 === 0) {
      say(`kill ${turn + 1}/${kills}: the process, ${acknowledged.size} acknowledged`);
      kill("SIGKILL");
      killed.process += 1;
      await start();
    } else {
      say(`kill ${turn + 1}/${kills}: PostgreSQL, ${acknowledged.size} acknowledged`);
      process.kill(
        Number(readFileSync(path.join(dataDir, "pg/postmaster.pid"), "utf8").split("\n")[0]),
        "SIGKILL",
      );
      killed.postgres += 1;
    }
  }
  await sleep(3_000);
  isOver = true;
  await Promise.all(clients);
  agent.destroy();

  const sql = postgres(databaseUrl(dataDir), { max: 1, onnotice: () => {} });
  const ids = [...acknowledged.values()];
  const [found] = await sql<
    { n: number }[]
  >`select count(*)::int as n from complaints where id = any(${ids}::uuid[])`;
  const [total] = await sql<{ n: number }[]>`select count(*)::int as n from complaints`;
  const [orphans] = await sql<{ n: number }[]>`
    select count(*)::int as n from complaints c where not exists (select 1 from case_members m where m.complaint_id = c.id)
      and exists (select 1 from complaint_identifiers i where i.complaint_id = c.id and i.role = 'displayed') and c.id = any(${ids}::uuid[])`;
  await sql.end();
  kill("SIGTERM");
  await new Promise((resolve) => running.server?.once("exit", resolve));
  rmSync(dataDir, { recursive: true, force: true });

  const result = (name: string, value: number, unit: string, aim?: string): BenchResult => ({
    name,
    value,
    unit,
    ...(aim ? { aim } : {}),
  });
  return [
    result("acknowledged", acknowledged.size, "complaints"),
    result("lost", ids.length - (found?.n ?? 0), "complaints", "= 0"),
    result("duplicated", (total?.n ?? 0) - before - new Set(ids).size, "complaints", "= 0"),
    result("without-case", orphans?.n ?? 0, "complaints", "= 0"),
    result("kills-process", killed.process, "kills"),
    result("kills-postgres", killed.postgres, "kills"),
    result("process-deaths", deaths, "deaths", "= 0"),
    result("longest-silence-ms", longestSilenceMs, "ms"),
  ];
}

function databaseUrl(dataDir: string): string {
  const url = findRunningEmbedded(path.join(dataDir, "pg"));
  if (!url) throw new Error("no server runs there");
  return url.replace(/\/postgres$/, "/mingjian");
}

async function countComplaints(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from complaints`;
  await sql.end();
  return row?.n ?? 0;
}

function complaint(reporter: number, caller: number): unknown {
  return {
    matter: "collection",
    channel: "voice_call",
    relationship: "CONTACT_LISTED",
    incidents: [
      {
        at: null,
        numberDisplayed: `1630000${String(caller).padStart(4, "0")}`,
        receivedOn: `160${String(reporter).padStart(8, "0")}`,
        receiver: "self",
      },
    ],
    scriptText: `催收电话，编号 ${reporter}`,
    truthStatement: true,
  };
}

function get(port: number, url: string): Promise<number> {
  return new Promise((resolve) => {
    const req = request({ host: "127.0.0.1", port, path: url, timeout: 2_000 }, (res) => {
      res.resume();
      res.on("end", () => resolve(res.statusCode ?? 0));
    });
    req.on("timeout", () => req.destroy());
    req.on("error", () => resolve(0));
    req.end();
  });
}

function post(
  agent: Agent,
  port: number,
  token: string,
  key: string,
  body: string,
): Promise<{ status: number; id: string } | null> {
  return new Promise((resolve) => {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": key,
      "content-length": Buffer.byteLength(body),
    };
    const req = request(
      {
        host: "127.0.0.1",
        port,
        path: "/api/v1/complaints",
        method: "POST",
        agent,
        headers,
        timeout: 20_000,
      },
      (res) => {
        let text = "";
        res.setEncoding("utf8");
        res.on("data", (chunk: string) => {
          text += chunk;
        });
        res.on("end", () =>
          resolve({
            status: res.statusCode ?? 0,
            id: res.statusCode === 201 ? (JSON.parse(text) as { id: string }).id : "",
          }),
        );
        res.on("error", () => resolve(null));
      },
    );
    req.on("timeout", () => req.destroy());
    req.on("error", () => resolve(null));
    req.end(body);
  });
}
