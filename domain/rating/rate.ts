import {
  type ByClass,
  byClass,
  type Comparison,
  compare,
  type Expectation,
  expectations,
  isCompared,
} from "./benchmark.ts";
import {
  type InstitutionInput,
  type InstitutionResult,
  type PerClass,
  type Population,
  type RatingBundle,
  type RatingMethod,
  SENSITIVITIES,
  SEVERITY_CLASSES,
  type Sensitivity,
} from "./bundle.ts";
import {
  above,
  type ClassPart,
  combine,
  estimateOf,
  type Gamma,
  probabilitiesOf,
  worstTenthFrom,
} from "./combine.ts";
import { driftVariance, estimateDrift } from "./drift.ts";
import { funnelPoints, overDispersion, rankability } from "./funnel.ts";
import { notRatedReasons, upholdRate } from "./gates.ts";
import { gradeHandling } from "./handling.ts";
import { alphaWeights, decayedSpread, logGrid, meanOf, ratioMoments } from "./heterogeneity.ts";
import { heldOver, letterOf, mildestOf, stepsFrom, withHandling, withPersons } from "./letters.ts";
import { published } from "./significant.ts";

/** One way to count: which sums are taken, and the half-life they were made with. */
type Counting = {
  readonly exposure: "base" | "shorter" | "longer";
  readonly complaints: "base" | "shorter" | "longer" | "uniform" | "withoutCluster";
  readonly halfLifeMonths: number;
};

/** Ratios of all members in each class. */
type Reckoning = Expectation & {
  readonly alpha: PerClass;
  readonly mean: ByClass;
  readonly variance: ByClass;
  readonly wandering: number;
};

/** What a member of the comparison got, unrounded. */
type Measured = {
  readonly comparison: Comparison;
  readonly base: Reckoning;
  readonly gammas: readonly Gamma[];
  readonly others: Readonly<Record<Sensitivity, readonly Gamma[]>>;
  readonly handling: readonly InstitutionResult["handling"][];
  readonly funnel: readonly NonNullable<InstitutionResult["funnel"]>[];
  readonly worstTenthFrom: number;
};

/**
 * Rates all institutions of one batch from its published sums alone (docs/methods/rating.md). The same sums give the
 * same digits in whatever order they come; results are in the order of ids.
 * Throws where an id comes twice or a stratum is not listed.
 */
export function rate({
  method,
  strata,
  institutions,
}: Pick<RatingBundle, "method" | "strata" | "institutions">): Pick<RatingBundle, "population" | "results"> {
  const inputs = institutions.toSorted(byId);
  inputs.forEach((input, i) => {
    if (input.id === inputs[i - 1]?.id) throw new Error(`institution ${input.id} comes twice`);
  });
  const compared = inputs.filter(isCompared);
  const comparison = compare(strata.toSorted(byId), compared, method.gates.leastPeers);
  const { drift, pairs } = estimateDrift(compared, method);
  const measured = measure(comparison, method, drift);

  const places = new Map(compared.map((input, i) => [input.id, i]));
  const results = inputs.map((input) => resultOf(input, measured, places.get(input.id) ?? null, method));
  const population: Population = {
    alpha: triple((c) => published(measured.base.alpha[c])),
    drift: published(drift),
    driftPairs: pairs,
    overDispersion: published(overDispersion(measured.funnel)),
    rankability: published(rankability(measured.funnel, method)),
    worstTenthFrom: published(measured.worstTenthFrom),
    rated: results.filter((result) => result.status === "rated").length,
  };
  return { population, results };
}

function measure(comparison: Comparison, method: RatingMethod, drift: number): Measured {
  const [shorter, longer] = method.otherHalfLives;
  const { halfLifeMonths, weights } = method;
  const reckonWith = (counting: Counting): Reckoning => reckon(comparison, method, counting, drift);
  const base = reckonWith({ exposure: "base", complaints: "base", halfLifeMonths });
  const gammasWith = (reckoning: Reckoning, of: PerClass) => gammasOf(reckoning, of, method.sharedDrift);
  const gammas = gammasWith(base, weights);
  return {
    comparison,
    base,
    gammas,
    others: {
      weights_low: gammasWith(base, method.otherWeights[0]),
      weights_high: gammasWith(base, method.otherWeights[1]),
      half_life_shorter: gammasWith(
        reckonWith({ exposure: "shorter", complaints: "shorter", halfLifeMonths: shorter }),
        weights,
      ),
      half_life_longer: gammasWith(
        reckonWith({ exposure: "longer", complaints: "longer", halfLifeMonths: longer }),
        weights,
      ),
      without_cluster: gammasWith(
        reckonWith({ exposure: "base", complaints: "withoutCluster", halfLifeMonths }),
        weights,
      ),
      uniform: gammasWith(reckonWith({ exposure: "base", complaints: "uniform", halfLifeMonths }), weights),
    },
    handling: gradeHandling(comparison, method),
    funnel: funnelPoints(base, weights),
    worstTenthFrom: worstTenthFrom(gammas),
  };
}

