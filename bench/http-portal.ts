import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findRunningEmbedded } from "#db/embedded.ts";
import { childEnvironment } from "#env";
import { freePort } from "./free-port.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const START_TIMEOUT_MS = 180_000;

export type BenchPortal = {
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly benchKey: string;
  readonly intakeKey: string;
  readiness(): Promise<{
    readonly status: string;
    readonly parts: { readonly registry: { readonly numbers?: number } };
  }>;
  stop(): Promise<void>;
};

/** A portal of its own, as `npm start` runs it: embedded PostgreSQL with fsync, demonstration data, worker inline. */
export async function startPortal(extra: Readonly<Record<string, string>>): Promise<BenchPortal> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "mingjian-bench-"));
  const port = await freePort();
  const child = spawn(process.execPath, ["server.ts"], {
    cwd: ROOT,
    env: childEnvironment({
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: "on",
      LOG_LEVEL: "error",
      NODE_ENV: "production",
      ...extra,
    }),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(child, port);
    const running = findRunningEmbedded(path.join(dataDir, "pg"));
    if (!running) throw new Error("the portal's database is not there");
    const databaseUrl = new URL(running);
    databaseUrl.pathname = "/mingjian";
    const demo = JSON.parse(readFileSync(path.join(dataDir, "demo.json"), "utf8"));
    return {
      port,
      pid: child.pid ?? 0,
      dataDir,
      databaseUrl: databaseUrl.href,
      benchKey: demo.benchKey,
      intakeKey: demo.intakeKey,
      readiness: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; ) {
    if (child.exitCode !== null) throw new Error("the server ended while starting");
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the server did not become ready");
}

/** Microseconds of CPU a process has used, user and system, all its threads (Linux; 0 elsewhere). */
export function cpuMicros(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // Ticks are hundredths of a second on every Linux that Node runs on.
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return 0;
  }
}

/** A process of this folder that is spoken to by messages: one message in, one out. */
export type Helper = { readonly pid: number; ask<T>(message: object): Promise<T>; stop(): void };

export function startHelper(file: string): Helper {
  const child = fork(path.join(import.meta.dirname, file), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  return {
    pid: child.pid ?? 0,
    ask: <T>(message: object) =>
      new Promise<T>((resolve, reject) => {
        const ended = () => reject(new Error(`${file} ended`));
        child.once("exit", ended);
        child.once("message", (answer) => {
          child.removeListener("exit", ended);
          resolve(answer as T);
        });
        child.send(message);
      }),
    stop: () => {
      child.removeAllListeners("exit");
      child.kill("SIGTERM");
    },
  };
}
