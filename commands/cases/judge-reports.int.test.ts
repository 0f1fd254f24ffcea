import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listPartedReports } from "#db/queries/merges.ts";
import { personVerdicts } from "#db/queries/person-verdicts.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { about, type DeskScene, deskScene } from "../testing/desk-scene.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { addOfficer, as } from "../testing/officers.ts";
import { partReports, restoreReports } from "./judge-reports.ts";
import { mergeCases } from "./merge-cases.ts";
import { splitCase } from "./split-case.ts";

let database: TestDatabase;
let scene: DeskScene;
const REASON = "这件说的是另一家公司的电话";
beforeAll(async () => {
  database = await createTestDatabase();
  scene = await deskScene(database);
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

let lot = 0;
let reports: string[];
let caller: string;
let campaign: string;
/** Three people report one number; a campaign has all of them. */
beforeEach(async () => {
  lot += 1;
  const number = `1392${String(lot).padStart(4, "0")}001`;
  for (const phone of ["13700000001", "13700000002", "13700000003"])
    await scene.file({ ...about(number), contact: { phone } });
  caller = await scene.caseOf(number);
  const rows = await database.owner<{ id: string }[]>`
    select complaint_id as id from case_members where case_id = ${caller} order by complaint_id`;
  reports = rows.map((row) => row.id);
  campaign = await addCampaign(scene.portal, scene.officer.agencyId ?? "", reports);
});

type Figures = { complaint_count: number; source_count: number; heat: string; low: string };
const figures = async (id: string) => {
  const [row] = await database.owner<Figures[]>`
    select complaint_count, source_count, round(heat::numeric, 9) as heat, round(independent_low::numeric, 9) as low, last_report_at from cases where id = ${id}`;
  const members =
    await database.owner`select complaint_id, source_index, reported_at, severity from case_members where case_id = ${id} order by 1`;
  const sources =
    await database.owner`select * from case_sources where case_id = ${id} order by source_index`;
  if (!row) throw new Error("no case");
  return { ...row, members: [...members], sources: [...sources] };
};
const one = () => reports.slice(1, 2);
const part = (actor: Actor | null, complaintIds = one(), caseId = campaign) =>
  partReports(as(scene.portal, actor), { caseId, complaintIds, reason: REASON });
const restore = (actor: Actor | null, complaintIds = one(), caseId = campaign) =>
  restoreReports(as(scene.portal, actor), { caseId, complaintIds, reason: "看错了，放回来" });

describe("a report that is not about this case", () => {
  it("leaves this case only, and comes back exactly as it was", async () => {
    const before = await figures(campaign);
    const elsewhere = await figures(caller);
    expect(await part(scene.officer)).toEqual({ changed: one() });
    expect(await figures(campaign)).toMatchObject({ complaint_count: 2, source_count: 2 });
    expect(await figures(caller)).toEqual(elsewhere);
    expect(await scene.read((tx) => personVerdicts(tx, [campaign, caller]))).toEqual([
      { caseId: campaign, complaintId: reports[1], verdict: "part" },
    ]);
    expect(await scene.read((tx, scope) => listPartedReports(tx, scope, campaign))).toMatchObject([
      { complaintId: reports[1], by: scene.officer.name, reason: REASON },
    ]);
    expect(await restore(scene.reviewer)).toEqual({ changed: one() });
    expect(await figures(campaign)).toEqual(before);
    expect(await scene.read((tx) => personVerdicts(tx, [campaign]))).toMatchObject([{ verdict: "join" }]);
    expect(await scene.read((tx, scope) => listPartedReports(tx, scope, campaign))).toEqual([]);
  });

  it("leaves the whole group when it is taken out of a survivor", async () => {
    const other = await addCampaign(scene.portal, scene.officer.agencyId ?? "", reports.slice(0, 2));
    await mergeCases(as(scene.portal, scene.officer), {
      cases: [campaign, other],
      reason: REASON,
      actionId: uuidv7(),
    });
    await part(scene.officer);
    expect((await figures(campaign)).complaint_count).toBe(2);
    expect((await figures(other)).complaint_count).toBe(1);
    await restore(scene.officer);
    expect((await figures(campaign)).complaint_count).toBe(3);
    expect((await figures(other)).complaint_count).toBe(2);
  });

  it("done twice is done once", async () => {
    await part(scene.officer);
    expect(await part(scene.officer)).toEqual({ changed: [] });
    await restore(scene.officer);
    expect(await restore(scene.officer)).toEqual({ changed: [] });
    const rows =
      await database.owner`select 1 from case_judgements where case_id = ${campaign} and by_kind = 'person'`;
    expect(rows).toHaveLength(2);
  });

  it("is moved by nobody without the permission, and by no other agency", async () => {
    const before = await figures(campaign);
    const triage = await addOfficer(scene.portal, "triage", scene.officer.agencyId ?? "");
    await expect(part(null)).rejects.toMatchObject({ code: "not-signed-in" });
    await expect(part(triage)).rejects.toMatchObject({ code: "forbidden" });
    await expect(part(scene.stranger)).rejects.toMatchObject({ code: "not-found" });
    await expect(part(scene.officer, [])).rejects.toMatchObject({ code: "invalid-request" });
    await expect(restore(scene.officer, [uuidv7()])).rejects.toMatchObject({ code: "not-found" });
    await expect(restore(scene.stranger)).rejects.toMatchObject({ code: "not-found" });
    expect(await figures(campaign)).toEqual(before);
  });
});

describe("splitting a case", () => {
  const split = (actor: Actor | null, change: Partial<Parameters<typeof splitCase>[1]> = {}) =>
    splitCase(as(scene.portal, actor), {
      caseId: campaign,
      complaintIds: reports.slice(0, 1),
      reason: "另一伙人，话术不同",
      actionId: uuidv7(),
      ...change,
    });

  it("moves the chosen reports into a new case, once however often it is sent", async () => {
    const actionId = uuidv7();
    const { caseId } = await split(scene.officer, { actionId });
    expect(await split(scene.officer, { actionId })).toEqual({ caseId });
    expect(await figures(caseId)).toMatchObject({ complaint_count: 1, source_count: 1 });
    expect(await figures(campaign)).toMatchObject({ complaint_count: 2, source_count: 2 });
    expect(await figures(caller)).toMatchObject({ complaint_count: 3 });
    const [row] =
      await database.owner`select c.reference, c.kind, r.case_id from cases c join case_references r on r.reference = c.reference where c.id = ${caseId}`;
    expect(row).toMatchObject({ kind: "campaign", case_id: caseId });
    expect(await scene.read((tx) => personVerdicts(tx, [campaign, caseId]))).toEqual(
      expect.arrayContaining([
        { caseId, complaintId: reports[0], verdict: "join" },
        { caseId: campaign, complaintId: reports[0], verdict: "part" },
      ]),
    );
  });

  it("is taken back by merging: the old case shows what it showed, and the new id still resolves", async () => {
    const before = await figures(campaign);
    const { caseId } = await split(scene.officer);
    await mergeCases(as(scene.portal, scene.officer), {
      cases: [caseId, campaign],
      reason: REASON,
      actionId: uuidv7(),
    });
    const { complaint_count, source_count, heat } = before;
    const [row] = await database.owner`select merged_into from cases where id = ${caseId}`;
    expect(row?.merged_into).toBe(campaign);
    expect(await figures(campaign)).toMatchObject({ complaint_count, source_count, heat });
  });

  it("leaves something, takes only what is there, and never splits a number", async () => {
    await expect(split(scene.officer, { complaintIds: reports })).rejects.toMatchObject({
      reason: "split-leaves-nothing",
    });
    await expect(split(scene.officer, { complaintIds: [uuidv7()] })).rejects.toMatchObject({
      reason: "reports-left-case",
    });
    await expect(split(scene.officer, { caseId: caller })).rejects.toMatchObject({
      reason: "split-number-case",
    });
    await expect(split(scene.stranger)).rejects.toMatchObject({ code: "not-found" });
    await expect(split(null)).rejects.toMatchObject({ code: "not-signed-in" });
    expect(await figures(campaign)).toMatchObject({ complaint_count: 3 });
  });
});
