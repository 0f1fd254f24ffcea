import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tx } from "#db/client.ts";
import { mergeRowsOf } from "#db/queries/merges.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { mergeState, survivorOf } from "#domain/cases/merges.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { addOfficer, as, firstAgency } from "../testing/officers.ts";
import { mergeCases, undoMerge } from "./merge-cases.ts";
import { joinComplaint, type PartBy, partComplaint } from "./part-complaint.ts";
import { followMerges } from "./rescore-cases.ts";

let database: TestDatabase;
let portal: TestContext;
let officer: Awaited<ReturnType<typeof addOfficer>>;
let agency: string;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  agency = await firstAgency(portal);
  officer = await addOfficer(portal, "case_officer", agency);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const NUMBERS = 4;
type Step =
  | {
      readonly do: "report";
      readonly numbers: readonly number[];
      readonly reporter: number;
      readonly grave: boolean;
    }
  | { readonly do: "merge"; readonly a: number; readonly b: number }
  | { readonly do: "undo"; readonly which: number }
  | { readonly do: "part" | "restore"; readonly report: number; readonly number: number };

const numbers = fc.nat(NUMBERS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("report" as const),
      numbers: fc.uniqueArray(numbers, { minLength: 1, maxLength: 2 }),
      reporter: fc.nat(3),
      grave: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("merge" as const), a: numbers, b: numbers }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("undo" as const), which: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("part" as const, "restore" as const),
      report: fc.nat(9),
      number: numbers,
    }),
  },
);
const history = fc.array(step, { minLength: 4, maxLength: 12 });

let worlds = 0;
/** One lot of numbers that nobody else in the test has; told and parted alike in two worlds, merged in one of them. */
async function world() {
  const lot = String(++worlds).padStart(4, "0");
  const number = (n: number) => `139${lot}000${n}`;
  const reports: string[] = [];
  const actions: string[] = [];
  const by: PartBy = {
    kind: "person",
    id: officer.id,
    rule: "person",
    reason: "不是同一件事，通话记录对不上",
  };
  const caseOf = async (n: number): Promise<string> => {
    const index = portal.keys.blindIndex("number", `+86${number(n)}`);
    const [row] = await database.owner<{ id: string }[]>`select id from cases where number_index = ${index}`;
    return row?.id ?? "";
  };
  const inAgency = <T>(run: (tx: Tx) => Promise<T>) => portal.db.scoped(agency, run);
  const report = async (of: readonly number[], reporter: number, grave: boolean, tick: number) => {
    const { id } = await submitComplaint(
      portal.at(new Date(Date.UTC(2026, 2, 2, 4 + Math.floor(tick / 3), 7))),
      {
        body: {
          matter: "collection",
          channel: "voice_call",
          relationship: "CONTACT_LISTED",
          incidents: of.map((n) => ({ numberDisplayed: number(n), at: null })),
          harm: { kinds: [grave ? "D5.violence" : "D2.too_frequent"] },
          contact: { phone: `1370000000${reporter}` },
          truthStatement: true,
        },
        idempotencyKey: null,
        origin: { kind: "anonymous", network: null },
      },
    );
    reports.push(id);
    const ids = await Promise.all(of.map(caseOf));
    await portal.db.system.begin((tx) => followMerges(tx as Tx, ids, { now: portal.now, isReport: true }));
  };
  for (let n = 0; n < NUMBERS; n++) await report([n], n, false, 0);

  return {
    reports,
    caseOf,
    inAgency,
    report,
    async judge(verdict: "part" | "restore", at: number, n: number): Promise<void> {
      const id = reports[at % reports.length] ?? "";
      const caseId = await caseOf(n);
      const [was] = await database.owner`
        select 1 from case_judgements where case_id = ${caseId} and complaint_id = ${id} limit 1`;
      if (!was) return;
      if (verdict === "part") await inAgency((tx) => partComplaint(tx, id, by, portal.now, [caseId]));
      else await inAgency((tx) => joinComplaint(tx, id, [caseId], by, portal.now));
    },
    async merge(a: number, b: number): Promise<void> {
      const actionId = uuidv7();
      const cases = [await caseOf(a), await caseOf(b)];
      try {
        await mergeCases(as(portal, officer), { cases, reason: "同一伙人，话术与时段一致", actionId });
        actions.push(actionId);
      } catch (error) {
        if (!(error instanceof Error && error.message.includes("merged-already"))) throw error;
      }
    },
    async undo(which: number): Promise<void> {
      const of = actions[which % Math.max(1, actions.length)];
      if (!of) return;
      await undoMerge(as(portal, officer), {
        of,
        caseId: null,
        reason: "查明不是同一伙人",
        actionId: uuidv7(),
      });
    },
    async undoAll(): Promise<void> {
      for (let at = actions.length - 1; at >= 0; at--) await this.undo(at);
    },
    /** All that is derived, without ids that two worlds cannot share. */
    async state(emptied: ReadonlySet<number>) {
      const states = [];
      for (let n = 0; n < NUMBERS; n++) {
        const id = await caseOf(n);
        const [row] = await database.owner`
          select state, complaint_count, source_count, severity_max, heat, independent_low, independent_high, first_report_at, last_report_at, merged_into
          from cases where id = ${id}`;
        if (!row) throw new Error("no case");
        const sources = await database.owner`
          select encode(source_index, 'hex') as source, first_at, last_at, severity, region, complaint_count, hour, weight_low, weight_high
          from case_sources where case_id = ${id} order by 1`;
        const groups = await database.owner`
          select dimension, encode(value, 'hex') as value, sources from case_source_groups where case_id = ${id} order by 1, 2`;
        const members = await database.owner`
          select complaint_id, encode(source_index, 'hex') as source, reported_at, severity from case_members where case_id = ${id} order by 1`;
        const [report] = await database.owner`
          select source_count, sources_30d, last_at from number_reports where number_index = (select number_index from cases where id = ${id})`;
        const round = (value: number) => (Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : value);
        states.push({
          ...row,
          heat: round(row.heat),
          independent_low: round(row.independent_low),
          independent_high: round(row.independent_high),
          // A case that once had no report left has forgotten when its first came.
          first_report_at: emptied.has(n) ? null : row.first_report_at,
          last_report_at: emptied.has(n) ? null : row.last_report_at,
          sources: [...sources],
          groups: [...groups],
          members: members.map((member) => ({
            ...member,
            complaint_id: reports.indexOf(member.complaint_id),
          })),
          report: { ...report, last_at: emptied.has(n) ? null : report?.last_at },
        });
      }
      return states;
    },
  };
}

