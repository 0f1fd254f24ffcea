import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import type { ProposeInput } from "#domain/cases/decision.ts";
import { assignCase } from "../cases/assign-case.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
import type { Context } from "../context.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { decideDecision } from "./decide-decision.ts";
import { confirmEmergencyWarning, issueEmergencyWarning } from "./issue-emergency-warning.ts";
import { proposeDecision } from "./propose-decision.ts";
import { recordNotice } from "./record-notice.ts";

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let reviewer: Actor;
let supervisor: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agency = await firstAgency(portal);
  const elsewhere = await addAgency(portal, "SOUTH", ["44"], portal.now);
  officer = await addOfficer(portal, "case_officer", agency);
  reviewer = await addOfficer(portal, "reviewer", agency);
  supervisor = await addOfficer(portal, "supervisor", agency);
  stranger = await addOfficer(portal, "supervisor", elsewhere);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

let lastNumber = 0;
const REASON = "举报相互印证，通知已经送达";

/** A fresh case about a mobile number that one person reported. */
async function newCase(): Promise<{ caseId: string; number: string }> {
  const number = `1390000${String(++lastNumber).padStart(4, "0")}`;
  await submitComplaint(portal, {
    body: {
      matter: "collection",
      channel: "voice_call",
      relationship: "CONTACT_LISTED",
      incidents: [{ numberDisplayed: number, at: "2026-03-01T10:00:00+08:00" }],
      truthStatement: true,
    },
    idempotencyKey: null,
    origin: { kind: "anonymous", network: null },
  });
  const index = portal.keys.blindIndex("number", `+86${number}`);
  const [row] = await database.owner<{ id: string }[]>`select id from cases where number_index = ${index}`;
  if (!row) throw new Error("the report opened no case");
  return { caseId: row.id, number };
}

const proposal = (caseId: string, change: Partial<ProposeInput> = {}): ProposeInput => ({
  caseId,
  kind: "list",
  grounds: ["third_party_contact"],
  tier: "general",
  termDays: 180,
  findsCommercialUse: false,
  statement: "经查，该号码多次联系与债务无关的人，并透露欠款情况。",
  ...change,
});
const served = (caseId: string, decisionId: string) =>
  ({ caseId, decisionId, method: "sms", addressee: "持有人", unservedReason: "" }) as const;
const approval = (caseId: string, decisionId: string) =>
  ({ caseId, decisionId, verdict: "approve", reason: REASON }) as const;

/** Proposed, noticed, and the window over: ready for the second person. */
async function ready(): Promise<{ caseId: string; number: string; decisionId: string }> {
  const found = await newCase();
  const { decisionId } = await proposeDecision(as(portal, officer), proposal(found.caseId));
  await recordNotice(as(portal, officer), served(found.caseId, decisionId));
  return { ...found, decisionId };
}

const stateOf = async (caseId: string) =>
  (await database.owner`select state from cases where id = ${caseId}`)[0]?.state;
const decisionOf = async (decisionId: string) =>
  (await database.owner`select state, decided_by, window_ends_at from decisions where id = ${decisionId}`)[0];
const versionsOf = (caseId: string) => database.owner`
  select v.kind, v.status, v.public_key, v.expires_at from registry_entries e join registry_versions v on v.entry_id = e.id
  where e.case_id = ${caseId} order by v.version`;
const refusal = (code: string, reason: string) => expect.objectContaining({ code, reason });

