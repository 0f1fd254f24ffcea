import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { addDays } from "#domain/cases/decision.ts";
import type { ActInput } from "#domain/registry/entry-act.ts";
import { ANSWER, answer, type EntryScene, entryScene, REASON } from "../testing/entry-scene.ts";
import { as } from "../testing/officers.ts";
import { addStatement } from "./add-statement.ts";
import { decideAct } from "./decide-act.ts";
import { followApplication } from "./follow-application.ts";
import { liftMissed } from "./lift-missed.ts";
import { proposeAct } from "./propose-act.ts";

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

describe("an objection", () => {
  it("needs no account, marks the entry at once, and is answered by two officers", async () => {
    const { portal, reviewer, supervisor, stranger, listed, apply, leaves, lookUp } = scene;
    const { entryId, number, key } = await listed();
    const filed = await apply(number);
    expect(filed).toMatchObject({ entryId, kind: "objection", status: "open", answerBy: "2026-03-22" });
    expect(await lookUp(key)).toBe("under_appeal");

    const { actId } = await proposeAct(as(portal, supervisor, 3), answer(entryId, filed.id, "rejected"));
    const approve = { entryId, actId, verdict: "approve", reason: REASON } as const;
    await expect(decideAct(as(portal, supervisor, 3), approve)).rejects.toEqual(
      refusal("forbidden", "decider-is-proposer"),
    );
    await expect(decideAct(as(portal, stranger, 3), approve)).rejects.toEqual(refusal("not-found", "act"));
    await decideAct(as(portal, reviewer, 3), approve);

    expect(await statuses(entryId)).toEqual([
      "active:listed",
      "under_appeal:objection-opened",
      "active:objection-rejected",
    ]);
    expect(await leaves(entryId)).toEqual(["list", "objection", "objection"]);
    expect(await followApplication(portal, filed.receipt)).toMatchObject({
      status: "rejected",
      answer: ANSWER,
    });
    expect(await lookUp(key)).toBe("active");
  });

  it("that is upheld removes the entry and ends whatever else was asked", async () => {
    const { portal, listed, apply, done, leaves, lookUp } = scene;
    const { entryId, number, key } = await listed();
    const first = await apply(number);
    const second = await apply(number, { text: "同一号码的另一位申请人，也请核实。" });
    await done(answer(entryId, first.id, "upheld"), 2);
    expect(await lookUp(key)).toBeNull();
    expect(await leaves(entryId)).toEqual(["list", "objection", "objection", "objection", "withdraw"]);
    expect(await followApplication(portal, second.receipt)).toMatchObject({
      status: "upheld",
      answer: ANSWER,
    });
  });

  it("that is partly upheld betters the entry and never worsens it", async () => {
    const { portal, officer, listed, apply, done } = scene;
    const { entryId, number } = await listed();
    const { id } = await apply(number);
    const partly = { ...answer(entryId, id, "partly"), endsOn: "2026-05-01" } as ActInput;
    const worse = { ...answer(entryId, id, "partly"), tier: "serious" } as ActInput;
    await expect(proposeAct(as(portal, officer, 1), worse)).rejects.toEqual(
      refusal("conflict", "worse-needs-new-notice"),
    );
    await done(partly, 1);
    const [row] = await database.owner`
      select expires_at from registry_versions where entry_id = ${entryId} order by version desc limit 1`;
    expect(row?.expires_at).toEqual(new Date("2026-05-01T16:00:00Z"));
  });

  it("nobody answers in twenty days lifts the entry by itself, and the miss is on the log", async () => {
    const { portal, listed, apply, leaves, lookUp } = scene;
    const { entryId, number, key } = await listed();
    const { receipt } = await apply(number);
    const at = (iso: string) => liftMissed(portal, portal.db.system, new Date(iso));
    await at("2026-03-22T15:59:59Z");
    expect(await lookUp(key)).toBe("under_appeal");
    await Promise.all([1, 2, 3].map(() => at("2026-03-22T16:00:00Z")));
    expect(await lookUp(key)).toBeNull();
    expect((await statuses(entryId)).at(-1)).toBe("withdrawn:deadline-missed");
    expect((await leaves(entryId)).slice(-2)).toEqual(["deadline-missed", "withdraw"]);
    expect(await followApplication(portal, receipt)).toMatchObject({ status: "missed", isMissed: true });
  });

  it("is answered the same for the same key, refused for another body, and only about what is listed", async () => {
    const { listed, apply } = scene;
    const { number } = await listed();
    const first = await apply(number, {}, 0, "k1");
    expect(await apply(number, {}, 0, "k1")).toEqual(first);
    await expect(apply(number, { ground: "other" }, 0, "k1")).rejects.toMatchObject({
      code: "idempotency-conflict",
    });
    await expect(apply("13900099999")).rejects.toMatchObject({ reason: "not-in-registry" });
    await expect(apply(number, { contact: {} })).rejects.toMatchObject({
      fields: [{ pointer: "/contact", code: "contact-required" }],
    });
  });

  it("may be followed by an appeal within sixty days, which has sixty days of its own", async () => {
    const { portal, officer, reviewer, supervisor, listed, apply, done, leaves } = scene;
    const { entryId, number } = await listed();
    await expect(apply(number, { kind: "appeal" })).rejects.toEqual(refusal("conflict", "answer-first"));
    const { id } = await apply(number);
    await done(answer(entryId, id, "rejected"), 1);
    const appeal = await apply(number, { kind: "appeal" }, 2);
    expect(appeal.answerBy).toBe("2026-05-03");
    const { actId } = await proposeAct(as(portal, officer, 3), answer(entryId, appeal.id, "unresolved"));
    // The reviewer has decided the objection, so the appeal needs somebody new.
    for (const verdict of ["approve", "refuse"] as const)
      await expect(
        decideAct(as(portal, reviewer, 3), { entryId, actId, verdict, reason: REASON }),
      ).rejects.toEqual(refusal("forbidden", "took-part-before"));
    await decideAct(as(portal, supervisor, 3), { entryId, actId, verdict: "approve", reason: REASON });
    expect(await leaves(entryId)).toEqual([
      "list",
      "objection",
      "objection",
      "appeal-open",
      "appeal-decided",
    ]);
  });
});

