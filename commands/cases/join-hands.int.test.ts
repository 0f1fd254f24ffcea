import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { campaignScene } from "../testing/campaign-scene.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { type JointInput, joinHands } from "./join-hands.ts";
import { listElsewhere } from "./list-elsewhere.ts";

let database: TestDatabase;
let portal: TestContext;
let [north, south, west] = ["", "", ""];
let northern: Actor;
let southern: Actor;
let western: Actor;
let reader: Actor;
let [ours, theirs, alone] = ["", "", ""];
const reference = { ours: "", theirs: "", alone: "" };

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  north = await firstAgency(portal);
  south = await addAgency(portal, "SOUTH", ["44"], portal.now);
  west = await addAgency(portal, "WEST", ["51"], portal.now);
  [northern, southern, western, reader] = await Promise.all([
    addOfficer(portal, "supervisor", north),
    addOfficer(portal, "supervisor", south),
    addOfficer(portal, "supervisor", west),
    addOfficer(portal, "case_officer", north),
  ]);
  const scene = campaignScene(portal, database);
  const open = async (agencyId: string, reports: Parameters<typeof scene.report>[0]) => {
    const id = await scene.open({ kind: "campaign", agencyId, members: await scene.report(reports) });
    const [row] = await database.owner<{ reference: string }[]>`
      insert into case_references (reference, case_id, agency_id) select reference, id, agency_id from cases where id = ${id} returning reference`;
    return [id, row?.reference ?? ""] as const;
  };
  [ours, reference.ours] = await open(north, [
    { reporter: "a", payee: "6222-secret", numbers: ["+8613900000011"], daysAgo: 9 },
    { reporter: "b", payee: "6222-secret", domain: "zanlobei0.example", daysAgo: 8 },
  ]);
  [theirs, reference.theirs] = await open(south, [
    { reporter: "c", payee: "6222-secret", im: "their-own-secret", daysAgo: 7 },
    { reporter: "d", domain: "zanlobei0.example", numbers: ["+8613900000099"], daysAgo: 6 },
  ]);
  [alone, reference.alone] = await open(west, [{ reporter: "e", im: "nobody-else", daysAgo: 5 }]);
});
beforeEach(async () => {
  await database.owner`truncate joint_proposals, case_events, audit_events`;
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const input = (more: Partial<JointInput> = {}): JointInput => ({
  caseId: ours,
  reference: reference.theirs,
  verdict: "propose",
  lead: "other",
  reason: "同一收款账户，对方辖区举报更多",
  actionId: uuidv7(),
  ...more,
});
const back = (more: Partial<JointInput> = {}) =>
  input({ caseId: theirs, reference: reference.ours, ...more });
const rows = () => database.owner`select verdict, agency_id, lead_agency_id from joint_proposals order by id`;

describe("the same operator elsewhere", () => {
  it("is told to both agencies: whose, under which reference, with how much of the own case, and nothing else", async () => {
    const [seen, ...more] = await listElsewhere(as(portal, reader), ours);
    expect(more).toEqual([]);
    expect(seen).toEqual({
      caseId: theirs,
      group: [theirs],
      reference: reference.theirs,
      agency: { id: south, nameZh: "SOUTH", nameEn: "SOUTH" },
      shared: [
        { kind: "domain", count: 1 },
        { kind: "payee", count: 1 },
      ],
      state: "apart",
      acts: ["propose"],
      last: null,
    });
    const [other] = await listElsewhere(as(portal, southern), theirs);
    expect(other?.reference).toBe(reference.ours);
  });

  it("is told to nobody else, and a key called common is no tie", async () => {
    expect(await listElsewhere(as(portal, western), alone)).toEqual([]);
    await expect(listElsewhere(as(portal, western), ours)).rejects.toMatchObject({ code: "not-found" });
    await expect(listElsewhere(as(portal, null), ours)).rejects.toMatchObject({ code: "not-signed-in" });
    await database.owner`update link_keys set is_common = true where kind in ('payee', 'domain')`;
    expect(await listElsewhere(as(portal, reader), ours)).toEqual([]);
    await database.owner`update link_keys set is_common = false`;
  });
});

describe("joining hands", () => {
  it("takes a supervisor of each: proposed, accepted, seen by both, in both histories and each one's audit trail", async () => {
    expect(await joinHands(as(portal, northern), input())).toEqual({ state: "proposed" });
    const [asked] = await listElsewhere(as(portal, southern), theirs);
    expect(asked).toMatchObject({
      state: "proposed",
      acts: ["accept", "refuse"],
      last: { isOwn: false, leads: "own", reason: "同一收款账户，对方辖区举报更多" },
    });
    const answer = back({ verdict: "accept", lead: "other", reason: "同意，由我们牵头" });
    expect(await joinHands(as(portal, southern), answer)).toEqual({ state: "joint" });
    for (const [actor, id, leads] of [
      [reader, ours, "other"],
      [southern, theirs, "own"],
    ] as const)
      expect((await listElsewhere(as(portal, actor), id))[0]).toMatchObject({
        state: "joint",
        acts: ["end"],
        last: { leads },
      });
    expect(await rows()).toMatchObject([
      { verdict: "propose", agency_id: north, lead_agency_id: south },
      { verdict: "accept", agency_id: south, lead_agency_id: south },
    ]);
    const events = await database.owner`select case_id, kind, by_id from case_events order by id`;
    expect(events).toMatchObject([
      { case_id: ours, kind: "case.joint_propose", by_id: northern.id },
      { case_id: theirs, kind: "case.joint_propose", by_id: null },
      { case_id: theirs, kind: "case.joint_accept", by_id: southern.id },
      { case_id: ours, kind: "case.joint_accept", by_id: null },
    ]);
    const audits = await database.owner`select agency_id, action from audit_events order by id`;
    expect(audits).toMatchObject([
      { agency_id: north, action: "case.joint_propose" },
      { agency_id: south, action: "case.joint_accept" },
    ]);
  });

  it("opens nothing: neither agency sees a case or a report of the other's by it", async () => {
    await joinHands(as(portal, northern), input());
    await joinHands(as(portal, southern), back({ verdict: "accept" }));
    const seen = await portal.db.scoped(north, (tx) => tx`select id from cases`);
    expect(seen.map((row) => row.id)).toEqual([ours]);
  });

  it("sent twice says it once; what the other side did meanwhile is not overwritten", async () => {
    const once = input();
    await joinHands(as(portal, northern), once);
    expect(await joinHands(as(portal, northern), once)).toEqual({ state: "proposed" });
    expect(await rows()).toHaveLength(1);
    const refused = [
      [northern, input()],
      [northern, input({ verdict: "accept" })],
      [northern, input({ verdict: "end" })],
      [southern, back()],
      [southern, back({ verdict: "withdraw" })],
    ] as const;
    for (const [actor, one] of refused)
      await expect(joinHands(as(portal, actor), one)).rejects.toMatchObject({ reason: "joint-changed" });
    await expect(joinHands(as(portal, northern), { ...once, verdict: "withdraw" })).rejects.toMatchObject({
      code: "idempotency-conflict",
    });
    await joinHands(as(portal, northern), input({ verdict: "withdraw" }));
    await expect(joinHands(as(portal, southern), back({ verdict: "accept" }))).rejects.toMatchObject({
      reason: "joint-changed",
    });
  });

  it("of two proposals at the same moment one stands", async () => {
    const both = await Promise.allSettled([
      joinHands(as(portal, northern), input()),
      joinHands(as(portal, southern), back()),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await rows()).toHaveLength(1);
  });

  it("is a supervisor's, of one of the two agencies, about a campaign that shares something", async () => {
    for (const role of ["triage", "case_officer", "reviewer", "auditor"] as const)
      await expect(
        joinHands(as(portal, await addOfficer(portal, role, north)), input()),
      ).rejects.toMatchObject({ code: "forbidden" });
    const missing = [
      [western, input()],
      [western, input({ caseId: alone })],
      [northern, input({ reference: reference.alone })],
      [northern, input({ reference: reference.ours })],
    ] as const;
    for (const [actor, one] of missing)
      await expect(joinHands(as(portal, actor), one)).rejects.toMatchObject({ code: "not-found" });
    await expect(joinHands(as(portal, northern), input({ reason: "" }))).rejects.toMatchObject({
      code: "invalid-request",
    });
    expect(await rows()).toEqual([]);
  });

  it("either side may end it, and then it can be proposed again", async () => {
    await joinHands(as(portal, northern), input());
    await joinHands(as(portal, southern), back({ verdict: "accept" }));
    expect(await joinHands(as(portal, northern), input({ verdict: "end" }))).toEqual({ state: "apart" });
    expect(await joinHands(as(portal, southern), back({ lead: "own" }))).toEqual({ state: "proposed" });
  });

  it("a third agency reads no proposal", async () => {
    await joinHands(as(portal, northern), input());
    expect(await portal.db.scoped(west, (tx) => tx`select 1 from joint_proposals`)).toEqual([]);
    await expect(
      portal.db.scoped(
        west,
        (
          tx,
        ) => tx`insert into joint_proposals select case_id, gen_random_uuid(), agency_id, other_case_id, other_agency_id, 'accept',
          lead_agency_id, by_id, reason, action_id, at from (values (${ours}::uuid, ${north}::uuid, ${theirs}::uuid, ${south}::uuid, ${south}::uuid,
          ${western.id}::uuid, 'x', ${uuidv7()}::uuid, now())) v(case_id, agency_id, other_case_id, other_agency_id, lead_agency_id, by_id, reason, action_id, at)`,
      ),
    ).rejects.toThrow(/row-level security/);
  });
});
