/**
 * The public record of one rating batch: everything that a rating is computed from, and every figure that came out.
 * Aggregates only: no complaint, no person, no number. JSON, canonical (RFC 8785), UTF-8.
 */

/** Nuisance; harassment and over-charging; threats, fraud and violence. The order of every triple below. */
export const SEVERITY_CLASSES = ["nuisance", "harassment", "threat_or_fraud"] as const;
export type PerClass = readonly [number, number, number];

export type Letter = "A" | "B" | "C" | "D" | "E";

/** Best first: a filing to the regulator outranks an audited one, that one a statement; a proxy is no exposure. */
export const EXPOSURE_SOURCES = [
  "regulator_filing",
  "audited_filing",
  "institution_statement",
  "proxy",
] as const;
export type ExposureSource = (typeof EXPOSURE_SOURCES)[number];

/** Why an institution has no letter. */
export const NOT_RATED_REASONS = [
  "size_unknown",
  "size_by_proxy_only",
  "under_twelve_months",
  "too_few_peers",
  "too_little_expected",
  "interval_too_wide",
  "integrity_hold",
] as const;
export type NotRatedReason = (typeof NOT_RATED_REASONS)[number];

/** Every number that the method has; a batch says which it was computed with. */
export type RatingMethod = {
  readonly version: string;
  readonly windowMonths: number;
  readonly halfLifeMonths: number;
  readonly otherHalfLives: readonly [number, number];
  readonly weights: PerClass;
  readonly otherWeights: readonly [PerClass, PerClass];
  readonly alphaGrid: { readonly from: number; readonly to: number; readonly points: number };
  readonly driftFallback: number;
  readonly driftLeastPairs: number;
  readonly driftLeastComplaints: number;
  /** Of the drift of an institution's rates, the share that all its classes go through together. */
  readonly sharedDrift: number;
  /** Complaints that a benchmark is thought to rest on before any is counted, so that no expectation is nought. */
  readonly benchmarkPrior: number;
  readonly letters: {
    readonly A: { readonly below: number; readonly probability: number };
    readonly B: { readonly below: number; readonly probability: number };
    readonly D: { readonly above: number; readonly probability: number };
    readonly E: { readonly above: number; readonly probability: number };
    /** A letter moves at once from this probability on; else when the rule holds two months running. */
    readonly atOnce: number;
  };
  readonly handling: {
    /** How alike institutions are, in complaints' worth of evidence: from anything goes to all the same. */
    readonly precisionGrid: { readonly from: number; readonly to: number; readonly points: number };
    /** Fewer complaints than this say nothing about how an institution handles them. */
    readonly leastTrials: number;
    /** Peers' share of failures is never thought smaller, nor larger than 1 minus this: 1 % against .1 % is no scandal. */
    readonly leastFailures: number;
  };
  readonly gates: {
    readonly leastExpected: number;
    readonly leastMonths: number;
    readonly leastPeers: number;
    readonly widestRatio: number;
    readonly leastPersons: number;
    readonly leastForUpholdRate: number;
    readonly leastRankability: number;
  };
};

/** Decayed sums of one institution in one stratum, complaints by class. */
export type StratumSums = {
  readonly stratum: string;
  /** Account-months, decayed with the half-life of each name. */
  readonly exposure: { readonly base: number; readonly shorter: number; readonly longer: number };
  /** Weighted complaints. `uniform`: each counts one. `withoutCluster`: without the largest cluster of like reports. */
  readonly complaints: {
    readonly base: PerClass;
    readonly shorter: PerClass;
    readonly longer: PerClass;
    readonly uniform: PerClass;
    readonly withoutCluster: PerClass;
  };
};

export type InstitutionInput = {
  readonly id: string;
  readonly exposureSource: ExposureSource | null;
  /** Months of the window with known exposure. */
  readonly months: number;
  readonly strata: readonly StratumSums[];
  /** Undecayed sums of the older and the newer half of the window, for the drift of rates. */
  readonly halves: {
    readonly older: { readonly accountMonths: number; readonly complaints: PerClass };
    readonly newer: { readonly accountMonths: number; readonly complaints: PerClass };
  };
  /** Distinct people behind what counts. */
  readonly persons: number;
  /** Weighted complaints held back for review by people, and not counted. */
  readonly held: PerClass;
  /** Whole numbers of the last twelve months. */
  readonly counts: { readonly received: number; readonly decided: number; readonly upheld: number };
  /** Decayed counts of complaints passed to the institution: answered in time, resolved of those answered, opened again. */
  readonly handling: {
    readonly asked: number;
    readonly inTime: number;
    readonly answered: number;
    readonly resolved: number;
    readonly reopened: number;
  };
  /** Facts of the registry in force at the end of the month. */
  readonly sanctions: {
    /** An active entry of the serious tier. */
    readonly serious: boolean;
    /** The licence to do its business was revoked. */
    readonly revoked: boolean;
  };
  /** Why its figures are held back as a whole; null when they are not. */
  readonly integrityHold: string | null;
  /** Of the last month published before: what was published, and what the rules gave on that month's figures alone. */
  readonly previous: { readonly letter: Letter | null; readonly ruled: Letter | null };
  /** Months in which enough people complained to be told without telling who; oldest first. */
  readonly cells: readonly {
    readonly month: string;
    readonly accounts: number | null;
    readonly complaints: PerClass;
  }[];
};

