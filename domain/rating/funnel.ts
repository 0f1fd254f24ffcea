import { trigamma } from "lib-r-math.js";
import type { Expectation } from "./benchmark.ts";
import { type InstitutionResult, type PerClass, type RatingMethod, SEVERITY_CLASSES } from "./bundle.ts";
import { alphaWeights, decayedSpread, logGrid, meanOf } from "./heterogeneity.ts";

type Point = NonNullable<InstitutionResult["funnel"]>;

/** Weighted observed against expected of each institution, as if all had the same ratio (Spiegelhalter 2005). */
export function funnelPoints({ observed, expected }: Expectation, weights: PerClass): readonly Point[] {
  return Array.from(observed[0], (_, i) => {
    let seen = 0;
    let due = 0;
    let variance = 0;
    for (const [c] of SEVERITY_CLASSES.entries()) {
      const weight = weights[c] ?? 0;
      seen += weight * (observed[c]?.[i] ?? 0);
      due += weight * (expected[c]?.[i] ?? 0);
      variance += weight * weight * (expected[c]?.[i] ?? 0);
    }
    return { ratio: seen / due, precision: (due * due) / variance, z: (seen - due) / Math.sqrt(variance) };
  });
}

/** How much wider than chance the points lie: mean z² with z drawn in to its 10 % and 90 % quantiles, at least 1. */
export function overDispersion(points: readonly Point[]): number {
  const scores = points.map((point) => point.z).sort((a, b) => a - b);
  if (scores.length === 0) return 1;
  const least = quantile(scores, 0.1);
  const most = quantile(scores, 0.9);
  const squares = scores.reduce((sum, z) => sum + Math.min(most, Math.max(least, z)) ** 2, 0);
  return Math.max(1, squares / scores.length);
}

/**
 * Share of the differences between institutions that is not chance. Below the method's least, a table in order of rank
 * would be a lottery.
 */
export function rankability(points: readonly Point[], method: RatingMethod): number {
  if (points.length === 0) return 0;
  const alphas = logGrid(method.alphaGrid);
  const observed = Float64Array.from(points, (point) => point.precision * point.ratio);
  const expected = Float64Array.from(points, (point) => point.precision);
  const spread = decayedSpread(method.halfLifeMonths, method.windowMonths);
  const between = trigamma(meanOf(alphas, alphaWeights(alphas, observed, expected, spread)));
  const within = Array.from(observed, (count) => 1 / Math.max(1, count)).sort((a, b) => a - b);
  return between / (between + quantile(within, 0.5));
}

/** By linear interpolation between sorted values (R's type 7). */
function quantile(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p;
  const under = sorted[Math.floor(place)] ?? 0;
  const over = sorted[Math.ceil(place)] ?? under;
  return under + (over - under) * (place - Math.floor(place));
}
