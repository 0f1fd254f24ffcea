/** The ratio to peers: how much institutions differ, how fast rates move, and what both say of each institution. */
import type { Institution, Method } from "./form.ts";
import {
  type Fit,
  fitOnGrid,
  gammaTails,
  lnNegativeBinomial,
  mixture,
  quantileOf,
  riseToZero,
  sumOf,
  trigamma,
} from "./numerics.ts";
import { CLASSES, type Expectation, perClass, type Triple } from "./peers.ts";

/**
 * Variance over mean of a Poisson count whose months count less and less: below 1, as many months count little. Counts
 * are divided by it where the scatter between institutions is judged.
 */
export function decayedSpread(halfLifeMonths: number, { windowMonths }: Method): number {
  const delta = 2 ** (-1 / halfLifeMonths);
  return (1 + delta ** windowMonths) / (1 + delta);
}

/** What the data say of α, from counts where so many are expected. */
function fitAlpha(
  rows: readonly { readonly y: number; readonly e: number }[],
  method: Method,
  halfLifeMonths: number,
): Fit {
  const spread = decayedSpread(halfLifeMonths, method);
  const scaled = rows.filter(({ e }) => e > 0).map(({ y, e }) => ({ y: y / spread, e: e / spread }));
  return fitOnGrid(method.alphaGrid, (alpha) =>
    sumOf(scaled.map(({ y, e }) => lnNegativeBinomial(alpha, y, e))),
  );
}

export const fitClasses = (
  rows: readonly Expectation[],
  method: Method,
  halfLifeMonths: number,
): readonly Fit[] =>
  CLASSES.map((c) =>
    fitAlpha(
      rows.map(({ observed, expected }) => ({ y: observed[c], e: expected[c] })),
      method,
      halfLifeMonths,
    ),
  );

/** The lowest value that has half of the weight at or below it. */
function weightedMedian(rows: readonly { readonly value: number; readonly weight: number }[]): number {
  const sorted = rows.toSorted((a, b) => a.value - b.value);
  const half = sumOf(rows.map(({ weight }) => weight)) / 2;
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= half) return value;
  }
  return 0;
}

/** Monthly standard deviation of log rates, from the two halves of the window, and how many pairs it rests on. */
export function driftOf(compared: readonly Institution[], method: Method) {
  const changes = CLASSES.flatMap((c) => {
    const rows = compared.flatMap(({ halves: { older, newer } }) => {
      const [before, after] = [older.complaints[c], newer.complaints[c]];
      if (Math.min(before, after) < method.driftLeastComplaints) return [];
      if (!(older.accountMonths > 0 && newer.accountMonths > 0)) return [];
      const noise = 1 / before + 1 / after;
      const value = Math.log(after / newer.accountMonths) - Math.log(before / older.accountMonths);
      return [{ value, noise, weight: 1 / noise }];
    });
    const middle = weightedMedian(rows);
    return rows.map(({ value, noise, weight }) => ({ weight, excess: (value - middle) ** 2 - noise }));
  });
  const pairs = changes.length;
  if (pairs < method.driftLeastPairs) return { drift: method.driftFallback, pairs };
  const n = method.windowMonths / 2;
  const mean =
    sumOf(changes.map(({ weight, excess }) => weight * excess)) / sumOf(changes.map(({ weight }) => weight));
  return { drift: Math.sqrt(Math.max(0, mean) / ((2 * n * n + 1) / (3 * n))), pairs };
}

/** What a decayed average hides when rates drift: the factor of m² that the variance grows by. */
export function staleness(drift: number, halfLifeMonths: number): number {
  const square = 4 ** (-1 / halfLifeMonths);
  return Math.expm1((drift * drift * square) / (1 - square));
}

