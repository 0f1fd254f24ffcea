import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import {
  discountSources,
  refreshNumberReports,
  type SourceRow,
  weighNewSources,
} from "../complaints/write-memberships.ts";
import { enqueueReports } from "../matching/queue.ts";
import { caseEvent } from "./case-event.ts";
import { followMerges, rescoreCases } from "./rescore-cases.ts";

export type PartBy = {
  readonly kind: "rule" | "person";
  readonly id: string | null;
  readonly rule: string;
  readonly reason: string;
  /** What a machine had said before, when a person answers it; with the machine's model version. */
  readonly weights?: Readonly<Record<string, unknown>>;
  readonly modelVersion?: string;
};

/**
 * Takes a complaint out of cases that the transaction may see: of every one it belongs to, or of those in `only`. Appends
 * a `part` judgement to each and derives membership, sources and score again from what remains, so that the case is as if
 * the complaint had never joined. Answers the cases it left.
 */
export async function partComplaint(
  tx: Tx,
  complaintId: string,
  by: PartBy,
  now: Date,
  only?: readonly string[],
): Promise<string[]> {
  // The join lets row-level security speak: an agency takes a report out of its own cases, never out of another's.
  const found = await tx<{ case_id: string }[]>`
    select m.case_id from case_members m join cases c on c.id = m.case_id where m.complaint_id = ${complaintId}
      ${only ? tx`and m.case_id = any(${[...only]}::uuid[])` : tx``}`;
  if (found.length === 0) return [];
  await lockCases(
    tx,
    found.map((row) => row.case_id),
  );
  // Read again under the locks: a second officer may have been quicker.
  const members = await tx<{ case_id: string; source_index: Buffer; reported_at: Date }[]>`
    delete from case_members where complaint_id = ${complaintId} and case_id = any(${found.map((row) => row.case_id)}::uuid[])
    returning case_id, source_index, reported_at`;
  await judge(
    tx,
    "part",
    complaintId,
    // What an undo needs to put the report back as it was.
    members.map((row) => ({ caseId: row.case_id, weights: { reportedAt: row.reported_at.toISOString() } })),
    by,
    now,
  );
  for (const { case_id } of members) await rebuildCase(tx, case_id, now);
  for (const { case_id } of members) {
    await caseEvent(tx, {
      caseId: case_id,
      kind: "complaint.parted",
      byId: by.id,
      at: now,
      detail: { complaintId, rule: by.rule, reason: by.reason },
    });
  }
  await enqueueReports(tx, [complaintId], now);
  return members.map((row) => row.case_id).sort();
}

/**
 * Puts a complaint into cases by a person's word: also one that was taken out before, which comes back as it was.
 * Complaint and cases must be visible to the transaction. Answers the cases it joined; those it is in already stay.
 */
export async function joinComplaint(
  tx: Tx,
  complaintId: string,
  caseIds: readonly string[],
  by: PartBy,
  now: Date,
): Promise<string[]> {
  await lockCases(tx, caseIds);
  const rows = await tx<
    { case_id: string; source_index: Buffer; reported_at: Date; severity: number; region: string | null }[]
  >`
    select c.id as case_id, co.reporter_index as source_index, co.severity, co.region,
      coalesce(
        (select m.reported_at from case_members m where m.complaint_id = co.id limit 1),
        (select (j.weights ->> 'reportedAt')::timestamptz from case_judgements j
          where j.complaint_id = co.id and j.verdict = 'part' and j.weights ? 'reportedAt' order by j.id desc limit 1),
        (select t.at from complaint_traits t where t.complaint_id = co.id),
        least(co.first_incident_at, co.received_at)) as reported_at
    from cases c, complaints co
    where co.id = ${complaintId} and c.id = any(${[...caseIds]}::uuid[])
      and not exists (select 1 from case_members m where m.case_id = c.id and m.complaint_id = co.id)`;
  if (rows.length === 0) return [];
  const ids = await judge(
    tx,
    "join",
    complaintId,
    rows.map((row) => ({ caseId: row.case_id, weights: {} })),
    by,
    now,
  );
  await insertRows(
    tx,
    "case_members",
    rows.map((row) => ({ ...row, complaint_id: complaintId, judgement_id: ids.get(row.case_id) })),
  );
  for (const { case_id } of rows) await rebuildCase(tx, case_id, now, true);
  for (const { case_id } of rows) {
    await caseEvent(tx, {
      caseId: case_id,
      kind: "complaint.joined",
      byId: by.id,
      at: now,
      detail: { complaintId, rule: by.rule, reason: by.reason },
    });
  }
  await enqueueReports(tx, [complaintId], now);
  return rows.map((row) => row.case_id).sort();
}

