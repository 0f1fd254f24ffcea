import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listCampaignKeys, previewCommonKey } from "#db/queries/common-keys.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { type Actor, authorize } from "#domain/access/actor.ts";
import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { sealedKeys } from "../cases/sealed-keys.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import {
  emptyPortal,
  fileAndMatch,
  listMemberships,
  partitionOf,
  type Told,
} from "../testing/match-scene.ts";
import { addCampaign } from "../testing/merge-scene.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { markCommon, takeBackCommon } from "./mark-common.ts";
import { matchAll } from "./match-reports.ts";

const NOW = new Date("2026-11-20T04:00:00Z");
const DAY_MS = 86_400_000;
const SHARED = { payeeAccount: "6222020200011110001" };
const REASON = "银行的集中收款户，各家都用";

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let elsewhere: string;
let stranger: Actor;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database, { now: NOW });
  officer = await addOfficer(portal, "case_officer", await firstAgency(portal));
  elsewhere = await addAgency(portal, "SOUTH", ["44"], NOW);
  stranger = await addOfficer(portal, "supervisor", elsewhere);
});
afterEach(async () => {
  await emptyPortal(database);
  await database.owner`truncate key_judgements`;
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

let serial = 0;
function told(days: number, numbers: readonly string[], claimed: ComplaintInput["claimed"]): Told {
  serial += 1;
  const id = `r${String(serial).padStart(4, "0")}`;
  const at = new Date(NOW.getTime() - days * DAY_MS - serial * 61_000);
  return { id, reporter: `person-${id}`, at, numbers, body: { claimed } };
}
/** Two numbers and a domain of their own each; one account that both gangs' victims paid to. */
const gang = (numbers: readonly [string, string], domain: string): Told[] =>
  [0, 1, 0, 1].map((which, at) =>
    told(at + 1, [numbers[which] ?? ""], { ...(at < 3 ? SHARED : {}), urls: [`https://${domain}/x`] }),
  );
const FIRST = ["13900000011", "13900000012"] as const;
const SECOND = ["13800000021", "13800000022"] as const;

const campaigns = async () => partitionOf(await listMemberships(database), "campaign");
const idsOf = (reports: readonly Told[]) =>
  reports
    .map(({ id }) => id)
    .sort()
    .join(" ");
const settle = () => matchAll(portal, portal.db.system, NOW);

let first: Told[];
let second: Told[];
let loose: Told[];
let caseId: string;
let payee: string;
let found: ReadonlyMap<string, string>;
beforeEach(async () => {
  first = gang(FIRST, "zanlobei0.example");
  second = gang(SECOND, "kuaijie77.example");
  loose = [told(2, ["13700000031"], SHARED), told(3, ["13700000032"], SHARED)];
  found = await fileAndMatch(portal, [...first, ...second, ...loose]);
  expect(await campaigns()).toEqual([idsOf([...first, ...second, ...loose])]);
  const [row] = await database.owner<{ key: string; case_id: string }[]>`
    select encode(key, 'hex') as key, case_id from link_keys where kind = 'payee'`;
  caseId = row?.case_id ?? "";
  payee = row?.key ?? "";
});

const input = (more: Partial<Parameters<typeof markCommon>[1]> = {}) => ({
  caseId,
  key: payee,
  reason: REASON,
  actionId: uuidv7(),
  ...more,
});
const scoped = <T>(actor: Actor, run: Parameters<typeof portal.db.scoped<T>>[1]) =>
  portal.db.scoped(actor.agencyId ?? "", run);
const keysOf = (actor = officer, id = caseId) =>
  scoped(actor, (tx) => listCampaignKeys(tx, authorize(actor, "case.read"), id, sealedKeys(portal.keys)));
const judgements = () => database.owner`select verdict, agency_id from key_judgements order by id`;
const queued = async () => (await database.owner`select 1 from match_queue`).length;

describe("what ties a campaign", () => {
  it("is listed with how many reports hang on it, named where it may be", async () => {
    const { ties, common } = await keysOf();
    expect(common).toEqual([]);
    expect(ties[0]).toMatchObject({ key: payee, kind: "payee", complaints: 8, everywhere: 8, label: null });
    expect(ties.filter((tie) => tie.kind === "domain").map((tie) => tie.label)).toEqual(
      expect.arrayContaining(["zanlobei0.example", "kuaijie77.example"]),
    );
    const numbers = ties.filter((tie) => tie.kind === "number");
    expect(numbers).toHaveLength(4);
    for (const { label } of numbers) expect(label).toMatch(/^1.*•.*$/);
    await expect(keysOf(stranger)).rejects.toMatchObject({ code: "not-found" });
  });

  it("is shown beforehand without one key: the groups that stay and the reports that leave", async () => {
    const preview = await scoped(officer, (tx) =>
      previewCommonKey(tx, authorize(officer, "case.merge"), caseId, {
        key: payee,
        model: portal.models.inForce(),
        sealed: sealedKeys(portal.keys),
      }),
    );
    expect(preview).toMatchObject({ complaints: 10, leaving: 2, parts: [4, 4], otherAgencies: 0 });
    await expect(
      scoped(officer, (tx) =>
        previewCommonKey(tx, authorize(officer, "case.merge"), caseId, {
          key: "0".repeat(32),
          model: portal.models.inForce(),
          sealed: sealedKeys(portal.keys),
        }),
      ),
    ).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("calling a key common", () => {
  it("parts what hung on it once the worker has run, and is told of in the case and the audit trail", async () => {
    const said = await markCommon(as(portal, officer), input());
    expect(said).toEqual({ state: "common", complaints: 8 });
    await settle();
    expect(await campaigns()).toEqual([idsOf(first), idsOf(second)].sort());
    const { ties, common } = await keysOf();
    expect(ties.some((tie) => tie.key === payee)).toBe(false);
    expect(common).toMatchObject([{ key: payee, state: "common", complaints: 8, reason: REASON }]);
    const events = await database.owner`select kind, by_id from case_events where case_id = ${caseId}`;
    expect(events).toMatchObject([{ kind: "case.key_common", by_id: officer.id }]);
    const [told] =
      await database.owner`select action, actor_id, detail from audit_events where action = 'case.key_common'`;
    expect(told).toMatchObject({ actor_id: officer.id, detail: { kind: "payee", complaints: 8 } });
    // A report that carries nothing else joins nobody.
    await fileAndMatch(portal, [told_(SHARED)]);
    expect(await campaigns()).toEqual([idsOf(first), idsOf(second)].sort());
  });

  it("sent twice says it once; said again it is refused", async () => {
    const once = input();
    await markCommon(as(portal, officer), once);
    const waiting = await queued();
    expect(await markCommon(as(portal, officer), once)).toEqual({ state: "common", complaints: 8 });
    expect([(await judgements()).length, await queued()]).toEqual([1, waiting]);
    await settle();
    await expect(markCommon(as(portal, officer), input())).rejects.toMatchObject({
      code: "conflict",
      reason: "key-common-already",
    });
    await expect(
      takeBackCommon(as(portal, officer), { ...once, reason: "第二次用同一个表单" }),
    ).rejects.toMatchObject({ code: "idempotency-conflict" });
    expect(await judgements()).toHaveLength(1);
  });

  it("taken back, the same reports are one campaign again, in the same case", async () => {
    const before = await campaigns();
    await markCommon(as(portal, officer), input());
    await settle();
    expect(await takeBackCommon(as(portal, officer), input())).toEqual({ state: "ties", complaints: 8 });
    await settle();
    expect(await campaigns()).toEqual(before);
    expect(await standingCases()).toEqual([caseId]);
    expect((await judgements()).map((row) => row.verdict)).toEqual(["common", "ties"]);
    await expect(takeBackCommon(as(portal, officer), input())).rejects.toMatchObject({
      reason: "key-ties-already",
    });
  });

  it("taken back, a campaign that had nothing else comes back under its old id", async () => {
    await emptyPortal(database);
    const only = [1, 2, 3, 4].map((days) => told(days, [`1390000004${days}`], SHARED));
    await fileAndMatch(portal, only);
    const before = await campaigns();
    expect(before).toEqual([idsOf(only)]);
    const [row] = await database.owner<{ key: string; case_id: string }[]>`
      select encode(key, 'hex') as key, case_id from link_keys where kind = 'payee'`;
    const own = { caseId: row?.case_id ?? "", key: row?.key ?? "" };
    await markCommon(as(portal, officer), input(own));
    await settle();
    expect(await campaigns()).toEqual([]);
    await takeBackCommon(as(portal, officer), input(own));
    await settle();
    expect(await campaigns()).toEqual(before);
    expect(await standingCases()).toEqual([own.caseId]);
  });

  it("needs a reason, a key that the case carries and a campaign", async () => {
    await expect(markCommon(as(portal, officer), input({ reason: " " }))).rejects.toMatchObject({
      code: "invalid-request",
      fields: [{ pointer: "/reason", code: "reason-too-short" }],
    });
    const refused = [
      input({ key: "0".repeat(32) }),
      input({ caseId: uuidv7() }),
      input({ caseId: await callerCase() }),
      input({ caseId: await addCampaign(portal, officer.agencyId ?? "", []) }),
    ];
    for (const one of refused)
      await expect(markCommon(as(portal, officer), one)).rejects.toMatchObject({ code: "not-found" });
    expect([(await judgements()).length, await queued()]).toEqual([0, 0]);
  });

  it("is not for triage or audit, nor for another agency's campaign", async () => {
    const agencyId = officer.agencyId ?? "";
    for (const role of ["triage", "auditor"] as const)
      await expect(
        markCommon(as(portal, await addOfficer(portal, role, agencyId)), input()),
      ).rejects.toMatchObject({ code: "forbidden" });
    await expect(markCommon(as(portal, null), input())).rejects.toMatchObject({ code: "not-signed-in" });
    for (const act of [markCommon, takeBackCommon])
      await expect(act(as(portal, stranger), input())).rejects.toMatchObject({ code: "not-found" });
    const [key] = await database.owner`select is_common from link_keys where kind = 'payee'`;
    expect([key?.is_common, (await judgements()).length, await queued()]).toEqual([false, 0, 0]);
  });

  it("waits while another agency's campaign hangs on the key, until that agency says so too", async () => {
    const theirs = await addCampaign(portal, elsewhere, [found.get(loose[0]?.id ?? "") ?? ""]);
    const before = await campaigns();
    expect(await markCommon(as(portal, officer), input())).toMatchObject({ state: "waiting" });
    await settle();
    expect(await campaigns()).toEqual(before);
    expect((await keysOf()).common).toMatchObject([{ key: payee, state: "waiting" }]);
    expect(await markCommon(as(portal, stranger), input({ caseId: theirs }))).toMatchObject({
      state: "common",
    });
    await settle();
    expect(await campaigns()).toEqual(expect.arrayContaining([idsOf(first), idsOf(second)]));
    // Either of them may take it back.
    expect(await takeBackCommon(as(portal, stranger), input({ caseId: theirs }))).toMatchObject({
      state: "ties",
    });
    expect((await keysOf()).common).toMatchObject([{ state: "waiting" }]);
  });
});

const told_ = (claimed: ComplaintInput["claimed"]) => told(0.5, ["13600000077"], claimed);
const standingCases = async () =>
  (
    await database.owner<{ id: string }[]>`
      select distinct coalesce(c.merged_into, c.id) as id from cases c join case_members m on m.case_id = c.id where c.kind = 'campaign'`
  ).map((row) => row.id);
const callerCase = async () =>
  (
    await database.owner<{ id: string }[]>`
      select m.case_id as id from case_members m join cases c on c.id = m.case_id
      where c.kind = 'caller' and m.complaint_id = ${found.get(loose[0]?.id ?? "") ?? ""} limit 1`
  )[0]?.id ?? "";
