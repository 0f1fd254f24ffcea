import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
import { expireEntries } from "../registry/expire-entries.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addOfficer, as, firstAgency } from "../testing/officers.ts";
import { decideDecision } from "./decide-decision.ts";
import { issueEmergencyWarning } from "./issue-emergency-warning.ts";
import { proposeDecision } from "./propose-decision.ts";
import { recordNotice } from "./record-notice.ts";

const STATEMENT = "多人举报以暴力威胁催收，录音与通话记录相互印证，事实清楚。";
const REASON = "事实清楚，程序合规，同意。";
const HOUR_IN_DAYS = 1 / 24;

let database: TestDatabase;
let portal: TestContext;
let officer: Actor;
let reviewer: Actor;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
  const agency = await firstAgency(portal);
  officer = await addOfficer(portal, "case_officer", agency);
  reviewer = await addOfficer(portal, "reviewer", agency);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

async function report(number: string): Promise<string> {
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
  const [row] = await database.owner<
    { case_id: string }[]
  >`select case_id from number_keys where number_index = ${index}`;
  if (!row) throw new Error("no case");
  return row.case_id;
}

/** A minor listing that found commercial use, up to the moment a second person may approve it. */
async function windowOver(caseId: string): Promise<string> {
  const { decisionId } = await proposeDecision(as(portal, officer), {
    caseId,
    kind: "list",
    grounds: ["threats"],
    tier: "minor",
    termDays: 30,
    findsCommercialUse: true,
    statement: STATEMENT,
  });
  const served = { method: "sms", addressee: "持有人", unservedReason: "" } as const;
  await recordNotice(as(portal, officer), { caseId, decisionId, ...served });
  return decisionId;
}

const approve = (caseId: string, decisionId: string) =>
  decideDecision(as(portal, reviewer, 11), { caseId, decisionId, verdict: "approve", reason: REASON });

describe("due process", () => {
  test("one officer alone keeps no warning in force beyond 72 hours, however often it is issued", async () => {
    const caseId = await report("16300000001");
    const warn = (hours: number) =>
      issueEmergencyWarning(as(portal, officer, hours * HOUR_IN_DAYS), {
        caseId,
        grounds: ["fraud"],
        statement: STATEMENT,
      });
    await warn(0);
    await expect(warn(71)).rejects.toMatchObject({ code: "conflict" });
    await expireEntries(portal, portal.db.system, as(portal, null, 4).now);
    await expect(warn(97)).rejects.toMatchObject({ code: "conflict" });
  });

  test("a decision and a report about the same number at the same moment both succeed", async () => {
    for (let round = 0; round < 10; round++) {
      const number = `1630000010${round}`;
      const caseId = await report(number);
      const decisionId = await windowOver(caseId);
      await Promise.all([report(number), approve(caseId, decisionId), report(number)]);
    }
  });

  test("a private number is nowhere in clear once its listing is over", async () => {
    const caseId = await report("16300000002");
    await approve(caseId, await windowOver(caseId));
    await expireEntries(portal, portal.db.system, as(portal, null, 60).now);
    const left = await database.owner`
      select 1 from registry_versions v join registry_entries e on e.id = v.entry_id
      where e.case_id = ${caseId} and v.public_key is not null`;
    expect(left).toHaveLength(0);
  });

  test("a term that no delisting needs is not refused as a fault of the portal", async () => {
    const caseId = await report("16300000003");
    await approve(caseId, await windowOver(caseId));
    const delisting = proposeDecision(as(portal, officer, 12), {
      caseId,
      kind: "delist",
      grounds: [],
      tier: "minor",
      termDays: 0,
      findsCommercialUse: false,
      statement: STATEMENT,
    });
    const failure = await delisting.then(
      () => null,
      (error: Error) => error.name,
    );
    expect([null, "AppError"]).toContain(failure);
  });
});
