import { hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage, type Storage } from "#adapters/storage.ts";
import { openRuntime } from "#commands/open-runtime.ts";
import { checkItem } from "#commands/registry/check-item.ts";
import { lookUpNumber } from "#commands/registry/look-up-number.ts";
import { keepLookUps, type LookUpFile, readSavedLookUps } from "#commands/registry/saved-look-ups.ts";
import { buildApi } from "./app.ts";
import { NOW, openTestPortal, type TestPortal } from "./testing/portal.ts";

const LISTED = "95210000001";
const OFFICIAL = "95599";
const UNKNOWN = "95210000009";
/** Nothing listens there. */
const NO_DATABASE = "postgres://nobody:nothing@127.0.0.1:1/none";
let portal: TestPortal;
let storage: Storage;
let file: LookUpFile;

beforeAll(async () => {
  portal = await openTestPortal();
  await portal.list(LISTED);
  await portal.listInstitution();
  await portal.listName({ kind: "domain", key: "xj-fast.top" });
  await portal.listName({ kind: "sms_signature", key: "速易" });
  await portal.listName({ kind: "app", key: "com.fast.loan" });
  await portal.runtime.register.refresh();
  storage = memoryStorage();
  file = { storage, keys: portal.runtime.keys, database: "here/portal" };
  await keepLookUps(file, portal.runtime)();
});
afterAll(() => portal.close());

describe("the list that is kept for a start without the database", () => {
  it("answers as the portal did, and says how old the answer is", async () => {
    const saved = await readSavedLookUps(file);
    const runtime = openRuntime({
      databaseUrl: NO_DATABASE,
      keys: portal.runtime.keys,
      clock: fixedClock(new Date(NOW.getTime() + 3_600_000)),
      log: createLog("silent"),
      storage: memoryStorage(),
      isDemo: saved?.isDemo ?? true,
      publicUrl: "https://mingjian.example",
      saved,
    });
    const api = await buildApi(runtime);
    try {
      for (const number of [LISTED, OFFICIAL, UNKNOWN]) {
        const url = `/api/v1/numbers/${number}`;
        const [then, now] = await Promise.all([portal.api.inject({ url }), api.inject({ url })]);
        expect(now.statusCode).toBe(200);
        expect(now.json()).toEqual({ ...then.json(), ageSeconds: 3600 });
      }
      expect((await portal.api.inject({ url: `/api/v1/numbers/${LISTED}` })).json().listed).toBe(true);
      for (const [kind, value] of [
        ["url", "https://m.xj-fast.top/a"],
        ["sms_signature", "【速易】"],
        ["app", "com.fast.loan"],
      ] as const) {
        const then = checkItem(portal.runtime, { kind, value, purpose: null });
        expect(then.verdict).toBe("listed");
        expect(checkItem(runtime, { kind, value, purpose: null })).toEqual(then);
      }
      const institution = runtime.register.match("示例消费金融有限公司");
      expect(institution).toEqual(portal.runtime.register.match("示例消费金融有限公司"));
      expect(runtime.registry.institutionEntry(portal.institutionId)).toEqual(
        portal.runtime.registry.institutionEntry(portal.institutionId),
      );
    } finally {
      await api.close();
      await runtime.close();
    }
  });

  it("is not used once a byte of it was changed, wherever that is", async () => {
    const head = (await storage.read("look-ups.json")) ?? Buffer.alloc(0);
    const { body } = JSON.parse(head.toString().split("\n")[0] ?? "") as { body: { file: string } };
    for (const [name, places] of [
      ["look-ups.json", [5, 60, head.length - 10]],
      [body.file, [0, 3, 40, -20]],
    ] as const) {
      const whole = (await storage.read(name)) ?? Buffer.alloc(0);
      for (const place of places) {
        const changed = Buffer.from(whole);
        const at = place < 0 ? whole.length + place : place;
        changed[at] = (changed[at] ?? 0) ^ 1;
        await storage.write(name, changed);
        expect(await readSavedLookUps(file)).toBeNull();
      }
      await storage.write(name, whole);
    }
    expect(await readSavedLookUps(file)).not.toBeNull();
  });

  it("is not used for another database or by another portal's keys", async () => {
    expect(await readSavedLookUps({ ...file, database: "elsewhere/portal" })).toBeNull();
    expect(await readSavedLookUps({ ...file, keys: parseKeyRing(generateKeyRing()) })).toBeNull();
    expect(await readSavedLookUps({ ...file, storage: memoryStorage() })).toBeNull();
  });

  it("is not used when an earlier release wrote the register otherwise", async () => {
    const kept = (await storage.read("look-ups.json")) ?? Buffer.alloc(0);
    const head = JSON.parse(kept.toString().split("\n")[0] ?? "") as { body: { file: string } };
    const body = (await storage.read(head.body.file)) ?? Buffer.alloc(0);
    const end = 4 + body.readUInt32BE(0);
    const older = Buffer.from(body.subarray(4, end).toString().replaceAll('"legalName"', '"fullName"'));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(older.length);
    const bytes = Buffer.concat([length, older, body.subarray(end)]);
    const text = JSON.stringify({ ...head, body: { file: "older.bin", sha256: hash("sha256", bytes) } });
    const signature = portal.runtime.keys.signLog(Buffer.from(`mingjian look-ups v1\n${text}`));
    await storage.write("older.bin", bytes);
    await storage.write("look-ups.json", Buffer.from(`${text}\n${signature.toString("base64")}\n`));
    expect(await readSavedLookUps(file)).toBeNull();
    await storage.write("look-ups.json", kept);
    expect(await readSavedLookUps(file)).not.toBeNull();
  });

  it("gives way to the database as soon as that answers", async () => {
    const saved = await readSavedLookUps(file);
    const late = await portal.list("95210000002");
    const runtime = openRuntime({
      databaseUrl: portal.database.url,
      keys: portal.runtime.keys,
      clock: portal.clock,
      log: createLog("silent"),
      storage: memoryStorage(),
      isDemo: false,
      publicUrl: "https://mingjian.example",
      saved,
    });
    try {
      await runtime.registry.refresh();
      const found = lookUpNumber(runtime, "95210000002");
      expect(found.ok && found.answer.entry?.id).toBe(late);
      expect(found.ok && found.answer.ageSeconds).toBeUndefined();
    } finally {
      await runtime.close();
    }
  });
});
