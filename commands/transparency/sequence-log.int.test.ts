import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { localStorage, memoryStorage, type Storage } from "#adapters/storage.ts";
import { connect, type Db, inTransaction, type Sql } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { SIGNATURE_TYPE, verifierKey } from "#domain/transparency/signed-note.ts";
import { appendLeaves, type NewLeaf } from "./append-leaves.ts";
import { sha256 } from "./crypto.ts";
import { LogInconsistent } from "./log-inconsistent.ts";
import { type LogWriter, sequenceLog } from "./sequence-log.ts";
import { auditLog, rootOf } from "./testing/audit-log.ts";
import { CHECKPOINT, LAST_SIGNED } from "./tile-store.ts";

const NOW = new Date("2026-03-02T04:00:00Z");
const ORIGIN = "mingjian.example/log";
const keys = parseKeyRing(generateKeyRing());
const key = verifierKey(sha256, ORIGIN, SIGNATURE_TYPE.ed25519, keys.logPublicKey);

let database: TestDatabase;
let worker: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  worker = connect(database.url, { role: "mingjian_worker", max: 4 });
});
afterAll(async () => {
  await worker.close();
  await database.drop();
});
const empty = () =>
  database.owner`truncate log_pending, log_records, log_leaves, log_cosignatures, log_checkpoints`;
beforeEach(empty);

const leaf = (entry: string | null = uuidv7(), change: Partial<NewLeaf> = {}): NewLeaf => ({
  type: "list",
  entry,
  seq: 1,
  record: { number: "+8616300000000" },
  effective: NOW,
  ...change,
});
const append = (leaves: readonly NewLeaf[]) =>
  inTransaction(database.db.system, (tx) => appendLeaves(tx, leaves, NOW));
const appendMany = (count: number) => append(Array.from({ length: count }, () => leaf()));
const writer = (storage: Storage, sql: Sql = worker.system): LogWriter => ({
  sql,
  storage,
  keys,
  origin: ORIGIN,
});
const heads = () =>
  database.owner<{ size: string; root: Buffer }[]>`select size, root from log_checkpoints order by size`;

/** All that may ever be true of a log: what is published verifies, and every head ever signed is one of its past. */
async function expectWholeLog(storage: Storage): Promise<string[]> {
  const entries = (await auditLog(storage, key)) ?? [];
  const leaves = await database.owner<
    { index: string; leaf: string }[]
  >`select index, leaf from log_leaves order by index`;
  expect(leaves.map((row) => Number(row.index))).toEqual(leaves.map((_, at) => at));
  const all = leaves.map((row) => row.leaf);
  expect(entries).toEqual(all.slice(0, entries.length));
  for (const { size, root } of await heads())
    expect(root).toEqual(Buffer.from(rootOf(all.slice(0, Number(size)))));
  return entries;
}

class Crash extends Error {}
/** The same database and files for a process that dies at its `at`-th step: before or after any statement, commit or file. */
function dyingAt(at: number, storage: Storage): LogWriter & { readonly steps: () => number } {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps === at) throw new Crash();
  };
  const sql = new Proxy(worker.system, {
    apply: (target, self, args) => {
      step();
      return Reflect.apply(target, self, args);
    },
    get: (target, name) =>
      name === "begin"
        ? async (run: Parameters<Sql["begin"]>[1]) => {
            step();
            const result = await (target.begin as (work: typeof run) => Promise<unknown>)(run);
            step();
            return result;
          }
        : Reflect.get(target, name),
  });
  const dying: Storage = {
    ...storage,
    write: async (file, bytes) => {
      step();
      await storage.write(file, bytes);
      step();
    },
    writeAll: async (files) => {
      for (const file of files) {
        step();
        await storage.write(file.path, file.bytes);
      }
      step();
    },
    remove: async (file) => {
      step();
      await storage.remove(file);
    },
  };
  return { ...writer(dying, sql), steps: () => steps };
}

