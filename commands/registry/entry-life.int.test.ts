import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { addDays } from "#domain/cases/decision.ts";
import { answer, type EntryScene, entryScene, STATEMENT } from "../testing/entry-scene.ts";
import { as } from "../testing/officers.ts";
import { eraseEntries } from "./erase-entries.ts";
import { expireEntries } from "./expire-entries.ts";
import { proposeAct } from "./propose-act.ts";
import type { RegistrySubject } from "./subject.ts";

let database: TestDatabase;
let scene: EntryScene;

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await entryScene(database);
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

const refusal = (code: string, reason: string) => expect.objectContaining({ code, reason });
const statuses = async (entryId: string) =>
  (await scene.versions(entryId)).map(({ status, cause }) => `${status}:${cause}`);

describe("erasure", () => {
  it("destroys what tells of the subject, keeps ids and leaves, and the number may be listed anew", async () => {
    const { portal, publish, listed, apply, done, lookUp } = scene;
    const { entryId, number, key } = await listed();
    await apply(number);
    const leafOf = () =>
      database.owner`select l.leaf, l.leaf_hash from log_pending l join log_records r on r.leaf_id = l.leaf_id where r.entry_id = ${entryId} and r.type = 'list'`;
    const before = await leafOf();
    await done({ act: "withdraw", entryId, ground: "annulled", statement: STATEMENT }, 1);
    const [ended] = await database.owner`select erase_at from registry_entries where id = ${entryId}`;
    // Listed on a Monday, annulled on Tuesday 3 March: three working days end with Friday.
    expect(ended?.erase_at).toEqual(new Date("2026-03-06T16:00:00Z"));
    expect(await eraseEntries(portal, portal.db.system, new Date("2026-03-06T15:59:59Z"))).toBe(0);
    const worked = await Promise.all(
      [1, 2].map(() => eraseEntries(portal, portal.db.system, new Date("2026-03-06T16:00:00Z"))),
    );
    expect(worked.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1);

    const [entry] = await database.owner`select * from registry_entries where id = ${entryId}`;
    expect(entry).toMatchObject({
      number_index: null,
      key_sealed: null,
      institution_id: null,
      subject_key: null,
    });
    const records = await database.owner`
      select type, nonce is null as gone, record from log_records where entry_id = ${entryId} order by chain_seq`;
    expect(records.slice(0, -1).every((row) => row.gone && row.record === null)).toBe(true);
    const erased = records.at(-1);
    expect(erased).toMatchObject({ type: "erase", gone: false });
    const rows = await database.owner`
      select array_agg(statement) as statements, bool_or(public_key is not null) as clear from registry_versions where entry_id = ${entryId}`;
    expect(rows[0]).toEqual({ statements: ["", "", "", ""], clear: false });
    const everything = JSON.stringify([
      records,
      entry,
      await database.owner`select * from entry_applications where entry_id = ${entryId}`,
      await database.owner`select * from entry_acts where entry_id = ${entryId}`,
    ]);
    expect(everything).not.toContain(number);
    expect(everything).not.toContain(STATEMENT);

    const [leaf] = await leafOf();
    expect(leaf).toEqual(before[0]);
    expect(
      createHash("sha256")
        .update(Buffer.from([0]))
        .update(leaf?.leaf)
        .digest(),
    ).toEqual(leaf?.leaf_hash);

    const subject: RegistrySubject = {
      kind: "number",
      index: portal.keys.blindIndex("number", key),
      key,
      numberKind: "mobile",
      country: "CN",
    };
    const again = await publish(subject, { grounds: ["threats"] });
    expect(again.entryId).not.toBe(entryId);
    expect(await lookUp(key)).toBe("active");
  });

  it("comes five years after an expired listing, when a repaired one's term would have ended, never before", async () => {
    const { portal, listed, apply, done } = scene;
    const expired = await listed();
    const repaired = await listed();
    const filed = await apply(
      repaired.number,
      { kind: "repair", ground: "put_right", isCorrected: true, hasPromise: true },
      92,
    );
    await done(answer(repaired.entryId, filed.id, "granted"), 93);
    await expireEntries(portal, portal.db.system, addDays(portal.now, 180));
    const dueAt = async (entryId: string) =>
      (await database.owner`select erase_at from registry_entries where id = ${entryId}`)[0]?.erase_at;
    expect(await dueAt(repaired.entryId)).toEqual(addDays(portal.now, 180));
    expect(await dueAt(expired.entryId)).toEqual(new Date("2031-03-02T04:00:00Z"));
  });
});

describe("merging entries", () => {
  it("is reversible, and each id still says where it stands", async () => {
    const { portal, officer, listed, done, leaves, lookUp } = scene;
    const one = await listed();
    const two = await listed();
    await done({ act: "merge", entryId: one.entryId, intoId: two.entryId, statement: STATEMENT }, 1);
    expect(await lookUp(one.key)).toBeNull();
    expect(
      (await database.owner`select merged_into from registry_entries where id = ${one.entryId}`)[0]
        ?.merged_into,
    ).toBe(two.entryId);
    await done({ act: "split", entryId: one.entryId, statement: STATEMENT }, 2);
    expect(await lookUp(one.key)).toBe("active");
    expect(await leaves(one.entryId)).toEqual(["list", "merge", "split"]);
    await expect(
      proposeAct(as(portal, officer, 3), {
        act: "merge",
        entryId: one.entryId,
        intoId: one.entryId,
        statement: STATEMENT,
      }),
    ).rejects.toEqual(refusal("conflict", "merge-into-itself"));
  });
});

describe("another agency", () => {
  it("neither sees nor touches an entry", async () => {
    const { portal, reviewer, stranger, listed } = scene;
    const { entryId } = await listed();
    await expect(
      proposeAct(as(portal, stranger), {
        act: "withdraw",
        entryId,
        ground: "annulled",
        statement: STATEMENT,
      }),
    ).rejects.toEqual(refusal("not-found", "entry"));
    await expect(
      proposeAct(as(portal, null), { act: "withdraw", entryId, ground: "annulled", statement: STATEMENT }),
    ).rejects.toEqual(refusal("not-signed-in", "sign-in-first"));
    await expect(
      proposeAct(as(portal, reviewer), {
        act: "withdraw",
        entryId,
        ground: "annulled",
        statement: STATEMENT,
      }),
    ).rejects.toEqual(refusal("forbidden", "decision.propose"));
    expect(await statuses(entryId)).toEqual(["active:listed"]);
  });
});
