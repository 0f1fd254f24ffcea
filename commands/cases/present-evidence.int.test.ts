import { afterAll, beforeAll, expect, it } from "vitest";
import { presentEvidence } from "#db/queries/present-evidence.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import { HAND_MODEL, weigh } from "#domain/matching/campaigns/link-kinds.ts";
import { adoptModel, keepModel } from "../matching/keep-model.ts";
import { campaignScene } from "../testing/campaign-scene.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";

let database: TestDatabase;
let portal: TestContext;
let supervisor: Actor;
let stranger: Actor;
let campaign: string;
let ids: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agencyId = await firstAgency(portal);
  supervisor = await addOfficer(portal, "supervisor", agencyId);
  stranger = await addOfficer(portal, "supervisor", await addAgency(portal, "SOUTH", ["44"], portal.now));
  const scene = campaignScene(portal, database);
  const members = await scene.report([
    { reporter: "a", payee: "6222-1", im: "kefu", daysAgo: 9 },
    { reporter: "b", payee: "6222-1", domain: "a.example", daysAgo: 8 },
    { reporter: "c", im: "kefu", domain: "lone.example", daysAgo: 7 },
  ]);
  ids = members.map((report) => report.id);
  const weights = weigh([
    { kind: "payee", complaints: 2 },
    { kind: "im", complaints: 2 },
  ]);
  campaign = await scene.open({ kind: "campaign", agencyId, members, weights });
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const read = (at: number, actor = supervisor) => {
  const scope = authorize(actor, "case.read");
  return portal.db.scoped(scope.agencyId, (tx) => presentEvidence(tx, scope, campaign, ids[at] ?? ""));
};
const kinds = async (at: number) => (await read(at)).waterfall?.steps.map((step) => step.kind) ?? [];

it("is what ties a report to others of its case, by today's counts, without what was called common since", async () => {
  expect(await kinds(0)).toEqual(["payee", "im"]);
  // Nobody else of the case carries the second report's own address.
  expect(await kinds(1)).toEqual(["payee"]);
  await database.owner`update link_keys set complaints = 32 where kind = 'payee'`;
  expect((await read(1)).waterfall?.steps).toMatchObject([{ kind: "payee", bits: 20, complaints: 32 }]);
  await database.owner`update link_keys set is_common = true where kind = 'im'`;
  expect(await kinds(0)).toEqual(["payee"]);
  expect(await read(2)).toEqual({ modelVersion: "campaign-1", waterfall: null });
});

it("is weighed by the model in force, and told to nobody of another agency", async () => {
  const model = { ...HAND_MODEL, version: "campaign-2", bits: { ...HAND_MODEL.bits, payee: 19 } };
  await keepModel(portal.db.system, model, {}, portal.now);
  await adoptModel(as(portal, supervisor), "campaign-2");
  expect(await read(1)).toMatchObject({ modelVersion: "campaign-2", waterfall: { steps: [{ bits: 18 }] } });
  await expect(read(1, stranger)).rejects.toMatchObject({ code: "not-found" });
});