function reckon(comparison: Comparison, method: RatingMethod, counting: Counting, drift: number): Reckoning {
  const expectation = expectations(comparison, counting, method.benchmarkPrior);
  const grid = logGrid(method.alphaGrid);
  const wandering = driftVariance(drift, counting.halfLifeMonths);
  const spread = decayedSpread(counting.halfLifeMonths, method.windowMonths);
  const mean = byClass(comparison.members.length);
  const variance = byClass(comparison.members.length);
  const alpha = triple((c) => {
    const observed = expectation.observed[c];
    const expected = expectation.expected[c];
    const weights = alphaWeights(grid, observed, expected, spread);
    const moments = ratioMoments(grid, weights, observed, expected);
    mean[c].set(moments.mean);
    variance[c].set(moments.variance.map((v, i) => v + (moments.mean[i] ?? 0) ** 2 * wandering));
    return meanOf(grid, weights);
  });
  return { ...expectation, alpha, mean, variance, wandering };
}

function gammasOf(reckoning: Reckoning, weights: PerClass, sharedDrift: number): readonly Gamma[] {
  return Array.from(reckoning.mean[0], (_, i) =>
    combine(classesOf(reckoning, i), weights, reckoning.wandering, sharedDrift),
  );
}

function classesOf({ observed, expected, mean, variance }: Reckoning, i: number): ClassPart[] {
  return SEVERITY_CLASSES.map((_, c) => ({
    observed: observed[c]?.[i] ?? 0,
    expected: expected[c]?.[i] ?? 0,
    mean: mean[c]?.[i] ?? 0,
    variance: variance[c]?.[i] ?? 0,
  }));
}

function resultOf(
  input: InstitutionInput,
  measured: Measured,
  place: number | null,
  method: RatingMethod,
): InstitutionResult {
  const { gates, letters } = method;
  const figures = place === null ? null : figuresOf(measured, place, method);
  const reasons = notRatedReasons(input, figures, gates);
  const unrated: InstitutionResult = {
    id: input.id,
    status: input.sanctions.revoked ? "not_licensed" : "not_rated",
    reasons,
    letter: null,
    ruled: null,
    steps: [],
    peers: figures?.peers ?? null,
    harm: null,
    sensitivities: [],
    isFragile: false,
    handling: null,
    upholdRate: input.integrityHold === null ? upholdRate(input.counts, gates.leastForUpholdRate) : null,
    funnel: null,
  };
  if (figures === null || reasons.length > 0) return unrated;

  const { harm, handling, funnel } = figures;
  const settle = (letter: typeof harm.letter): typeof harm.letter =>
    withPersons(withHandling(letter, handling?.letter ?? null), input.persons, gates.leastPersons);
  const sensitivities = figures.others.map(({ name, gamma }) => ({
    name,
    ratio: published(gamma.shape / gamma.rate),
    letter: settle(letterOf(probabilitiesOf(gamma, letters), letters)),
  }));
  const settled = settle(harm.letter);
  const isFragile = sensitivities.some((other) => other.letter !== settled);
  const shown = { ...unrated, harm, handling, funnel, sensitivities, isFragile };
  if (input.sanctions.revoked) return shown;

  const ruled = mildestOf([settled, ...sensitivities.map((other) => other.letter)]);
  // A letter that few people stand behind is not kept from last month either.
  const held = withPersons(
    heldOver(ruled, input.previous, harm.probability, letters.atOnce),
    input.persons,
    gates.leastPersons,
  );
  const letter = input.sanctions.serious ? "E" : held;
  return {
    ...shown,
    status: "rated",
    letter,
    ruled,
    steps: stepsFrom(harm.letter, [
      ["handling", withHandling(harm.letter, handling?.letter ?? null)],
      ["too_few_persons", settled],
      ["fragile", ruled],
      ["held_over", held],
      ["sanction", letter],
    ]),
  };
}

/** What one member of the comparison is told, rounded. */
function figuresOf(measured: Measured, place: number, method: RatingMethod) {
  const { comparison, base, gammas } = measured;
  const gamma = gammas[place];
  const peers = comparison.members[place]?.peers;
  const funnel = measured.funnel[place];
  if (gamma === undefined || peers === undefined || funnel === undefined) return null;
  const estimate = estimateOf(gamma);
  const probability = {
    ...probabilitiesOf(gamma, method.letters),
    worstTenth: published(above(gamma, measured.worstTenthFrom)),
  };
  const classes = classesOf(base, place).map((part) => ({
    observed: published(part.observed),
    expected: published(part.expected),
    mean: published(part.mean),
    variance: published(part.variance),
  }));
  return {
    peers: comparison.strata[peers] ?? null,
    hasPeers: comparison.hasPeers[peers] ?? false,
    classes,
    estimate,
    harm: { letter: letterOf(probability, method.letters), estimate, probability, classes },
    handling: measured.handling[place] ?? null,
    funnel: {
      ratio: published(funnel.ratio),
      precision: published(funnel.precision),
      z: published(funnel.z),
    },
    others: SENSITIVITIES.flatMap((name) => {
      const other = measured.others[name][place];
      return other === undefined ? [] : [{ name, gamma: other }];
    }),
  };
}

function triple(of: (c: 0 | 1 | 2) => number): PerClass {
  return [of(0), of(1), of(2)];
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
