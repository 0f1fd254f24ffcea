import { afterAll, beforeAll, expect, it } from "vitest";
import { type DemoComplaint, generateDemo } from "#db/seed/demo-complaints.ts";
import { createRandom } from "#db/seed/random.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { submitComplaints } from "../complaints/submit-complaints.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import {
  asSubmission,
  emptyPortal,
  listFigures,
  listMemberships,
  partitionOf,
  registerInstitutions,
} from "../testing/match-scene.ts";
import { matchAll, matchReports } from "./match-reports.ts";

const SHUFFLES = 10;
const KINDS = ["caller", "lender", "campaign"] as const;
const UNTIL = "2026-11-20T16:00:00Z";
const demo = generateDemo({ seed: 7, complaints: 1500, until: UNTIL });

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: new Date(UNTIL) });
  await registerInstitutions(portal, demo);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

/** Gangs of several kinds and numbers that changed hands, with whoever else called in those months. */
function chosen(): readonly DemoComplaint[] {
  const { truth, complaints } = demo;
  const recycled = new Set(truth.patterns.recycled.flatMap(({ sourceIds }) => sourceIds.flat()));
  const gangs = new Map<string, number>();
  const random = createRandom(3);
  return complaints.filter(({ sourceId }) => {
    const gang = truth.campaignOf[sourceId];
    if (recycled.has(sourceId)) return true;
    if (!gang) return random.chance(0.02);
    gangs.set(gang, (gangs.get(gang) ?? 0) + 1);
    return (gangs.get(gang) ?? 0) <= 6;
  });
}

const submissionOf = ({ sourceId, receivedAt, body, reporter, network }: DemoComplaint) =>
  asSubmission({ id: sourceId, reporter, at: new Date(receivedAt), body, network });

it("the same reports make the same cases in whatever order and batches they come, and coming again changes nothing", async () => {
  const complaints = chosen().map(submissionOf);
  expect(complaints.length).toBeGreaterThan(120);
  let wanted: Record<string, readonly string[]> | null = null;
  for (let round = 0; round < SHUFFLES; round++) {
    await emptyPortal(database);
    const random = createRandom(round);
    const order = round === 0 ? [...complaints] : random.sample(complaints, complaints.length);
    while (order.length > 0) {
      const batch = order.splice(0, random.int(1, 200));
      await submitComplaints(portal, batch, portal.now);
      if (random.chance(0.3)) await matchReports(portal, portal.db.system, portal.now);
    }
    await matchAll(portal, portal.db.system, portal.now);
    const members = await listMemberships(database);
    const found = Object.fromEntries(KINDS.map((kind) => [kind, partitionOf(members, kind)]));
    wanted ??= found;
    expect(found, `shuffle ${round}`).toEqual(wanted);
  }
  expect(wanted?.campaign?.length).toBeGreaterThan(5);

  const before = [await listMemberships(database), await listFigures(database)];
  const again = await submitComplaints(portal, complaints, portal.now);
  expect(new Set(again.map(({ outcome }) => outcome))).toEqual(new Set(["same"]));
  await matchAll(portal, portal.db.system, portal.now);
  expect([await listMemberships(database), await listFigures(database)]).toEqual(before);
}, 120_000);
