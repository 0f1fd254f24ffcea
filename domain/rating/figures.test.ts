import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, expectations } from "./benchmark.ts";
import type { InstitutionInput, PerClass } from "./bundle.ts";
import { above, below, combine, estimateOf, worstTenthFrom } from "./combine.ts";
import { driftVariance, estimateDrift } from "./drift.ts";
import { funnelPoints, overDispersion, rankability } from "./funnel.ts";
import { FUNNEL_Z, funnelLimits } from "./funnel-limits.ts";
import { notRatedReasons } from "./gates.ts";
import { gradeHandling } from "./handling.ts";
import { alphaWeights, decayedSpread, logGrid, meanOf, ratioMoments } from "./heterogeneity.ts";
import { RATING_1 } from "./method.ts";
import { published } from "./significant.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

const [EXAMPLE] = WORKED_EXAMPLE.institutions;
if (EXAMPLE === undefined) throw new Error("no example");

/** An institution in one stratum. */
const inputOf = (
  id: string,
  exposure: number,
  complaints: PerClass,
  rest: Partial<InstitutionInput> = {},
) => ({
  ...EXAMPLE,
  id,
  strata: [
    {
      stratum: "s",
      exposure: { base: exposure, shorter: exposure, longer: exposure },
      complaints: {
        base: complaints,
        shorter: complaints,
        longer: complaints,
        uniform: complaints,
        withoutCluster: complaints,
      },
    },
  ],
  ...rest,
});

const strata = [{ id: "s", parent: null }];
const names = { exposure: "base", complaints: "base" } as const;
const column = (...values: readonly number[]): Float64Array => Float64Array.from(values);

test("rounding twice is rounding once, and errs by half a digit at most", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), (value) => {
      expect(published(published(value))).toBe(published(value));
      expect(Math.abs(published(value) - value)).toBeLessThanOrEqual(5.000001e-6 * Math.abs(value) + 1e-320);
    }),
  );
});

describe("expectations", () => {
  test("are the rate of all others with half a complaint spread over all, times one's own size", () => {
    const members = [
      inputOf("a", 100, [10, 0, 0]),
      inputOf("b", 300, [20, 4, 0]),
      inputOf("c", 600, [30, 1, 0]),
    ];
    const { observed, expected } = expectations(compare(strata, members, 1), names, 0.5);
    expect([...observed[0]]).toEqual([10, 20, 30]);
    expect(expected[0][0]).toBeCloseTo((50 / 900 + 0.5 / 1000) * 100, 12);
    expect(expected[1][1]).toBeCloseTo((1 / 700 + 0.5 / 1000) * 300, 12);
    expect([...expected[2]]).toEqual([0.05, 0.15, 0.3]);
  });

  test("do not hang on one's own complaints", () => {
    const others = [inputOf("b", 300, [20, 4, 0]), inputOf("c", 600, [30, 1, 0])];
    const [few, many] = [1, 1000].map((own) => {
      const members = [inputOf("a", 100, [own, own, own]), ...others];
      return expectations(compare(strata, members, 1), names, 0.5).expected.map((of) => of[0]);
    });
    few?.forEach((value, c) => {
      expect(many?.[c]).toBeCloseTo(value ?? Number.NaN, 12);
    });
  });
});

describe("heterogeneity", () => {
  test("the grid holds both ends and even steps of the logarithm", () => {
    const grid = logGrid({ from: 0.15, to: 60, points: 41 });
    expect(grid).toHaveLength(41);
    expect(grid[0]).toBe(0.15);
    expect(grid[40]).toBeCloseTo(60, 10);
    expect(grid[20]).toBeCloseTo(3, 12);
  });

  test("the spread of a decayed count is the sum of squared over the sum of plain weights", () => {
    let [plain, squared] = [0, 0];
    for (let ago = 0; ago < 36; ago++) {
      plain += 2 ** (-ago / 12);
      squared += 4 ** (-ago / 12);
    }
    expect(decayedSpread(12, 36)).toBeCloseTo(squared / plain, 12);
  });

  test("at one point the ratio is the textbook gamma posterior", () => {
    const { mean, variance } = ratioMoments(column(2), column(1), column(8, 0), column(3, 3));
    expect([...mean]).toEqual([2, 0.4]);
    expect(variance[0]).toBeCloseTo(10 / 25, 14);
  });

  test("nobody's counts leave the prior, which is even in s and 1/s", () => {
    const grid = logGrid({ from: 0.1, to: 10, points: 21 });
    const weights = alphaWeights(grid, column(), column(), 1);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    weights.forEach((weight, g) => {
      expect(weight).toBeCloseTo(weights[20 - g] ?? Number.NaN, 12);
    });
    expect([...alphaWeights(grid, column(3), column(0), 1)]).toEqual([...weights]);
  });

  test("unlike institutions pull alpha down, like ones up", () => {
    const grid = logGrid(RATING_1.alphaGrid);
    const expected = column(50, 50, 50, 50, 50, 50);
    const alike = meanOf(grid, alphaWeights(grid, column(50, 48, 52, 51, 49, 50), expected, 1));
    const unlike = meanOf(grid, alphaWeights(grid, column(5, 150, 20, 90, 1, 40), expected, 1));
    expect(alike).toBeGreaterThan(20);
    expect(unlike).toBeLessThan(3);
  });
});

