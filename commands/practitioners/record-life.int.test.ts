import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertRows } from "#db/rows.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { registerPractitioner } from "../registry/register-practitioner.ts";
import { type EntryScene, entryScene } from "../testing/entry-scene.ts";
import { addOfficer, as } from "../testing/officers.ts";
import { decideAnswer, proposeAnswer } from "./answer-application.ts";
import { decideCase, proposeCase } from "./decide-case.ts";
import { keepRecords } from "./keep-records.ts";
import { findRecord, openRecord } from "./open-record.ts";
import { applyAboutRecord, readOwnRecord } from "./own-record.ts";
import { endPeriod, recordItem } from "./record-item.ts";
import { revealRecord } from "./reveal-record.ts";

let database: TestDatabase;
let scene: EntryScene;
let answerer: Actor;
let employer: string;
let proof: { pseudonym: string; licence: string };
let practitionerId: string;

const LICENCE = "COL-2020-0001";
const WORDS = "经查，其在催收中以言语威胁当事人，有录音和当事人陈述为证。";
const REASON = "材料齐全，程序合法，同意";
const OBJECTION = { text: "那一天我已离职，通话的不是我本人。", contact: "13700000001" };
const spend = () => {};

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await entryScene(database);
  const { portal, agencyId, officer } = scene;
  answerer = await addOfficer(portal, "supervisor", agencyId);
  employer = uuidv7();
  await database.owner`
    insert into institutions (id, legal_name, folded_name, class, status, country, source, created_at, updated_at)
    values (${employer}, '某催收有限公司', '某催收', 'collection_agency', 'registered', 'CN', 'test', now(), now())`;
  const person = { licence: LICENCE, name: "某人", institutionId: employer };
  const registered = await registerPractitioner(as(portal, officer), person);
  practitionerId = registered.practitionerId;
  proof = { pseudonym: registered.pseudonym, licence: LICENCE };
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