describe("repair", () => {
  const repair = { kind: "repair", ground: "put_right", isCorrected: true, hasPromise: true } as const;

  it("waits for the tier's minimum, takes two officers, and hides the entry everywhere at once", async () => {
    const { listed, apply, done, leaves, lookUp } = scene;
    const { entryId, number, key } = await listed();
    await expect(apply(number, repair, 90)).rejects.toEqual(refusal("conflict", "min-term-running"));
    await expect(apply(number, { ...repair, hasPromise: false }, 92)).rejects.toMatchObject({
      fields: [{ pointer: "/hasPromise", code: "promise-missing" }],
    });
    const filed = await apply(number, repair, 92);
    expect(await lookUp(key)).toBe("active");
    await done(answer(entryId, filed.id, "granted"), 93);
    expect(await lookUp(key)).toBeNull();
    expect(await leaves(entryId)).toEqual(["list", "repair"]);
  });

  it("decided too late is on the log, and the request stays open", async () => {
    const { portal, listed, apply, leaves } = scene;
    const { entryId, number } = await listed();
    const { receipt } = await apply(number, repair, 92);
    await liftMissed(portal, portal.db.system, addDays(portal.now, 100));
    expect(await liftMissed(portal, portal.db.system, addDays(portal.now, 100))).toBe(0);
    expect(await leaves(entryId)).toEqual(["list", "deadline-missed"]);
    expect(await followApplication(portal, receipt)).toMatchObject({ status: "open", isMissed: true });
  });
});

describe("the subject's statement", () => {
  it("is attached by an officer and kept with the record", async () => {
    const { portal, officer, listed, apply, leaves } = scene;
    const { entryId, number } = await listed();
    const { id } = await apply(number, { kind: "statement", ground: "other" });
    await addStatement(as(portal, officer, 1), {
      entryId,
      applicationId: id,
      text: "号码系公司总机，已停止外呼。",
    });
    expect(await leaves(entryId)).toEqual(["list", "statement"]);
    const [row] = await database.owner`select state, public_text from entry_applications where id = ${id}`;
    expect(row).toEqual({ state: "attached", public_text: "号码系公司总机，已停止外呼。" });
  });
});
