import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, findRunningEmbedded, startEmbedded } from "./embedded.ts";
import { chooseUser, findBinaries } from "./embedded-binaries.ts";
import { isAlive, processesOn } from "./embedded-processes.ts";

// A crash of the operating system is not tried here, so nothing has to reach the disk.
const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "20" };
const PARENT = fileURLToPath(new URL("./testing/embedded-parent.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;
const hasProc = process.platform === "linux";

let template = "";
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
const parents: ChildProcess[] = [];
const pools: postgres.Sql[] = [];

beforeAll(async () => {
  template = newFolder();
  const server = await startEmbedded({ dataDir: template, settings });
  await server.stop();
  for (const [needed, what] of [
    [isRoot, "being root"],
    [hasProc, "/proc"],
  ] as const) {
    if (!needed) process.stdout.write(`embedded.int.test.ts: tests that need ${what} are skipped here\n`);
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

/** The cluster folder in a new folder of its own; nothing is there yet. */
function newFolder(): string {
  const folder = path.join(fs.mkdtempSync(path.join(tmpdir(), "mingjian-pg-")), "pg");
  folders.push(folder);
  return folder;
}

/** A stopped cluster that has run before. */
function usedFolder(): string {
  const folder = newFolder();
  execFileSync("cp", ["-a", template, folder]);
  fs.copyFileSync(`${template}.password`, `${folder}.password`);
  return folder;
}

type Options = Parameters<typeof startEmbedded>[0];

async function start(dataDir: string, more: Partial<Options> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, settings, ...more });
  servers.push(server);
  return server;
}

function pool(url: string): postgres.Sql {
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
async function startParent(
  options: Record<string, unknown>,
  { uid, detached = false }: { uid?: number; detached?: boolean } = {},
): Promise<{ parent: ChildProcess; report: Report }> {
  const parent = spawn(process.execPath, [PARENT, JSON.stringify({ settings, ...options })], {
    cwd: path.dirname(path.dirname(PARENT)),
    stdio: ["ignore", "pipe", "inherit"],
    detached,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  parents.push(parent);
  const [line] = await once(createInterface({ input: parent.stdout as NodeJS.ReadableStream }), "line");
  return { parent, report: JSON.parse(String(line)) as Report };
}

async function killed(parent: ChildProcess): Promise<void> {
  const gone = once(parent, "exit");
  parent.kill("SIGKILL");
  await gone;
}

async function freePort(): Promise<number> {
  const listener = await listen(0);
  const { port } = listener.address() as net.AddressInfo;
  await close(listener);
  return port;
}

async function listen(port: number): Promise<net.Server> {
  const listener = net.createServer((socket) => socket.destroy());
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
  return listener;
}

async function close(listener: net.Server): Promise<void> {
  listener.close();
  await once(listener, "close");
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A backend that computes without a pause, and so does not notice that its server has died. */
async function busyBackend(sql: postgres.Sql): Promise<void> {
  sql`select count(*) from generate_series(1, 100000000000) a`.catch(() => {});
  await until(async () => {
    const busy =
      await sql`select 1 from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()`;
    return busy.length > 0;
  });
}

async function numbers(sql: postgres.Sql): Promise<number[]> {
  return (await sql`select n from kept order by n`).map(({ n }) => Number(n));
}

describe("start and stop", () => {
  test("a first start makes a cluster, the next one finds its data again", async () => {
    const folder = newFolder();
    const first = await start(folder);
    expect(first.isFresh).toBe(true);
    const sql = pool(first.url);
    const [facts] = await sql`
      select current_setting('data_checksums') as checksums, current_setting('password_encryption') as passwords,
        current_setting('listen_addresses') as address, current_setting('timezone') as zone`;
    expect(facts).toEqual({ checksums: "on", passwords: "scram-sha-256", address: "127.0.0.1", zone: "UTC" });
    expect(fs.statSync(`${folder}.password`).mode & 0o777).toBe(0o600);
    expect(fs.statSync(`${folder}.log`).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    await sql`create table kept (n int)`;
    await sql`insert into kept values (1)`;
    await sql.end();
    await first.stop();
    expect(fs.existsSync(path.join(folder, "postmaster.pid"))).toBe(false);
    expect(first.pid()).toBeNull();

    const second = await start(folder);
    expect(second.isFresh).toBe(false);
    expect(await numbers(pool(second.url))).toEqual([1]);
  });

  test("no one gets in without the password", async () => {
    const server = await start(usedFolder());
    const url = new URL(server.url);
    url.password = "guess";
    await expect(pool(url.href)`select 1`).rejects.toMatchObject({ code: "28P01" });
  });

  test("a lost password file is made anew", async () => {
    const folder = usedFolder();
    fs.rmSync(`${folder}.password`);
    const server = await start(folder);
    expect(await pool(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
  });

  test.skipIf(!isRoot || !hasProc)("root's server runs as another user", async () => {
    const server = await start(usedFolder());
    const status = fs.readFileSync(`/proc/${server.pid()}/status`, "utf8");
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe("0");
    expect(/^Groups:[ \t]*(.*)$/m.exec(status)?.[1]).toBe("");
  });

  test("an ordinary user starts, stops and starts again", async () => {
    const folder = newFolder();
    const uid = isRoot
      ? Number(execFileSync("id", ["-u", "nobody"], { encoding: "utf8" }))
      : process.getuid?.();
    if (isRoot && uid !== undefined) fs.chownSync(path.dirname(folder), uid, uid);
    for (const isFresh of [true, false]) {
      const { parent, report } = await startParent({ dataDir: folder }, isRoot ? { uid } : {});
      expect(report).toMatchObject({ isFresh });
      expect(fs.statSync(folder).uid).toBe(uid);
      parent.kill("SIGTERM");
      expect(await once(parent, "exit")).toEqual([0, null]);
    }
  });

  test("without a user postgres, root's server runs as nobody", () => {
    const passwd = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n";
    expect(chooseUser([0, 0], passwd)).toMatchObject({ name: "nobody", uid: 65534 });
    expect(chooseUser([0], `${passwd}postgres:x:70:70::/:/bin/sh\n`)).toMatchObject({ name: "postgres" });
    expect(chooseUser([1000, 0], `${passwd}li:x:1000:1000::/:/bin/sh\n`)).toMatchObject({ name: "li" });
    expect(chooseUser([4711], passwd)).toMatchObject({ name: "nobody" });
    expect(() => chooseUser([0], "root:x:0:0::/root:/bin/sh\n")).toThrow(/ordinary user/);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s to the parent shuts the server down in order",
    async (name) => {
      const folder = usedFolder();
      // A process group of its own, and the signal to all of it: what ^C in a terminal does.
      const { parent, report } = await startParent({ dataDir: folder }, { detached: true });
      process.kill(-Number(parent.pid), name);
      expect(await once(parent, "exit")).toEqual([0, null]);
      expect(isAlive(report.pid)).toBe(false);
      expect(fs.existsSync(path.join(folder, "postmaster.pid"))).toBe(false);
      expect(fs.readFileSync(`${folder}.log`, "utf8")).toMatch(/database system is shut down\s*$/);
    },
  );

  test("stop ends a server that no longer reacts", async () => {
    const server = await start(usedFolder());
    const pid = Number(server.pid());
    process.kill(pid, "SIGSTOP");
    await server.stop({ graceMs: 50 });
    expect(isAlive(pid)).toBe(false);
  });

  test("an aborted start leaves no server behind", async () => {
    const folder = usedFolder();
    await expect(start(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "start-aborted",
    });
    expect(fs.existsSync(path.join(folder, "postmaster.pid"))).toBe(false);
    expect(fs.existsSync(`${folder}.lock`)).toBe(false);
  });
});

describe("killed processes", () => {
  test("after kill -9 of the parent the next start takes over, data kept, ports free", async () => {
    const folder = usedFolder();
    const httpPort = await freePort();
    const { parent, report } = await startParent({ dataDir: folder, httpPort });
    const sql = pool(report.url);
    await sql`create table kept (n int)`;
    await sql`insert into kept values (7)`;
    await killed(parent);
    expect(isAlive(report.pid)).toBe(true);

    const next = await startParent({ dataDir: folder, port: report.port, httpPort });
    expect(next.report).toMatchObject({ port: report.port, isFresh: false });
    expect(next.report.pid).not.toBe(report.pid);
    expect(isAlive(report.pid)).toBe(false);
    expect(await numbers(pool(next.report.url))).toEqual([7]);
  });

  test("a parent that crashes takes its server along", async () => {
    const { parent, report } = await startParent({ dataDir: usedFolder() });
    const gone = once(parent, "exit");
    parent.kill("SIGUSR2");
    expect(await gone).toEqual([3, null]);
    await until(() => !isAlive(report.pid));
  });

  test.skipIf(!hasProc)(
    "after kill -9 of the server it comes back by itself on its port, though a child still computes",
    async () => {
      const folder = usedFolder();
      const server = await start(folder);
      const sql = pool(server.url);
      await sql`create table kept (n int)`;
      await sql`insert into kept values (1)`;
      await busyBackend(sql);
      const old = Number(server.pid());
      const death = server.exited();
      process.kill(old, "SIGKILL");
      expect(await death).toEqual({ pid: old, code: null, signal: "SIGKILL" });
      expect(server.pid()).toBeNull();
      await server.ready();
      expect(server.pid()).not.toBe(old);
      expect(await numbers(pool(server.url))).toEqual([1]);
    },
  );

  test("it comes back from one kill after another", async () => {
    const server = await start(usedFolder());
    for (const _ of [1, 2, 3]) {
      const death = server.exited();
      process.kill(Number(server.pid()), "SIGKILL");
      await death;
      await server.ready();
      expect(await pool(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
    }
  });

  test("it waits for its own port when another process has taken it meanwhile", async () => {
    const folder = usedFolder();
    const server = await start(folder);
    const death = server.exited();
    process.kill(Number(server.pid()), "SIGKILL");
    await death;
    const thief = await listen(server.port);
    await until(() => fs.readFileSync(`${folder}.log`, "utf8").includes("Address already in use"));
    await close(thief);
    await server.ready();
    expect(await pool(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
  });

  test("stop during a restart returns, and nothing is started after it", async () => {
    const folder = usedFolder();
    const server = await start(folder);
    const death = server.exited();
    process.kill(Number(server.pid()), "SIGKILL");
    await death;
    const ready = server.ready();
    const outcome = expect(ready).rejects.toMatchObject({ code: "start-aborted" });
    await Promise.all([server.stop(), server.stop()]);
    await outcome;
    expect(server.pid()).toBeNull();
    expect(processesOn(folder)).toEqual([]);
  });

  test.skipIf(!hasProc)(
    "after kill -9 of parent and server together the next start ends the computing child first",
    async () => {
      const folder = usedFolder();
      const { parent, report } = await startParent({ dataDir: folder });
      const sql = pool(report.url);
      await sql`create table kept (n int)`;
      await sql`insert into kept values (3)`;
      await busyBackend(sql);
      await killed(parent);
      process.kill(report.pid, "SIGKILL");
      await until(() => !isAlive(report.pid));
      const server = await start(folder);
      expect(await numbers(pool(server.url))).toEqual([3]);
    },
  );

  test("a first start killed half-way is no obstacle", async () => {
    const folder = newFolder();
    fs.mkdirSync(`${folder}.new`);
    fs.writeFileSync(path.join(`${folder}.new`, "PG_VERSION"), "18\n");
    fs.writeFileSync(`${folder}.initdb`, "left over\n");
    const server = await start(folder);
    expect(server.isFresh).toBe(true);
    expect(fs.existsSync(`${folder}.new`)).toBe(false);
    expect(fs.existsSync(`${folder}.initdb`)).toBe(false);
  });
});

describe("what others hold", () => {
  test("a pid file that names another living process is no obstacle", async () => {
    const folder = usedFolder();
    fs.writeFileSync(
      path.join(folder, "postmaster.pid"),
      `${process.ppid}\n${folder}\n1700000000\n25432\n\n127.0.0.1\n 1 2\nready   \n`,
    );
    const server = await start(folder);
    expect(await pool(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
    expect(isAlive(process.ppid)).toBe(true);
  });

  test("a taken port is passed over", async () => {
    const listener = await listen(0);
    const { port } = listener.address() as net.AddressInfo;
    const server = await start(usedFolder(), { port });
    expect(server.port).toBeGreaterThan(port);
    await close(listener);
  });

  test("servers on two folders start at once and do not disturb each other", async () => {
    const port = await freePort();
    const [one, other] = await Promise.all([start(usedFolder(), { port }), start(usedFolder(), { port })]);
    expect(one.port).not.toBe(other.port);
    const sql = pool(other.url);
    await sql`create table kept (n int)`;
    const death = one.exited();
    process.kill(Number(one.pid()), "SIGKILL");
    await death;
    await sql`insert into kept values (2)`;
    await one.ready();
    await one.stop();
    expect(await numbers(sql)).toEqual([2]);
  });

  test("a second start on the same folder is refused and names the first; commands find the first", async () => {
    const folder = usedFolder();
    expect(findRunningEmbedded(folder)).toBeNull();
    const { report, parent } = await startParent({ dataDir: folder });
    await expect(start(folder)).rejects.toMatchObject({
      code: "data-folder-in-use",
      message: expect.stringContaining(`process ${parent.pid}`),
    });
    expect(isAlive(report.pid)).toBe(true);
    expect(findRunningEmbedded(folder)).toBe(report.url);
    await killed(parent);
    expect(findRunningEmbedded(folder)).toBeNull();
  });
});

describe("folders that do not fit", () => {
  test("a folder that cannot be made is named", async () => {
    const file = newFolder();
    fs.writeFileSync(file, "");
    const folder = path.join(file, "data", "pg");
    await expect(start(folder)).rejects.toMatchObject({
      code: "data-folder-unwritable",
      message: expect.stringContaining(`${folder} cannot be written`),
    });
  });

  test("a folder the user may not write is named, with its owner and the remedy", async () => {
    const folder = newFolder();
    const around = path.dirname(folder);
    fs.chmodSync(around, 0o555);
    const nobody = isRoot ? Number(execFileSync("id", ["-u", "nobody"], { encoding: "utf8" })) : undefined;
    const { report } = await startParent({ dataDir: folder }, { uid: nobody });
    expect(report.code).toBe("data-folder-unwritable");
    expect(report.message).toContain(`${folder} cannot be written (EACCES)`);
    expect(report.message).toContain(`${around} belongs to user`);
    expect(report.message).toContain("Set DATA_DIR");
    fs.chmodSync(around, 0o755);
  });

  test.skipIf(!isRoot)("a data folder below a closed folder is refused with the way out", async () => {
    const closed = path.dirname(newFolder());
    fs.chmodSync(closed, 0o700);
    const folder = path.join(closed, "portal", ".data", "pg");
    await expect(start(folder)).rejects.toMatchObject({
      code: "data-folder-unreachable",
      message: expect.stringMatching(
        new RegExp(
          `${folder} cannot be reached by user \\w+.*${closed} is closed.*DATA_DIR=/var/lib/mingjian`,
        ),
      ),
    });
    expect(fs.statSync(closed).mode & 0o777).toBe(0o700);
  });

  test.skipIf(!isRoot)(
    "binaries out of the user's reach are copied beside the data, once per version",
    async () => {
      const hidden = path.dirname(newFolder());
      const native = path.join(hidden, "native");
      execFileSync("cp", ["-al", findBinaries(), native]);
      fs.writeFileSync(path.join(hidden, "package.json"), '{"version":"18.4.0-test"}');
      fs.chmodSync(hidden, 0o700);
      const folder = usedFolder();
      fs.mkdirSync(`${folder}.binaries-17.0.0`);
      for (const copies of [1, 0]) {
        const lines: string[] = [];
        const server = await start(folder, { nativeDir: native, log: (line) => lines.push(line) });
        expect(await pool(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
        expect(lines.filter((line) => line.includes("copying the binaries"))).toHaveLength(copies);
        await server.stop();
      }
      expect(fs.readdirSync(path.dirname(folder)).filter((entry) => entry.includes("binaries"))).toEqual([
        "pg.binaries-18.4.0-test",
      ]);
    },
  );

  test("a folder with other files, or with another version's cluster, is left alone", async () => {
    const foreign = newFolder();
    fs.mkdirSync(foreign);
    fs.writeFileSync(path.join(foreign, "notes.txt"), "mine");
    await expect(start(foreign)).rejects.toMatchObject({ code: "data-folder-unfit" });
    expect(fs.readdirSync(foreign)).toEqual(["notes.txt"]);
    const older = usedFolder();
    fs.writeFileSync(path.join(older, "PG_VERSION"), "15\n");
    await expect(start(older)).rejects.toMatchObject({
      code: "data-folder-unfit",
      message: expect.stringContaining("made by PostgreSQL 15"),
    });
  });

  test("a server that refuses to start says why and where its log is", async () => {
    const folder = usedFolder();
    await expect(start(folder, { settings: { shared_buffers: "many" } })).rejects.toMatchObject({
      code: "postgres-failed",
      message: expect.stringMatching(/shared_buffers.*pg\.log/),
    });
  });
});
