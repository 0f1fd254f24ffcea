import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Tx } from "#db/client.ts";
import { getCaseFile, listCaseMembers, listHistory } from "#db/queries/case-file.ts";
import { listInbox } from "#db/queries/inbox.ts";
import { listMergeActs, previewMerge } from "#db/queries/merges.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { inboxFilter } from "#domain/cases/inbox.ts";
import { issueEmergencyWarning } from "../decisions/issue-emergency-warning.ts";
import { about, type DeskScene, deskScene, NUMBERS } from "../testing/desk-scene.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { addOfficer, as } from "../testing/officers.ts";
import { assignCase } from "./assign-case.ts";
import { mergeCases, undoMerge } from "./merge-cases.ts";
import { type MergeBy, mergeGroups } from "./merge-rows.ts";
import { sealedKeys } from "./sealed-keys.ts";

let database: TestDatabase;
let scene: DeskScene;
let colleague: Actor;
let older: string;
let newer: string;
const REASON = "两个号码的话术、时段与收款人一致";

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await deskScene(database);
  colleague = await addOfficer(scene.portal, "case_officer", scene.officer.agencyId ?? "");
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});
/** Two cases of numbers that nobody has touched, with two people who reported both and one who reported the newer. */
let lot = 0;
beforeEach(async () => {
  lot += 1;
  const [a, b] = [`1391${String(lot).padStart(4, "0")}001`, `1391${String(lot).padStart(4, "0")}002`];
  for (const [number, phone] of [
    [a, "13700000001"],
    [a, "13700000002"],
    [b, "13700000001"],
    [b, "13700000002"],
    [b, "13700000003"],
  ] as const)
    await scene.file({ ...about(number), contact: { phone }, region: "330100" });
  older = await scene.caseOf(a);
  newer = await scene.caseOf(b);
});

const merge = (actor: Actor | null, change: Partial<Parameters<typeof mergeCases>[1]> = {}) =>
  mergeCases(as(scene.portal, actor), {
    cases: [newer, older],
    reason: REASON,
    actionId: uuidv7(),
    ...change,
  });
const mergedInto = async (id: string) => {
  const [row] = await database.owner<
    { merged_into: string | null }[]
  >`select merged_into from cases where id = ${id}`;
  return row?.merged_into;
};
const machine = (kind: "rule" | "model" = "model"): MergeBy => ({
  kind,
  id: null,
  reason: "payee",
  weights: { total: 7, probability: 0.99 },
  modelVersion: "campaign-1",
  actionId: uuidv7(),
});
const byMachine = (cases: readonly string[], by = machine()) =>
  scene.portal.db.system.begin((tx) => mergeGroups(tx as Tx, cases, by, scene.portal.now));
const fileOf = (id: string, actor = scene.officer) =>
  scene.read(
    (tx, scope) =>
      getCaseFile(tx, scope, id, { now: scene.portal.now, sealed: sealedKeys(scene.portal.keys) }),
    actor,
  );
const warn = (caseId: string) =>
  issueEmergencyWarning(as(scene.portal, scene.officer), {
    caseId,
    grounds: ["threats"],
    statement: "正在威胁多名群众，先行警示，七十二小时内由同事确认。",
  });