/** Numbers before their cases, cases by id, with the cases that stand for them: the order intake locks in. */
async function lockCases(tx: Tx, caseIds: readonly string[]): Promise<void> {
  const ids = [...caseIds];
  await tx`select 1 from number_keys where number_index = any(array(select number_index from cases where id = any(${ids}::uuid[])))
    order by number_index for update`;
  await tx`select 1 from cases where id = any(${ids}::uuid[] || array(select merged_into from cases where id = any(${ids}::uuid[]) and merged_into is not null))
    order by id for update`;
}

/** Appends one judgement a case; answers their ids by case. */
export async function judge(
  tx: Tx,
  verdict: "join" | "part" | "unsure",
  complaintId: string,
  cases: readonly { readonly caseId: string; readonly weights: Readonly<Record<string, unknown>> }[],
  by: Omit<PartBy, "kind"> & { readonly kind: "rule" | "model" | "person" },
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(cases.map(({ caseId }) => [caseId, uuidv7()]));
  await insertRows(
    tx,
    "case_judgements",
    cases.map(({ caseId, weights }) => ({
      case_id: caseId,
      id: ids.get(caseId),
      complaint_id: complaintId,
      verdict,
      by_kind: by.kind,
      by_id: by.id,
      rule: by.rule,
      reason: by.reason,
      weights: { ...by.weights, ...weights },
      model_version: by.modelVersion ?? "keys-1",
      at: now,
    })),
  );
  return ids;
}

/**
 * Sources and scores of one case from its members alone, as if they had come one after another; the case that stands for
 * it follows. The case row must be locked. `isReport`: something was added, which opens a closed survivor again.
 */
export async function rebuildCase(tx: Tx, caseId: string, now: Date, isReport = false): Promise<void> {
  await tx`delete from case_sources where case_id = ${caseId}`;
  await tx`delete from case_source_groups where case_id = ${caseId}`;
  // A time of exactly midnight is a day that somebody wrote as a time: it says nothing about the hour.
  const sources = await tx<SourceRow[]>`
    select m.case_id, m.source_index, m.first_at, m.last_at, m.severity, m.regions[1] as region, m.complaint_count, s.group_id as text_group,
      t.network_index, case when extract(epoch from co.received_at) % 86400 = 0 then null
        else floor(extract(epoch from co.received_at) / 3600)::int end as hour
    from (
      select case_id, source_index, min(reported_at) as first_at, max(reported_at) as last_at, max(severity) as severity,
        array_agg(region order by complaint_id) as regions, count(*)::int as complaint_count, (array_agg(complaint_id order by complaint_id))[1] as first_id
      from case_members where case_id = ${caseId} group by case_id, source_index
    ) m join complaints co on co.id = m.first_id
    left join complaint_traits t on t.complaint_id = m.first_id left join scripts s on s.id = t.script_id
    order by m.first_id`;
  await insertRows(
    tx,
    "case_sources",
    sources.map((row) => ({ ...row, weight_low: 1, weight_high: 1 })),
  );
  await discountSources(tx, await weighNewSources(tx, sources));
  await rescoreCases(tx, [caseId], now);
  await refreshNumberReports(tx, [caseId], now);
  await followMerges(tx, [caseId], { now, isReport });
}
