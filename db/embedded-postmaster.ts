import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bootError } from "./boot-error.ts";
import { childOptions, type RunAs } from "./embedded-binaries.ts";
import { besideCluster } from "./embedded-folder.ts";
import { isAlive, processesOn, readPidFile, servesFolder, signal } from "./embedded-processes.ts";

const POLL_MS = 15;
/** As PostgreSQL itself: children that ignore an immediate shutdown are killed after 5 s. */
const REMAINS_GRACE_MS = 5_000;
const ORPHAN_GRACE_MS = 30_000;
const SLOW_START_NOTICE_MS = 10_000;
const LOG_ROTATE_BYTES = 16 * 1024 * 1024;

/**
 * What the server runs with. Sized for one machine of 2 cores and 2 GB and more; `settings` of startEmbedded override.
 * The log keeps neither statements nor values, because those hold what people reported.
 */
export const DEFAULT_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_connections: "80",
  // Short queries only: compiling them costs more than it saves.
  jit: "off",
  random_page_cost: "1.1",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_checkpoints: "off",
  log_error_verbosity: "terse",
  log_min_messages: "log",
  log_min_error_statement: "panic",
};

export type Death = { readonly pid: number; readonly code: number | null; readonly signal: string | null };
/** Why a server did not come up: the port is taken, memory of an earlier server is still held, or its own words. */
export type LaunchFailure = { readonly reason: "port" | "memory" | "other"; readonly text: string };

export type Postmaster = {
  readonly pid: number | null;
  /** Resolves when the server takes connections, to null, or when it ended before, to the reason. */
  readonly started: Promise<LaunchFailure | null>;
  readonly exited: Promise<Death>;
  readonly isRunning: () => boolean;
};

export type LaunchOptions = {
  readonly native: string;
  readonly as: RunAs;
  readonly dataDir: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (message: string) => void;
};

/** Starts a server in a process group of its own; its output goes to the log file beside the cluster. */
export function launch({ native, as, dataDir, port, settings, log }: LaunchOptions): Postmaster {
  const logFile = besideCluster(dataDir).log;
  rotate(logFile);
  const fd = fs.openSync(logFile, "a", 0o600);
  const from = fs.fstatSync(fd).size;
  const flags = {
    ...settings,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
  };
  const child = spawn(
    path.join(native, "bin", "postgres"),
    ["-D", dataDir, ...Object.entries(flags).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...childOptions(as), cwd: dataDir, stdio: ["ignore", fd, fd] },
  );
  fs.closeSync(fd);

  let death: Death | null = null;
  let spawnError = "";
  const exited = new Promise<Death>((resolve) => {
    const end = (code: number | null, by: string | null) => {
      death ??= { pid: child.pid ?? 0, code, signal: by };
      resolve(death);
    };
    child.once("exit", end);
    child.once("error", (error) => {
      spawnError = error.message;
      end(null, null);
    });
  });

  const waitUntilReady = async (): Promise<LaunchFailure | null> => {
    let noticeAt = Date.now() + SLOW_START_NOTICE_MS;
    // No deadline while the server lives: recovery after a crash takes as long as there is log to replay.
    while (!death) {
      const file = readPidFile(dataDir);
      if (file && file.pid === child.pid && file.isReady) return null;
      if (Date.now() > noticeAt) {
        log("PostgreSQL is still starting (recovering after a crash, as a rule)");
        noticeAt = Date.now() + SLOW_START_NOTICE_MS;
      }
      await Promise.race([exited, delay(POLL_MS)]);
    }
    return explain(spawnError || readFrom(logFile, from));
  };
  return { pid: child.pid ?? null, started: waitUntilReady(), exited, isRunning: () => death === null };
}

function explain(output: string): LaunchFailure {
  const lines = output
    .split("\n")
    .filter((line) => /FATAL|PANIC|could not|Address already in use/.test(line));
  const text = (lines.length > 0 ? lines : output.split("\n").slice(-3)).slice(0, 5).join(" | ");
  if (/Address already in use/.test(output)) return { reason: "port", text };
  if (/pre-existing shared memory block/.test(output)) return { reason: "memory", text };
  return { reason: "other", text };
}

function readFrom(file: string, position: number): string {
  try {
    return fs.readFileSync(file).subarray(position).toString();
  } catch {
    return "";
  }
}

function rotate(file: string): void {
  try {
    if (fs.statSync(file).size > LOG_ROTATE_BYTES) fs.renameSync(file, `${file}.1`);
  } catch {
    // No log yet.
  }
}

/**
 * Ends a server: open transactions are rolled back (INT), after the grace the processes are dropped and the next start
 * recovers (QUIT), and at last the kernel ends it (KILL). So it always returns.
 */
export async function endPostmaster(postmaster: Postmaster, graceMs: number): Promise<void> {
  const { pid } = postmaster;
  if (pid === null) return;
  for (const [name, waitMs] of [
    ["SIGINT", graceMs],
    ["SIGQUIT", Math.min(graceMs, REMAINS_GRACE_MS)],
    ["SIGKILL", REMAINS_GRACE_MS],
  ] as const) {
    if (!postmaster.isRunning()) return;
    signal(pid, name);
    await within(postmaster.exited, waitMs);
  }
}

async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, delay(ms, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}

/**
 * Clears what earlier servers left on the folder before a new one starts:
 * a server whose parent was killed is stopped; children of a killed server, which still hold its shared memory, are
 * ended as that server would have ended them; a pid file that names a living process that is none of ours is removed.
 * A pid file with a dead number stays: with the memory key in it PostgreSQL makes sure by itself that nothing is left.
 * Throws `data-folder-in-use` when a process cannot be ended.
 */
export async function clearRemains(dataDir: string, log: (message: string) => void): Promise<void> {
  const left = readPidFile(dataDir);
  if (left && servesFolder(left.pid, dataDir)) {
    log(`stopping PostgreSQL ${left.pid}, whose parent is gone`);
    await endAll(
      () => (servesFolder(left.pid, dataDir) ? [left.pid] : []),
      "SIGINT",
      ORPHAN_GRACE_MS,
      dataDir,
    );
  }
  await endAll(() => processesOn(dataDir), "SIGQUIT", REMAINS_GRACE_MS, dataDir);
  const still = readPidFile(dataDir);
  if (still && namesStranger(still.pid)) {
    log(`removing postmaster.pid: its number ${still.pid} belongs to another process now`);
    fs.rmSync(path.join(dataDir, "postmaster.pid"), { force: true });
  }
}

/** A living process, or a zombie: PostgreSQL takes either for a running server. */
function namesStranger(pid: number): boolean {
  if (!(pid > 0)) return false;
  if (isAlive(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function endAll(
  find: () => number[],
  gently: NodeJS.Signals,
  graceMs: number,
  dataDir: string,
): Promise<void> {
  for (const [name, waitMs] of [
    [gently, graceMs],
    ["SIGKILL", REMAINS_GRACE_MS],
  ] as const) {
    const until = Date.now() + waitMs;
    for (const pid of find()) signal(pid, name);
    while (find().length > 0 && Date.now() < until) await delay(POLL_MS);
  }
  const [pid] = find();
  if (pid !== undefined) {
    throw bootError(
      "data-folder-in-use",
      `The data folder ${dataDir} is held by process ${pid}, which this user may not end. End it, or set DATA_DIR to another folder.`,
    );
  }
}
