import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tx } from "#db/client.ts";
import { listAnswers, nextReview } from "#db/queries/review.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { fitCandidate } from "../matching/rematch-fit.ts";
import { about, type DeskScene, deskScene } from "../testing/desk-scene.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { as } from "../testing/officers.ts";
import { answerReview, undoAnswer } from "./answer-review.ts";
import { judge } from "./part-complaint.ts";
import { sealedKeys } from "./sealed-keys.ts";

const QUESTIONS = 7;
let database: TestDatabase;
let scene: DeskScene;
let campaign: string;
let reports: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await deskScene(database);
  for (let at = 0; at <= QUESTIONS; at++) await scene.file(about(`1394000000${at}`));
  const rows = await database.owner<{ id: string }[]>`
    select m.complaint_id as id from case_members m join cases c on c.id = m.case_id where c.kind = 'caller'
    order by m.complaint_id desc limit ${QUESTIONS + 1}`;
  const [own = "", ...others] = rows.map((row) => row.id);
  reports = others;
  campaign = await addCampaign(scene.portal, scene.officer.agencyId ?? "", [own]);
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

/** A machine is unsure whether this report belongs to the campaign, with so many bits for it. */
const ask = (complaintId: string, bits: number) =>
  scene.portal.db.system.begin((tx) =>
    judge(
      tx as Tx,
      "unsure",
      complaintId,
      [{ caseId: campaign, weights: {} }],
      {
        kind: "model",
        id: null,
        rule: "payee",
        reason: "",
        modelVersion: "campaign-1",
        weights: { total: bits, probability: 1 / (1 + 2 ** -bits) },
      },
      scene.portal.now,
    ),
  );
const next = async () => {
  const { item } = await scene.read((tx, scope) =>
    nextReview(tx, scope, { skipped: [], now: scene.portal.now, sealed: sealedKeys(scene.portal.keys) }),
  );
  if (!item) throw new Error("no question");
  return item;
};
const answer = async (verdict: "same" | "apart") => {
  const { kind, caseId, otherId, askedId } = await next();
  const question = { kind, caseId, otherId, askedId };
  await answerReview(as(scene.portal, scene.officer), { ...question, verdict, reason: "" });
  return question;
};

it("what officers answer changes the chance of later questions and which comes first; taken back it does not", async () => {
  const [sure = "", unsure = "", ...others] = reports;
  for (const id of others) await ask(id, 4);
  const first = await next();
  expect(first.chance).toEqual({ probability: 1 / (1 + 2 ** -4), answers: 0 });

  let before = 1;
  for (const [at] of others.entries()) {
    const { chance } = await next();
    expect(chance?.answers).toBe(at);
    // Each "not here" to what was thought likely makes the next one less likely.
    expect(chance?.probability).toBeLessThan(before);
    before = chance?.probability ?? 0;
    await answer("apart");
  }
  // Two questions: by their bits alone the second would be the less sure one; after the answers the first is.
  await ask(sure, 4);
  await ask(unsure, -1);
  const learnt = await next();
  expect(learnt.otherId).toBe(sure);
  expect(learnt.chance?.answers).toBe(others.length);
  expect(learnt.chance?.probability).toBeLessThan(0.8);

  const { answers } = await fitCandidate(scene.portal.db.system, { now: scene.portal.now, say: () => {} });
  expect(answers.member.line).toMatchObject({ answers: others.length });
  expect(answers.member.scores?.after.logLoss).toBeLessThan(answers.member.scores?.before.logLoss ?? 0);
  expect(answers.merge.scores).toBeNull();

  const question = await answer("same");
  expect((await next()).otherId).toBe(unsure);
  expect((await next()).chance?.answers).toBe(others.length + 1);
  await undoAnswer(as(scene.portal, scene.officer), question);
  expect((await next()).chance).toEqual(learnt.chance);
});

it("one agency's answers are its own", async () => {
  const count = async (actor = scene.officer) =>
    (await scene.read((tx, scope) => listAnswers(tx, scope.agencyId), actor)).member.length;
  expect(await count()).toBe(QUESTIONS - 2);
  expect(await count(scene.stranger)).toBe(0);
});
