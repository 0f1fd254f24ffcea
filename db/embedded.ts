import { createHash } from "node:crypto";
import net from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bootError } from "./boot-error.ts";
import { findBinaries, reachableBinaries, restoreLinks, runAsFor } from "./embedded-binaries.ts";
import {
  besideCluster,
  claimFolder,
  holdsCluster,
  lockHolder,
  openCluster,
  prepareFolder,
  readText,
} from "./embedded-folder.ts";
import {
  clearRemains,
  DEFAULT_SETTINGS,
  type Death,
  endPostmaster,
  type LaunchOptions,
  launch,
  type Postmaster,
} from "./embedded-postmaster.ts";
import { readPidFile, servesFolder, signal } from "./embedded-processes.ts";

/**
 * Ports tried first: below every system's range for outgoing connections, because a pool that retries a dead local
 * server inside that range can end up connected to itself, and then the server cannot have its port back.
 */
const FIRST_PORT = 20_000;
const PORT_SPREAD = 10_000;
const PORTS_TRIED = 100;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A server that lived this long counts as well again, and the pauses start from the first. */
const WELL_AFTER_MS = 500;
const STOP_GRACE_MS = 20_000;
const MEMORY_WAIT_MS = 60_000;

export type EmbeddedOptions = {
  /** Cluster folder, e.g. ".data/pg". Password, lock, log and copied binaries lie beside it under the same name. */
  readonly dataDir: string;
  /** Tried first (without it: a port that depends on the folder's path); taken ports are passed over. */
  readonly port?: number;
  /** PostgreSQL settings over the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (message: string) => void;
  /** Ends a start that takes long (crash recovery). */
  readonly signal?: AbortSignal;
  /** Folder with bin/ and lib/ instead of the installed package's. */
  readonly nativeDir?: string;
};

export type EmbeddedPostgres = {
  /** Superuser connection to the database "postgres". Stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** True when this start made the cluster. */
  readonly isFresh: boolean;
  /** The server's process while one is up or starting. */
  readonly pid: () => number | null;
  /** Resolves at the next death that nobody asked for; the server is restarted by itself. Never rejects. */
  readonly exited: () => Promise<Death>;
  /** Resolves when the server takes connections: at once, or after the restart under way. Rejects once stopped. */
  readonly ready: () => Promise<void>;
  /** Always returns; again is harmless. */
  readonly stop: (options?: { readonly graceMs?: number }) => Promise<void>;
};

/**
 * Starts PostgreSQL from the installed binaries on 127.0.0.1 and keeps it running until `stop`.
 * Rules and the faults it was tried with: docs/adr/0002-embedded-postgresql.md. Throws BootError.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const dataDir = path.resolve(options.dataDir);
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const installed = options.nativeDir ?? findBinaries();
  restoreLinks(installed);
  const as = runAsFor(dataDir);
  await prepareFolder(dataDir, as, log);
  const release = claimFolder(dataDir);
  try {
    const native = await reachableBinaries(installed, dataDir, as, log);
    await clearRemains(dataDir, log);
    const cluster = await openCluster(native, dataDir, as, { isDurable: settings.fsync !== "off" });
    const base = { native, as, dataDir, settings, log };
    const preferred = options.port ?? usualPort(dataDir);
    const { postmaster, port } = await launchOnFreePort(base, preferred, options.signal);
    return supervise({ ...base, port }, postmaster, {
      url: connectionUrl(cluster.password, port),
      isFresh: cluster.isFresh,
      release,
    });
  } catch (error) {
    release();
    throw error;
  }
}

/** Owner's connection URL of the server that another process of ours runs on this folder; null when none does. */
export function findRunningEmbedded(dataDir: string): string | null {
  const folder = path.resolve(dataDir);
  const file = readPidFile(folder);
  const password = readText(besideCluster(folder).password)?.trim();
  if (!file?.isReady || !password || lockHolder(folder) === null || !servesFolder(file.pid, folder))
    return null;
  return connectionUrl(password, file.port);
}

function connectionUrl(password: string, port: number): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** Each folder has its usual port, so that a portal that starts does not take the port of one that is restarting. */
function usualPort(dataDir: string): number {
  return FIRST_PORT + (createHash("sha256").update(dataDir).digest().readUInt32BE() % PORT_SPREAD);
}

