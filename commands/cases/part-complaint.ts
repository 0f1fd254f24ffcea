import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { heatOf } from "#domain/cases/score.ts";
import { refreshNumberReports } from "../complaints/write-memberships.ts";
import { caseEvent } from "./case-event.ts";

export type PartBy = {
  readonly kind: "rule" | "person";
  readonly id: string | null;
  readonly rule: string;
  readonly reason: string;
};

/**
 * Takes a complaint out of every case it belongs to that the transaction may see: appends a `part` judgement to each and derives membership,
 * sources and score again from what remains, so that the case is as if the complaint had never joined.
 */
export async function partComplaint(tx: Tx, complaintId: string, by: PartBy, now: Date): Promise<string[]> {
  // The join lets row-level security speak: an agency takes a report out of its own cases, never out of another's.
  const members = await tx<{ case_id: string }[]>`
    select m.case_id from case_members m join cases c on c.id = m.case_id where m.complaint_id = ${complaintId} order by m.case_id`;
  const caseIds = members.map((row) => row.case_id);
  if (caseIds.length === 0) return [];
  await tx`select 1 from number_keys where number_index in (select number_index from cases where id = any(${caseIds}::uuid[]))
    order by number_index for update`;
  await tx`select id from cases where id = any(${caseIds}::uuid[]) order by id for update`;
  await insertRows(
    tx,
    "case_judgements",
    caseIds.map((caseId) => ({
      case_id: caseId,
      id: uuidv7(),
      complaint_id: complaintId,
      verdict: "part",
      by_kind: by.kind,
      by_id: by.id,
      rule: by.rule,
      reason: by.reason,
      weights: {},
      model_version: "keys-1",
      at: now,
    })),
  );
  await tx`delete from case_members where complaint_id = ${complaintId} and case_id = any(${caseIds}::uuid[])`;
  for (const caseId of caseIds) {
    await rebuildCase(tx, caseId, now);
    await caseEvent(tx, {
      caseId,
      kind: "complaint.parted",
      byId: by.id,
      at: now,
      detail: { complaintId, rule: by.rule, reason: by.reason },
    });
  }
  return caseIds;
}

/** Sources and score of one case, from its members alone. The case row must be locked. */
async function rebuildCase(tx: Tx, caseId: string, now: Date): Promise<void> {
  await tx`delete from case_sources where case_id = ${caseId}`;
  const sources = await tx<{ first_at: Date; severity: number }[]>`
    insert into case_sources (case_id, source_index, first_at, last_at, severity, region, complaint_count)
    select case_id, source_index, min(reported_at), max(reported_at), max(severity), min(region), count(*)
    from case_members where case_id = ${caseId} group by case_id, source_index
    returning first_at, severity`;
  const heat = heatOf(sources.map((row) => ({ firstAt: row.first_at, severity: row.severity })));
  await tx`update cases c set heat = ${Number.isFinite(heat) ? String(heat) : "-Infinity"}::float8, source_count = ${sources.length},
      complaint_count = (select count(*) from case_members m where m.case_id = c.id),
      severity_max = coalesce((select max(severity) from case_members m where m.case_id = c.id), 1),
      first_report_at = coalesce((select min(reported_at) from case_members m where m.case_id = c.id), c.first_report_at),
      last_report_at = coalesce((select max(reported_at) from case_members m where m.case_id = c.id), c.first_report_at),
      updated_at = ${now}
    where c.id = ${caseId}`;
  await refreshNumberReports(tx, [caseId], now);
}
