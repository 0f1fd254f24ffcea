import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listApplicationPage } from "#db/queries/application-list.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import { APPLICATION_PAGE_SIZE, applicationFilter } from "#domain/registry/application-list.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, firstAgency } from "../testing/officers.ts";

const WAITING = 2 * APPLICATION_PAGE_SIZE + 20;
let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let stranger: Actor;
let entryId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agencyId = await firstAgency(portal);
  officer = await addOfficer(portal, "case_officer", agencyId);
  stranger = await addOfficer(portal, "case_officer", await addAgency(portal, "SOUTH", ["44"], portal.now));
  entryId = uuidv7();
  await database.owner`insert into registry_entries (id, agency_id, subject_kind, subject_key, key_version, created_at)
    values (${entryId}, ${agencyId}, 'domain', 'yd-loan.top', 1, ${portal.now})`;
  // Three a day from ten days ago on, objections and repairs by turns; then ten answered appeals and one that joined another.
  const add = (count: number, kind: string, state: string, joinedTo: string | null = null) =>
    database.owner`
      insert into entry_applications (entry_id, id, agency_id, kind, applicant, ground, key_version, is_corrected, has_promise,
        received_at, due_on, state, joined_to)
      select ${entryId}, gen_random_uuid(), ${agencyId}, case when ${kind} = 'mixed' then (array['objection', 'repair'])[1 + g % 2] else ${kind} end,
        'holder', 'not_mine', 1, false, false, ${portal.now}, '2026-02-20'::date + g / 3, ${state}, ${joinedTo}::uuid
      from generate_series(0, ${count - 1}) g`;
  await add(WAITING, "mixed", "open");
  await add(10, "appeal", "rejected");
  await add(1, "objection", "open", uuidv7());
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const page = (params: Record<string, string | null>, actor = officer) => {
  const scope = authorize(actor, "case.read");
  const filter = applicationFilter.parse(params);
  return portal.db.scoped(scope.agencyId, (tx) =>
    listApplicationPage(tx, scope, filter, { now: portal.now, open: () => "" }),
  );
};
async function walk(params: Record<string, string>) {
  const rows = [];
  for (let after: string | null = null, at = 0; at < 10; at++) {
    const found = await page({ ...params, after });
    rows.push(...found.rows);
    after = found.next;
    if (!after) break;
  }
  return rows;
}

describe("the desk's list of applications", () => {
  it("shows what waits page by page, each once, the nearest deadline first", async () => {
    const rows = await walk({});
    expect(new Set(rows.map(({ id }) => id)).size).toBe(WAITING);
    expect(rows).toHaveLength(WAITING);
    const days = rows.map(({ dueOn }) => dueOn);
    expect(days).toEqual([...days].sort());
    expect(rows[0]).toMatchObject({ entryId, subject: "yd-loan.top", state: "open", joinedTo: null });
    expect((await page({})).total).toBe(WAITING);
  });

  it("is narrowed by kind, state and day, and what is answered comes newest first", async () => {
    expect((await walk({ kind: "repair" })).every(({ kind }) => kind === "repair")).toBe(true);
    expect(await walk({ kind: "repair" })).toHaveLength(WAITING / 2);
    const answered = (await walk({ state: "rejected" })).map(({ dueOn }) => dueOn);
    expect(answered).toHaveLength(10);
    expect(answered).toEqual([...answered].sort().reverse());
    expect(await walk({ state: "any" })).toHaveLength(WAITING + 11);
    const parts = await Promise.all(
      ["overdue", "week", "later"].map(async (due) => (await walk({ due })).length),
    );
    expect(parts).toEqual([30, 21, WAITING - 51]);
  });

  it("is empty for another agency, and starts anew where the address was mangled", async () => {
    expect(await page({ state: "any" }, stranger)).toEqual({ rows: [], next: null, total: 0 });
    const first = await page({});
    expect((await page({ after: "2026-13-01~x' or 1=1" })).rows).toEqual(first.rows);
  });
});