async function launchOnFreePort(
  base: Omit<LaunchOptions, "port">,
  preferred: number,
  abort: AbortSignal | undefined,
): Promise<{ postmaster: Postmaster; port: number }> {
  const memoryUntil = Date.now() + MEMORY_WAIT_MS;
  const aborted = new Promise<"aborted">((resolve) => {
    if (abort?.aborted) resolve("aborted");
    abort?.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
  for (let port = preferred; port < preferred + PORTS_TRIED && port <= 65_535; ) {
    // Only saves a start; whether the port is free is settled by the server's own bind below.
    if (!(await looksFree(port))) {
      port += 1;
      continue;
    }
    const postmaster = launch({ ...base, port });
    const outcome = await Promise.race([postmaster.started, aborted]);
    if (outcome === null) return { postmaster, port };
    if (outcome === "aborted") {
      await endPostmaster(postmaster, STOP_GRACE_MS);
      throw bootError("start-aborted", "The start of PostgreSQL was ended before it was ready.");
    }
    if (outcome.reason === "port") port += 1;
    else if (outcome.reason === "memory" && Date.now() < memoryUntil) await delay(FIRST_PAUSE_MS);
    else {
      throw bootError(
        "postgres-failed",
        `PostgreSQL did not start: ${outcome.text}. Its log: ${besideCluster(base.dataDir).log}`,
      );
    }
  }
  throw bootError("no-free-port", `No port from ${preferred} on is free for PostgreSQL.`);
}

function looksFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

type Started = { readonly url: string; readonly isFresh: boolean; readonly release: () => void };

function supervise(launchOptions: LaunchOptions, first: Postmaster, started: Started): EmbeddedPostgres {
  const { dataDir, log, port } = launchOptions;
  const stopping = new AbortController();
  let current = first;
  let isReady = true;
  let deathWaiters: ((death: Death) => void)[] = [];
  let readyWaiters: { resolve: () => void; reject: (error: Error) => void }[] = [];

  const tellReady = () => {
    isReady = true;
    for (const waiter of readyWaiters) waiter.resolve();
    readyWaiters = [];
  };

  /** One try to bring the server back on its port. Null when it is up, otherwise the reason. */
  const restart = async (): Promise<string | null> => {
    // A folder that was emptied under the server must not become a new, empty cluster.
    if (!holdsCluster(dataDir)) return `the data folder ${dataDir} is gone`;
    try {
      await clearRemains(dataDir, log);
      if (stopping.signal.aborted) return "stopped";
      current = launch(launchOptions);
      const failure = await current.started;
      return failure?.text ?? null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  const keepUp = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const upSince = Date.now();
      const death = await current.exited;
      isReady = false;
      if (stopping.signal.aborted) return;
      log(
        `PostgreSQL ${death.pid} died (${death.signal ?? `exit ${death.code}`}); restarting on port ${port}`,
      );
      for (const tell of deathWaiters) tell(death);
      deathWaiters = [];
      if (Date.now() - upSince > WELL_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      for (;;) {
        await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        const failure = await restart();
        if (stopping.signal.aborted) return;
        if (failure === null) break;
        log(`PostgreSQL did not come back: ${failure}; next try in ${pauseMs} ms`);
      }
      log(`PostgreSQL is back on port ${port}`);
      tellReady();
    }
  };
  const kept = keepUp();

  // An exit without `stop`, after an uncaught error say, takes the server along. After kill -9 the next start does.
  const onExit = () => {
    if (current.pid !== null && current.isRunning()) signal(current.pid, "SIGINT");
  };
  process.once("exit", onExit);

  const stopOnce = async (graceMs: number): Promise<void> => {
    stopping.abort();
    for (const waiter of readyWaiters) waiter.reject(bootError("start-aborted", "PostgreSQL was stopped."));
    readyWaiters = [];
    await endPostmaster(current, graceMs);
    await kept;
    // A restart that was between two steps when the stop came may have started one more.
    await endPostmaster(current, graceMs);
    process.removeListener("exit", onExit);
    started.release();
  };
  let stopped: Promise<void> | null = null;

  return {
    url: started.url,
    port,
    isFresh: started.isFresh,
    pid: () => (current.isRunning() ? current.pid : null),
    exited: () => new Promise((resolve) => deathWaiters.push(resolve)),
    ready: () =>
      new Promise((resolve, reject) => {
        if (stopping.signal.aborted) reject(bootError("start-aborted", "PostgreSQL was stopped."));
        else if (isReady) resolve();
        else readyWaiters.push({ resolve, reject });
      }),
    stop: ({ graceMs = STOP_GRACE_MS } = {}) => {
      stopped ??= stopOnce(graceMs);
      return stopped;
    },
  };
}
