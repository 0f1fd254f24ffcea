import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { connect, type Db } from "#db/client.ts";
import type { MemoryLog } from "#db/keep-fresh.ts";
import { type RegistryMemory, startRegistryMemory } from "#db/registry-memory.ts";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Gate, openGate } from "#db/testing/gate.ts";
import { type NewVersion, publishVersion } from "./publish-version.ts";

const NOW = new Date("2026-03-02T04:00:00.000Z");
const DAY_MS = 86_400_000;
const keys = parseKeyRing(generateKeyRing());
const clock = fixedClock(NOW);
const agencyId = uuidv7();
const institutionId = uuidv7();
const blindNumber = (key: string) => keys.blindIndex("number", key);
let database: TestDatabase;
let gate: Gate;
let gated: Db;
let logged: string[] = [];
const log: MemoryLog = {
  info: (_fields, message) => void logged.push(message),
  warn: (_fields, message) => void logged.push(message),
};

beforeAll(async () => {
  database = await createTestDatabase();
  gate = await openGate(database.url);
  gated = connect(gate.url, { max: 2 });
  await insertRows(database.owner, "agencies", [
    {
      id: agencyId,
      code: "a",
      name_zh: "甲",
      name_en: "A",
      region_prefixes: [],
      is_default: true,
      created_at: NOW,
    },
  ]);
  await insertRows(database.owner, "institutions", [
    {
      id: institutionId,
      code: "b",
      legal_name: "示例银行",
      folded_name: "示例银行",
      class: "bank",
      status: "registered",
      country: "CN",
      source: "test",
      created_at: NOW,
      updated_at: NOW,
    },
  ]);
});
afterAll(async () => {
  await gated.close();
  await gate.close();
  await database.drop();
});
beforeEach(() => {
  logged = [];
});

const start = (db: Pick<Db, "open">) => startRegistryMemory({ db, blindNumber, log, now: clock.now });
const publish = (key: string, change: Partial<NewVersion> = {}) =>
  database.db.system.begin((tx) =>
    publishVersion(
      { keys },
      tx,
      { kind: "number", index: blindNumber(key), key, numberKind: "mobile", country: "CN" },
      {
        agencyId,
        caseId: uuidv7(),
        decisionId: null,
        kind: "blacklist",
        status: "active",
        tier: "serious",
        grounds: ["fraud", "threats"],
        statement: "-",
        isPublic: false,
        listedAt: NOW,
        expiresAt: new Date(NOW.getTime() + 30 * DAY_MS),
        ...change,
      },
      NOW,
    ),
  );
const report = (key: string, fifthLastAt: Date | null, at = NOW) =>
  insertRows(
    database.owner,
    "number_reports",
    [
      {
        number_index: blindNumber(key),
        number_kind: "mobile",
        visibility: "restricted",
        source_count: 23,
        sources_30d: 7,
        fifth_last_at: fifthLastAt,
        last_at: NOW,
        updated_at: at,
      },
    ],
    "on conflict (number_index) do update set fifth_last_at = excluded.fifth_last_at, updated_at = excluded.updated_at",
  );
/** Until something holds; the memory looks every second by itself. */
const until = async (holds: () => boolean) => {
  for (const end = Date.now() + 20_000; !holds() && Date.now() < end; )
    await new Promise((r) => setTimeout(r, 20));
  expect(holds()).toBe(true);
};
const withMemory = async (
  run: (memory: RegistryMemory) => Promise<void>,
  db: Pick<Db, "open"> = database.db,
) => {
  const memory = start(db);
  try {
    await run(memory);
  } finally {
    await memory.close();
  }
};

