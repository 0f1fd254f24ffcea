import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type DemoComplaint, generateDemo } from "#db/seed/demo-complaints.ts";
import { createRandom } from "#db/seed/random.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { joinComplaint, partComplaint, rebuildCase } from "../cases/part-complaint.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
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

const NOW = new Date("2026-11-20T16:00:00Z");
const demo = generateDemo({ seed: 11, complaints: 1500, until: NOW.toISOString() });
const PERSON = { kind: "person", id: null, rule: "person", reason: "test" } as const;

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  await registerInstitutions(portal, demo);
});
afterEach(() => emptyPortal(database));
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const submissionOf = ({ sourceId, receivedAt, body, reporter, network }: DemoComplaint) =>
  asSubmission({ id: sourceId, reporter, at: new Date(receivedAt), body, network });
/** A share of a demonstration: floods, gangs, lenders and strangers as they come. */
const some = (share: number) => {
  const random = createRandom(5);
  return demo.complaints.filter(() => random.chance(share));
};

it("what cases say after any history is what their members say", async () => {
  const random = createRandom(2);
  const queue = random.shuffle(some(0.12));
  const ids: string[] = [];
  while (queue.length > 0) {
    const batch = queue.splice(0, random.int(1, 60)).map(submissionOf);
    for (const result of await submitComplaints(portal, batch, NOW))
      if (result.outcome === "new") ids.push(result.id);
    if (random.chance(0.5)) await matchReports(portal, portal.db.system, NOW);
    if (random.chance(0.6)) await partSome(random.sample(ids, 3));
    if (random.chance(0.4)) await joinSome(random.sample(ids, 1));
  }
  await matchAll(portal, portal.db.system, NOW);
  const before = await listFigures(database);
  expect(before.filter(({ kind }) => kind === "campaign").length).toBeGreaterThan(3);
  expect(before.some(({ low, sources }) => low < sources - 1)).toBe(true);
  await portal.db.system.begin(async (tx) => {
    for (const { id } of before) await rebuildCase(tx, id, NOW);
  });
  const after = await listFigures(database);
  for (const [at, row] of before.entries()) {
    const again = after[at];
    const { low, high, heat, ...exact } = row;
    expect(again).toMatchObject(exact);
    // Sums of the same figures in another order.
    for (const [was, is] of [
      [low, again?.low],
      [high, again?.high],
      [heat, again?.heat],
    ] as const)
      if (was !== is) expect(is, JSON.stringify(row)).toBeCloseTo(was, 6);
  }

  async function partSome(complaintIds: readonly string[]): Promise<void> {
    for (const id of complaintIds) await portal.db.system.begin((tx) => partComplaint(tx, id, PERSON, NOW));
  }
  async function joinSome(complaintIds: readonly string[]): Promise<void> {
    const cases = await database.owner<
      { id: string }[]
    >`select id from cases where kind = 'campaign' order by id limit 1`;
    for (const id of complaintIds)
      await portal.db.system.begin((tx) =>
        joinComplaint(
          tx,
          id,
          cases.map((row) => row.id),
          PERSON,
          NOW,
        ),
      );
  }
});

it("reports filed at once, with matching beside them, make the cases that they make one after another", async () => {
  const complaints = some(0.05);
  const bodies = complaints.map(({ body, reporter }, at) => ({
    body: { ...body, contact: { phone: `137${String(at).padStart(8, "0")}` } },
    reporter,
  }));
  const file = (from: number) => {
    const one = bodies[from];
    return submitComplaint(portal, {
      body: one?.body,
      idempotencyKey: null,
      origin: { kind: "anonymous", network: `198.51.100.${from % 250}` },
    });
  };
  let isFiling = true;
  const matching = (async () => {
    while (isFiling) await matchReports(portal, portal.db.system, NOW);
  })();
  // Beside the group commit: files read at the same time by other hands, the same numbers in another order.
  const random = createRandom(9);
  const files = [0, 1, 2].map((part) =>
    submitComplaints(
      portal,
      random
        .shuffle(complaints)
        .map((complaint) => submissionOf({ ...complaint, sourceId: `${complaint.sourceId}-${part}` })),
      NOW,
    ),
  );
  const answers = await Promise.all(bodies.map((_, at) => file(at)));
  const results = (await Promise.all(files)).flat();
  isFiling = false;
  await matching;
  await matchAll(portal, portal.db.system, NOW);

  expect(new Set(answers.map(({ id }) => id)).size).toBe(complaints.length);
  expect(results.every(({ outcome }) => outcome === "new")).toBe(true);
  const [doubles] = await database.owner<{ numbers: number; institutions: number }[]>`
    select (select count(*)::int from (select 1 from cases where kind = 'caller' group by number_index, epoch having count(*) > 1) a) as numbers,
      (select count(*)::int from (select 1 from cases where kind = 'lender' group by institution_id having count(*) > 1) b) as institutions`;
  expect(doubles).toEqual({ numbers: 0, institutions: 0 });
  const [lost] = await database.owner<{ n: number }[]>`
    select count(*)::int as n from complaint_identifiers i join number_keys k on k.number_index = i.value_index
    where i.role = 'displayed' and k.case_id is not null and not exists (
      select 1 from case_members m join cases c on c.id = m.case_id where m.complaint_id = i.complaint_id and c.number_index = i.value_index)`;
  expect(lost?.n).toBe(0);

  const found = partitionOf(await listMemberships(database), "campaign");
  const waiting = await database.owner`select 1 from match_queue`;
  expect(waiting).toHaveLength(0);
  await emptyPortal(database);
  // The same once more, one after another; those of the group commit have no source id and are told apart by nothing.
  for (const at of bodies.keys()) await file(at);
  for (const part of [0, 1, 2])
    await submitComplaints(
      portal,
      complaints.map((complaint) =>
        submissionOf({ ...complaint, sourceId: `${complaint.sourceId}-${part}` }),
      ),
      NOW,
    );
  await matchAll(portal, portal.db.system, NOW);
  expect(partitionOf(await listMemberships(database), "campaign")).toEqual(found);
});