describe("drift", () => {
  const pairOf = (id: string, older: number, newer: number): InstitutionInput =>
    inputOf(id, 100, [0, 0, 0], {
      halves: {
        older: { accountMonths: 1000, complaints: [older, 0, 0] },
        newer: { accountMonths: 1000, complaints: [newer, 0, 0] },
      },
    });

  test("needs five pairs with thirty complaints in each half", () => {
    const four = [30, 31, 32, 33].map((count, i) => pairOf(`i${i}`, count, 90));
    expect(estimateDrift([...four, pairOf("j", 29.9, 90)], RATING_1)).toEqual({ drift: 0.03, pairs: 4 });
    expect(estimateDrift([...four, pairOf("j", 30, 90)], RATING_1).pairs).toBe(5);
  });

  test("is what is left of the changes without the common one and without chance", () => {
    const changes = [-0.8, -0.4, 0, 0.4, 0.8];
    const noise = 1 / 10_000 + 1 / 10_000;
    const pairs = changes.map((change, i) => {
      // Both halves weigh the same in every pair: y1 and y2 with 1/y1 + 1/y2 = noise, and their sizes make the change.
      const input = pairOf(`i${i}`, 10_000, 10_000);
      return {
        ...input,
        halves: {
          ...input.halves,
          newer: { ...input.halves.newer, accountMonths: 1000 * Math.exp(-change - 0.3) },
        },
      };
    });
    const variance = (2 * 0.8 ** 2 + 2 * 0.4 ** 2) / 5 - noise;
    const { drift } = estimateDrift(pairs, RATING_1);
    expect(drift).toBeCloseTo(Math.sqrt(variance / ((2 * 18 * 18 + 1) / (3 * 18))), 8);
  });

  test("is nought where changes are less than chance", () => {
    const pairs = [0, 1, 2, 3, 4].map((i) => pairOf(`i${i}`, 40, 40));
    expect(estimateDrift(pairs, RATING_1).drift).toBe(0);
    expect(driftVariance(0, 12)).toBe(0);
  });

  test("adds the variance of a decayed average of a random walk", () => {
    let walk = 0;
    for (let ago = 1; ago < 2000; ago++) walk += 0.05 ** 2 * 4 ** (-ago / 12);
    expect(driftVariance(0.05, 12)).toBeCloseTo(Math.expm1(walk), 10);
  });
});

describe("all classes together", () => {
  const part = (expected: number, mean: number, variance: number) => ({
    observed: 0,
    expected,
    mean,
    variance,
  });

  test("one class alone is itself", () => {
    const gamma = combine([part(10, 2, 0.5), part(0, 1, 1), part(0, 1, 1)], [1, 3, 10], 0.1, 0.5);
    expect(gamma.shape / gamma.rate).toBeCloseTo(2, 12);
    expect(gamma.shape / gamma.rate ** 2).toBeCloseTo(0.5, 12);
  });

  test("mean, variance and shared drift are those of the formula", () => {
    const gamma = combine([part(6, 1, 0.1), part(2, 2, 0.3), part(0.4, 0.5, 0.6)], [1, 3, 10], 0.02, 0.5);
    const [a, m, v] = [[6, 6, 4] as const, [1, 2, 0.5] as const, [0.1, 0.3, 0.6] as const];
    const sum = a[0] * m[0] + a[1] * m[1] + a[2] * m[2];
    const squares = a.reduce((total, weight, c) => total + (weight * (m[c] ?? 0)) ** 2, 0);
    const own = a.reduce((total, weight, c) => total + weight ** 2 * (v[c] ?? 0), 0);
    expect(gamma.shape / gamma.rate).toBeCloseTo(sum / 16, 12);
    expect(gamma.shape / gamma.rate ** 2).toBeCloseTo((own + 0.01 * (sum ** 2 - squares)) / 256, 12);
  });

  test("the interval leaves a twentieth on each side", () => {
    const gamma = { shape: 7.5, rate: 5 };
    const { low, high } = estimateOf(gamma);
    expect(below(gamma, low)).toBeCloseTo(0.05, 5);
    expect(above(gamma, high)).toBeCloseTo(0.05, 5);
  });

  test("a tenth lies above where the worst tenth begins", () => {
    const gammas = [1, 2, 5, 20].map((shape) => ({ shape, rate: 4 }));
    const from = worstTenthFrom(gammas);
    expect(gammas.reduce((sum, gamma) => sum + above(gamma, from), 0) / 4).toBeCloseTo(0.1, 10);
  });
});

