import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll } from "vitest";
import { type EmbeddedPostgres, startEmbedded } from "#db/embedded.ts";
import { processesOn } from "#db/embedded-processes.ts";

// A crash of the operating system is not tried here, so nothing has to reach the disk.
const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "20" };
const PARENT = fileURLToPath(new URL("./embedded-parent.ts", import.meta.url));
export const isRoot = process.getuid?.() === 0;
export const hasProc = process.platform === "linux";

/** Root tries an ordinary user's start as `nobody`, who must be able to read this checkout to do so. */
export const ordinaryUser = isRoot
  ? Number(execFileSync("id", ["-u", "nobody"], { encoding: "utf8" }))
  : undefined;
export const ordinaryUserCanRead =
  ordinaryUser === undefined ||
  spawnSync("/bin/sh", ["-c", `[ -r "${PARENT}" ]`], { uid: ordinaryUser }).status === 0;

let template = "";
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const parents: ChildProcess[] = [];
const pools: postgres.Sql[] = [];

/** Registers what every file with these helpers needs before and after its tests. */
export function prepareLab(): void {
  beforeAll(async () => {
    template = newFolder();
    const server = await startEmbedded({ dataDir: template, settings });
    await server.stop();
    for (const [needed, what] of [
      [isRoot, "being root"],
      [hasProc, "/proc"],
      [ordinaryUserCanRead, "a checkout that an ordinary user can read"],
    ] as const) {
      if (!needed) process.stdout.write(`embedded PostgreSQL: tests that need ${what} are skipped here\n`);
    }
  });

  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.end({ timeout: 0 })));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    for (const parent of parents.splice(0)) parent.kill("SIGKILL");
  });

  afterAll(() => {
    for (const folder of folders) {
      for (const pid of processesOn(folder)) process.kill(pid, "SIGKILL");
      fs.rmSync(path.dirname(folder), { recursive: true, force: true });
    }
  });
}

/** The cluster folder in a new folder of its own; nothing is there yet. */
export function newFolder(): string {
  const folder = path.join(fs.mkdtempSync(path.join(tmpdir(), "mingjian-pg-")), "pg");
  folders.push(folder);
  return folder;
}

/** A stopped cluster that has run before. */
export function usedFolder(): string {
  const folder = newFolder();
  execFileSync("cp", ["-a", template, folder]);
  fs.copyFileSync(`${template}.password`, `${folder}.password`);
  return folder;
}

type Options = Parameters<typeof startEmbedded>[0];

export async function start(dataDir: string, more: Partial<Options> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, settings, ...more });
  servers.push(server);
  return server;
}

export function pool(url: string): postgres.Sql {
  const sql = postgres(url, { max: 3, onnotice: () => {}, backoff: () => 0.05 });
  pools.push(sql);
  return sql;
}

type Report = {
  url: string;
  port: number;
  pid: number;
  isFresh: boolean;
  code?: string;
  message?: string;
};

/** Starts the server inside another process, as another user if told so. */
export async function startParent(
  options: Record<string, unknown>,
  { uid, detached = false }: { uid?: number; detached?: boolean } = {},
): Promise<{ parent: ChildProcess; report: Report }> {
  const parent = spawn(process.execPath, [PARENT, JSON.stringify({ settings, ...options })], {
    cwd: path.dirname(PARENT),
    stdio: ["ignore", "pipe", "inherit"],
    detached,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  parents.push(parent);
  const [line] = await once(createInterface({ input: parent.stdout as NodeJS.ReadableStream }), "line");
  return { parent, report: JSON.parse(String(line)) as Report };
}

export async function killed(parent: ChildProcess): Promise<void> {
  const gone = once(parent, "exit");
  parent.kill("SIGKILL");
  await gone;
}

export async function freePort(): Promise<number> {
  const listener = await listen(0);
  const { port } = listener.address() as net.AddressInfo;
  await close(listener);
  return port;
}

export async function listen(port: number): Promise<net.Server> {
  const listener = net.createServer((socket) => socket.destroy());
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
  return listener;
}

export async function close(listener: net.Server): Promise<void> {
  listener.close();
  await once(listener, "close");
}

export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A backend that computes without a pause, and so does not notice that its server has died. */
export async function busyBackend(sql: postgres.Sql): Promise<void> {
  sql`select count(*) from generate_series(1, 100000000000) a`.catch(() => {});
  await until(async () => {
    const busy =
      await sql`select 1 from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()`;
    return busy.length > 0;
  });
}

export async function numbers(sql: postgres.Sql): Promise<number[]> {
  return (await sql`select n from kept order by n`).map(({ n }) => Number(n));
}
