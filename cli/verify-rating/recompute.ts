/** Population and results of a bundle, from its method, strata and inputs. */
import type { Bundle, Institution, Letter, Result } from "./form.ts";
import { handlingOf } from "./handling.ts";
import {
  above,
  below,
  combine,
  driftOf,
  fitClasses,
  funnelOf,
  overDispersion,
  posteriorOf,
  type Ratio,
  rankability,
  staleness,
  worstTenthFrom,
} from "./harm.ts";
import {
  letterOf,
  type Probabilities,
  reasonsOf,
  stepsOf,
  withFragility,
  withHandling,
  withHysteresis,
  withPersons,
} from "./letters.ts";
import { gammaQuantile, mixture } from "./numerics.ts";
import {
  asRead,
  BASE,
  type Basis,
  expectAll,
  groupStrata,
  isCompared,
  perClass,
  published,
  type Triple,
} from "./peers.ts";

type Inputs = Pick<Bundle, "method" | "strata" | "institutions">;
type Told = { readonly population: Bundle["population"]; readonly results: readonly Result[] };
type Variant = { readonly basis: Basis; readonly weights: Triple; readonly halfLife: number };

/** Six digits cannot tell apart what lies this near to the edge between two of them. */
const EDGE = 1e-9;
/** The published figure when it is what this value rounds to, or lies at the edge of it; else the value, rounded. */
export function settle(value: number, told: number | null | undefined): number {
  const near = [value, value * (1 - EDGE), value * (1 + EDGE)].map(published);
  return near.find((one) => one === told) ?? published(value);
}

function variantsOf(method: Bundle["method"]) {
  const { weights, otherWeights, halfLifeMonths: halfLife, otherHalfLives } = method;
  const base: Variant = { basis: BASE, weights, halfLife };
  const on = (exposure: Basis["exposure"], complaints: Basis["complaints"]): Basis => ({
    exposure,
    complaints,
  });
  const others = [
    ["weights_low", { ...base, weights: otherWeights[0] }],
    ["weights_high", { ...base, weights: otherWeights[1] }],
    ["half_life_shorter", { ...base, basis: on("shorter", "shorter"), halfLife: otherHalfLives[0] }],
    ["half_life_longer", { ...base, basis: on("longer", "longer"), halfLife: otherHalfLives[1] }],
    ["without_cluster", { ...base, basis: on("base", "withoutCluster") }],
    ["uniform", { ...base, basis: on("base", "uniform") }],
  ] as const satisfies readonly (readonly [string, Variant])[];
  return { base, others };
}

/** Why there is no letter by its size and time alone; the rest needs figures. */
const sizeReasons = (one: Institution, { gates }: Bundle["method"]) => ({
  size_unknown: one.exposureSource !== "proxy" && !isCompared(one),
  size_by_proxy_only: one.exposureSource === "proxy",
  under_twelve_months: one.months < gates.leastMonths,
  integrity_hold: one.integrityHold !== null,
});

function upholdRate({ counts, integrityHold }: Institution, { gates }: Bundle["method"]): number | null {
  const isEnough = Math.min(counts.received, counts.decided) >= Math.max(1, gates.leastForUpholdRate);
  return isEnough && integrityHold === null ? counts.upheld / counts.decided : null;
}

/**
 * What a bundle has to say. Figures that agree with the published ones are given as those, so that what is decided on
 * published figures is decided on the same.
 */