export type Posterior = { readonly mean: Triple; readonly variance: Triple };
export function posteriorOf(row: Expectation, fits: readonly Fit[], stale: number): Posterior {
  const classes = CLASSES.map((c) => {
    const [y, e] = [row.observed[c], row.expected[c]];
    const { mean, variance } = mixture(fits[c] ?? [], (alpha) => {
      const m = (alpha + y) / (alpha + e);
      return [m, m / (alpha + e)];
    });
    return { mean, variance: variance + mean * mean * stale };
  });
  return {
    mean: perClass((c) => classes[c]?.mean ?? 0),
    variance: perClass((c) => classes[c]?.variance ?? 0),
  };
}

/** A gamma: its mean is the ratio. */
export type Ratio = { readonly ratio: number; readonly shape: number; readonly rate: number };
/** The ratio over all classes. `stale` is the share of m² that drift has added to each variance. */
export function combine(
  { expected }: Expectation,
  { mean, variance }: Posterior,
  weights: Triple,
  stale: number,
  sharedDrift: number,
): Ratio {
  const parts = perClass((c) => weights[c] * expected[c]);
  const all = sumOf(parts);
  const ratio = sumOf(CLASSES.map((c) => parts[c] * mean[c])) / all;
  const own = sumOf(CLASSES.map((c) => parts[c] ** 2 * variance[c]));
  const covariance = (c: 0 | 1 | 2, d: 0 | 1 | 2): number =>
    sharedDrift * stale * parts[c] * mean[c] * parts[d] * mean[d];
  const spread = (own + 2 * (covariance(0, 1) + covariance(0, 2) + covariance(1, 2))) / all ** 2;
  return { ratio, shape: ratio ** 2 / spread, rate: ratio / spread };
}

export const below = ({ shape, rate }: Ratio, limit: number): number => gammaTails(shape, rate * limit).lower;
export const above = ({ shape, rate }: Ratio, limit: number): number => gammaTails(shape, rate * limit).upper;

/** The ratio that a tenth of all is thought to lie above; 0 when there is nobody. */
export function worstTenthFrom(ratios: readonly Ratio[]): number {
  if (ratios.length === 0) return 0;
  const expected = ratios.length / 10;
  const start = quantileOf(
    ratios.map(({ ratio }) => ratio),
    0.9,
  );
  const lnLimit = riseToZero(Math.log(start), (x) => {
    const limit = Math.exp(x);
    const [over, further] = [limit, limit * (1 + 1e-6)].map((t) => sumOf(ratios.map((one) => above(one, t))));
    return [expected - (over ?? 0), ((over ?? 0) - (further ?? 0)) / 1e-6];
  });
  return Math.exp(lnLimit);
}

export type Funnel = { readonly ratio: number; readonly precision: number; readonly z: number };
export function funnelOf({ observed, expected }: Expectation, weights: Triple): Funnel {
  const weighted = (values: Triple, power: number) =>
    sumOf(CLASSES.map((c) => weights[c] ** power * values[c]));
  const [o, e, variance] = [weighted(observed, 1), weighted(expected, 1), weighted(expected, 2)];
  return { ratio: o / e, precision: (e * e) / variance, z: (o - e) / Math.sqrt(variance) };
}

/** How far scores lie apart beyond chance: the mean z² with its ends drawn in, at least 1. */
export function overDispersion(funnels: readonly Funnel[]): number {
  const scores = funnels.map(({ z }) => z);
  if (scores.length === 0) return 1;
  const [low, high] = [quantileOf(scores, 0.1), quantileOf(scores, 0.9)];
  return Math.max(1, sumOf(scores.map((z) => Math.min(high, Math.max(low, z)) ** 2)) / scores.length);
}

/** The part of the spread that is not chance; 0 when there is nobody. */
export function rankability(funnels: readonly Funnel[], method: Method): number {
  if (funnels.length === 0) return 0;
  const rows = funnels.map(({ ratio, precision }) => ({ y: precision * ratio, e: precision }));
  const { mean } = mixture(fitAlpha(rows, method, method.halfLifeMonths), (alpha) => [alpha, 0]);
  const noise = quantileOf(
    rows.map(({ y }) => 1 / Math.max(1, y)),
    0.5,
  );
  return trigamma(mean) / (trigamma(mean) + noise);
}
