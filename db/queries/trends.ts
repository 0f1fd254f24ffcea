import type { TrendSums } from "#domain/trends/trend-figures.ts";
import { DIMENSION_NAMES, type Dimension, type Period, type TrendQuery } from "#domain/trends/trend-query.ts";
import type { Sql, Tx } from "../client.ts";

/** How far the counting of days has come. */
export type TrendState = {
  /** What was known by then is counted. */
  readonly asOf: Date;
  /** When days were last counted anew: from then on an answer stays the same. */
  readonly countedAt: string;
  /** Day of the first complaint counted; null while there is none. */
  readonly firstDay: string | null;
};

export const TREND_STATE = "trends";

/** Null until the first count. */
export async function findTrendState(sql: Sql | Tx): Promise<TrendState | null> {
  const [row] = await sql<{ as_of: string; counted_at: string; first_day: string | null }[]>`
    select value ->> 'asOf' as as_of, value ->> 'countedAt' as counted_at, value ->> 'firstDay' as first_day
    from portal_state where name = ${TREND_STATE}`;
  return row ? { asOf: new Date(row.as_of), countedAt: row.counted_at, firstDay: row.first_day } : null;
}

const COLUMNS: Readonly<Record<Dimension, string>> = {
  matter: "matter",
  channel: "channel",
  severity: "severity_class",
  region: "province",
};

/** All sums that an answer needs, in one pass over the days up to its end. */
export async function sumTrends(sql: Sql, query: TrendQuery, period: Period): Promise<TrendSums> {
  const isFiltered = DIMENSION_NAMES.some((dimension) => query[dimension] !== "");
  return isFiltered ? sumChosen(sql, query, period) : sumAll(sql, query.by, period);
}

/** Columns `part` and `step` of a day. */
function placeOf(sql: Sql, { from, days, previous, steps }: Period) {
  const previousFrom = previous?.from ?? from;
  const last = steps.at(-1);
  // After the last step comes a place for what lies behind it.
  const starts = [...steps.map((step) => step.from), ...(last ? [last.to] : [])];
  return sql`
    case when day < ${previousFrom}::date then 0 when day < ${from}::date then 1 else 2 end as part,
    case when day < ${previousFrom}::date then -1 else coalesce(width_bucket(
      day + case when day < ${from}::date then ${days}::int else 0 end,
      (select array_agg(case when n = ${starts.length} then start + 1 else start end order by n)
        from unnest(${starts}::date[]) with ordinality as s(start, n))), 0) - 1 end as step`;
}

async function sumAll(sql: Sql, by: Dimension, period: Period): Promise<TrendSums> {
  const rows = await sql<TotalRow[]>`
    select part, case when grouping(step) = 0 then step end as step, dimension, value, sum(count)::int as count
    from (select dimension, value, count, ${placeOf(sql, period)} from trend_totals where day <= ${period.to}::date) found
    group by grouping sets ((part, dimension, value), (part, step, dimension, value))
    having grouping(step) = 1 or dimension = ${by}`;
  const stepped = rows.flatMap(({ part, step, value, count }) =>
    step === null ? [] : [{ part, step, value, count }],
  );
  const values = rows.filter(({ step }) => step === null);
  return {
    // Every complaint has one class of severity, so these add up to all.
    totals: values.filter(({ dimension }) => dimension === "severity"),
    values,
    steps: [...stepped, ...stepped.map((row) => ({ ...row, value: null }))],
  };
}

type TotalRow = {
  readonly part: 0 | 1 | 2;
  readonly step: number | null;
  readonly dimension: Dimension;
  readonly value: string;
  readonly count: number;
};

async function sumChosen(sql: Sql, query: TrendQuery, period: Period): Promise<TrendSums> {
  const by = sql(COLUMNS[query.by]);
  const rows = await sql<SumRow[]>`
    with found as (
      select matter, channel, severity_class, province, count, ${placeOf(sql, period)}
      from trend_days
      where day <= ${period.to}::date
        ${query.matter === "" ? sql`` : sql`and matter = ${query.matter}`}
        ${query.channel === "" ? sql`` : sql`and channel = ${query.channel}`}
        ${query.severity === "" ? sql`` : sql`and severity_class = ${query.severity}`}
        ${query.region === "" ? sql`` : sql`and province = ${query.region}`}
    )
    select part, case when grouping(step) = 0 then step end as step,
      case when grouping(matter) = 0 then matter end as matter, case when grouping(channel) = 0 then channel end as channel,
      case when grouping(severity_class) = 0 then severity_class end as severity,
      case when grouping(province) = 0 then province end as region, sum(count)::int as count
    from found
    group by grouping sets ((part), (part, matter), (part, channel), (part, severity_class), (part, province),
      (part, step), (part, step, ${by}))`;
  return sumsOf(rows, query.by);
}

type SumRow = {
  readonly part: 0 | 1 | 2;
  readonly step: number | null;
  readonly count: number;
} & Readonly<Record<Dimension, string | null>>;

function sumsOf(rows: readonly SumRow[], by: Dimension): TrendSums {
  const totals: TrendSums["totals"][number][] = [];
  const values: TrendSums["values"][number][] = [];
  const steps: TrendSums["steps"][number][] = [];
  for (const row of rows) {
    const { part, step, count } = row;
    const named = (Object.keys(COLUMNS) as Dimension[]).find((dimension) => row[dimension] !== null);
    if (step !== null) steps.push({ part, step, value: row[by], count });
    else if (named === undefined) totals.push({ part, count });
    else values.push({ part, dimension: named, value: row[named] ?? "", count });
  }
  return { totals, values, steps };
}