describe("merging two cases", () => {
  it("keeps the older, shows the union with each reporter once, and leaves reports where they joined", async () => {
    const preview = await scene.read((tx) => previewMerge(tx, [newer, older], scene.portal.now));
    expect(preview).toEqual({ survivorId: older, complaints: 5, sources: 3, isSameKind: true, decided: 0 });
    const outcome = await merge(scene.officer);
    expect(outcome).toEqual({ survivorId: older, merged: [newer], suggested: [], apart: [] });
    expect(await mergedInto(newer)).toBe(older);

    const file = await fileOf(older);
    expect(file).toMatchObject({ complaints: 5, mergedCases: 1, score: { sources: 3, sources30d: 3 } });
    expect(file.provinces).toEqual([{ code: "330000", sources: 3 }]);
    expect((await fileOf(newer)).mergedInto).toBe(older);
    const { rows } = await scene.read((tx, scope) => listCaseMembers(tx, scope, older, null));
    expect(rows).toHaveLength(5);
    expect(rows.filter((row) => row.viaCase === newer)).toHaveLength(3);
    expect(rows.map((row) => row.sourceReports).sort()).toEqual([1, 2, 2, 2, 2]);
    const acts = await scene.read((tx, scope) =>
      listMergeActs(tx, scope, older, sealedKeys(scene.portal.keys)),
    );
    expect(acts).toMatchObject([
      { count: 1, by: scene.officer.name, reason: REASON, cases: [{ id: newer }] },
    ]);
    const history = await scene.read((tx, scope) => listHistory(tx, scope, older));
    expect(history.map((entry) => entry.kind)).toContain("case.merged");
  });

  it("takes the merged case out of the inbox and keeps everybody from working on it", async () => {
    await merge(scene.officer);
    const page = await scene.read((tx, scope) =>
      listInbox(
        tx,
        scope,
        { ...inboxFilter.parse({}), sort: "newest" },
        { now: scene.portal.now, sealed: sealedKeys(scene.portal.keys) },
      ),
    );
    const ids = page.rows.map((row) => row.id);
    expect(ids).toContain(older);
    expect(ids).not.toContain(newer);
    expect(page.rows.find((row) => row.id === older)?.sources30d).toBe(3);
    await expect(
      assignCase(as(scene.portal, scene.officer), { caseId: newer, to: "me", from: null }),
    ).rejects.toMatchObject({ code: "conflict", reason: "case-merged" });
  });

  it("counts what is reported afterwards to either, and answers look-ups by each number alone", async () => {
    await merge(scene.officer);
    await scene.file({
      ...about(`1391${String(lot).padStart(4, "0")}002`),
      contact: { phone: "13700000009" },
    });
    expect((await fileOf(older)).score.sources).toBe(4);
    const rows = await database.owner`
      select c.id, r.source_count from number_reports r join cases c on c.number_index = r.number_index where c.id = any(${[older, newer]}::uuid[])`;
    expect(rows.find((row) => row.id === older)?.source_count).toBe(2);
    expect(rows.find((row) => row.id === newer)?.source_count).toBe(4);
  });

  it("is taken back by anybody who may merge, and done again as if new", async () => {
    const actionId = uuidv7();
    await merge(scene.officer, { actionId });
    const undo = () =>
      undoMerge(as(scene.portal, colleague), {
        of: actionId,
        caseId: null,
        reason: "查明不是同一伙人",
        actionId: uuidv7(),
      });
    expect(await undo()).toEqual({ undone: [newer], survivorId: older });
    expect(await mergedInto(newer)).toBeNull();
    expect((await fileOf(older)).score.sources).toBe(2);
    expect(await undo()).toEqual({ undone: [], survivorId: null });
    expect((await merge(colleague)).merged).toEqual([newer]);
  });

  it("takes one case back out of many, and keeps the rest", async () => {
    await scene.file({
      ...about(`1391${String(lot).padStart(4, "0")}003`),
      contact: { phone: "13700000004" },
    });
    const third = await scene.caseOf(`1391${String(lot).padStart(4, "0")}003`);
    const actionId = uuidv7();
    await merge(scene.officer, { cases: [older, newer, third], actionId });
    await undoMerge(as(scene.portal, scene.officer), {
      of: actionId,
      caseId: newer,
      reason: "号码不同主",
      actionId: uuidv7(),
    });
    expect([await mergedInto(newer), await mergedInto(third)]).toEqual([null, older]);
  });

  it("sent twice merges once; the same action for other cases is refused", async () => {
    const actionId = uuidv7();
    const first = await merge(scene.officer, { actionId });
    expect(await merge(scene.officer, { actionId })).toEqual(first);
    const rows = await database.owner`select 1 from case_merges where action_id = ${actionId}`;
    expect(rows).toHaveLength(1);
    await expect(merge(colleague, { actionId })).rejects.toMatchObject({ code: "idempotency-conflict" });
  });

  it("two officers who merge the other way round at once leave one survivor", async () => {
    const both = await Promise.allSettled([
      merge(scene.officer, { cases: [older, newer] }),
      merge(colleague, { cases: [newer, older] }),
    ]);
    expect(both.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect([await mergedInto(older), await mergedInto(newer)]).toEqual([null, older]);
  });
});

describe("who may not", () => {
  it("nobody who is not signed in, no role without the permission, no other agency; the rows stay untouched", async () => {
    await expect(merge(null)).rejects.toMatchObject({ code: "not-signed-in" });
    const auditor = await addOfficer(scene.portal, "auditor", scene.officer.agencyId ?? "");
    await expect(merge(auditor)).rejects.toMatchObject({ code: "forbidden" });
    await expect(merge(scene.stranger)).rejects.toMatchObject({ code: "not-found" });
    await expect(
      merge(scene.officer, { cases: [older, await scene.caseOf(NUMBERS.southern)] }),
    ).rejects.toMatchObject({ code: "not-found" });
    expect([await mergedInto(older), await mergedInto(newer)]).toEqual([null, null]);
    const actionId = uuidv7();
    await merge(scene.officer, { actionId });
    await expect(
      undoMerge(as(scene.portal, scene.stranger), {
        of: actionId,
        caseId: null,
        reason: REASON,
        actionId: uuidv7(),
      }),
    ).rejects.toMatchObject({ code: "not-found" });
    expect(await mergedInto(newer)).toBe(older);
  });

  it("what does not fit is said per field", async () => {
    await expect(merge(scene.officer, { reason: " " })).rejects.toMatchObject({
      code: "invalid-request",
      fields: [{ pointer: "/reason", code: "reason-too-short" }],
    });
    await expect(merge(scene.officer, { cases: [older] })).rejects.toMatchObject({
      fields: [{ pointer: "/cases", code: "choose-cases" }],
    });
    await expect(merge(scene.officer, { cases: [older, older] })).rejects.toMatchObject({
      reason: "merged-already",
    });
    const campaign = await addCampaign(scene.portal, scene.officer.agencyId ?? "", []);
    await expect(merge(scene.officer, { cases: [older, campaign] })).rejects.toMatchObject({
      reason: "merge-kinds-differ",
    });
  });
});

describe("where something was decided", () => {
  it("one officer suggests, another confirms; the decided case survives", async () => {
    await warn(newer);
    const suggested = await merge(scene.officer);
    expect(suggested).toMatchObject({ survivorId: newer, merged: [], suggested: [older] });
    expect(await mergedInto(older)).toBeNull();
    expect(await merge(scene.officer)).toMatchObject({ merged: [], suggested: [older] });
    expect(await merge(colleague)).toMatchObject({ merged: [older], suggested: [] });
    expect(await mergedInto(older)).toBe(newer);
  });

  it("two decided cases do not merge at all", async () => {
    await warn(newer);
    await warn(older);
    await expect(merge(scene.officer)).rejects.toMatchObject({ reason: "merge-both-decided" });
    expect(await byMachine([older, newer])).toMatchObject({ merged: [], suggested: [], apart: [newer] });
  });
});

describe("the machine", () => {
  it("merges campaigns, and leaves different numbers to a person", async () => {
    const agencyId = scene.officer.agencyId ?? "";
    const a = await addCampaign(scene.portal, agencyId, [], new Date("2026-01-01T00:00:00Z"));
    const b = await addCampaign(scene.portal, agencyId, []);
    expect(await byMachine([a, b])).toMatchObject({ survivorId: a, merged: [b] });
    expect(await byMachine([older, newer])).toMatchObject({ merged: [], suggested: [newer] });
    // Said once is enough, however often it looks.
    await byMachine([older, newer]);
    const rows =
      await database.owner`select 1 from case_merges where verdict = 'suggest' and case_id = ${newer}`;
    expect(rows).toHaveLength(1);
  });

  it("never merges a case that something was decided on, and never what a person took apart", async () => {
    const agencyId = scene.officer.agencyId ?? "";
    const campaigns = [];
    for (let day = 1; day <= 3; day++)
      campaigns.push(await addCampaign(scene.portal, agencyId, [], new Date(Date.UTC(2026, 0, day))));
    const [a = "", b = "", c = ""] = campaigns;
    const by = machine();
    await byMachine([a, b], by);
    await undoMerge(as(scene.portal, scene.officer), {
      of: by.actionId,
      caseId: null,
      reason: "不是同一伙人",
      actionId: uuidv7(),
    });
    expect(await byMachine([a, b, c])).toMatchObject({ merged: [c], apart: [b] });
    // Nor by way of a third: c is a's now.
    expect(await byMachine([b, c])).toMatchObject({ merged: [], apart: [b] });
    await warn(newer);
    expect(await byMachine([older, newer], machine("rule"))).toMatchObject({
      merged: [],
      suggested: [older],
    });
  });
});
