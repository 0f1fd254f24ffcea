import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Tx } from "#db/client.ts";
import { personVerdicts } from "#db/queries/person-verdicts.ts";
import { countReview, modelRecords, nextReview } from "#db/queries/review.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { issueEmergencyWarning } from "../decisions/issue-emergency-warning.ts";
import { about, type DeskScene, deskScene } from "../testing/desk-scene.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { addOfficer, as } from "../testing/officers.ts";
import { answerReview, undoAnswer } from "./answer-review.ts";
import { mergeGroups } from "./merge-rows.ts";
import { judge } from "./part-complaint.ts";
import { sealedKeys } from "./sealed-keys.ts";

let database: TestDatabase;
let scene: DeskScene;
let colleague: Actor;
let a: string;
let b: string;
const MODEL = "campaign-1";
const machine = { id: null, reason: "payee", weights: { total: 2, probability: 0.8 }, modelVersion: MODEL };

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await deskScene(database);
  colleague = await addOfficer(scene.portal, "reviewer", scene.officer.agencyId ?? "");
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});
let lot = 0;
beforeEach(async () => {
  lot += 1;
  const numbers = [1, 2].map((n) => `1393${String(lot).padStart(4, "0")}00${n}`);
  for (const number of numbers) await scene.file(about(number));
  [a = "", b = ""] = await Promise.all(numbers.map(scene.caseOf));
});

const suggest = () =>
  scene.portal.db.system.begin((tx) =>
    mergeGroups(tx as Tx, [a, b], { ...machine, kind: "model", actionId: uuidv7() }, scene.portal.now),
  );
const queue = (actor = scene.officer, skipped: string[] = []) =>
  scene.read(
    (tx, scope) =>
      nextReview(tx, scope, { skipped, now: scene.portal.now, sealed: sealedKeys(scene.portal.keys) }),
    actor,
  );
const records = () => scene.read((tx, scope) => modelRecords(tx, scope));
/** The question about this test's own cases. */
const asked = async (actor = scene.officer) => {
  const skipped: string[] = [];
  for (;;) {
    const { item } = await queue(actor, skipped);
    if (!item) return null;
    if ([a, b].includes(item.caseId)) return item;
    skipped.push(item.askedId);
  }
};
const answer = async (actor: Actor | null, verdict: "same" | "apart") => {
  const item = await asked();
  if (!item) throw new Error("no question");
  const { kind, caseId, otherId, askedId } = item;
  const question = { kind, caseId, otherId, askedId };
  return { question, ...(await answerReview(as(scene.portal, actor), { ...question, verdict, reason: "" })) };
};
const mergedInto = async (id: string) => {
  const [row] = await database.owner`select merged_into from cases where id = ${id}`;
  return row?.merged_into;
};