describe("a listing", () => {
  it("goes from proposal over notice and window to a second person, and only then is published", async () => {
    const { caseId } = await newCase();
    const { decisionId } = await proposeDecision(as(portal, officer), proposal(caseId));
    expect(await stateOf(caseId)).toBe("proposed");
    await expect(decideDecision(as(portal, reviewer, 30), approval(caseId, decisionId))).rejects.toEqual(
      refusal("conflict", "notice-first"),
    );

    const { respondBy } = await recordNotice(as(portal, officer), served(caseId, decisionId));
    expect(respondBy).toBe("2026-03-12T04:00:00.000Z");
    expect(await stateOf(caseId)).toBe("window");
    await expect(decideDecision(as(portal, reviewer, 9.99), approval(caseId, decisionId))).rejects.toEqual(
      refusal("conflict", "window-open"),
    );
    await expect(decideDecision(as(portal, officer, 11), approval(caseId, decisionId))).rejects.toEqual(
      refusal("forbidden", "decision.approve"),
    );
    expect(await versionsOf(caseId)).toHaveLength(0);

    await decideDecision(as(portal, reviewer, 11), approval(caseId, decisionId));
    expect(await stateOf(caseId)).toBe("published");
    expect(await decisionOf(decisionId)).toMatchObject({ state: "published", decided_by: reviewer.id });
    const [version, ...more] = await versionsOf(caseId);
    expect(more).toHaveLength(0);
    expect(version).toMatchObject({ kind: "blacklist", status: "active", public_key: null });
    expect(version?.expires_at).toEqual(new Date("2026-09-09T04:00:00.000Z"));
  });

  it("is not decided by whoever proposed it, whatever their role", async () => {
    const { caseId } = await newCase();
    const { decisionId } = await proposeDecision(as(portal, supervisor), proposal(caseId));
    await recordNotice(as(portal, supervisor), served(caseId, decisionId));
    for (const verdict of ["approve", "refuse"] as const) {
      await expect(
        decideDecision(as(portal, supervisor, 11), { caseId, decisionId, verdict, reason: REASON }),
      ).rejects.toEqual(refusal("forbidden", "decider-is-proposer"));
    }
    expect(await decisionOf(decisionId)).toMatchObject({ state: "window", decided_by: null });
  });

  it("is published once when two people approve at the same moment", async () => {
    const { caseId, decisionId } = await ready();
    const both = [reviewer, supervisor].map((actor) =>
      decideDecision(as(portal, actor, 11), approval(caseId, decisionId)),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === "rejected")).toMatchObject({
      reason: { code: "conflict", reason: "decision-already-made" },
    });
    expect(await versionsOf(caseId)).toHaveLength(1);
    const approvals = await database.owner`select 1 from approvals where decision_id = ${decisionId}`;
    expect(approvals).toHaveLength(1);
  });

  it("may be refused before the window is over, and the case goes back to investigation", async () => {
    const { caseId, decisionId } = await ready();
    await decideDecision(as(portal, reviewer), { caseId, decisionId, verdict: "refuse", reason: REASON });
    expect(await stateOf(caseId)).toBe("investigating");
    expect(await versionsOf(caseId)).toHaveLength(0);
    await expect(proposeDecision(as(portal, officer), proposal(caseId))).resolves.toBeDefined();
  });

  it("shows the number only after a finding of commercial use, and hides it again with the removal", async () => {
    const { caseId, number } = await newCase();
    const { decisionId } = await proposeDecision(
      as(portal, officer),
      proposal(caseId, { findsCommercialUse: true }),
    );
    await recordNotice(as(portal, officer), {
      caseId,
      decisionId,
      method: "no_reachable_holder",
      addressee: "",
      unservedReason: "短信与运营商均未能送达",
    });
    await decideDecision(as(portal, reviewer, 11), approval(caseId, decisionId));
    expect((await versionsOf(caseId)).at(-1)).toMatchObject({ public_key: `+86${number}` });

    const removal = await proposeDecision(
      as(portal, officer, 12),
      proposal(caseId, { kind: "delist", grounds: [] }),
    );
    await expect(
      decideDecision(as(portal, supervisor, 12), approval(caseId, removal.decisionId)),
    ).resolves.toMatchObject({ state: "published" });
    expect((await versionsOf(caseId)).at(-1)).toMatchObject({ status: "withdrawn", public_key: null });
    expect(await stateOf(caseId)).toBe("closed");
    const [row] = await database.owner`select subject_public from cases where id = ${caseId}`;
    expect(row?.subject_public).toBeNull();
  });

  it("has one open proposal at a time", async () => {
    const { caseId } = await newCase();
    await proposeDecision(as(portal, officer), proposal(caseId));
    await expect(proposeDecision(as(portal, supervisor), proposal(caseId))).rejects.toEqual(
      refusal("conflict", "decision-already-open"),
    );
  });

  it("belongs to its agency: for another one the case is not there and stays untouched", async () => {
    const { caseId, decisionId } = await ready();
    const acts: ((context: Context) => Promise<unknown>)[] = [
      (context) => proposeDecision(context, proposal(caseId)),
      (context) => recordNotice(context, served(caseId, decisionId)),
      (context) => decideDecision(context, approval(caseId, decisionId)),
      (context) =>
        issueEmergencyWarning(context, {
          caseId,
          grounds: ["fraud"],
          statement: "正在冒充客服索要验证码，不要提供，立即挂断。",
        }),
      (context) => confirmEmergencyWarning(context, { caseId, decisionId, reason: REASON }),
      (context) => assignCase(context, { caseId, to: "me", from: null }),
    ];
    const before = await database.owner`select * from cases where id = ${caseId}`;
    for (const act of acts) {
      await expect(act(as(portal, stranger, 11))).rejects.toEqual(refusal("not-found", "case"));
    }
    expect(await database.owner`select * from cases where id = ${caseId}`).toEqual(before);
    expect(await decisionOf(decisionId)).toMatchObject({ state: "window", decided_by: null });
  });

  it("needs a person who is signed in", async () => {
    const { caseId, decisionId } = await ready();
    await expect(decideDecision(as(portal, null, 11), approval(caseId, decisionId))).rejects.toEqual(
      refusal("not-signed-in", "sign-in-first"),
    );
  });
});