/** A ratio to peers (1: as expected) with its 90 % interval, from a gamma with `shape` and `rate`. */
export type Estimate = {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly shape: number;
  readonly rate: number;
};

export type Share = {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly letter: Letter;
};

export const SENSITIVITIES = [
  "weights_low",
  "weights_high",
  "half_life_shorter",
  "half_life_longer",
  "without_cluster",
  "uniform",
] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

export type InstitutionResult = {
  readonly id: string;
  readonly status: "rated" | "not_rated" | "not_licensed";
  readonly reasons: readonly NotRatedReason[];
  /** What is published; null unless rated. */
  readonly letter: Letter | null;
  /** What the rules give on this month's figures alone, before hysteresis and sanctions; null unless rated. */
  readonly ruled: Letter | null;
  /** The steps from harm to the published letter, in order. */
  readonly steps: readonly { readonly step: LetterStep; readonly letter: Letter }[];
  /** The stratum it was compared in: its own, or the parent where its own is too small; null without exposure. */
  readonly peers: string | null;
  readonly harm: {
    readonly letter: Letter;
    readonly estimate: Estimate;
    readonly probability: {
      readonly belowHalf: number;
      readonly belowFourFifths: number;
      readonly aboveOneAndHalf: number;
      readonly aboveTwoAndHalf: number;
      readonly worstTenth: number;
    };
    readonly classes: readonly {
      readonly observed: number;
      readonly expected: number;
      readonly mean: number;
      readonly variance: number;
    }[];
  } | null;
  readonly sensitivities: readonly {
    readonly name: Sensitivity;
    readonly ratio: number;
    readonly letter: Letter;
  }[];
  readonly isFragile: boolean;
  readonly handling: {
    readonly letter: Letter;
    readonly timely: Share | null;
    readonly resolved: Share | null;
  } | null;
  /** Upheld of decided; null below the least numbers. */
  readonly upholdRate: number | null;
  /** Weighted observed against expected: `precision` is the effective expected count, `z` the naive score. */
  readonly funnel: { readonly ratio: number; readonly precision: number; readonly z: number } | null;
};

/** In the order they are taken. */
export const LETTER_STEPS = [
  "harm",
  "handling",
  "too_few_persons",
  "fragile",
  "held_over",
  "sanction",
] as const;
export type LetterStep = (typeof LETTER_STEPS)[number];

/** What the whole population gave. */
export type Population = {
  /** Posterior mean of alpha a class. */
  readonly alpha: PerClass;
  /** Monthly standard deviation of log rates. */
  readonly drift: number;
  readonly driftPairs: number;
  readonly overDispersion: number;
  readonly rankability: number;
  /** Ratio that a tenth of the population is thought to lie above. */
  readonly worstTenthFrom: number;
  readonly rated: number;
};

export type RatingBundle = {
  readonly v: 1;
  readonly kind: "rating-batch";
  readonly id: string;
  /** The last month counted, YYYY-MM, in Asia/Shanghai. */
  readonly month: string;
  /** The moment up to which decisions, filings and sanctions were known; RFC 3339 in UTC. */
  readonly asOf: string;
  /** The batch that this one corrects, and why. */
  readonly corrects: { readonly id: string; readonly reason: string } | null;
  readonly method: RatingMethod;
  readonly strata: readonly { readonly id: string; readonly parent: string | null }[];
  /** In the order of ids; results likewise. */
  readonly institutions: readonly InstitutionInput[];
  readonly population: Population;
  readonly results: readonly InstitutionResult[];
  /** SHA-256 of the canonical bytes of all the other fields, hex: a changed byte shows even where no figure rests on it. */
  readonly digest: string;
};
