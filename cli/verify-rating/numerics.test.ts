import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betaQuantile,
  betaTails,
  gammaQuantile,
  gammaTails,
  lnBetaBinomial,
  lnGamma,
  lnNegativeBinomial,
  quantileOf,
  riseToZero,
  sumOf,
  trigamma,
} from "./numerics.ts";

/** Relative error. */
const off = (own: number, exact: number): number => (own === exact ? 0 : Math.abs(own / exact - 1));
const CLOSE = 1e-11;

/** ln n!, as a sum of logarithms. */
const LN_FACTORIALS = [0];
for (let n = 1; n <= 2_000; n++) LN_FACTORIALS.push((LN_FACTORIALS[n - 1] ?? 0) + Math.log(n));
const lnFactorial = (n: number): number => LN_FACTORIALS[n] ?? Number.NaN;

describe("figures agree with closed forms", () => {
  test("ln Γ with factorials and halves, ψ′ with sums of squares", () => {
    for (const n of [1, 2, 5, 9, 10, 30, 170])
      expect(Math.abs(lnGamma(n + 1) - lnFactorial(n))).toBeLessThan(CLOSE);
    expect(off(lnGamma(0.5), Math.log(Math.PI) / 2)).toBeLessThan(CLOSE);
    expect(off(trigamma(1), Math.PI ** 2 / 6)).toBeLessThan(CLOSE);
    expect(off(trigamma(0.5), Math.PI ** 2 / 2)).toBeLessThan(CLOSE);
    expect(off(trigamma(4), Math.PI ** 2 / 6 - 1 - 1 / 4 - 1 / 9)).toBeLessThan(CLOSE);
  });

  test("a gamma of whole shape with Poisson's sums, in both tails", () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 120 }), fc.double({ min: 0.01, max: 4, noNaN: true }));
    fc.assert(
      fc.property(cases, ([k, times]) => {
        const x = k * times;
        const term = (n: number) => Math.exp(n * Math.log(x) - x - lnFactorial(n));
        const below = sumOf(Array.from({ length: k }, (_, n) => term(n)));
        const from = sumOf(Array.from({ length: 900 }, (_, n) => term(k + n)));
        const { lower, upper } = gammaTails(k, x);
        expect(off(upper, below)).toBeLessThan(CLOSE);
        expect(off(lower, from)).toBeLessThan(CLOSE);
      }),
      { numRuns: 60 },
    );
  });

  test("a gamma of shape 1 is an exponential, quantiles and tails however small", () => {
    for (const p of [1e-12, 0.05, 0.5, 0.95])
      expect(off(gammaQuantile(1, p), -Math.log1p(-p))).toBeLessThan(CLOSE);
    for (const x of [1e-9, 1, 600]) {
      expect(off(gammaTails(1, x).upper, Math.exp(-x))).toBeLessThan(CLOSE);
      expect(off(gammaTails(1, x).lower, -Math.expm1(-x))).toBeLessThan(CLOSE);
    }
  });

  test("a beta of whole ends with binomial sums", () => {
    const end = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(end, end, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
        const n = a + b - 1;
        const term = (j: number) =>
          Math.exp(
            lnFactorial(n) - lnFactorial(j) - lnFactorial(n - j) + j * Math.log(x) + (n - j) * Math.log1p(-x),
          );
        const terms = Array.from({ length: n + 1 }, (_, j) => term(j));
        const [upper, lower] = [sumOf(terms.slice(0, a)), sumOf(terms.slice(a))];
        const own = betaTails(a, b, x);
        if (lower > 1e-250) expect(off(own.lower, lower)).toBeLessThan(CLOSE);
        if (upper > 1e-250) expect(off(own.upper, upper)).toBeLessThan(CLOSE);
      }),
      { numRuns: 60 },
    );
  });

  test("a beta with one end 1 is a power, its quantiles are roots", () => {
    for (const a of [0.02, 0.5, 3, 900])
      for (const p of [0.05, 0.95]) {
        expect(off(betaQuantile(a, 1, p), p ** (1 / a))).toBeLessThan(CLOSE);
        expect(off(betaTails(a, 1, p).lower, p ** a)).toBeLessThan(CLOSE);
        expect(off(betaTails(1, a, p).upper, (1 - p) ** a)).toBeLessThan(CLOSE);
      }
  });

  test("quantiles are where the tails say", () => {
    const size = fc.double({ min: -5, max: 12, noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(size, size, fc.constantFrom(0.05, 0.95), (a, b, p) => {
        expect(off(gammaTails(a, gammaQuantile(a, p)).lower, p)).toBeLessThan(CLOSE);
        const x = betaQuantile(a, b, p);
        if (x < 0.9) expect(off(betaTails(a, b, x).lower, p)).toBeLessThan(CLOSE);
      }),
    );
  });

  test("negative and beta-binomial weights of whole numbers are products, up to what does not depend on the first", () => {
    const rising = (x: number, n: number) => sumOf(Array.from({ length: n }, (_, at) => Math.log(x + at)));
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.double({ min: 0.01, max: 500, noNaN: true }), (y, more, e) => {
        const nb = (alpha: number) =>
          lnNegativeBinomial(alpha, y, e) -
          (rising(alpha, y) + alpha * Math.log(alpha) - (y + alpha) * Math.log(alpha + e));
        expect(Math.abs(nb(0.15) - nb(60))).toBeLessThan(CLOSE);
        const n = y + more;
        if (n === 0) return;
        const bb = (s: number) =>
          lnBetaBinomial(0.3 * s, 0.7 * s, y, n) -
          (rising(0.3 * s, y) + rising(0.7 * s, more) - rising(s, n));
        expect(Math.abs(bb(1) - bb(500))).toBeLessThan(CLOSE);
      }),
    );
  });
});

test("quantiles of values lie between the nearest two, and sums do not forget", () => {
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantileOf([0, 10], 0.1)).toBe(1);
  expect(sumOf([1e16, 1, -1e16])).toBe(1);
});

test("a zero is found from far away and where the slope misleads", () => {
  expect(riseToZero(-50, (x) => [Math.expm1(x - 3), Math.exp(x - 3)])).toBeCloseTo(3, 12);
  expect(riseToZero(40, (x) => [Math.atan(x), 1 / (1 + x * x)])).toBeCloseTo(0, 12);
});
