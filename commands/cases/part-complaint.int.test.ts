import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { ComplaintInput } from "#domain/complaints/complaint-input.ts";
import { REASON_CODES } from "#domain/complaints/outcomes.ts";
import { submitComplaint } from "../complaints/submit-complaint.ts";
import { triageComplaint } from "../complaints/triage-complaint.ts";
import { type TestContext, testContext } from "../testing/context.ts";
import { addAgency, addOfficer, as, firstAgency } from "../testing/officers.ts";

let database: TestDatabase;
let portal: TestContext;
beforeAll(async () => {
  database = await createTestDatabase();
  portal = await testContext(database);
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

const file = (numbers: readonly string[], more: Partial<ComplaintInput>) =>
  submitComplaint(portal, {
    body: {
      matter: "collection",
      channel: "voice_call",
      relationship: "CONTACT_LISTED",
      incidents: numbers.map((numberDisplayed) => ({ numberDisplayed, at: "2026-03-01T10:00:00+08:00" })),
      truthStatement: true,
      ...more,
    },
    idempotencyKey: null,
    origin: { kind: "anonymous", network: null },
  });

describe("a complaint that joined cases of two agencies", () => {
  test("leaves every case with counts that fit its members when one agency rejects it", async () => {
    const officer = await addOfficer(portal, "case_officer", await firstAgency(portal));
    await addAgency(portal, "SOUTH", ["44"], portal.now);
    await file(["13900000002"], { region: "440100", contact: { phone: "13700000009" } });
    const { id } = await file(["13900000001", "13900000002"], {
      region: "330100",
      contact: { phone: "13700000001" },
    });
    const reasonCode = REASON_CODES.find(
      (reason) => reason.reviewers === 1 && reason.code !== "withdrawn",
    )?.code;
    await triageComplaint(as(portal, officer), { complaintId: id, verdict: "reject", reasonCode });
    const rows = await database.owner`
      select c.complaint_count, c.source_count, r.source_count as reported,
        (select count(*)::int from case_members m where m.case_id = c.id) as members,
        (select count(*)::int from case_sources s where s.case_id = c.id) as sources
      from cases c join number_reports r on r.number_index = c.number_index`;
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toMatchObject({
        complaint_count: row.members,
        source_count: row.sources,
        reported: row.sources,
      });
    }
  });
});
