import type { Sql, Tx } from "../client.ts";
import { CERTAIN_CLAIMS } from "./rating-evidence.ts";

/** Something that a published month rests on and that turned out otherwise. */
export type CorrectionCause = {
  readonly institutionId: string;
  readonly cause:
    | "exposure_restated"
    | "hold_reviewed"
    | "integrity_hold"
    | "decision_withdrawn"
    | "outcome_revised";
};

/** `newer_evidence`: nothing of its own; others' figures, or what came in with the course of things. */
export type RatingCause = CorrectionCause["cause"] | "newer_evidence";

/**
 * What turned out otherwise after `since`, about months of the window [from, to): a cause for the institution itself, for
 * who took it over, and, where complaints are concerned, for the one lender it works for, which has them too.
 */
export async function listCorrectionCauses(
  sql: Sql | Tx,
  {
    since,
    until,
    from,
    to,
  }: { readonly since: Date; readonly until: Date; readonly from: Date; readonly to: Date },
): Promise<CorrectionCause[]> {
  const rows = await sql<{ institution_id: string; cause: CorrectionCause["cause"] }[]>`
    with recursive found (institution_id, cause) as (
      select institution_id, 'exposure_restated' as cause from exposure_filings
      where recorded_at > ${since} and recorded_at <= ${until} and month < (${to}::timestamptz at time zone 'Asia/Shanghai')::date
        and month >= (${from}::timestamptz at time zone 'Asia/Shanghai')::date
      union
      select institution_id, 'hold_reviewed' from rating_holds
      where closed_at > ${since} and closed_at <= ${until} and month < (${to}::timestamptz at time zone 'Asia/Shanghai')::date
      union
      select institution_id, 'integrity_hold' from rating_integrity_holds
      where state in ('in_force', 'lifted') and ((decided_at > ${since} and decided_at <= ${until}) or (lifted_at > ${since} and lifted_at <= ${until}))
      union
      select c.institution_id, 'decision_withdrawn' from decisions d join cases c on c.id = d.case_id
      where d.decided_at > ${since} and d.decided_at <= ${until} and d.kind = 'delist' and d.state = 'published'
        and c.kind = 'lender' and c.institution_id is not null
      union
      select e.institution_id, 'decision_withdrawn' from registry_versions v join registry_entries e on e.id = v.entry_id
      where v.at > ${since} and v.at <= ${until} and v.status = 'withdrawn' and e.institution_id is not null
      union
      -- An officer took up again what had been closed before; what reporters do is the ordinary course of things.
      select named.id, 'outcome_revised' from complaint_events e join complaints co on co.id = e.complaint_id
        left join lateral (
          select c.institution_id from case_members m join cases c on c.id = m.case_id
          where m.complaint_id = co.id and c.kind = 'lender' and c.institution_id is not null order by m.judgement_id limit 1) s on true
        cross join lateral (select coalesce(s.institution_id, case
          when co.claimed_match = any(${[...CERTAIN_CLAIMS]}::text[]) then co.claimed_institution_id end) as id) named
      where e.at > ${since} and e.at <= ${until} and e.status in ('reopened', 'not_accepted') and e.by_kind = 'officer'
        and named.id is not null and co.received_at >= ${from} and co.received_at < ${to}
        and exists (select 1 from complaint_events b where b.complaint_id = e.complaint_id and b.status = 'closed' and b.at <= ${since})
    ), charged as (
      select institution_id, cause from found
      union
      select a.principal_id, f.cause from found f join (
        select agent_id, (array_agg(principal_id))[1] as principal_id from agents_of
        group by agent_id having count(distinct principal_id) = 1) a on a.agent_id = f.institution_id
      where f.cause in ('hold_reviewed', 'decision_withdrawn', 'outcome_revised')
    ), spread as (
      select institution_id, cause from charged
      union
      select l.other_id, s.cause from spread s join institution_links l on l.institution_id = s.institution_id
      where l.kind = 'successor' and l.since < (${to}::timestamptz at time zone 'Asia/Shanghai')::date
    )
    select institution_id, cause from spread
    order by 1, 2`;
  return rows.map((row) => ({ institutionId: row.institution_id, cause: row.cause }));
}
