/** Nothing smaller than this is told of anybody. */
export const TOLD_IN = 10;

/** How many complaints there were before a period began, and by its end. */
export type Counts = { readonly before: number; readonly until: number };

/** Null: fewer than ten. */
export type Told = number | null;

const wholeTens = (count: number): number => Math.floor(count / TOLD_IN) * TOLD_IN;

/**
 * What is told of a period: complaints are told in tens, each ten in the period in which it was filled, counted from the
 * very first complaint. So it does not matter how a period is cut: two answers that differ by a day differ by a whole number
 * of tens, and no difference of answers is about fewer than ten people. An answer is less than ten away from the count.
 */
export function toldOf({ before, until }: Counts): Told {
  return wholeTens(until) - wholeTens(before) || null;
}

/**
 * How many values a remainder under ten may still have, for who knows the tens of all `parts` of a whole and the tens of
 * the whole, in the worst case. Ten remainders of a whole of ten parts could all be 9 and would be known to be.
 */
export function leastCandidates(parts: number): number {
  const mostKnown = wholeTens((TOLD_IN - 1) * parts);
  const least = Math.max(0, mostKnown - (TOLD_IN - 1) * (parts - 1));
  return TOLD_IN - least;
}

export type Change =
  | { readonly kind: "unknown" | "few" | "unclear" }
  | { readonly kind: "up" | "down"; readonly percent: number };

/** A percentage of fewer would be mostly chance and rounding. */
export const LEAST_FOR_PERCENT = 100;

/**
 * Against the period before. `unknown`: nobody counted then. `few`: too few for a percentage. `unclear`: less than two standard
 * deviations of two Poisson counts and one ten of rounding apart.
 */
export function changeOf(now: Told, before: Told | "unknown"): Change {
  if (before === "unknown") return { kind: "unknown" };
  if (before === null || before < LEAST_FOR_PERCENT) return { kind: "few" };
  const difference = (now ?? 0) - before;
  if (Math.abs(difference) <= 2 * Math.sqrt((now ?? 0) + before) + TOLD_IN) return { kind: "unclear" };
  return {
    kind: difference > 0 ? "up" : "down",
    percent: Math.round((100 * Math.abs(difference)) / before),
  };
}
