import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { caseReference } from "#domain/cases/reference.ts";
import { joinComplaint } from "../cases/part-complaint.ts";
import type { TestContext } from "./context.ts";

/** A campaign case of an agency with these reports, as matching would open it; returns its id. */
export async function addCampaign(
  portal: TestContext,
  agencyId: string,
  complaintIds: readonly string[],
  openedAt = portal.now,
): Promise<string> {
  const id = uuidv7();
  const reference = caseReference("campaign", id, openedAt);
  await portal.db.system.begin(async (tx) => {
    await insertRows(tx as Tx, "cases", [
      {
        id,
        agency_id: agencyId,
        jurisdiction: "",
        reference,
        kind: "campaign",
        state: "triage",
        country: "CN",
        epoch: 1,
        key_version: 1,
        opened_at: openedAt,
        first_report_at: openedAt,
        last_report_at: openedAt,
        complaint_count: 0,
        source_count: 0,
        severity_max: 1,
        heat: "-Infinity",
        independent_low: 0,
        independent_high: 0,
        review_due_at: openedAt,
        updated_at: openedAt,
      },
    ]);
    await insertRows(tx as Tx, "case_references", [{ reference, case_id: id, agency_id: agencyId }]);
    for (const complaintId of complaintIds)
      await joinComplaint(
        tx as Tx,
        complaintId,
        [id],
        { kind: "rule", id: null, rule: "number", reason: "" },
        portal.now,
      );
  });
  return id;
}
