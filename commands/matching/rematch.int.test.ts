import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import {
  fileAndMatch,
  listFigures,
  listMemberships,
  partitionOf,
  type Told,
} from "../testing/match-scene.ts";
import { rematch } from "./rematch.ts";
import { isEmptyDiff } from "./rematch-diff.ts";

const NOW = new Date("2026-11-01T04:00:00Z");
const DAY_MS = 86_400_000;

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  await fileAndMatch(portal, scene());
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

/** Two gangs with a payee each, and a chat account that both use. */
function scene(): Told[] {
  return ["a", "b"].flatMap((gang, g) =>
    Array.from({ length: 6 }, (_, at): Told => {
      const common = at < 2 ? { imAccount: "kefu-8888" } : {};
      return {
        id: `${gang}${at}`,
        reporter: `${gang}-${at}`,
        at: new Date(NOW.getTime() - (20 - at) * DAY_MS),
        numbers: [`1380013${g}${String(at % 3).padStart(3, "0")}`],
        body: { claimed: { payeeAccount: `62220000${g}`, ...common } },
      };
    }),
  );
}

const run = (apply: boolean) => rematch(portal, portal.db.system, { apply, now: portal.now, say: () => {} });
const campaigns = async () => partitionOf(await listMemberships(database), "campaign");

it("finds nothing to change right after everything was matched", async () => {
  expect(await campaigns()).toEqual(["a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5"]);
  const { diff, figures } = await run(false);
  expect(isEmptyDiff(diff)).toBe(true);
  expect(figures).toMatchObject({ reports: 12, otherScripts: 0, otherComponents: 0 });
  const [model] = await database.owner`select version, parameters from match_models`;
  expect(model).toMatchObject({ version: "campaign-1", parameters: { attestedBy: 5 } });
});

it("shows the split that calling a key common would make, and makes it only when asked to, once", async () => {
  await database.owner`update link_keys set is_common = true where kind = 'im'`;
  const before = [await listMemberships(database), await listFigures(database)];
  const tried = await run(false);
  expect(tried.diff).toMatchObject({
    opens: [{ reports: 6 }],
    loses: [{ reports: 6 }],
    closes: [],
    gains: [],
    splits: [{ parts: [6, 6] }],
  });
  expect(tried.diff.splits[0]?.case).toBe(tried.diff.loses[0]?.case);
  expect(tried.diff.opens[0]?.from).toEqual([tried.diff.loses[0]?.case]);
  expect([await listMemberships(database), await listFigures(database)]).toEqual(before);

  const applied = await run(true);
  expect(applied.diff).toMatchObject({ opens: [{ reports: 6 }], splits: [{ parts: [6, 6] }] });
  expect(await campaigns()).toEqual(["a0 a1 a2 a3 a4 a5", "b0 b1 b2 b3 b4 b5"]);

  const after = [await listMemberships(database), await listFigures(database)];
  const again = await run(true);
  expect(isEmptyDiff(again.diff)).toBe(true);
  expect([await listMemberships(database), await listFigures(database)]).toEqual(after);
});

it("tells of a merge in both directions when the key ties again, and keeps what a person said", async () => {
  await database.owner`update link_keys set is_common = false where kind = 'im'`;
  const joined = await run(true);
  expect(joined.diff.merges).toHaveLength(1);
  expect(joined.diff.opens).toEqual([]);
  expect(await campaigns()).toEqual(["a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5"]);

  const [own] = await database.owner`
    select m.case_id, m.complaint_id from case_members m join cases c on c.id = m.case_id
    where c.kind = 'campaign' order by m.complaint_id limit 1`;
  await database.owner`insert into case_judgements (case_id, id, complaint_id, verdict, by_kind, rule, weights, model_version, at)
    values (${own?.case_id}, gen_random_uuid(), ${own?.complaint_id}, 'join', 'person', 'person', '{}', 'person-1', ${NOW})`;
  await database.owner`update link_keys set is_common = true`;
  const closing = await run(true);
  expect(closing.diff.loses.length + closing.diff.closes.length).toBeGreaterThan(0);
  const left = await listMemberships(database);
  expect(left.filter((one) => one.kind === "campaign")).toHaveLength(1);
});

it("refuses a model that this program does not have", async () => {
  const asked = rematch(portal, portal.db.system, {
    apply: false,
    model: "campaign-0",
    now: NOW,
    say: () => {},
  });
  await expect(asked).rejects.toMatchObject({ code: "not-found" });
});