describe("registry memory", () => {
  it("loads what is in force, reported and official, and nothing else", async () => {
    await publish("+8613800000001");
    await publish("+8613800000002");
    await publish("+8613800000002", { status: "repaired" });
    await report("+8613800000003", NOW);
    await report("+8613800000004", new Date(NOW.getTime() - 32 * DAY_MS));
    await insertRows(database.owner, "institution_contacts", [
      {
        institution_id: institutionId,
        id: uuidv7(),
        kind: "number",
        value: "95599",
        key: "cn:95599",
        source: "test",
        created_at: NOW,
      },
    ]);
    await withMemory(async (memory) => {
      await memory.refresh();
      expect(memory.isReady).toBe(true);
      expect(memory.lookUp("+8613800000001").entry).toMatchObject({
        kind: "blacklist",
        tier: "serious",
        grounds: expect.arrayContaining(["threats", "fraud"]),
        agencyId,
        expiresAt: new Date(NOW.getTime() + 30 * DAY_MS),
      });
      expect(memory.lookUp("+8613800000002").entry).toBeNull();
      expect(memory.lookUp("+8613800000003").reports).toEqual({
        fifthLastAt: NOW,
        sourcesBucket: 4,
        sources30dBucket: 2,
      });
      expect(memory.lookUp("+8613800000004").reports).toBeNull();
      expect(memory.lookUp("cn:95599").officialOf).toBe(institutionId);
      expect(memory.listVersion).toBe(3);
      expect(memory.size).toBe(3);
    });
  });

  it("hears of a publication within a second, without being asked", async () => {
    await withMemory(async (memory) => {
      await memory.refresh();
      await publish("+8613800000010");
      await until(() => memory.lookUp("+8613800000010").entry !== null);
      await publish("+8613800000010", { status: "withdrawn" });
      await until(() => memory.lookUp("+8613800000010").entry === null);
    });
  });

  it("follows reports as they come and as they are taken back", async () => {
    await withMemory(async (memory) => {
      await memory.refresh();
      await report("+8613800000020", NOW);
      await memory.refresh();
      expect(memory.lookUp("+8613800000020").reports).not.toBeNull();
      await report("+8613800000020", null);
      await memory.refresh();
      expect(memory.lookUp("+8613800000020").reports).toBeNull();
    });
  });

  it("meets a report whose transaction began seconds before it could be seen, and one after the clock was set back", async () => {
    await withMemory(async (memory) => {
      await report("+8613800000030", NOW, NOW);
      await memory.refresh();
      await report("+8613800000031", NOW, new Date(NOW.getTime() - 4_000));
      await memory.refresh();
      expect(memory.lookUp("+8613800000031").reports).not.toBeNull();
      await report("+8613800000032", NOW, new Date(NOW.getTime() + 40 * DAY_MS));
      await memory.refresh();
      await report("+8613800000033", NOW, NOW);
      await memory.refresh();
      expect(memory.lookUp("+8613800000033").reports).not.toBeNull();
    });
  });

  it("takes an official number back when its institution is no longer registered or the number's time is over", async () => {
    await withMemory(async (memory) => {
      await memory.refresh();
      expect(memory.lookUp("cn:95599").officialOf).toBe(institutionId);
      const later = new Date(NOW.getTime() + 1);
      await database.owner`update institutions set status = 'deregistered', updated_at = ${later} where id = ${institutionId}`;
      await memory.refresh();
      expect(memory.lookUp("cn:95599").officialOf).toBeNull();
      await database.owner`update institutions set status = 'registered', updated_at = ${NOW} where id = ${institutionId}`;
      await memory.refresh();
      expect(memory.lookUp("cn:95599").officialOf).toBe(institutionId);
      await database.owner`update institution_contacts set until = '2026-03-02'`;
      await memory.refresh();
      expect(memory.lookUp("cn:95599").officialOf).toBe(institutionId);
      clock.advance(DAY_MS);
      await memory.refresh();
      expect(memory.lookUp("cn:95599").officialOf).toBeNull();
      clock.advance(-DAY_MS);
    });
  });

  it("goes on answering while the database is away, says since when, and catches up when it is back", async () => {
    await publish("+8613800000040");
    await withMemory(async (memory) => {
      await memory.refresh();
      const seen = memory.asOf();
      await gate.shut();
      await until(() => !memory.isFresh);
      clock.advance(60_000);
      expect(memory.lookUp("+8613800000040").entry).not.toBeNull();
      expect(memory.asOf()).toEqual(seen);
      await publish("+8613800000041");
      await gate.open();
      await until(() => memory.lookUp("+8613800000041").entry !== null && memory.isFresh);
      expect(logged).toEqual(["cannot refresh, answering from memory", "database is back"]);
      clock.advance(-60_000);
    }, gated);
  });

  it("starts empty and not ready without a database, and loads when it comes", async () => {
    await gate.shut();
    await withMemory(async (memory) => {
      await expect(memory.refresh()).rejects.toThrow();
      expect([memory.isReady, memory.lookUp("+8613800000001").entry]).toEqual([false, null]);
      await gate.open();
      await until(() => memory.isReady);
      expect(memory.lookUp("+8613800000001").entry).not.toBeNull();
    }, gated);
  });

  it("starts over when the database was put back to an earlier state", async () => {
    await withMemory(async (memory) => {
      await publish("+8613800000050");
      await memory.refresh();
      expect(memory.lookUp("+8613800000050").entry).not.toBeNull();
      await database.owner`delete from registry_versions where list_version = ${memory.listVersion}`;
      await memory.refresh();
      expect(memory.lookUp("+8613800000050").entry).toBeNull();
      expect(memory.lookUp("+8613800000001").entry).not.toBeNull();
    });
  });
});
