import { lbeta, lgamma, pgamma, qgamma, trigamma } from "lib-r-math.js";
import { describe, expect, test } from "vitest";
import { betaQuantile, betaTails } from "./beta.ts";

/** Relative error. */
const off = (value: number, truth: number): number => Math.abs(value - truth) / Math.abs(truth);

// Computed to 60 digits with mpmath 1.3 (loggamma, psi, gammainc, betainc). Closed forms and tables are named apart.
const LGAMMA = [
  [0.15, 1.8278137762148343],
  [0.5, 0.5723649429247001], // ln √π
  [1.5, -0.12078223763524522],
  [10.25, 13.368023671476045],
  [100, 359.1342053695754], // ln 99!
  [12345.678, 103959.91990554606],
] as const;

const TRIGAMMA = [
  [0.15, 45.790003796480555],
  [0.5, 4.934802200544679], // π²/2, Abramowitz and Stegun 6.4.4
  [1, 1.6449340668482264], // π²/6, Abramowitz and Stegun 6.4.2
  [2.5, 0.49035775610023485],
  [10, 0.10516633568168575],
  [60, 0.016806327117635387],
] as const;

/** Shape, argument, lower and upper tail. */
const GAMMA = [
  [0.01, 0.001, 0.938570652526129, 0.061429347473871014],
  [0.01, 1, 0.997783765376772, 0.00221623462322799],
  [0.3, 0.5, 0.8138118046743926, 0.18618819532560735],
  [1, 2.5, 0.9179150013761012, 0.0820849986238988], // 1 − e^−2.5, DLMF 8.4.5
  [5, 2, 0.05265301734371116, 0.9473469826562888], // Poisson table, Abramowitz and Stegun 26.7
  [20, 1, 1.5875276010732629e-19, 1.0],
  [60, 45, 0.01865113464857545, 0.9813488653514245],
  [100, 60, 1.4815276326460468e-6, 0.9999985184723673],
  [1000, 1100, 0.99894067674607, 0.0010593232539299773],
  [12345.678, 12000, 0.0008516403782373818, 0.9991483596217626],
  [100000, 99000, 0.0007574199211747679, 0.9992425800788253],
  [100000, 100300, 0.8286363112512076, 0.17136368874879235],
] as const;

/** Both shapes, argument, lower and upper tail. */
const BETA = [
  [0.5, 0.5, 0.1, 0.20483276469913345, 0.7951672353008665], // arcsine law
  [2, 5, 0.3, 0.579825, 0.420175], // binomial sum
  [30, 20, 0.75, 0.9891442718937592, 0.010855728106240824],
  [480, 20, 0.99, 0.9999997311075586, 2.6889244146256097e-7],
  [0.3, 12, 0.001, 0.29228944293752407, 0.7077105570624759],
  [1000, 40, 0.93, 5.906664459169839e-6, 0.9999940933355408],
  [1000, 40, 0.999, 1, 9.985512419893656e-49],
] as const;

describe("the functions that ratings rest on agree with published values", () => {
  test.each(LGAMMA)("ln Γ(%f)", (x, truth) => {
    expect(off(lgamma(x), truth)).toBeLessThan(1e-12);
  });

  test.each(TRIGAMMA)("ψ₁(%f)", (x, truth) => {
    expect(off(trigamma(x), truth)).toBeLessThan(1e-12);
  });

  test.each(GAMMA)("both tails of gamma(%f) at %f", (shape, x, lower, upper) => {
    expect(off(pgamma(x, shape), lower)).toBeLessThan(1e-12);
    expect(off(pgamma(x, shape, 1, undefined, false), upper)).toBeLessThan(1e-12);
  });

  test.each(BETA)("both tails of beta(%f, %f) at %f", (a, b, x, lower, upper) => {
    expect(off(betaTails(x, a, b).below, lower)).toBeLessThan(1e-12);
    expect(off(betaTails(x, a, b).above, upper)).toBeLessThan(1e-12);
  });

  test("a gamma quantile has its probability below it, for shapes from a hundredth to a hundred thousand", () => {
    for (let power = -2; power <= 5; power += 0.125) {
      const shape = 10 ** power;
      for (const p of [0.05, 0.5, 0.95]) expect(off(pgamma(qgamma(p, shape), shape), p)).toBeLessThan(1e-12);
    }
  });

  test("a beta quantile has its probability below it", () => {
    for (const a of [0.4, 2, 30, 800])
      for (const b of [0.6, 5, 70])
        for (const p of [0.05, 0.5, 0.95])
          expect(off(betaTails(betaQuantile(p, a, b), a, b).below, p)).toBeLessThan(1e-12);
  });

  test("ln B(a, b) is the sum of its gammas", () => {
    for (const [a, b] of [
      [0.02, 0.98],
      [3, 4.5],
      [490, 10],
    ] as const) {
      expect(off(lbeta(a, b), lgamma(a) + lgamma(b) - lgamma(a + b))).toBeLessThan(1e-11);
    }
  });
});
