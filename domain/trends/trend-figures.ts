import { type Counts, type Told, toldOf } from "./told.ts";
import { DIMENSION_NAMES, DIMENSIONS, type Dimension, type Period, type TrendQuery } from "./trend-query.ts";

/** 0: before everything that is asked about; 1: the period before; 2: the period. */
type Part = 0 | 1 | 2;

/** Sums of counted days. `step` is a place among the period's steps: -1 before the first, their number after the last. */
export type TrendSums = {
  readonly totals: readonly { readonly part: Part; readonly count: number }[];
  readonly values: readonly {
    readonly part: Part;
    readonly dimension: Dimension;
    readonly value: string;
    readonly count: number;
  }[];
  /** `value` null: all together; else of the dimension that lines are drawn by. */
  readonly steps: readonly {
    readonly part: Part;
    readonly step: number;
    readonly value: string | null;
    readonly count: number;
  }[];
};

export type TrendValue = { readonly value: string; readonly now: Told; readonly before: Told | "unknown" };
export type TrendLine = {
  readonly value: string | null;
  readonly now: readonly Told[];
  readonly before: readonly Told[];
};

export type TrendFigures = {
  readonly now: Told;
  readonly before: Told | "unknown";
  /** Each dimension that nothing is chosen of. */
  readonly breakdowns: readonly { readonly dimension: Dimension; readonly values: readonly TrendValue[] }[];
  readonly line: TrendLine;
  /** By the dimension asked for, in its order; none where one of its values is chosen. */
  readonly lines: readonly TrendLine[];
};

/** Everything that is told of a period, from sums; only what was told leaves this function. */
export function trendFigures(query: TrendQuery, period: Period, sums: TrendSums): TrendFigures {
  const hasBefore = period.previous !== null;
  const total = cumulative(sums.totals);
  const valueTotals = Map.groupBy(sums.values, ({ dimension, value }) => `${dimension} ${value}`);
  const ofValue = (dimension: Dimension, value: string) =>
    cumulative(valueTotals.get(`${dimension} ${value}`) ?? []);
  const stepCounts = Map.groupBy(sums.steps, ({ value }) => value);
  const lineOf = (value: string | null, whole: Cumulative): TrendLine => {
    const rows = stepCounts.get(value) ?? [];
    return {
      value,
      now: tellSteps(rows, 2, period.steps.length, whole.end.until),
      before: hasBefore ? tellSteps(rows, 1, period.steps.length, whole.end.before) : [],
    };
  };
  return {
    now: toldOf(total.end),
    before: hasBefore ? toldOf(total.start) : "unknown",
    breakdowns: DIMENSION_NAMES.filter((dimension) => query[dimension] === "").map((dimension) => ({
      dimension,
      values: DIMENSIONS[dimension].map((value) => {
        const { start, end } = ofValue(dimension, value);
        return { value, now: toldOf(end), before: hasBefore ? toldOf(start) : ("unknown" as const) };
      }),
    })),
    line: lineOf(null, total),
    lines:
      query[query.by] === ""
        ? DIMENSIONS[query.by].map((value) => lineOf(value, ofValue(query.by, value)))
        : [],
  };
}

/** Counts around the period before, and around the period. */
type Cumulative = { readonly start: Counts; readonly end: Counts };

function cumulative(rows: readonly { readonly part: Part; readonly count: number }[]): Cumulative {
  const sum = (most: Part) => rows.reduce((all, { part, count }) => all + (part <= most ? count : 0), 0);
  const [first, second, third] = [sum(0), sum(1), sum(2)];
  return { start: { before: first, until: second }, end: { before: second, until: third } };
}

/** `until` is the count at the period's end; what came after a step is taken off it. */
function tellSteps(rows: TrendSums["steps"], part: Part, length: number, until: number): readonly Told[] {
  const counts = Array.from({ length }, () => 0);
  let after = 0;
  for (const row of rows)
    if (row.part === part && row.step >= 0) {
      if (row.step < length) counts[row.step] = (counts[row.step] ?? 0) + row.count;
      else after += row.count;
    }
  let end = until - after;
  const told: Told[] = [];
  for (const count of counts.toReversed()) {
    told.push(toldOf({ before: end - count, until: end }));
    end -= count;
  }
  return told.reverse();
}