describe("merging is append-only", () => {
  it("merged, reported to, parted, undone: every case is as if it had never been merged", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const merged = await world();
        const never = await world();
        const emptied = new Set<number>();
        for (const [tick, one] of steps.entries()) {
          if (one.do === "report") {
            for (const each of [merged, never]) await each.report(one.numbers, one.reporter, one.grave, tick);
          } else if (one.do === "merge") await merged.merge(one.a, one.b);
          else if (one.do === "undo") await merged.undo(one.which);
          else {
            for (const each of [merged, never]) await each.judge(one.do, one.report, one.number);
            const [row] =
              await database.owner`select complaint_count from cases where id = ${await never.caseOf(one.number)}`;
            if (row?.complaint_count === 0) emptied.add(one.number);
          }
          await isDerived(merged);
        }
        await merged.undoAll();
        expect(await merged.state(emptied)).toEqual(await never.state(emptied));
      }),
      { numRuns: 10 },
    );
  }, 120_000);

  /** `merged_into` is what the rows say, and a survivor shows the union of its group, each reporter once. */
  async function isDerived({ caseOf, inAgency }: Awaited<ReturnType<typeof world>>): Promise<void> {
    const ids = await Promise.all(Array.from({ length: NUMBERS }, (_, n) => caseOf(n)));
    const state = mergeState(await inAgency((tx) => mergeRowsOf(tx, ids)));
    const rows = await database.owner<
      { id: string; merged_into: string | null; complaint_count: number; source_count: number }[]
    >`
      select id, merged_into, complaint_count, source_count from cases where id = any(${ids}::uuid[])`;
    for (const row of rows) {
      const survivor = survivorOf(state, row.id);
      expect(row.merged_into).toBe(survivor === row.id ? null : survivor);
      const group = survivor === row.id ? ids.filter((id) => survivorOf(state, id) === survivor) : [row.id];
      const [counted] = await database.owner`
        select count(distinct complaint_id)::int as complaints, count(distinct source_index)::int as sources
        from case_members where case_id = any(${group}::uuid[])`;
      expect([row.complaint_count, row.source_count]).toEqual([counted?.complaints, counted?.sources]);
    }
  }
});

describe("a thousand cases", () => {
  it("are merged in one action and taken apart in one, quickly", async () => {
    const { reports } = await world();
    const first = await addCampaign(portal, agency, reports.slice(0, 1), new Date("2026-01-01T00:00:00Z"));
    await database.owner`
      insert into cases select (r).* from (
        select jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'reference', 'G2026-BULK-' || n, 'opened_at', c.opened_at + n * interval '1 minute')) as r
        from cases c, generate_series(1, 1000) n where c.id = ${first}) made`;
    await database.owner`
      insert into case_sources select c.id, decode(md5(c.id::text), 'hex'), c.opened_at, c.opened_at, 2, null, 1 from cases c where c.reference like 'G2026-BULK-%'`;
    const bulk = await database.owner<
      { id: string }[]
    >`select id from cases where reference like 'G2026-BULK-%'`;
    const actionId = uuidv7();
    const start = performance.now();
    const outcome = await mergeCases(as(portal, officer), {
      cases: [first, ...bulk.map((row) => row.id)],
      reason: "同一网站、同一收款人，一次合并",
      actionId,
    });
    const mergedAt = performance.now();
    expect(outcome).toMatchObject({ survivorId: first });
    expect(outcome.merged).toHaveLength(1000);
    const [row] = await database.owner`select source_count from cases where id = ${first}`;
    expect(row?.source_count).toBe(1001);
    const { undone } = await undoMerge(as(portal, officer), {
      of: actionId,
      caseId: null,
      reason: "查明不是同一伙人",
      actionId: uuidv7(),
    });
    const undoneAt = performance.now();
    expect(undone).toHaveLength(1000);
    const [left] =
      await database.owner`select count(*)::int as merged from cases where merged_into is not null and kind = 'campaign'`;
    expect(left?.merged).toBe(0);
    expect(mergedAt - start).toBeLessThan(5_000);
    expect(undoneAt - mergedAt).toBeLessThan(5_000);
  }, 60_000);
});