describe("appending", () => {
  test("chains the leaves of an entry, in one batch and in several", async () => {
    const [one, two] = [uuidv7(), uuidv7()];
    const first = await append([leaf(one), leaf(two), leaf(one, { type: "amend", seq: 2 })]);
    const second = await append([
      leaf(one, { type: "expire", seq: 3 }),
      leaf(null, { type: "policy", seq: null }),
    ]);
    await sequenceLog(writer(memoryStorage()), NOW);
    const rows = await database.owner<{ leaf: string }[]>`select leaf from log_leaves order by index`;
    const hashes = [...first, ...second].map(({ leafHash }) => leafHash.toString("hex"));
    expect(rows.map((row) => JSON.parse(row.leaf).prev)).toEqual([null, null, hashes[0], hashes[2], null]);
  });

  test("leaves nothing when its transaction is taken back", async () => {
    await expect(
      inTransaction(database.db.system, async (tx) => {
        await appendLeaves(tx, [leaf()], NOW);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await database.owner`select 1 from log_pending union all select 1 from log_records`).toEqual([]);
  });

  test("two that continue one chain at once both get in, one after the other", async () => {
    const entry = uuidv7();
    await Promise.all(Array.from({ length: 3 }, () => append([leaf(entry)])));
    await sequenceLog(writer(memoryStorage()), NOW);
    const rows = await database.owner<
      { leaf: string; leaf_hash: Buffer }[]
    >`select leaf, leaf_hash from log_leaves order by index`;
    expect(rows.map((row) => JSON.parse(row.leaf).prev)).toEqual([
      null,
      ...rows.slice(0, -1).map((row) => row.leaf_hash.toString("hex")),
    ]);
  });
});

describe("the sequencer", () => {
  test("publishes an empty log, then what was appended, and nothing anew when nothing happened", async () => {
    const storage = localStorage(mkdtempSync(path.join(tmpdir(), "mingjian-log-")));
    expect(await sequenceLog(writer(storage), NOW)).toBe(0);
    expect(await auditLog(storage, key)).toEqual([]);
    await appendMany(300);
    expect(await sequenceLog(writer(storage), NOW)).toBe(300);
    const before = await storage.read(CHECKPOINT);
    expect(await sequenceLog(writer(storage), NOW)).toBe(0);
    expect(await storage.read(CHECKPOINT)).toEqual(before);
    expect(await expectWholeLog(storage)).toHaveLength(300);
    expect((await heads()).map(({ size }) => Number(size))).toEqual([0, 300]);
  });

  test("workers that run at once leave one log without gaps", async () => {
    const storage = memoryStorage();
    const work = async () => {
      for (let round = 0; round < 4; round++) {
        await appendMany(70);
        await sequenceLog(writer(storage), NOW);
      }
    };
    await Promise.all([work(), work(), work()]);
    await sequenceLog(writer(storage), NOW);
    expect(await expectWholeLog(storage)).toHaveLength(840);
  });

  test("killed before or after any step, it leaves a log that verifies and goes on with it", async () => {
    const scene = async () => {
      await empty();
      const storage = memoryStorage();
      await appendMany(250);
      await sequenceLog(writer(storage), NOW);
      await appendMany(270);
      return storage;
    };
    const whole = dyingAt(0, await scene());
    await sequenceLog(whole, NOW);
    expect(whole.steps()).toBeGreaterThan(15);
    for (let at = 1; at <= whole.steps(); at++) {
      const storage = await scene();
      await expect(sequenceLog(dyingAt(at, storage), NOW), `step ${at}`).rejects.toThrow(Crash);
      const published = (await expectWholeLog(storage)).length;
      expect([250, 520]).toContain(published);
      await appendMany(5);
      await sequenceLog(writer(storage), NOW);
      expect(await expectWholeLog(storage), `after step ${at}`).toHaveLength(525);
    }
  });

  test("whatever is appended and wherever it is killed, every head is one of the same log's past", async () => {
    const rounds = fc.array(
      fc.record({ count: fc.integer({ min: 0, max: 400 }), at: fc.integer({ min: 0, max: 30 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        await empty();
        const storage = memoryStorage();
        let count = 0;
        for (const round of plan) {
          await appendMany(round.count);
          count += round.count;
          await sequenceLog(dyingAt(round.at, storage), NOW).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
          });
          await expectWholeLog(storage);
        }
        await sequenceLog(writer(storage), NOW);
        expect(await expectWholeLog(storage)).toHaveLength(count);
      }),
      { numRuns: 12 },
    );
  });

  test("files that were lost are made anew from the leaves", async () => {
    const storage = memoryStorage();
    await appendMany(300);
    await sequenceLog(writer(storage), NOW);
    await storage.remove("log");
    await appendMany(1);
    await sequenceLog(writer(storage), NOW);
    expect(await expectWholeLog(storage)).toHaveLength(301);
  });

  test("a file that was damaged at the edge is made anew before anything is built on it", async () => {
    const storage = memoryStorage();
    await appendMany(3);
    await sequenceLog(writer(storage), NOW);
    await storage.write("log/tile/0/000.p/3", Buffer.alloc(96, 1));
    await appendMany(1);
    await sequenceLog(writer(storage), NOW);
    expect(await expectWholeLog(storage)).toHaveLength(4);
  });

  test("signs nothing when leaves it signed have changed, and says so", async () => {
    const storage = memoryStorage();
    await appendMany(3);
    await sequenceLog(writer(storage), NOW);
    await database.owner`update log_leaves set leaf = replace(leaf, 'list', 'amend') where index = 1`;
    await storage.remove("log/tile");
    await appendMany(1);
    await expect(sequenceLog(writer(storage), NOW)).rejects.toThrow(LogInconsistent);
    expect((await heads()).map(({ size }) => Number(size))).toEqual([3]);
  });

  /** Three leaves, then two more of which the database knows nothing, as if restored from a backup in between. */
  const restored = async () => {
    const storage = memoryStorage();
    const entry = uuidv7();
    await append([leaf(entry), leaf(), leaf()]);
    await sequenceLog(writer(storage), NOW);
    await append([leaf(entry), leaf()]);
    const backup = await database.owner`select * from log_pending order by leaf_id desc limit 1`;
    await sequenceLog(writer(storage), NOW);
    await database.owner`delete from log_checkpoints where size = 5`;
    await database.owner`delete from log_leaves where index >= 3`;
    await database.owner`delete from log_records r where not exists (
      select 1 from log_leaves l where l.leaf_id = r.leaf_id) and leaf_id <> ${backup[0]?.leaf_id}`;
    await database.owner`insert into log_pending ${database.owner(backup)}`;
    return { storage, entry };
  };

  test("a database that is older than what was signed takes the leaves back from what was published", async () => {
    const { storage, entry } = await restored();
    const published = await auditLog(storage, key);
    await appendMany(4);
    await sequenceLog(writer(storage), NOW);
    await append([leaf(entry)]);
    await sequenceLog(writer(storage), NOW);
    const entries = await expectWholeLog(storage);
    expect(entries.slice(0, 5)).toEqual(published);
    expect(entries).toHaveLength(10);
    const [lost, next] = [entries[3] ?? "", entries[9] ?? "{}"];
    expect(JSON.parse(next).prev).toBe(sha256(Buffer.from(`\0${lost}`)).toString("hex"));
    expect(await database.owner`select 1 from log_pending`).toEqual([]);
  });

  test("signs nothing when what was published is not what the database has, or is another log's", async () => {
    const { storage } = await restored();
    const file = await storage.read(LAST_SIGNED);
    await expect(sequenceLog({ ...writer(storage), origin: "other.example/log" }, NOW)).rejects.toThrow(
      LogInconsistent,
    );
    await database.owner`update log_leaves set leaf = replace(leaf, 'list', 'amend') where index = 1`;
    await expect(sequenceLog(writer(storage), NOW)).rejects.toThrow(LogInconsistent);
    const stranger = parseKeyRing(generateKeyRing());
    await expect(sequenceLog({ ...writer(storage), keys: stranger }, NOW)).rejects.toThrow(LogInconsistent);
    expect(await storage.read(LAST_SIGNED)).toEqual(file);
    expect((await heads()).map(({ size }) => Number(size))).toEqual([3]);
  });

  test("keeps one form of the tiles at the edge", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mingjian-log-"));
    const storage = localStorage(folder);
    for (const count of [3, 4, 240, 20, 300]) {
      await appendMany(count);
      await sequenceLog(writer(storage), NOW);
    }
    const { readdirSync } = await import("node:fs");
    const files = readdirSync(path.join(folder, "log/tile"), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => path.relative(path.join(folder, "log/tile"), path.join(file.parentPath, file.name)));
    expect(files.sort()).toEqual(
      ["0/000", "0/001", "0/002.p/55", "1/000.p/2", "entries/000", "entries/001", "entries/002.p/55"].sort(),
    );
    expect(await expectWholeLog(storage)).toHaveLength(567);
  });
});
