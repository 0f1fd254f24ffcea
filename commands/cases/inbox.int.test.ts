import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countInbox, findCaseOfNumber, findCaseOfReference, listInbox } from "#db/queries/inbox.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import type { ProposeInput } from "#domain/cases/decision.ts";
import { type InboxFilter, type InboxPage, inboxFilter } from "#domain/cases/inbox.ts";
import { decideDecision } from "../decisions/decide-decision.ts";
import { proposeDecision } from "../decisions/propose-decision.ts";
import { recordNotice } from "../decisions/record-notice.ts";
import { type DeskScene, deskScene, NUMBERS } from "../testing/desk-scene.ts";
import { as } from "../testing/officers.ts";
import { assignCase } from "./assign-case.ts";
import { sealedKeys } from "./sealed-keys.ts";

let database: TestDatabase;
let scene: DeskScene;
beforeAll(async () => {
  database = await createTestDatabase();
  scene = await deskScene(database);
});
afterAll(async () => {
  await scene.portal.close();
  await database.drop();
});

const inbox = (
  change: Partial<InboxFilter> = {},
  actor: Actor = scene.officer,
  now = scene.portal.now,
): Promise<InboxPage> => {
  const filter = { ...inboxFilter.parse({}), ...change };
  const sealed = sealedKeys(scene.portal.keys);
  return scene.read((tx, scope) => listInbox(tx, scope, filter, { now, sealed }), actor);
};
const shown = (page: InboxPage) =>
  page.rows.map((row) => (row.subject.kind === "number" ? row.subject.groups.join(" ") : row.subject.kind));

describe("the inbox", () => {
  it("shows the agency's own cases, most urgent first, restricted numbers masked", async () => {
    const page = await inbox();
    expect(shown(page)[0]).toBe("139••••0001");
    expect(shown(page).sort()).toEqual(["139••••0001", "139••••0002", "400 800 0003", "institution"]);
    expect(page.total).toBe(4);
    expect(page.rows[0]).toMatchObject({
      sources: 3,
      sources30d: 3,
      severityMax: 5,
      state: "triage",
      assignee: null,
    });
    expect(shown(await inbox({}, scene.stranger))).toEqual(["139••••0004"]);
  });

  it("narrows by kind, severity, officer and words, and orders as asked", async () => {
    expect(shown(await inbox({ kind: "lender" }))).toEqual(["institution"]);
    expect(shown(await inbox({ severity: 5 }))).toEqual(["139••••0001"]);
    expect(shown(await inbox({ q: "小额贷款" }))).toEqual(["institution"]);
    expect(shown(await inbox({ q: "100%_" }))).toEqual([]);
    expect(shown(await inbox({ sort: "sources" }))[0]).toBe("139••••0001");
    expect(shown(await inbox({ state: "published" }))).toEqual([]);
    const [first] = (await inbox()).rows;
    expect((await inbox({ q: first?.reference ?? "" })).rows.map((row) => row.id)).toEqual([first?.id]);
    expect(shown(await inbox({ q: first?.reference ?? "" }, scene.stranger))).toEqual([]);
  });

  it("finds a case by one exact number or its reference, and only the agency's own", async () => {
    const index = scene.portal.keys.blindIndex("number", `+86${NUMBERS.harasser}`);
    const caseId = await scene.caseOf(NUMBERS.harasser);
    expect(await scene.read((tx, scope) => findCaseOfNumber(tx, scope, index))).toBe(caseId);
    expect(await scene.read((tx, scope) => findCaseOfNumber(tx, scope, index), scene.stranger)).toBeNull();
    const [row] = await database.owner`select reference from cases where id = ${caseId}`;
    expect(
      await scene.read((tx, scope) => findCaseOfReference(tx, scope, row?.reference.toLowerCase())),
    ).toBe(caseId);
    expect(
      await scene.read((tx, scope) => findCaseOfReference(tx, scope, row?.reference), scene.stranger),
    ).toBeNull();
  });

  it.each(["urgency", "deadline", "newest", "sources"] as const)(
    "pages by %s over many cases without gap or repeat",
    async (sort) => {
      await fillInbox();
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof inbox>> = await inbox({ sort, after });
        seen.push(...page.rows.map((row) => row.id));
        after = page.next;
      } while (after);
      const [{ count } = { count: 0 }] = await database.owner`
        select count(*)::int as count from cases where agency_id = ${scene.officer.agencyId ?? ""}`;
      expect(seen).toHaveLength(count);
      expect(new Set(seen).size).toBe(count);
    },
  );

  it("reads every order a page shows from the front of an index, not from all cases", async () => {
    await fillInbox();
    await database.owner`analyze cases`;
    const plan = await scene.read(async (tx, scope) => {
      await tx`set local enable_seqscan = off`;
      return tx`explain select id from cases c where c.agency_id = ${scope.agencyId} and c.merged_into is null and c.state = 'triage'
        order by c.heat desc, c.id limit 51`;
    });
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(text).toContain("cases_inbox");
    expect(text).not.toContain("Sort");
  });
});

