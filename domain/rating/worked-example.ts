import type { InstitutionInput, Letter, PerClass, RatingBundle, StratumSums } from "./bundle.ts";
import { RATING_1 } from "./method.ts";
import { INPUT_DIGITS, significant } from "./significant.ts";

type Case = {
  readonly id: string;
  /** On average, all through the window. */
  readonly accounts: number;
  /** Upheld complaints of each class in the older and the newer 18 months, spread evenly. */
  readonly older: PerClass;
  readonly newer: PerClass;
  readonly exposureSource?: InstitutionInput["exposureSource"];
  readonly persons?: number;
  /** Of 40 passed on: answered in time, and resolved of the 30 answered. */
  readonly handled?: readonly [number, number];
  readonly serious?: boolean;
  readonly previous?: readonly [Letter, Letter];
};

// biome-ignore format: a table
const CASES: readonly Case[] = [
  { id: "01", accounts: 120_000, older: [165, 50, 10], newer: [130, 40, 8] },
  { id: "02", accounts: 90_000, older: [30, 8, 1], newer: [26, 6, 1], handled: [39, 30] },
  { id: "03", accounts: 60_000, older: [52, 13, 3], newer: [50, 12, 2] },
  { id: "04", accounts: 40_000, older: [140, 50, 14], newer: [132, 54, 15] },
  { id: "05", accounts: 30_000, older: [140, 60, 18], newer: [185, 86, 26] },
  { id: "06", accounts: 900, older: [2, 1, 0], newer: [1, 0, 0] },
  { id: "07", accounts: 0, older: [40, 12, 3], newer: [35, 9, 2], exposureSource: null },
  { id: "08", accounts: 20_000, older: [22, 7, 1], newer: [25, 8, 2], exposureSource: "proxy" },
  { id: "09", accounts: 15_000, older: [70, 24, 7], newer: [78, 28, 9], persons: 8 },
  { id: "10", accounts: 50_000, older: [88, 30, 7], newer: [85, 31, 7], handled: [8, 6] },
  { id: "11", accounts: 45_000, older: [50, 17, 3], newer: [54, 16, 4], serious: true },
  { id: "12", accounts: 25_000, older: [58, 25, 9], newer: [75, 36, 12], previous: ["C", "C"] },
];

/** Twelve institutions that do not exist, for reading along: what docs/methods/rating.md shows is computed from this. */
export const WORKED_EXAMPLE: Pick<RatingBundle, "method" | "strata" | "institutions"> = {
  method: RATING_1,
  strata: [{ id: "example", parent: null }],
  institutions: CASES.map(inputOf),
};

function inputOf(of: Case): InstitutionInput {
  const [inTime, resolved] = of.handled ?? [32, 22];
  const [letter, ruled] = of.previous ?? [null, null];
  const half = RATING_1.windowMonths / 2;
  return {
    id: of.id,
    exposureSource: of.exposureSource === undefined ? "regulator_filing" : of.exposureSource,
    months: of.accounts > 0 ? RATING_1.windowMonths : 0,
    strata: [sumsOf(of)],
    halves: {
      older: { accountMonths: of.accounts * half, complaints: of.older },
      newer: { accountMonths: of.accounts * half, complaints: of.newer },
    },
    persons: of.persons ?? 50,
    held: [0, 0, 0],
    counts: { received: 60, decided: 40, upheld: 26 },
    handling: { asked: 40, inTime, answered: 30, resolved, reopened: of.handled === undefined ? 2 : 0 },
    sanctions: { serious: of.serious ?? false, revoked: false },
    integrityHold: null,
    previous: { letter, ruled },
    cells: [],
  };
}

function sumsOf({ accounts, older, newer }: Case): StratumSums {
  const [shorter, longer] = RATING_1.otherHalfLives;
  const base = complaintsWith(RATING_1.halfLifeMonths, older, newer);
  return {
    stratum: "example",
    exposure: {
      base: exposureWith(RATING_1.halfLifeMonths, accounts),
      shorter: exposureWith(shorter, accounts),
      longer: exposureWith(longer, accounts),
    },
    complaints: {
      base,
      shorter: complaintsWith(shorter, older, newer),
      longer: complaintsWith(longer, older, newer),
      uniform: base,
      withoutCluster: base,
    },
  };
}

function exposureWith(halfLifeMonths: number, accounts: number): number {
  return significant(accounts * weightOf(halfLifeMonths, 0, RATING_1.windowMonths), INPUT_DIGITS);
}

function complaintsWith(halfLifeMonths: number, older: PerClass, newer: PerClass): PerClass {
  const half = RATING_1.windowMonths / 2;
  const recent = weightOf(halfLifeMonths, 0, half) / half;
  const past = weightOf(halfLifeMonths, half, RATING_1.windowMonths) / half;
  const decayed = (c: 0 | 1 | 2): number => significant(newer[c] * recent + older[c] * past, INPUT_DIGITS);
  return [decayed(0), decayed(1), decayed(2)];
}

/** What months so many months ago, from the first up to but not with the last, weigh together. */
function weightOf(halfLifeMonths: number, first: number, last: number): number {
  let sum = 0;
  for (let ago = first; ago < last; ago++) sum += 2 ** (-ago / halfLifeMonths);
  return sum;
}