describe("funnel", () => {
  const columns = {
    observed: [column(8, 2), column(2, 0), column(0, 1)],
    expected: [column(4, 4), column(1, 1), column(0.2, 0.2)],
  } as const;

  test("points are weighted sums, precision and score by hand", () => {
    const [first] = funnelPoints(columns, [1, 3, 10]);
    expect(first?.ratio).toBeCloseTo(14 / 9, 12);
    expect(first?.precision).toBeCloseTo(81 / 33, 12);
    expect(first?.z).toBeCloseTo(5 / Math.sqrt(33), 12);
  });

  test("over-dispersion draws the outermost tenths in and is never under 1", () => {
    const points = (scores: readonly number[]) => scores.map((z) => ({ ratio: 1, precision: 1, z }));
    expect(overDispersion(points([0.1, -0.1, 0.2]))).toBe(1);
    // Quantiles of -5…5 are -4 and 4: 2·(16 + 16 + 9 + 4 + 1) over 11.
    expect(overDispersion(points([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]))).toBeCloseTo(92 / 11, 12);
  });

  test("ranks mean something only where institutions differ by more than chance", () => {
    const points = (ratios: readonly number[], precision: number) =>
      ratios.map((ratio) => ({ ratio, precision, z: 0 }));
    const unlike = [0.1, 0.3, 0.5, 1, 1.5, 2, 3, 0.2, 0.7, 2.5];
    expect(rankability(points(unlike, 200), RATING_1)).toBeGreaterThan(0.9);
    expect(
      rankability(
        points(
          unlike.map(() => 1),
          5,
        ),
        RATING_1,
      ),
    ).toBeLessThan(0.5);
    expect(rankability([], RATING_1)).toBe(0);
  });

  test("limits close in with precision, widen with over-dispersion, and stop at nought", () => {
    expect(funnelLimits(100, 1, 1.96)).toEqual({ low: 1 - 0.196, high: 1 + 0.196 });
    expect(funnelLimits(100, 4, 1.96).high).toBeCloseTo(1.392, 12);
    expect(funnelLimits(1, 1, FUNNEL_Z[1]).low).toBe(0);
  });
});

describe("gates stand on their numbers", () => {
  const ask = (expected: number, low: number, high: number, hasPeers = true): readonly string[] =>
    notRatedReasons(
      EXAMPLE,
      { hasPeers, classes: [{ expected }], estimate: { ratio: 1, low, high, shape: 1, rate: 1 } },
      RATING_1.gates,
    );

  test.each([
    [5, 0.5, 2, []],
    [4.99999, 0.5, 2, ["too_little_expected"]],
    [5, 0.5, 2.00001, ["interval_too_wide"]],
    [1, 0, 0.1, ["too_little_expected", "interval_too_wide"]],
  ] as const)("Σe %f, interval %f to %f: %j", (expected, low, high, reasons) => {
    expect(ask(expected, low, high)).toEqual(reasons);
  });

  test("without peers there is no comparison", () => {
    expect(ask(5, 0.5, 2, false)).toEqual(["too_few_peers"]);
  });
});

describe("handling", () => {
  const typical = { asked: 60, inTime: 48, answered: 48, resolved: 36, reopened: 0 };
  const gradeOf = (own: InstitutionInput["handling"], others = typical) => {
    const members = [own, ...Array.from({ length: 11 }, () => others)].map((handling, i) =>
      inputOf(`i${i}`, 100, [1, 1, 1], { handling }),
    );
    return gradeHandling(compare(strata, members, 10), RATING_1)[0];
  };

  test.each([
    ["like its peers", typical, "C"],
    ["all in time and resolved", { ...typical, asked: 300, inTime: 299, answered: 299, resolved: 298 }, "A"],
    ["two in five late", { ...typical, asked: 300, inTime: 180, answered: 180, resolved: 135 }, "D"],
    ["hardly any in time", { ...typical, asked: 300, inTime: 30, answered: 30, resolved: 22 }, "E"],
    [
      "what was opened again is not resolved",
      { ...typical, answered: 300, resolved: 225, reopened: 215 },
      "E",
    ],
  ] as const)("%s", (_, own, letter) => {
    expect(gradeOf(own)?.letter).toBe(letter);
  });

  test("four complaints say nothing; five are drawn far towards peers", () => {
    expect(gradeOf({ asked: 4.9, inTime: 0, answered: 0, resolved: 0, reopened: 0 })).toBeNull();
    const five = gradeOf({ asked: 5, inTime: 0, answered: 0, resolved: 0, reopened: 0 });
    expect(five?.resolved).toBeNull();
    expect(five?.timely?.mean).toBeGreaterThan(0.5);
  });

  test("more opened again than resolved is none resolved, and faultless peers leave figures finite", () => {
    const share = gradeOf({ ...typical, resolved: 3, reopened: 9 })?.resolved;
    expect(share?.mean).toBeGreaterThan(0);
    const faultless = { asked: 60, inTime: 60, answered: 60, resolved: 60, reopened: 0 };
    expect(gradeOf(faultless, faultless)).toMatchObject({ letter: "A", timely: { high: 1 } });
    expect(gradeOf(typical, { ...faultless, inTime: 0, resolved: 0 })?.timely?.mean).toBeLessThan(0.9);
  });

  test("one more in time never lowers the share", () => {
    const means = [0, 12, 24, 36, 48, 60].map(
      (inTime) => gradeOf({ ...typical, inTime })?.timely?.mean ?? Number.NaN,
    );
    expect(means).toEqual(means.toSorted((a, b) => a - b));
  });
});