/** Sixty more cases of one agency in several states, many of them equal in every sort value. */
let isFilled = false;
async function fillInbox(): Promise<void> {
  if (isFilled) return;
  isFilled = true;
  await database.owner`
    insert into cases select gen_random_uuid(), agency_id, jurisdiction, 'C2026-FILL-' || n, kind, case when n % 3 = 0 then 'investigating' else 'triage' end,
      country, null, number_kind, epoch, holder_from, holder_to, '95000' || n, null, key_version, null, opened_at, first_report_at, last_report_at,
      complaint_count, n % 4, severity_max, heat + (n % 5), review_due_at + (n % 3) * interval '1 day', assigned_to, merged_into, updated_at
    from cases, generate_series(1, 60) n where id = ${await scene.caseOf(NUMBERS.reportedOnce)}`;
}

describe("the counts beside the inbox", () => {
  it("follow what an officer takes up and what waits for a second person", async () => {
    const caseId = await scene.caseOf(NUMBERS.reportedOnce);
    const count = (actor: Actor, now = scene.portal.now) =>
      scene.read((tx, scope) => countInbox(tx, scope, now), actor);
    const before = await count(scene.officer);
    await assignCase(as(scene.portal, scene.officer), { caseId, to: "me", from: null });
    expect(await count(scene.officer)).toMatchObject({
      triage: before.triage - 1,
      investigating: before.investigating + 1,
      mine: 1,
      open: before.open,
    });
    expect(shown(await inbox({ assigned: "me" }))).toEqual(["139••••0002"]);

    const { decisionId } = await proposeDecision(as(scene.portal, scene.officer), proposal(caseId));
    await recordNotice(as(scene.portal, scene.officer), {
      caseId,
      decisionId,
      method: "sms",
      addressee: "持有人",
      unservedReason: "",
    });
    const later = as(scene.portal, scene.reviewer, 11).now;
    expect((await count(scene.reviewer)).second).toBe(0);
    expect((await count(scene.reviewer, later)).second).toBe(1);
    expect((await count(scene.officer, later)).second).toBe(0);
    expect(shown(await inbox({ state: "second" }, scene.reviewer, later))).toEqual(["139••••0002"]);
    await decideDecision(as(scene.portal, scene.reviewer, 11), {
      caseId,
      decisionId,
      verdict: "approve",
      reason: "事实清楚，通知已经送达",
    });
    expect((await count(scene.reviewer, later)).second).toBe(0);
  });
});

const proposal = (caseId: string): ProposeInput => ({
  caseId,
  kind: "list",
  grounds: ["excessive_contact"],
  tier: "minor",
  termDays: 60,
  findsCommercialUse: false,
  statement: "经查，该号码在晚间反复拨打，要求停止后仍未停止。",
});
