import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashSecret } from "#adapters/keys.ts";
import { connect } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { JourneyForm } from "#domain/complaints/journey.ts";
import type { JourneyAnswers } from "#domain/complaints/journey-answers.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import {
  DRAFT_HOURS,
  type DraftToken,
  discardDraft,
  draftToken,
  findDraft,
  newDraftToken,
  saveDraft,
} from "./drafts.ts";
import { findByReceipt } from "./follow-up.ts";
import { submitDraft } from "./submit-draft.ts";

let database: TestDatabase;
let context: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
});
afterAll(async () => {
  await context.close();
  await database.drop();
});

const HOUR_MS = 3_600_000;
const ANSWERS: JourneyAnswers = {
  matter: "marketing",
  channel: "sms",
  relationship: "MARKETING_TARGET_NO_CONSENT",
  numberState: "shown",
  numberDisplayed: "10690000123456",
  whenDay: "unknown",
  whenYear: "",
  whenMonth: "",
  whenDate: "",
  whenTime: "",
  whenPart: "",
  whenOn: "",
  scriptText: "【某某金融】您的额度已到账 t.cn/abc",
  callbackNumber: "",
  claimedIdentity: "lender",
  institution: "某某金融",
  harm: ["M1"],
  toldToStop: "no",
  desired: [],
  region: "330000",
  receivedOn: "",
  phone: "",
  shareWithInstitution: "",
  contractNo: "",
  publishNarrative: "",
};
const TRUE: JourneyForm = { truthStatement: "yes" };
const send = (token: DraftToken, form: JourneyForm = TRUE) =>
  submitDraft(context, { token, form, language: "zh-CN", network: "203.0.113.7" });
const count = async (table: "complaints" | "complaint_drafts") =>
  Number((await database.owner.unsafe(`select count(*) from ${table}`))[0]?.count);

async function drafted(answers: JourneyAnswers = ANSWERS): Promise<DraftToken> {
  const token = newDraftToken();
  await saveDraft(context, token, answers);
  return token;
}

describe("an unfinished report", () => {
  it("is given back to its token, and to no other", async () => {
    const token = await drafted();
    expect(await findDraft(context, token)).toEqual(ANSWERS);
    expect(await findDraft(context, newDraftToken())).toBeNull();
  });

  it("is replaced by its next answers", async () => {
    const token = await drafted({ matter: "scam" });
    await saveDraft(context, token, { matter: "scam", paidWhen: "today" });
    expect(await findDraft(context, token)).toEqual({ matter: "scam", paidWhen: "today" });
  });

  it("lies in the database as a hash and a sealed cell, without a word of it in clear", async () => {
    const token = await drafted();
    const [row] =
      await database.owner`select * from complaint_drafts where cookie_hash = ${hashSecret(token)}`;
    const stored = Buffer.concat([row?.cookie_hash, row?.answers_sealed]).toString("latin1");
    expect(stored).not.toContain(token);
    for (const word of ["10690000123456", "marketing", "scriptText"]) expect(stored).not.toContain(word);
  });

  it("does not open in another draft's row", async () => {
    const [mine, other] = [await drafted({ matter: "scam" }), await drafted({ matter: "other" })];
    await database.owner`update complaint_drafts set answers_sealed =
      (select answers_sealed from complaint_drafts where cookie_hash = ${hashSecret(other)}) where cookie_hash = ${hashSecret(mine)}`;
    expect(await findDraft(context, mine)).toBeNull();
    expect(await findDraft(context, other)).toEqual({ matter: "other" });
  });

  it("is gone when it is thrown away, and after its time", async () => {
    const [thrown, old] = [await drafted(), await drafted()];
    await discardDraft(context, thrown);
    expect(await findDraft(context, thrown)).toBeNull();
    const start = context.now;
    const later = context.at(new Date(start.getTime() + DRAFT_HOURS * HOUR_MS));
    expect(await findDraft(later, old)).toBeNull();
    context.at(start);
  });

  it("says so when the database cannot be reached, and nothing is taken for saved or missing", async () => {
    const db = connect("postgres://nobody@127.0.0.1:1/nowhere");
    const away = { ...context, db };
    const token = newDraftToken();
    for (const attempt of [
      findDraft(away, token),
      saveDraft(away, token, ANSWERS),
      discardDraft(away, token),
    ])
      await expect(attempt).rejects.toMatchObject({ code: "unavailable" });
    await db.close();
  });

  it.each([undefined, "", "short", "!".repeat(22), "a".repeat(23)])("has no token like %j", (value) => {
    expect(draftToken(value)).toBeNull();
  });
});

describe("sending it", () => {
  it("files one report from the web and forgets the draft", async () => {
    const token = await drafted();
    const sent = await send(token);
    expect(sent).toMatchObject({ kind: "filed", isEarlier: false, relationship: ANSWERS.relationship });
    expect(await findDraft(context, token)).toBeNull();
    const receipt = sent.kind === "filed" ? sent.receipt : "";
    const { complaintId, status } = await findByReceipt(context, receipt);
    expect(status).toBe("screening");
    expect(await database.owner`select source, mode from complaints where id = ${complaintId}`).toEqual([
      { source: "web", mode: "anonymous_receipt" },
    ]);
  });

  it("twice at the same moment and again afterwards gives one report and one receipt", async () => {
    const before = await count("complaints");
    const token = await drafted();
    const [first, second] = await Promise.all([send(token), send(token)]);
    const third = await send(token);
    expect(await count("complaints")).toBe(before + 1);
    const receipts = [first, second, third].map((sent) => (sent.kind === "filed" ? sent.receipt : sent.kind));
    expect(new Set(receipts).size).toBe(1);
  });

  it("again with other answers shows the first receipt and says so", async () => {
    const before = await count("complaints");
    const token = await drafted();
    const first = await send(token);
    // The deletion after the commit got lost, and the person went back and changed an answer.
    await saveDraft(context, token, { ...ANSWERS, institution: "另一家" });
    const second = await send(token);
    expect(second).toMatchObject({
      kind: "filed",
      receipt: first.kind === "filed" ? first.receipt : "",
      isEarlier: true,
    });
    expect(await count("complaints")).toBe(before + 1);
  });

  it("long after it was filed no longer shows the receipt", async () => {
    const token = await drafted();
    await send(token);
    const start = context.now;
    const later = context.at(new Date(start.getTime() + HOUR_MS));
    const sent = await submitDraft(later, { token, form: TRUE, language: "zh-CN", network: null });
    expect(sent).toEqual({ kind: "missing" });
    context.at(start);
  });

  it("leads back to what is unanswered, and files nothing", async () => {
    const before = await count("complaints");
    const { harm: _, ...unfinished } = ANSWERS;
    expect(await send(await drafted(unfinished))).toEqual({ kind: "incomplete", step: "harm" });
    expect(await send(await drafted(), {})).toEqual({
      kind: "refused",
      problems: { truthStatement: "truth-statement-required" },
    });
    expect(await send(newDraftToken())).toEqual({ kind: "missing" });
    expect(await count("complaints")).toBe(before);
  });
});
