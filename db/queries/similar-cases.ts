import type { Scope } from "#domain/access/actor.ts";
import type { SimilarCase } from "#domain/cases/campaign-file.ts";
import type { CaseState } from "#domain/cases/case-state.ts";
import type { CaseKind } from "#domain/cases/inbox.ts";
import type { Tx } from "../client.ts";
import { caseFamily } from "./case-family.ts";
import { campaignNames, caseSubject, type SealedKeys } from "./case-subjects.ts";

/** Bounds of one look: the newest reports, their rarest keys, so many reports behind them. */
const REPORTS_READ = 500;
const KEYS_READ = 200;
const CARRIERS_READ = 4000;
/** What more reports than this share says little about any two of them. */
const COMMON_FROM = 500;
const SHOWN = 8;

/**
 * Other cases of the agency with reports that are not in this one and carry its keys, those with the most of them first.
 * Cases merged into this one, and keys a person called common, do not count.
 */
export async function listSimilarCases(
  tx: Tx,
  scope: Scope,
  caseId: string,
  sealed: SealedKeys,
): Promise<SimilarCase[]> {
  const family = await caseFamily(tx, scope, caseId);
  const rows = await tx`
    with members as materialized (
      select complaint_id from case_members where case_id = any(${family}::uuid[]) order by reported_at desc limit ${REPORTS_READ}
    ),
    own as materialized (
      select k.key, k.kind from link_keys k
      where k.key in (select l.key from members m join complaint_links l on l.complaint_id = m.complaint_id)
        and not k.is_common and k.complaints <= ${COMMON_FROM}
      order by k.complaints, k.key limit ${KEYS_READ}
    ),
    carriers as materialized (
      select o.key, o.kind, l.complaint_id from own o join complaint_links l on l.key = o.key limit ${CARRIERS_READ}
    ),
    shared as (
      select coalesce(c.merged_into, c.id) as id, o.kind, count(distinct o.key)::int as keys, count(distinct o.complaint_id)::int as complaints
      from carriers o join case_members m on m.complaint_id = o.complaint_id join cases c on c.id = m.case_id
      where c.agency_id = ${scope.agencyId} and m.case_id <> all(${family}::uuid[]) and not exists (
        select 1 from case_members own where own.case_id = any(${family}::uuid[]) and own.complaint_id = o.complaint_id)
      group by 1, 2
    ),
    best as (select id, sum(keys)::int as keys, sum(complaints)::int as complaints from shared group by id order by 2 desc, 3 desc, 1 limit ${SHOWN})
    select c.id, c.reference, c.kind, c.state, c.subject_public, c.subject_sealed, c.number_kind, c.institution_id, i.legal_name,
      i.english_name, i.status as institution_status,
      (select json_agg(json_build_object('kind', s.kind, 'shared', s.keys, 'complaints', s.complaints,
          'own', (select count(*)::int from own o where o.kind = s.kind)) order by s.keys desc, s.kind)
        from shared s where s.id = b.id) as overlap
    from best b join cases c on c.id = b.id left join institutions i on i.id = c.institution_id
    order by b.keys desc, b.complaints desc, b.id`;
  const names = await campaignNames(
    tx,
    rows.filter((row) => row.kind === "campaign").map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    reference: row.reference,
    kind: row.kind as CaseKind,
    state: row.state as CaseState,
    subject: caseSubject(row, sealed, { isMasked: true, campaign: names.get(row.id) }),
    overlap: row.overlap as SimilarCase["overlap"],
  }));
}