describe("a merge that a machine suggests", () => {
  beforeEach(suggest);

  it("is shown with both sides, and made by one person where nothing was decided", async () => {
    const item = await asked();
    expect(item).toMatchObject({
      kind: "merge",
      byKind: "model",
      modelVersion: MODEL,
      needsSecond: false,
      caseId: b,
      otherId: a,
    });
    expect(item?.left).toMatchObject({ id: b, sources: 1, complaints: 1 });
    expect(item?.right?.involved[0]?.text).toContain("•");
    const [before] = await records();
    expect(await answer(scene.officer, "same")).toMatchObject({ state: "done" });
    expect(await mergedInto(b)).toBe(a);
    expect(await asked()).toBeNull();
    const [after] = await records();
    expect(after).toEqual({
      version: MODEL,
      answers: (before?.answers ?? 0) + 1,
      agreed: (before?.agreed ?? 0) + 1,
    });
  });

  it("refused is not asked again, and the machine was wrong; taken back it is asked again and counts no more", async () => {
    const [before] = await records();
    const { question } = await answer(scene.officer, "apart");
    expect(await asked()).toBeNull();
    await suggest();
    expect(await asked()).toBeNull();
    expect((await records())[0]).toEqual({
      version: MODEL,
      answers: (before?.answers ?? 0) + 1,
      agreed: before?.agreed ?? 0,
    });
    await expect(undoAnswer(as(scene.portal, colleague), question)).rejects.toMatchObject({
      reason: "review-answered",
    });
    await undoAnswer(as(scene.portal, scene.officer), question);
    await undoAnswer(as(scene.portal, scene.officer), question);
    expect(await asked()).toMatchObject({ byKind: "model", modelVersion: MODEL });
    expect((await records())[0]?.answers ?? 0).toBe(before?.answers ?? 0);
  });

  it("a merge taken back leaves both as they were and asks again", async () => {
    const { question } = await answer(scene.officer, "same");
    await undoAnswer(as(scene.portal, scene.officer), question);
    expect(await mergedInto(b)).toBeNull();
    expect(await asked()).toMatchObject({ caseId: b, otherId: a });
    expect(await answer(scene.officer, "same")).toMatchObject({ state: "done" });
    expect(await mergedInto(b)).toBe(a);
  });

  it("needs two people where something was decided", async () => {
    await issueEmergencyWarning(as(scene.portal, scene.officer), {
      caseId: a,
      grounds: ["threats"],
      statement: "正在威胁多名群众，先行警示，七十二小时内由同事确认。",
    });
    expect((await asked())?.needsSecond).toBe(true);
    expect(await answer(scene.officer, "same")).toMatchObject({ state: "waits" });
    expect(await mergedInto(b)).toBeNull();
    expect(await asked()).toBeNull();
    const item = await asked(colleague);
    expect(item).toMatchObject({ byKind: "person", by: scene.officer.name });
    if (!item) throw new Error("no question");
    const { kind, caseId, otherId, askedId } = item;
    const question = { kind, caseId, otherId, askedId, verdict: "same", reason: "" } as const;
    await expect(answerReview(as(scene.portal, scene.officer), question)).rejects.toMatchObject({
      code: "forbidden",
      reason: "decider-is-proposer",
    });
    expect(await answerReview(as(scene.portal, colleague), question)).toEqual({ state: "done" });
    expect(await mergedInto(b)).toBe(a);
  });

  it("answers twice with the same words change nothing; a colleague's other answer comes too late", async () => {
    const { question } = await answer(scene.officer, "same");
    const again = { ...question, verdict: "same", reason: "" } as const;
    expect(await answerReview(as(scene.portal, scene.officer), again)).toEqual({ state: "done" });
    await expect(
      answerReview(as(scene.portal, colleague), { ...again, verdict: "apart" }),
    ).rejects.toMatchObject({ reason: "review-answered" });
  });

  it("is answered by nobody else", async () => {
    const item = await asked();
    if (!item) throw new Error("no question");
    const { kind, caseId, otherId, askedId } = item;
    const input = { kind, caseId, otherId, askedId, verdict: "same", reason: "" } as const;
    await expect(answerReview(as(scene.portal, null), input)).rejects.toMatchObject({
      code: "not-signed-in",
    });
    await expect(answerReview(as(scene.portal, scene.stranger), input)).rejects.toMatchObject({
      code: "not-found",
    });
    const triage = await addOfficer(scene.portal, "triage", scene.officer.agencyId ?? "");
    await expect(answerReview(as(scene.portal, triage), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      answerReview(as(scene.portal, scene.officer), { ...input, verdict: "maybe" as "same" }),
    ).rejects.toMatchObject({ fields: [{ pointer: "/verdict", code: "choose-verdict" }] });
    expect(await scene.read((tx, scope) => countReview(tx, scope), scene.stranger)).toBe(0);
    expect(await mergedInto(b)).toBeNull();
  });
});

describe("a report that a machine is unsure of", () => {
  let complaint: string;
  let campaign: string;
  beforeEach(async () => {
    const rows = await database.owner<{ id: string; case_id: string }[]>`
      select complaint_id as id, case_id from case_members where case_id = any(${[a, b]}::uuid[])`;
    complaint = rows.find((row) => row.case_id === a)?.id ?? "";
    campaign = await addCampaign(scene.portal, scene.officer.agencyId ?? "", [
      rows.find((row) => row.case_id === b)?.id ?? "",
    ]);
    await scene.portal.db.system.begin((tx) =>
      judge(
        tx as Tx,
        "unsure",
        complaint,
        [{ caseId: campaign, weights: {} }],
        { ...machine, kind: "model", rule: "claim-script", weights: { total: -1, probability: 0.3 } },
        scene.portal.now,
      ),
    );
    a = campaign;
  });
  const members = () => database.owner`select complaint_id from case_members where case_id = ${campaign}`;

  it("joins by a person's word, which no machine takes back; undone it is asked again", async () => {
    const item = await asked();
    expect(item).toMatchObject({
      kind: "member",
      otherId: complaint,
      complaint: { id: complaint },
      right: null,
    });
    const { question } = await answer(scene.officer, "same");
    expect(await members()).toHaveLength(2);
    expect(await scene.read((tx) => personVerdicts(tx, [campaign]))).toMatchObject([{ verdict: "join" }]);
    await undoAnswer(as(scene.portal, scene.officer), question);
    expect(await members()).toHaveLength(1);
    expect(await scene.read((tx) => personVerdicts(tx, [campaign]))).toEqual([]);
    expect(await asked()).not.toBeNull();
  });

  it("stays out by a person's word, and the machine, which leaned that way, was right", async () => {
    const before = (await records())[0];
    await answer(scene.officer, "apart");
    expect(await members()).toHaveLength(1);
    expect(await asked()).toBeNull();
    const after = (await records())[0];
    expect([after?.answers, after?.agreed]).toEqual([(before?.answers ?? 0) + 1, (before?.agreed ?? 0) + 1]);
  });
});