export function recompute({ method, strata, institutions: raw }: Inputs, told: Told): Told {
  const institutions = raw.map(asRead);
  const compared = institutions.filter(isCompared);
  const groups = groupStrata({ strata, method }, compared);
  const { drift, pairs } = driftOf(compared, method);
  const models = new Map<string, ReturnType<typeof modelOf>>();
  function modelOf(basis: Basis, halfLife: number) {
    const rows = expectAll(compared, groups, method.benchmarkPrior, basis);
    return { rows, fits: fitClasses(rows, method, halfLife) };
  }
  /** Ratios of all in one way of counting. */
  function ratiosOf({ basis, weights, halfLife }: Variant) {
    const name = `${basis.exposure} ${basis.complaints}`;
    const { rows, fits } = models.get(name) ?? modelOf(basis, halfLife);
    models.set(name, { rows, fits });
    const stale = staleness(drift, halfLife);
    const posteriors = rows.map((row) => posteriorOf(row, fits, stale));
    const ratios = rows.map((row, at) =>
      combine(
        row,
        posteriors[at] ?? { mean: [0, 0, 0], variance: [0, 0, 0] },
        weights,
        stale,
        method.sharedDrift,
      ),
    );
    return { rows, fits, posteriors, ratios };
  }
  const { base: baseVariant, others } = variantsOf(method);
  const base = ratiosOf(baseVariant);
  const sensitivities = others.map(([name, variant]) => ({ name, ratios: ratiosOf(variant).ratios }));
  const funnels = base.rows.map((row) => funnelOf(row, method.weights));
  const worstFrom = worstTenthFrom(base.ratios);
  const handlings = handlingOf(compared, groups, method);
  const places = new Map(compared.map(({ id }, at) => [id, at]));

  const probabilitiesOf = (
    ratio: Ratio,
    rounding: (value: number, name: keyof Probabilities) => number,
  ): Probabilities => ({
    A: rounding(below(ratio, method.letters.A.below), "A"),
    B: rounding(below(ratio, method.letters.B.below), "B"),
    D: rounding(above(ratio, method.letters.D.above), "D"),
    E: rounding(above(ratio, method.letters.E.above), "E"),
  });

  function resultOf(one: Institution, index: number): Result {
    const at = places.get(one.id);
    const said = told.results[index];
    const rate = upholdRate(one, method);
    const [row, ratio, posterior, funnel] = [base.rows, base.ratios, base.posteriors, funnels].map(
      (all) => all[at ?? -1],
    ) as [
      (typeof base.rows)[number] | undefined,
      Ratio | undefined,
      (typeof base.posteriors)[number] | undefined,
      (typeof funnels)[number] | undefined,
    ];
    const revoked = one.sanctions.revoked;
    const unrated: Result = {
      id: one.id,
      status: revoked ? "not_licensed" : "not_rated",
      reasons: [],
      letter: null,
      ruled: null,
      steps: [],
      peers: at === undefined ? null : groups.peersOf(one),
      harm: null,
      sensitivities: [],
      isFragile: false,
      handling: null,
      upholdRate: rate === null ? null : settle(rate, said?.upholdRate),
      funnel: null,
    };
    const simple = {
      too_few_peers: false,
      too_little_expected: false,
      interval_too_wide: false,
      ...sizeReasons(one, method),
    };
    if (at === undefined || !row || !ratio || !posterior || !funnel)
      return { ...unrated, reasons: reasonsOf(simple) };

    const estimate = {
      ratio: settle(ratio.ratio, said?.harm?.estimate.ratio),
      low: settle(gammaQuantile(ratio.shape, 0.05) / ratio.rate, said?.harm?.estimate.low),
      high: settle(gammaQuantile(ratio.shape, 0.95) / ratio.rate, said?.harm?.estimate.high),
      shape: settle(ratio.shape, said?.harm?.estimate.shape),
      rate: settle(ratio.rate, said?.harm?.estimate.rate),
    };
    const classes = perClass((c) => {
      const claim = said?.harm?.classes[c];
      return {
        observed: settle(row.observed[c], claim?.observed),
        expected: settle(row.expected[c], claim?.expected),
        mean: settle(posterior.mean[c], claim?.mean),
        variance: settle(posterior.variance[c], claim?.variance),
      };
    });
    const reasons = reasonsOf({
      ...simple,
      too_few_peers: groups.sizeOf(groups.peersOf(one)) < method.gates.leastPeers,
      too_little_expected:
        published(classes.reduce((sum, { expected }) => sum + expected, 0)) < method.gates.leastExpected,
      interval_too_wide: !(estimate.high / estimate.low <= method.gates.widestRatio),
    });
    if (reasons.length > 0) return { ...unrated, reasons };

    const claimed = said?.harm?.probability;
    const claims = {
      A: claimed?.belowHalf,
      B: claimed?.belowFourFifths,
      D: claimed?.aboveOneAndHalf,
      E: claimed?.aboveTwoAndHalf,
    };
    const p = probabilitiesOf(ratio, (value, name) => settle(value, claims[name]));
    const harmLetter = letterOf(p, method);
    const handling = handlings[at] ?? null;
    const finish = (letter: Letter) =>
      withPersons(withHandling(letter, handling?.letter), one.persons, method);
    const afterHandling = withHandling(harmLetter, handling?.letter);
    const firm = finish(harmLetter);
    const others = sensitivities.map(({ name, ratios }, n) => {
      const other = ratios[at] ?? ratio;
      return {
        name,
        ratio: settle(other.ratio, said?.sensitivities[n]?.ratio),
        letter: finish(letterOf(probabilitiesOf(other, published), method)),
      };
    });
    const differing = others.map(({ letter }) => letter).filter((letter) => letter !== firm);
    const ruled = withFragility(firm, differing);
    // Nor is an adverse letter that few people stand behind kept from the month before.
    const held = withPersons(withHysteresis(ruled, one.previous, p, method), one.persons, method);
    const letter = one.sanctions.serious ? "E" : held;
    const shareOf = (name: "timely" | "resolved") => {
      const [share, claim] = [handling?.[name], said?.handling?.[name]];
      return share
        ? {
            mean: settle(share.mean, claim?.mean),
            low: settle(share.low, claim?.low),
            high: settle(share.high, claim?.high),
            letter: share.letter,
          }
        : null;
    };
    return {
      ...unrated,
      status: revoked ? "not_licensed" : "rated",
      letter: revoked ? null : letter,
      ruled: revoked ? null : ruled,
      steps: revoked
        ? []
        : stepsOf([
            { step: "harm", letter: harmLetter },
            { step: "handling", letter: afterHandling },
            { step: "too_few_persons", letter: firm },
            { step: "fragile", letter: ruled },
            { step: "held_over", letter: held },
            { step: "sanction", letter },
          ]),
      harm: {
        letter: harmLetter,
        estimate,
        probability: {
          belowHalf: p.A,
          belowFourFifths: p.B,
          aboveOneAndHalf: p.D,
          aboveTwoAndHalf: p.E,
          worstTenth: settle(above(ratio, worstFrom), claimed?.worstTenth),
        },
        classes,
      },
      sensitivities: others,
      isFragile: differing.length > 0,
      handling: handling && {
        letter: handling.letter,
        timely: shareOf("timely"),
        resolved: shareOf("resolved"),
      },
      funnel: {
        ratio: settle(funnel.ratio, said?.funnel?.ratio),
        precision: settle(funnel.precision, said?.funnel?.precision),
        z: settle(funnel.z, said?.funnel?.z),
      },
    };
  }
  const results = institutions.map(resultOf);
  const population = told.population;
  return {
    population: {
      alpha: perClass((c) =>
        settle(mixture(base.fits[c] ?? [], (alpha) => [alpha, 0]).mean, population.alpha[c]),
      ),
      drift: settle(drift, population.drift),
      driftPairs: pairs,
      overDispersion: settle(overDispersion(funnels), population.overDispersion),
      rankability: settle(rankability(funnels, method), population.rankability),
      worstTenthFrom: settle(worstFrom, population.worstTenthFrom),
      rated: results.filter(({ status }) => status === "rated").length,
    },
    results,
  };
}
