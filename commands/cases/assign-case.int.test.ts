import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";
import { assignCase } from "./assign-case.ts";

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let colleague: Actor;
let reviewer: Actor;
let stranger: Actor;
let caseId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agency = await firstAgency(portal);
  officer = await addOfficer(portal, "case_officer", agency);
  colleague = await addOfficer(portal, "triage", agency);
  reviewer = await addOfficer(portal, "reviewer", agency);
  stranger = await addOfficer(portal, "supervisor", await addAgency(portal, "SOUTH", ["44"], portal.now));
  await submitComplaint(portal, {
    body: {
      matter: "marketing",
      channel: "voice_call",
      relationship: "MARKETING_TARGET_NO_CONSENT",
      incidents: [{ numberDisplayed: "13900001111", at: null }],
      truthStatement: true,
    },
    idempotencyKey: null,
    origin: { kind: "anonymous", network: null },
  });
  caseId = (await database.owner`select id from cases`)[0]?.id;
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const row = async () => (await database.owner`select state, assigned_to from cases where id = ${caseId}`)[0];
const events = async () =>
  (await database.owner`select kind from case_events where case_id = ${caseId} order by id`).map(
    (event) => event.kind,
  );

describe("a case", () => {
  it("is not there for another agency and not for a role that does not work cases", async () => {
    const input = { caseId, to: "me", from: null } as const;
    await expect(assignCase(as(portal, stranger), input)).rejects.toMatchObject({ code: "not-found" });
    await expect(assignCase(as(portal, reviewer), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(assignCase(as(portal, null), input)).rejects.toMatchObject({ code: "not-signed-in" });
    expect(await row()).toEqual({ state: "triage", assigned_to: null });
    expect(await events()).toEqual([]);
  });

  it("goes to one of two officers who reach for it at the same moment, and its investigation begins", async () => {
    const both = [officer, colleague].map((actor) =>
      assignCase(as(portal, actor), { caseId, to: "me", from: null }),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === "rejected")).toMatchObject({
      reason: { code: "conflict", reason: "assignment-changed" },
    });
    expect(await row()).toMatchObject({ state: "investigating" });
    expect(await events()).toEqual(["case.assigned"]);
    const audited =
      await database.owner`select action, subject_id from audit_events where action like 'case.%'`;
    expect(audited).toEqual([{ action: "case.assigned", subject_id: caseId }]);
  });

  it("can be taken over knowingly and laid down, and stays under investigation", async () => {
    const from = (await row())?.assigned_to;
    const other = from === officer.id ? colleague : officer;
    await assignCase(as(portal, other), { caseId, to: "me", from });
    expect(await row()).toMatchObject({ assigned_to: other.id });
    await assignCase(as(portal, other), { caseId, to: "nobody", from: other.id });
    expect(await row()).toEqual({ state: "investigating", assigned_to: null });
    expect(await events()).toEqual(["case.assigned", "case.assigned", "case.released"]);
  });

  it("is taken twice by one person without a second entry", async () => {
    await assignCase(as(portal, officer), { caseId, to: "me", from: null });
    await assignCase(as(portal, officer), { caseId, to: "me", from: null });
    expect((await events()).filter((kind) => kind === "case.assigned")).toHaveLength(3);
  });
});
