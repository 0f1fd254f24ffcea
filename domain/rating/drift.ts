import { type InstitutionInput, type RatingMethod, SEVERITY_CLASSES } from "./bundle.ts";
import { INPUT_DIGITS, significant } from "./significant.ts";

type Pair = { readonly change: number; readonly noise: number; readonly weight: number };

/**
 * How far rates wander: the monthly standard deviation of log rates, from the older and the newer half of the window of
 * institutions with enough complaints in both. What the whole class did (its weighted median change) is taken out, and
 * what chance alone explains (1/y of each half) too.
 */
export function estimateDrift(
  population: readonly InstitutionInput[],
  method: RatingMethod,
): { readonly drift: number; readonly pairs: number } {
  let pairs = 0;
  let weights = 0;
  let squares = 0;
  for (const [c] of SEVERITY_CLASSES.entries()) {
    const ofClass = population.flatMap((input) => pairOf(input, c, method.driftLeastComplaints) ?? []);
    const middle = weightedMedian(ofClass);
    for (const { change, noise, weight } of ofClass) {
      squares += weight * ((change - middle) ** 2 - noise);
      weights += weight;
    }
    pairs += ofClass.length;
  }
  if (pairs < method.driftLeastPairs) return { drift: method.driftFallback, pairs };
  const months = method.windowMonths / 2;
  // Variance of the difference of two neighbouring n-month means of a random walk with steps of variance 1.
  const ofWalk = (2 * months * months + 1) / (3 * months);
  return { drift: Math.sqrt(Math.max(0, squares / weights) / ofWalk), pairs };
}

/** Relative variance that the wandering adds to a decayed average of the past: its weights are powers of delta. */
export function driftVariance(drift: number, halfLifeMonths: number): number {
  const squared = 2 ** (-2 / halfLifeMonths);
  return Math.expm1((drift * drift * squared) / (1 - squared));
}

function pairOf(input: InstitutionInput, c: number, least: number): Pair | null {
  const { older, newer } = input.halves;
  const before = significant(older.complaints[c] ?? 0, INPUT_DIGITS);
  const after = significant(newer.complaints[c] ?? 0, INPUT_DIGITS);
  const sizeBefore = significant(older.accountMonths, INPUT_DIGITS);
  const sizeAfter = significant(newer.accountMonths, INPUT_DIGITS);
  if (before < least || after < least || sizeBefore <= 0 || sizeAfter <= 0) return null;
  const noise = 1 / before + 1 / after;
  return { change: Math.log(after / sizeAfter) - Math.log(before / sizeBefore), noise, weight: 1 / noise };
}

/** The least change with half of the weight at or below it; nought for none. */
function weightedMedian(pairs: readonly Pair[]): number {
  const sorted = pairs.toSorted((a, b) => a.change - b.change);
  const half = sorted.reduce((sum, pair) => sum + pair.weight, 0) / 2;
  let sum = 0;
  for (const pair of sorted) {
    sum += pair.weight;
    if (sum >= half) return pair.change;
  }
  return 0;
}
