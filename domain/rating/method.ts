import type { RatingMethod } from "./bundle.ts";

/** The first method. Where each number comes from: docs/methods/rating.md. */
export const RATING_1: RatingMethod = {
  version: "rating-1",
  windowMonths: 36,
  halfLifeMonths: 12,
  otherHalfLives: [6, 24],
  weights: [1, 3, 10],
  otherWeights: [
    [1, 2, 4],
    [1, 5, 25],
  ],
  alphaGrid: { from: 0.15, to: 60, points: 41 },
  driftFallback: 0.03,
  driftLeastPairs: 5,
  driftLeastComplaints: 30,
  sharedDrift: 0.5,
  benchmarkPrior: 0.5,
  letters: {
    A: { below: 0.5, probability: 0.9 },
    B: { below: 0.8, probability: 0.8 },
    D: { above: 1.5, probability: 0.95 },
    E: { above: 2.5, probability: 0.95 },
    atOnce: 0.99,
  },
  handling: {
    precisionGrid: { from: 1, to: 500, points: 41 },
    leastTrials: 5,
    leastFailures: 0.02,
  },
  gates: {
    leastExpected: 5,
    leastMonths: 12,
    leastPeers: 10,
    widestRatio: 4,
    leastPersons: 10,
    leastForUpholdRate: 30,
    leastRankability: 0.7,
  },
};

/** A method, and the last month (YYYY-MM) that is published with it; null for the one in force. */
export type PublishedMethod = { readonly method: RatingMethod; readonly until: string | null };

/**
 * Methods that months are published with, the one in force first. A new one is put in front, and the old one gets its
 * `until`: the third month that both are published for.
 */
export const METHODS: readonly [PublishedMethod, ...PublishedMethod[]] = [{ method: RATING_1, until: null }];
