import type { Scope } from "#domain/access/actor.ts";
import type { Tx } from "../client.ts";
import { caseGroup } from "./merges.ts";

/** Reports of one week, which begins on Monday in China (YYYY-MM-DD). */
export type CaseWeek = { readonly week: string; readonly complaints: number; readonly sources: number };

/** The course of a case: every week up to now, oldest first, also those in which nothing came. */
export async function listCaseWeeks(
  tx: Tx,
  scope: Scope,
  caseId: string,
  { now, weeks }: { readonly now: Date; readonly weeks: number },
): Promise<CaseWeek[]> {
  const group = await tx<{ id: string }[]>`
    select id from cases where id = any(${await caseGroup(tx, caseId)}::uuid[]) and agency_id = ${scope.agencyId}`;
  const ids = group.map((row) => row.id);
  const rows = await tx<{ week: string; complaints: number; sources: number }[]>`
    select to_char(w.week, 'YYYY-MM-DD') as week, count(distinct m.complaint_id)::int as complaints, count(distinct m.source_index)::int as sources
    from generate_series(date_trunc('week', ${now}::timestamptz at time zone 'Asia/Shanghai') - make_interval(weeks => ${weeks - 1}),
      date_trunc('week', ${now}::timestamptz at time zone 'Asia/Shanghai'), interval '1 week') as w(week)
    left join case_members m on m.case_id = any(${ids}::uuid[])
      and m.reported_at >= w.week at time zone 'Asia/Shanghai' and m.reported_at < (w.week + interval '1 week') at time zone 'Asia/Shanghai'
    group by w.week order by w.week`;
  return [...rows];
}
