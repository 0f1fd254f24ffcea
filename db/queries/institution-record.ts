import type { Sql } from "../client.ts";

/** Below so many people a number could tell of one of them: it is not told. */
const LEAST_PERSONS = 5;

export type RecordPeriod = { readonly from: Date; readonly to: Date };

/** Complaints of its lender case a month; null where too few people complained to say how many. */
export async function listComplaintMonths(
  sql: Sql,
  institutionId: string,
  { from, to }: RecordPeriod,
): Promise<{ readonly month: string; readonly complaints: number | null }[]> {
  const rows = await sql`
    select to_char(co.received_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
      case when count(distinct m.source_index) >= ${LEAST_PERSONS} then count(*)::int end as complaints
    from institution_cases ic join case_members m on m.case_id = ic.case_id join complaints co on co.id = m.complaint_id
    where ic.institution_id = ${institutionId} and co.received_at >= ${from} and co.received_at < ${to}
    group by 1 order by 1`;
  return rows.map((row) => ({ month: row.month, complaints: row.complaints }));
}

/** What the complaints are about, most first, as codes of harms; what too few people told of is left out. */
export async function listComplaintMix(
  sql: Sql,
  institutionId: string,
  { from, to }: RecordPeriod,
): Promise<{ readonly harm: string; readonly complaints: number }[]> {
  const rows = await sql`
    select split_part(harm, '.', 1) as harm, count(distinct co.id)::int as complaints
    from institution_cases ic join case_members m on m.case_id = ic.case_id join complaints co on co.id = m.complaint_id
      cross join lateral jsonb_array_elements_text(co.facts -> 'harm' -> 'kinds') as harm
    where ic.institution_id = ${institutionId} and co.received_at >= ${from} and co.received_at < ${to}
    group by 1 having count(distinct m.source_index) >= ${LEAST_PERSONS} order by 2 desc, 1`;
  return rows.map((row) => ({ harm: row.harm, complaints: row.complaints }));
}

/** How complaints that it was asked about went on; shares of few are for the reader to weigh. */
export type HandlingRecord = {
  readonly asked: number;
  readonly answered: number;
  /** Days from being asked to the answer, of those answered. */
  readonly medianDays: number | null;
  readonly closed: number;
  readonly reopened: number;
  /** How closed complaints ended, most first. */
  readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
};

export async function findHandlingRecord(
  sql: Sql,
  institutionId: string,
  { from, to }: RecordPeriod,
): Promise<HandlingRecord> {
  const rows = await sql`
    with asked as materialized (
      select m.complaint_id, min(e.at) filter (where e.status = 'with_institution') as asked_at,
        min(e.at) filter (where e.status = 'answered') as answered_at,
        bool_or(e.status = 'reopened') as was_reopened,
        (array_agg(e.reason order by e.at desc, e.id desc) filter (where e.status = 'closed'))[1] as outcome
      from institution_cases ic join case_members m on m.case_id = ic.case_id
        join complaint_events e on e.complaint_id = m.complaint_id
      where ic.institution_id = ${institutionId} and e.at < ${to} group by m.complaint_id)
    select outcome, count(*)::int as asked, count(answered_at)::int as answered,
      count(*) filter (where was_reopened)::int as reopened,
      array_agg(extract(epoch from answered_at - asked_at) / 86400) filter (where answered_at is not null) as days
    from asked where asked_at >= ${from} group by outcome order by 2 desc, 1`;
  const sum = (field: "asked" | "answered" | "reopened") =>
    rows.reduce((total, row) => total + row[field], 0);
  const days = rows
    .flatMap((row) => ((row.days ?? []) as (number | string)[]).map(Number))
    .sort((a, b) => a - b);
  const outcomes = rows.flatMap((row) => (row.outcome ? [{ outcome: row.outcome, count: row.asked }] : []));
  return {
    asked: sum("asked"),
    answered: sum("answered"),
    medianDays: days[Math.floor(days.length / 2)] ?? null,
    closed: outcomes.reduce((total, { count }) => total + count, 0),
    reopened: sum("reopened"),
    outcomes,
  };
}
