import { lgamma } from "lib-r-math.js";
import type { RatingMethod } from "./bundle.ts";

/** Points spread evenly over the logarithm, both ends included. */
export function logGrid({ from, to, points }: RatingMethod["alphaGrid"]): Float64Array {
  const step = Math.log(to / from) / (points - 1);
  return Float64Array.from({ length: points }, (_, g) => from * Math.exp(g * step));
}

/**
 * Logarithm, up to a constant, of the half-Cauchy(1) density of s = x^(-1/2) times ds/d ln x = s/2 (without sign): the
 * prior of a precision x on a grid that is even in ln x. It leaves both "all alike" and "very unlike" possible
 * (Gelman 2006; Polson and Scott 2012).
 */
export function halfCauchyOfPrecision(x: number): number {
  const s = 1 / Math.sqrt(x);
  return Math.log(s / (1 + s * s));
}

/** From logarithms to weights that sum to 1. */
export function weightsOf(logWeights: Float64Array): Float64Array {
  const most = logWeights.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logWeights.map((value) => Math.exp(value - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Variance over mean of a Poisson count whose months count delta^k: under 1, because many months count little. Divided by
 * it, counts and expectations scatter as whole complaints do; else institutions would seem more alike than they are.
 */
export function decayedSpread(halfLifeMonths: number, windowMonths: number): number {
  const delta = 2 ** (-1 / halfLifeMonths);
  return (1 + delta ** windowMonths) / (1 + delta);
}

/**
 * How likely each alpha of the grid is, given what all institutions have: half-Cauchy prior times negative binomials
 * (a Poisson count whose ratio is Gamma(alpha, alpha)) of counts divided by `spread`. Who has no expectation says nothing.
 */
export function alphaWeights(
  grid: Float64Array,
  observed: Float64Array,
  expected: Float64Array,
  spread: number,
): Float64Array {
  const logWeights = grid.map((alpha) => {
    const ofNone = lgamma(alpha);
    const ownLog = alpha * Math.log(alpha);
    let sum = halfCauchyOfPrecision(alpha);
    for (let i = 0; i < observed.length; i++) {
      const y = (observed[i] ?? 0) / spread;
      const e = (expected[i] ?? 0) / spread;
      if (e <= 0) continue;
      const counts = y > 0 ? lgamma(y + alpha) - ofNone : 0;
      sum += counts + ownLog - (y + alpha) * Math.log(alpha + e);
    }
    return sum;
  });
  return weightsOf(logWeights);
}

/** Posterior mean of what the grid stands for. */
export function meanOf(grid: Float64Array, weights: Float64Array): number {
  return grid.reduce((sum, value, g) => sum + value * (weights[g] ?? 0), 0);
}

/** Mean and variance of each institution's ratio: a mixture of Gamma(alpha + observed, alpha + expected). */
export function ratioMoments(
  grid: Float64Array,
  weights: Float64Array,
  observed: Float64Array,
  expected: Float64Array,
): { mean: Float64Array; variance: Float64Array } {
  const mean = new Float64Array(observed.length);
  const variance = new Float64Array(observed.length);
  for (let i = 0; i < observed.length; i++) {
    const y = observed[i] ?? 0;
    const e = expected[i] ?? 0;
    let m = 0;
    for (let g = 0; g < grid.length; g++) {
      const alpha = grid[g] ?? 0;
      m += ((weights[g] ?? 0) * (alpha + y)) / (alpha + e);
    }
    let v = 0;
    for (let g = 0; g < grid.length; g++) {
      const alpha = grid[g] ?? 0;
      const part = (alpha + y) / (alpha + e);
      v += (weights[g] ?? 0) * (part / (alpha + e) + (part - m) ** 2);
    }
    mean[i] = m;
    variance[i] = v;
  }
  return { mean, variance };
}
