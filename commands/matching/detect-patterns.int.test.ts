import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "#db/client.ts";
import { type DemoComplaint, generateDemo } from "#db/seed/demo-complaints.ts";
import { createRandom } from "#db/seed/random.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { partComplaint } from "../cases/part-complaint.ts";
import { submitComplaints } from "../complaints/submit-complaints.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { asSubmission, registerInstitutions } from "../testing/match-scene.ts";
import { detectPatterns } from "./detect-patterns.ts";
import { matchAll } from "./match-reports.ts";

const NOW = new Date("2026-11-20T16:00:00Z");
const DAY_MS = 86_400_000;
const demo = generateDemo({ seed: 4, complaints: 1500, until: NOW.toISOString() });
const { patterns } = demo.truth;

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  await registerInstitutions(portal, demo);
  const complaints = chosen().map(({ sourceId, receivedAt, body, reporter, network }: DemoComplaint) =>
    asSubmission({ id: sourceId, reporter, at: new Date(receivedAt), body, network }),
  );
  for (let from = 0; from < complaints.length; from += 250)
    await submitComplaints(portal, complaints.slice(from, from + 250), NOW);
  await matchAll(portal, portal.db.system, NOW);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

/** Everything planted, and some of what goes on beside it. */
function chosen(): readonly DemoComplaint[] {
  const random = createRandom(1);
  const planted = new Set(
    [...patterns.contactBlast, ...patterns.numberBlock, ...patterns.impersonation, ...patterns.rotating]
      .flatMap(({ sourceIds }) => sourceIds)
      .concat(patterns.recycled.flatMap(({ sourceIds }) => sourceIds.flat())),
  );
  return demo.complaints.filter(({ sourceId }) => planted.has(sourceId) || random.chance(0.1));
}

type Row = { kind: string; detail: Record<string, unknown>; ended_at: Date | null; case_kind: string };
const rowsNow = () =>
  database.owner<Row[]>`
    select p.kind, p.detail, p.ended_at, c.kind as case_kind from case_patterns p join cases c on c.id = p.case_id
    order by p.kind, p.id`;
const detect = (now = NOW) => detectPatterns(portal, portal.db.system, now);

it("planted patterns are kept with the cases they are about, in figures and dates, and again changes nothing", async () => {
  expect(await detect()).toBeGreaterThan(0);
  const rows = await rowsNow();
  const kinds = Map.groupBy(rows, (row) => row.kind);
  expect([...kinds.keys()].sort()).toEqual([
    "contact-blast",
    "impersonation",
    "number-block",
    "recycled",
    "rotating",
  ]);
  expect(kinds.get("number-block")?.every((row) => row.case_kind === "campaign")).toBe(true);
  expect(kinds.get("recycled")?.every((row) => row.case_kind === "caller")).toBe(true);
  expect(new Set(kinds.get("recycled")?.map((row) => row.detail.key)).size).toBe(patterns.recycled.length);
  for (const { kind, detail } of rows) {
    expect(detail).toMatchObject({ reports: expect.any(Number), sources: expect.any(Number) });
    if (kind === "number-block") expect(detail.expectedUpTo).toBeGreaterThan(detail.expected as number);
    // Nothing but figures, dates, a keyed label and the institution that was faked.
    for (const [name, value] of Object.entries(detail))
      if (!["key", "since", "until", "institutionId"].includes(name))
        expect(value, name).toBeTypeOf("number");
  }
  const shown = JSON.stringify(rows.map((row) => row.detail));
  for (const { key } of Object.values(demo.truth.callerOf).flat()) expect(shown).not.toContain(key.slice(-8));
  for (const { borrower } of patterns.contactBlast) expect(shown).not.toContain(borrower);

  expect(await detect()).toBe(0);
  expect(await detect(new Date(NOW.getTime() + DAY_MS))).toBe(0);
  expect(await rowsNow()).toEqual(rows);
});

it("a pattern whose reports were withdrawn is ended, and is not found again as another", async () => {
  await detect();
  const blast = patterns.contactBlast.toSorted((a, b) =>
    last(b.sourceIds).localeCompare(last(a.sourceIds)),
  )[0];
  const members = await database.owner<{ id: string }[]>`
    select record_id as id from source_records where source_id = any(${[...(blast?.sourceIds ?? [])]}::text[])`;
  await portal.db.system.begin(async (tx) => {
    for (const { id } of members) {
      await tx`update complaint_states set status = 'not_accepted' where complaint_id = ${id}`;
      await partComplaint(tx, id, { kind: "rule", id: null, rule: "withdrawn", reason: "withdrawn" }, NOW);
    }
  });
  const open = async () => (await rowsNow()).filter((row) => row.ended_at === null).length;
  const before = await open();
  // The worker's own role, on another day.
  const worker = connect(database.url, { role: "mingjian_worker", max: 1 });
  expect(await detectPatterns(portal, worker.system, new Date(NOW.getTime() + 2 * DAY_MS))).toBeGreaterThan(
    0,
  );
  await worker.close();
  const ended = (await rowsNow()).filter((row) => row.ended_at !== null);
  expect(ended.map((row) => row.kind)).toContain("contact-blast");
  expect(await open()).toBeLessThan(before);
});

const last = (sourceIds: readonly string[]): string =>
  demo.complaints.findLast(({ sourceId }) => sourceIds.includes(sourceId))?.receivedAt ?? "";
