import { describe, expect, it } from "vitest";
import type { InstitutionResult } from "./bundle.ts";
import { type BatchView, whatMoved } from "./what-moved.ts";

const WEIGHTS = [1, 3, 10] as const;
const RESULT: InstitutionResult = {
  id: "i",
  status: "rated",
  reasons: [],
  letter: "C",
  ruled: "C",
  steps: [{ step: "harm", letter: "C" }],
  peers: "bank",
  harm: {
    letter: "C",
    estimate: { ratio: 1.1, low: 0.9, high: 1.4, shape: 40, rate: 36 },
    probability: {
      belowHalf: 0,
      belowFourFifths: 0.01,
      aboveOneAndHalf: 0.01,
      aboveTwoAndHalf: 0,
      worstTenth: 0.1,
    },
    classes: [
      { observed: 40, expected: 36, mean: 1.1, variance: 0.02 },
      { observed: 10, expected: 9, mean: 1.1, variance: 0.05 },
      { observed: 2, expected: 2, mean: 1, variance: 0.2 },
    ],
  },
  sensitivities: [],
  isFragile: false,
  handling: {
    letter: "C",
    timely: { mean: 0.9, low: 0.85, high: 0.94, letter: "C" },
    resolved: null,
  },
  upholdRate: 0.4,
  funnel: null,
};
const BEFORE: BatchView = {
  result: RESULT,
  basis: {
    exposureSource: "regulator_filing",
    counts: { received: 60, decided: 50, upheld: 20 },
    held: [0, 0, 0],
  },
  accountMonths: 1e6,
};
const moved = (change: Partial<BatchView>) => whatMoved(BEFORE, { ...BEFORE, ...change }, WEIGHTS);

describe("what moved a rating", () => {
  it("is nothing when two batches say the same, or differ by less than anybody would notice", () => {
    expect(moved({})).toEqual([]);
    expect(moved({ accountMonths: 1.01e6 })).toEqual([]);
  });

  it("begins with the letter, then names classes by what they weigh, not by how many complaints they hold", () => {
    const { harm } = RESULT;
    if (!harm) throw new Error("the fixture is rated");
    const [nuisance, harassment, threat] = harm.classes;
    if (!nuisance || !harassment || !threat) throw new Error("the fixture has three classes");
    const result: InstitutionResult = {
      ...RESULT,
      letter: "D",
      steps: [
        { step: "harm", letter: "C" },
        { step: "handling", letter: "D" },
      ],
      harm: {
        ...harm,
        classes: [{ ...nuisance, observed: 50 }, harassment, { ...threat, observed: 4 }],
      },
    };
    expect(moved({ result })).toEqual([
      { what: "letter", from: "C", to: "D" },
      { what: "class", severityClass: 2, from: 2, to: 4 },
      { what: "class", severityClass: 0, from: 40, to: 50 },
      { what: "step_new", step: "handling" },
    ]);
  });

  it("tells counts, what is held back, where the size comes from and how complaints are handled", () => {
    const handling = { letter: "C" as const, timely: null, resolved: null };
    const worse = { mean: 0.8, low: 0.7, high: 0.9, letter: "D" as const };
    expect(
      moved({
        result: { ...RESULT, handling: { ...handling, timely: worse } },
        basis: {
          exposureSource: "audited_filing",
          counts: { received: 61, decided: 50, upheld: 20 },
          held: [12.5, 0, 0],
        },
        accountMonths: 2e6,
      }),
    ).toEqual([
      { what: "size", from: 1e6, to: 2e6 },
      { what: "source", from: "regulator_filing", to: "audited_filing" },
      { what: "received", from: 60, to: 61 },
      { what: "held", from: 0, to: 12.5 },
      { what: "timely", from: 0.9, to: 0.8 },
    ]);
  });

  it("says which reason came or went when a letter is lost or won", () => {
    const unrated: BatchView = {
      ...BEFORE,
      result: {
        ...RESULT,
        status: "not_rated",
        letter: null,
        harm: null,
        handling: null,
        steps: [],
        reasons: ["interval_too_wide"],
      },
    };
    expect(whatMoved(BEFORE, unrated, WEIGHTS)).toEqual([
      { what: "letter", from: "C", to: null },
      { what: "reason_new", reason: "interval_too_wide" },
    ]);
    expect(whatMoved(unrated, BEFORE, WEIGHTS)).toEqual([
      { what: "letter", from: null, to: "C" },
      { what: "reason_gone", reason: "interval_too_wide" },
    ]);
  });
});
