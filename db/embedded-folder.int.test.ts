import { execFileSync } from "node:child_process";
import fs from "node:fs";
import type net from "node:net";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findRunningEmbedded } from "./embedded.ts";
import { findBinaries } from "./embedded-binaries.ts";
import { isAlive } from "./embedded-processes.ts";
import {
  close,
  freePort,
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
  usedFolder,
} from "./testing/embedded-lab.ts";

prepareLab();

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

  test.skipIf(!ordinaryUserCanRead)(
    "a folder the user may not write is named, with its owner and the remedy",
    async () => {
      const folder = newFolder();
      const around = path.dirname(folder);
      fs.chmodSync(around, 0o555);
      const { report } = await startParent({ dataDir: folder }, { uid: ordinaryUser });
      expect(report.code).toBe("data-folder-unwritable");
      expect(report.message).toContain(`${folder} cannot be written (EACCES)`);
      expect(report.message).toContain(`${around} belongs to user`);
      expect(report.message).toContain("Set DATA_DIR");
      fs.chmodSync(around, 0o755);
    },
  );

  test.skipIf(!isRoot)(
    "a data folder below a closed temporary folder is reached: that folder lets one group pass",
    async () => {
      const closed = path.dirname(newFolder());
      fs.chmodSync(closed, 0o700);
      const server = await start(path.join(closed, "portal", ".data", "pg"));
      expect(await pool(server.url)`select 1 as one`).toEqual([{ one: 1 }]);
      expect(fs.statSync(closed).mode & 0o777).toBe(0o710);
    },
  );

  test.skipIf(!isRoot)("a data folder below a closed folder is refused with the way out", async () => {
    // Not the folder for temporary files, whose folders may be opened.
    const closed = fs.mkdtempSync("/var/tmp/mingjian-closed-");
    onTestFinished(() => fs.rmSync(closed, { recursive: true, force: true }));
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