describe("the database itself", () => {
  it("refuses a decision by its proposer, even from the application's own role", async () => {
    const { caseId, decisionId } = await ready();
    const change = portal.db.scoped(
      officer.agencyId ?? "",
      (
        tx,
      ) => tx`update decisions set state = 'published', decided_by = proposed_by, decided_at = ${portal.now}
        where case_id = ${caseId} and id = ${decisionId}`,
    );
    await expect(change).rejects.toMatchObject({ constraint_name: "decisions_four_eyes" });
    expect(await decisionOf(decisionId)).toMatchObject({ state: "window", decided_by: null });
  });

  it("refuses a publication before the window is over", async () => {
    const { caseId, decisionId } = await ready();
    const change = portal.db.scoped(
      officer.agencyId ?? "",
      (
        tx,
      ) => tx`update decisions set state = 'published', decided_by = ${reviewer.id}, decided_at = ${portal.now}
        where case_id = ${caseId} and id = ${decisionId}`,
    );
    await expect(change).rejects.toMatchObject({ constraint_name: "decisions_publication_check" });
  });

  it("lets the application append to history but neither change nor remove it", async () => {
    const { caseId, decisionId } = await ready();
    await decideDecision(as(portal, reviewer, 11), approval(caseId, decisionId));
    const agency = officer.agencyId ?? "";
    for (const statement of [
      "update approvals set account_id = account_id",
      "delete from approvals",
      "update registry_versions set status = 'withdrawn'",
      "delete from audit_events",
      "delete from case_judgements",
    ]) {
      const change = portal.db.scoped(agency, (tx) => tx.unsafe(statement));
      await expect(change, statement).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("an emergency warning", () => {
  const warning = (caseId: string) => ({
    caseId,
    grounds: ["fraud"] as ["fraud"],
    statement: "正在冒充客服索要验证码，不要提供，立即挂断。",
  });

  it("is in force at once for 72 hours and is no more to be confirmed afterwards", async () => {
    const { caseId } = await newCase();
    const { decisionId, lapsesAt } = await issueEmergencyWarning(as(portal, officer), warning(caseId));
    expect(lapsesAt).toBe("2026-03-05T04:00:00.000Z");
    expect((await versionsOf(caseId)).at(-1)).toMatchObject({
      kind: "warning",
      status: "active",
      expires_at: new Date(lapsesAt),
    });
    const confirm = (days: number, actor = reviewer) =>
      confirmEmergencyWarning(as(portal, actor, days), { caseId, decisionId, reason: REASON });
    await expect(confirm(1, officer)).rejects.toEqual(refusal("forbidden", "decision.approve"));
    await expect(confirm(3)).rejects.toEqual(refusal("conflict", "emergency-lapsed"));
  });

  it("stays for 30 days once a second person confirms it, and not by whoever issued it", async () => {
    const { caseId } = await newCase();
    const { decisionId } = await issueEmergencyWarning(as(portal, supervisor), warning(caseId));
    const input = { caseId, decisionId, reason: REASON };
    await expect(confirmEmergencyWarning(as(portal, supervisor, 1), input)).rejects.toEqual(
      refusal("forbidden", "decider-is-proposer"),
    );
    const { expiresAt } = await confirmEmergencyWarning(as(portal, reviewer, 1), input);
    expect(expiresAt).toBe("2026-04-02T04:00:00.000Z");
    expect((await versionsOf(caseId)).at(-1)).toMatchObject({
      kind: "warning",
      expires_at: new Date(expiresAt),
    });
  });

  it("is confirmed once", async () => {
    const { caseId } = await newCase();
    const { decisionId } = await issueEmergencyWarning(as(portal, officer), warning(caseId));
    const input = { caseId, decisionId, reason: REASON };
    await confirmEmergencyWarning(as(portal, reviewer, 1), input);
    await expect(confirmEmergencyWarning(as(portal, supervisor, 2), input)).rejects.toMatchObject({
      code: "conflict",
    });
  });
});