/** A day so many days before or after the scene's own moment. */
const day = (days: number) =>
  new Date(scene.portal.now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
const own = (days: number) => readOwnRecord(as(scene.portal, null, days), proof, spend);
const refusal = (code: string, reason: string) => expect.objectContaining({ code, reason });
let last = 0;
const theCase = (change: Partial<Parameters<typeof proposeCase>[1]> = {}) => ({
  practitionerId,
  institutionId: employer,
  reference: `C2026-TEST-${++last}`,
  outcome: "upheld" as const,
  conduct: "threats" as const,
  fromOn: day(-100),
  untilOn: day(-90),
  source: "agency_decision" as const,
  noticedOn: day(-30),
  words: WORDS,
  ...change,
});
async function recorded(change: Partial<Parameters<typeof proposeCase>[1]> = {}): Promise<string> {
  const { portal, officer, reviewer } = scene;
  const { itemId } = await proposeCase(as(portal, officer), theCase(change));
  await decideCase(as(portal, reviewer), { practitionerId, itemId, verdict: "approve", reason: REASON });
  return itemId;
}

describe("a record of conduct", () => {
  it("takes a case only from two officers, ten days after the person was told, and once", async () => {
    const { portal, officer, reviewer, supervisor, stranger } = scene;
    const input = theCase({ noticedOn: day(0) });
    const { itemId } = await proposeCase(as(portal, officer), input);
    expect((await own(0)).items).toEqual([]);
    const approve = { practitionerId, itemId, verdict: "approve", reason: REASON } as const;
    await expect(decideCase(as(portal, reviewer, 9), approve)).rejects.toEqual(
      refusal("conflict", "window-open"),
    );
    await expect(decideCase(as(portal, stranger, 12), approve)).rejects.toEqual(
      refusal("conflict", "decision-already-made"),
    );
    await expect(decideCase(as(portal, officer, 12), approve)).rejects.toMatchObject({ code: "forbidden" });
    await expect(proposeCase(as(portal, supervisor, 1), input)).rejects.toEqual(
      refusal("conflict", "case-already-recorded"),
    );
    const force = database.owner`update practitioner_items set state = 'recorded' where id = ${itemId}`;
    await expect(force).rejects.toMatchObject({ constraint_name: "practitioner_items_case_check" });
    await decideCase(as(portal, reviewer, 12), approve);
    await expect(proposeCase(as(portal, officer), theCase({ noticedOn: "" }))).rejects.toMatchObject({
      fields: [{ pointer: "/noticedOn", code: "notice-first" }],
    });
    expect((await own(12)).items).toMatchObject([
      { id: itemId, outcome: "upheld", conduct: "threats", text: WORDS, mayObject: true, mayAskRepair: true },
    ]);
    const dump = await database.owner`select words_sealed from practitioner_items where id = ${itemId}`;
    expect(String(dump[0]?.words_sealed)).not.toContain("威胁");
  });

  it("is shown to the person who knows pseudonym and licence, with who asked, and to nobody else", async () => {
    const { portal, officer } = scene;
    const wrong = [
      { ...proof, licence: "COL-2020-0002" },
      { ...proof, pseudonym: "P-00000000" },
    ];
    for (const one of wrong)
      await expect(readOwnRecord(as(portal, null), one, spend)).rejects.toEqual(
        refusal("not-found", "practitioner-not-proven"),
      );
    await expect(
      readOwnRecord(as(portal, null), proof, () => {
        throw new Error("used up");
      }),
    ).rejects.toThrow("used up");
    const opened = await revealRecord(as(portal, officer, 13), {
      practitionerId,
      reason: "核对投诉所说的人",
    });
    expect(opened).toMatchObject({ name: "某人", licence: LICENCE });
    expect(opened.words.map(({ text }) => text)).toContain(WORDS);
    const { questions } = await own(14);
    expect(questions.map(({ purpose }) => purpose)).toEqual([
      "own-record",
      "establish_facts",
      "own-record",
      "own-record",
    ]);
  });

  it("marks what is objected to and takes it off when two others agree, or when nobody answers in 20 days", async () => {
    const { portal, officer, reviewer, supervisor } = scene;
    const [wrong, silent, right] = [await recorded(), await recorded(), await recorded()];
    const object = async (itemId: string, days: number) =>
      applyAboutRecord(
        as(portal, null, days),
        { proof, application: { kind: "objection", itemId, ...OBJECTION } },
        spend,
      );
    const sent = await Promise.allSettled([object(wrong, 20), object(wrong, 20)]);
    const refused = sent.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toEqual([refusal("conflict", "application-open")]);
    const taken = sent.flatMap((one) => (one.status === "fulfilled" ? [one.value.applicationId] : []));
    const [applicationId = ""] = taken;
    await expect(object(wrong, 21)).rejects.toEqual(refusal("conflict", "application-open"));
    const items = (await own(21)).items;
    expect(items.find(({ id }) => id === wrong)).toMatchObject({ challenge: "objection", mayObject: false });
    const answer = {
      practitionerId,
      applicationId,
      outcome: "upheld",
      words: "经核查，您所述属实。",
    } as const;
    await expect(proposeAnswer(as(portal, officer, 22), answer)).rejects.toEqual(
      refusal("forbidden", "took-part-before"),
    );
    await proposeAnswer(as(portal, supervisor, 22), answer);
    const approve = { practitionerId, applicationId, verdict: "approve" } as const;
    await expect(decideAnswer(as(portal, supervisor, 22), approve)).rejects.toEqual(
      refusal("forbidden", "decider-is-proposer"),
    );
    expect((await own(22)).applications[0]).toMatchObject({ state: "open", answer: null });
    await decideAnswer(as(portal, answerer, 23), approve);
    expect((await own(23)).applications[0]).toMatchObject({ state: "upheld", answer: answer.words });

    await object(silent, 20);
    const kept = await object(right, 20);
    await proposeAnswer(as(portal, supervisor, 25), {
      ...answer,
      applicationId: kept.applicationId,
      outcome: "rejected",
    });
    const reject = { ...approve, applicationId: kept.applicationId };
    await expect(decideAnswer(as(portal, reviewer, 26), reject)).rejects.toEqual(
      refusal("forbidden", "took-part-before"),
    );
    await decideAnswer(as(portal, answerer, 26), reject);
    const keptOn = async (days: number) => {
      const done = await keepRecords(portal.db.system, as(portal, null, days).now);
      const states = new Map((await own(days)).items.map(({ id, state }) => [id, state]));
      return { ...done, states: [wrong, silent, right].map((id) => states.get(id)) };
    };
    expect(await keptOn(40)).toEqual({ missed: 0, erased: 1, states: [undefined, "recorded", "recorded"] });
    expect(await keptOn(41)).toEqual({ missed: 1, erased: 0, states: [undefined, "ended", "recorded"] });
    expect(await keptOn(41)).toMatchObject({ missed: 0, erased: 0 });
    const [gone] = await database.owner`
      select i.words_sealed, i.outcome, i.reference, a.words_sealed as said, a.answer_sealed from practitioner_items i
      join practitioner_applications a on a.item_id = i.id where i.id = ${wrong}`;
    expect(gone).toEqual({
      words_sealed: null,
      outcome: null,
      reference: null,
      said: null,
      answer_sealed: null,
    });
  });

  it("is graded from ten cases and twelve months on; the person may refuse the grade and allow it again", async () => {
    const { portal, agencyId, officer, reviewer } = scene;
    const { itemId } = await recordItem(as(portal, officer), {
      kind: "employer",
      practitionerId,
      institutionId: employer,
      fromOn: day(-800),
      untilOn: "",
      source: "employer",
    });
    const before = await own(1);
    expect(before.grade).toMatchObject({
      status: "not_graded",
      reasons: expect.arrayContaining(["too_few_cases"]),
    });
    const people = Array.from({ length: 12 }, () => uuidv7());
    await insertRows(
      database.owner,
      "practitioners",
      people.map((id) => ({
        id,
        pseudonym: `P-${id.slice(-12)}`,
        licence_index: Buffer.from(id),
        key_version: 1,
        created_at: portal.now,
      })),
    );
    await insertRows(
      database.owner,
      "practitioner_items",
      [...people, practitionerId].flatMap((person) =>
        Array.from({ length: 12 }, (_, i) => ({
          practitioner_id: person,
          id: uuidv7(),
          agency_id: agencyId,
          kind: "decided_case",
          state: "recorded",
          institution_id: employer,
          from_on: day(-60),
          until_on: day(-50),
          source: "agency_decision",
          reference: `X-${i}`,
          outcome: person === practitionerId || i < 2 ? "upheld" : "not_upheld",
          conduct: "threats",
          noticed_on: day(-40),
          key_version: 1,
          recorded_by: officer.id,
          recorded_at: portal.now,
          decided_by: reviewer.id,
          decided_at: portal.now,
          erase_at: new Date(portal.now.getTime() + 1_500 * 86_400_000),
        })),
      ),
    );
    const { grade } = await own(2);
    expect(grade).toMatchObject({ status: "graded", word: "worse", peers: 0.166667 });
    const choose = (kind: string) =>
      applyAboutRecord(as(portal, null, 3), { proof, application: { kind } }, spend);
    await choose("refuse_grade");
    expect((await own(3)).isGradeRefused).toBe(true);
    await choose("allow_grade");
    expect((await own(3)).isGradeRefused).toBe(false);
    await endPeriod(as(portal, officer, 4), { practitionerId, itemId, untilOn: day(-500) });
    expect((await own(4)).grade).toMatchObject({ status: "not_graded", reasons: ["too_short"] });
  });

  it("tells the person of every officer who looked for them, once an hour", async () => {
    const { portal, supervisor, stranger } = scene;
    const looks = async () => (await own(6)).questions.filter(({ purpose }) => purpose === "establish_facts");
    const before = (await looks()).length;
    expect(await findRecord(as(portal, supervisor, 5), ` ${proof.licence} `)).toEqual({ practitionerId });
    expect(await looks()).toHaveLength(before + 1);
    await openRecord(as(portal, supervisor, 5), practitionerId);
    expect(await looks()).toHaveLength(before + 1);
    await openRecord(as(portal, stranger, 5), practitionerId);
    expect(await looks()).toHaveLength(before + 2);
    await expect(findRecord(as(portal, supervisor, 5), "X-0000")).rejects.toEqual(
      refusal("invalid-request", "practitioner-not-found"),
    );
  });

  it("keeps nothing five years after the last day but ids and times, and tells the audit of every write", async () => {
    const { portal } = scene;
    const { erased } = await keepRecords(portal.db.system, as(portal, null, 5 * 366 + 10).now);
    expect(erased).toBeGreaterThan(0);
    const [left] = await database.owner`
      select count(*)::int as count from practitioner_items
      where words_sealed is not null or institution_id is not null or reference is not null or decided_reason is not null`;
    expect(left).toEqual({ count: 0 });
    const actions = await database.owner<{ action: string }[]>`
      select distinct action from audit_events where subject_kind = 'practitioner' order by action`;
    expect(actions.map(({ action }) => action)).toEqual([
      "practitioner.answer-proposed",
      "practitioner.answered",
      "practitioner.application.allow_grade",
      "practitioner.application.objection",
      "practitioner.application.refuse_grade",
      "practitioner.case-proposed",
      "practitioner.case-recorded",
      "practitioner.deadline-missed",
      "practitioner.employment-ended",
      "practitioner.item-erased",
      "practitioner.recorded.employer",
      "practitioner.registered",
    ]);
  });
});
