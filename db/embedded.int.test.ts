import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { chooseUser } from "./embedded-binaries.ts";
import { isAlive, processesOn } from "./embedded-processes.ts";
import {
  busyBackend,
  close,
  freePort,
  hasProc,
  isRoot,
  killed,
  listen,
  newFolder,
  numbers,
  ordinaryUser,
  ordinaryUserCanRead,
  pool,
  prepareLab,
  start,
  startParent,
  until,
  usedFolder,
} from "./testing/embedded-lab.ts";

prepareLab();

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

  test.skipIf(!ordinaryUserCanRead)("an ordinary user starts, stops and starts again", async () => {
    const folder = newFolder();
    const uid = ordinaryUser ?? process.getuid?.();
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
    // On a busy machine the server may be back before the thief is there; then it is killed again.
    let thief: Awaited<ReturnType<typeof listen>> | null = null;
    while (!thief) {
      await server.ready();
      const death = server.exited();
      process.kill(Number(server.pid()), "SIGKILL");
      await death;
      thief = await listen(server.port).catch(() => null);
    }
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
    // Children of the killed server may take a moment to notice that it is gone.
    await until(() => processesOn(folder).length === 0);
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
