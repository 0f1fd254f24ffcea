import type { Scope } from "#domain/access/actor.ts";
import type { MergeAct, MergePreview, PartedReport } from "#domain/cases/case-file.ts";
import { chooseSurvivor, type MergeRow, mergeState } from "#domain/cases/merges.ts";
import type { Tx } from "../client.ts";
import { campaignNames, caseSubject, type SealedKeys } from "./case-subjects.ts";
import { personVerdicts } from "./person-verdicts.ts";

/** A case as merging sees it. */
export type MergeableCase = {
  readonly id: string;
  readonly agencyId: string;
  readonly kind: "caller" | "lender" | "campaign";
  readonly numberIndexHex: string | null;
  readonly institutionId: string | null;
  readonly openedAt: Date;
  readonly mergedInto: string | null;
  readonly isProtected: boolean;
};
export type StoredMerge = MergeRow & { readonly actionId: string };

/** The case itself and everything merged into it: what its reports, sources and history are read over. */
export async function caseGroup(tx: Tx, caseId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select id from cases where merged_into = ${caseId}`;
  return [caseId, ...rows.map((row) => row.id)];
}

/** Locks these cases, what stands for them and what is merged with them, in the order of their ids; answers every id locked. */
export async function lockGroups(tx: Tx, caseIds: readonly string[]): Promise<string[]> {
  const closure = async (): Promise<string[]> => {
    const rows = await tx<{ id: string }[]>`
      with roots as (select distinct coalesce(merged_into, id) as id from cases where id = any(${[...caseIds]}::uuid[]))
      select id from roots union select c.id from cases c join roots r on c.merged_into = r.id`;
    return rows.map((row) => row.id).sort();
  };
  for (;;) {
    const ids = await closure();
    await tx`select 1 from cases where id = any(${ids}::uuid[]) order by id for update`;
    // Somebody may have merged or parted some of them while we waited for the locks.
    const after = await closure();
    if (after.every((id) => ids.includes(id))) return after;
  }
}

/**
 * Facts of cases for merging. A case is protected while something was decided on it or waits to be: an entry in force
 * (under appeal too), or an open proposal.
 */
export async function mergeableCases(
  tx: Tx,
  caseIds: readonly string[],
  now: Date,
): Promise<MergeableCase[]> {
  const rows = await tx`
    select c.id, c.agency_id, c.kind, encode(c.number_index, 'hex') as number_index_hex, c.institution_id, c.opened_at, c.merged_into,
      (exists (select 1 from decisions d where d.case_id = c.id and d.state in ('proposed', 'window'))
        or exists (select 1 from registry_entries e cross join lateral (
            select status, expires_at from registry_versions v where v.entry_id = e.id order by version desc limit 1) newest
          where e.case_id = c.id and newest.status in ('active', 'under_appeal') and newest.expires_at > ${now})) as is_protected
    from cases c where c.id = any(${[...caseIds]}::uuid[])`;
  return rows.map((row) => ({
    id: row.id,
    agencyId: row.agency_id,
    kind: row.kind,
    numberIndexHex: row.number_index_hex,
    institutionId: row.institution_id,
    openedAt: row.opened_at,
    mergedInto: row.merged_into,
    isProtected: row.is_protected,
  }));
}

/** Every merge row that begins at one of these cases. */
export async function mergeRowsOf(tx: Tx, caseIds: readonly string[]): Promise<StoredMerge[]> {
  const rows = await tx`
    select id, case_id, into_case_id, verdict, by_kind, by_id, action_id from case_merges where case_id = any(${[...caseIds]}::uuid[])`;
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    intoCaseId: row.into_case_id,
    verdict: row.verdict,
    byKind: row.by_kind,
    byId: row.by_id,
    actionId: row.action_id,
  }));
}

const CASES_NAMED = 10;

/** What is merged into this case, act by act, newest first. The case must have been read in the same scope before. */
export async function listMergeActs(
  tx: Tx,
  scope: Scope,
  caseId: string,
  sealed: SealedKeys,
): Promise<MergeAct[]> {
  const group = await caseGroup(tx, caseId);
  if (group.length === 1) return [];
  const standing = [...mergeState(await mergeRowsOf(tx, group)).values()];
  const acts = Map.groupBy(standing, (row) => row.actionId);
  const firstOf = [...acts].flatMap(([, rows]) => rows[0]?.id ?? []);
  const named = [...acts].flatMap(([, rows]) => rows.slice(0, CASES_NAMED).map((row) => row.caseId));
  const [rows, cases] = await Promise.all([
    tx`select m.action_id, m.at, m.by_kind, m.reason, m.model_version, a.name from case_merges m left join accounts a on a.id = m.by_id
      where m.case_id = any(${group}::uuid[]) and m.id = any(${firstOf}::uuid[]) order by m.id desc`,
    tx`select c.id, c.reference, c.kind, c.subject_public, c.subject_sealed, c.number_kind, c.institution_id, i.legal_name, i.english_name,
        i.status as institution_status
      from cases c left join institutions i on i.id = c.institution_id
      where c.id = any(${named}::uuid[]) and c.agency_id = ${scope.agencyId}`,
  ]);
  const campaigns = cases.filter((row) => row.kind === "campaign").map((row) => row.id as string);
  const names = await campaignNames(tx, campaigns);
  return rows.map((row) => {
    const own = acts.get(row.action_id) ?? [];
    const ids = own.slice(0, CASES_NAMED).map((merge) => merge.caseId);
    return {
      actionId: row.action_id,
      at: (row.at as Date).toISOString(),
      byKind: row.by_kind,
      by: row.name,
      reason: row.reason,
      modelVersion: row.model_version,
      count: own.length,
      cases: cases
        .filter((one) => ids.includes(one.id))
        .map((one) => ({
          id: one.id,
          reference: one.reference,
          subject: caseSubject(one, sealed, { isMasked: true, campaign: names.get(one.id) }),
        })),
    };
  });
}

/** The figures that a merge of these cases would show, each reporter counted once, and which of them would survive. */
export async function previewMerge(
  tx: Tx,
  caseIds: readonly string[],
  now: Date,
): Promise<MergePreview | null> {
  const groups = await Promise.all(caseIds.map((id) => caseGroup(tx, id)));
  const facts = await mergeableCases(tx, groups.flat(), now);
  const roots = caseIds.flatMap((id, at) => {
    const root = facts.find((one) => one.id === id);
    const members = groups[at] ?? [id];
    return root
      ? [{ ...root, isProtected: facts.some((one) => members.includes(one.id) && one.isProtected) }]
      : [];
  });
  const [first, ...others] = roots;
  if (!first || others.length === 0) return null;
  const [counted] = await tx<{ complaints: number; sources: number }[]>`
    select count(distinct complaint_id)::int as complaints, count(distinct source_index)::int as sources
    from case_members where case_id = any(${groups.flat()}::uuid[])`;
  return {
    survivorId: chooseSurvivor([first, ...others]).id,
    complaints: counted?.complaints ?? 0,
    sources: counted?.sources ?? 0,
    isSameKind: roots.every((one) => one.kind === first.kind),
    decided: roots.filter((one) => one.isProtected).length,
  };
}

/** Whether this reference is of a case merged into that one: said to whoever was sent on from it. */
export async function isMergedInto(
  tx: Tx,
  scope: Scope,
  caseId: string,
  reference: string,
): Promise<boolean> {
  const rows = await tx`
    select 1 from case_references r join cases c on c.id = r.case_id
    where r.reference = ${reference} and r.agency_id = ${scope.agencyId} and c.merged_into = ${caseId}`;
  return rows.length > 0;
}

/** What a page about a case's reports is headed by; null when the case is not the agency's. */
export async function findCaseHead(
  tx: Tx,
  scope: Scope,
  caseId: string,
): Promise<{ readonly reference: string; readonly kind: MergeableCase["kind"] } | null> {
  const [row] = await tx<{ reference: string; kind: MergeableCase["kind"] }[]>`
    select reference, kind from cases where id = ${caseId} and agency_id = ${scope.agencyId}`;
  return row ?? null;
}

const PARTED_SHOWN = 50;

/** Reports that a person took out of this case and that are out of it still, newest first. */
export async function listPartedReports(tx: Tx, scope: Scope, caseId: string): Promise<PartedReport[]> {
  const group = await caseGroup(tx, caseId);
  const verdicts = (await personVerdicts(tx, group)).filter((one) => one.verdict === "part");
  if (verdicts.length === 0) return [];
  const rows = await tx`
    select distinct on (j.complaint_id) j.complaint_id, j.at, j.reason, j.id, a.name from case_judgements j
    join cases c on c.id = j.case_id and c.agency_id = ${scope.agencyId} left join accounts a on a.id = j.by_id
    where j.case_id = any(${group}::uuid[]) and j.complaint_id = any(${verdicts.map((one) => one.complaintId)}::uuid[])
      and j.by_kind = 'person' and j.verdict = 'part' and j.rule in ('person', 'review', 'split')
      and not exists (select 1 from case_members m where m.case_id = any(${group}::uuid[]) and m.complaint_id = j.complaint_id)
    order by j.complaint_id, j.id desc`;
  return rows
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, PARTED_SHOWN)
    .map((row) => ({
      complaintId: row.complaint_id,
      at: (row.at as Date).toISOString(),
      by: row.name,
      reason: row.reason ?? "",
    }));
}
