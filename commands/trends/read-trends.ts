import type { Db } from "#db/client.ts";
import { findTrendState, sumTrends } from "#db/queries/trends.ts";
import { lastWholeDay } from "#domain/trends/day.ts";
import { type TrendFigures, trendFigures } from "#domain/trends/trend-figures.ts";
import { type Period, resolvePeriod, type TrendQuery, trendSearch } from "#domain/trends/trend-query.ts";
import { toAppError } from "../to-app-error.ts";

export type Trends = {
  readonly query: TrendQuery;
  /** RFC 3339: what was known by then is counted. */
  readonly asOf: string;
  /** From the first complaint to the last day that is over. */
  readonly counted: { readonly from: string; readonly to: string };
  readonly period: Period;
  readonly figures: TrendFigures;
};

const KEPT = 200;
type Answer = Omit<Trends, "asOf">;
/** Answers by pool; an answer is thrown away with the count, or on the day, that it comes from. */
const answers = new WeakMap<Db, { readonly of: string; readonly byQuery: Map<string, Promise<Answer>> }>();

/**
 * What an address asks about complaints over time; null while nothing was counted, or no day is over that has any. An answer
 * is worked out once for each count. Throws `unavailable` while the database is away.
 */
export async function readTrends({ db }: { readonly db: Db }, query: TrendQuery): Promise<Trends | null> {
  try {
    const state = await findTrendState(db.system);
    if (!state?.firstDay) return null;
    const asOf = state.asOf.toISOString();
    const counted = { from: state.firstDay, to: lastWholeDay(state.asOf) };
    if (counted.from > counted.to) return null;
    const of = `${state.countedAt} ${counted.to}`;
    const known = answers.get(db);
    const kept = known?.of === of ? known : { of, byQuery: new Map<string, Promise<Answer>>() };
    answers.set(db, kept);
    const key = trendSearch(query);
    const answer = kept.byQuery.get(key) ?? workOut(db, query, counted);
    kept.byQuery.delete(key);
    kept.byQuery.set(key, answer);
    // What failed is not kept: the next one to ask tries again.
    answer.catch(() => kept.byQuery.delete(key));
    const [oldest] = kept.byQuery.keys();
    if (kept.byQuery.size > KEPT && oldest !== undefined) kept.byQuery.delete(oldest);
    return { ...(await answer), asOf };
  } catch (error) {
    throw toAppError(error);
  }
}

async function workOut(db: Db, query: TrendQuery, counted: Trends["counted"]): Promise<Answer> {
  const period = resolvePeriod(query, counted);
  return {
    query,
    counted,
    period,
    figures: trendFigures(query, period, await sumTrends(db.system, query, period)),
  };
}
