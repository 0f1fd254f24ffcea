import type { InstitutionResult, PerClass } from "#domain/rating/bundle.ts";
import { CLASSES } from "#domain/rating/evidence/cells.ts";
import { limitCounts } from "#domain/rating/evidence/limits.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import { rate } from "#domain/rating/rate.ts";
import { createRandom } from "../db/seed/random.ts";
import {
  ALL_OPEN,
  createWorld,
  drawCells,
  inputsFrom,
  LEAD,
  MONTHS,
  measuredDrift,
  trueRatios,
  UNGATED,
} from "./rating-world.ts";

/** What many honest worlds of one size and drift came to. */
export type Honest = {
  readonly institutions: number;
  /** Share of true ratios inside their 90 % interval. */
  readonly coverage: number;
  /** Root mean squared error of ln ratio: ours against plain observed to expected. */
  readonly rmse: number;
  readonly rawRmse: number;
  /** The same of those that the gates let through. */
  readonly ratedRmse: number;
  readonly rawRatedRmse: number;
  /** D and E given, and how many of them to institutions that are not so bad. */
  readonly flags: number;
  readonly falseFlags: number;
  /** Raw ratios above 2 whose truth is not, a run. */
  readonly rawFalseFlags: number;
  /** Medians over the runs. */
  readonly alpha: PerClass;
  readonly drift: number;
  /** Share of non-empty bins of which something was held. */
  readonly falseHolds: number;
  /** The same of those that one month's limit holds. */
  readonly falseMonthHolds: number;
  /** Share of complaints that is held, and of institutions with any held. */
  readonly falseHeads: number;
  readonly touched: number;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The method's own gates, on figures that were made with them open. */
function isRated({ harm }: InstitutionResult): boolean {
  if (!harm) return false;
  const expected = harm.classes.reduce((sum, part) => sum + part.expected, 0);
  const { leastExpected, widestRatio } = RATING_1.gates;
  return expected >= leastExpected && harm.estimate.high <= widestRatio * harm.estimate.low;
}

function rawRatio({ harm }: InstitutionResult): number {
  let observed = 0;
  let expected = 0;
  for (const [c, part] of (harm?.classes ?? []).entries()) {
    observed += (RATING_1.weights[c] ?? 1) * part.observed;
    expected += (RATING_1.weights[c] ?? 1) * part.expected;
  }
  // Half a nuisance where there is nothing: a logarithm needs something.
  return Math.max(0.5, observed) / expected;
}

/** Rates `runs` simulated worlds in which nobody cheats. */
export function rateHonestWorlds(seed: number, count: number, drift: number, runs: number): Honest {
  const random = createRandom(`${seed}/honest/${count}/${drift}`);
  let institutions = 0;
  let covered = 0;
  let squares = 0;
  let rawSquares = 0;
  let flags = 0;
  let falseFlags = 0;
  let rawFalseFlags = 0;
  let bins = 0;
  let held = 0;
  let heldByMonth = 0;
  let heads = 0;
  let heldHeads = 0;
  let touched = 0;
  let rated = 0;
  let ratedSquares = 0;
  let rawRatedSquares = 0;
  const alphas: PerClass[] = [];
  const drifts: number[] = [];
  for (let run = 0; run < runs; run++) {
    const world = createWorld(random, count, drift);
    const cells = drawCells(random, world, ALL_OPEN);
    const limited = limitCounts(cells, MONTHS, measuredDrift(cells));
    const shares = limited.map(({ share }) => share);
    for (const [i, { strata }] of cells.entries()) {
      const before = held;
      for (let place = LEAD * CLASSES; place < MONTHS * CLASSES; place++) {
        const open = strata[0]?.openHeads[place] ?? 0;
        if (open === 0) continue;
        const share = shares[i]?.[place] ?? 1;
        bins++;
        heads += open;
        heldHeads += open * (1 - share);
        if (share < 1) held++;
        if (limited[i]?.span[place] === 1) heldByMonth++;
      }
      if (held > before) touched++;
    }
    const { population, results } = rate({
      method: UNGATED,
      strata: world.strata,
      institutions: inputsFrom(cells, shares),
    });
    alphas.push(population.alpha);
    drifts.push(population.drift);
    const truths = trueRatios(world);
    for (const [i, result] of results.entries()) {
      const truth = truths[i] ?? 1;
      if (!result.harm) continue;
      const { ratio, low, high } = result.harm.estimate;
      institutions++;
      if (truth >= low && truth <= high) covered++;
      squares += Math.log(ratio / truth) ** 2;
      rawSquares += Math.log(rawRatio(result) / truth) ** 2;
      if (rawRatio(result) > 2 && truth <= 2) rawFalseFlags++;
      if (!isRated(result)) continue;
      rated++;
      ratedSquares += Math.log(ratio / truth) ** 2;
      rawRatedSquares += Math.log(rawRatio(result) / truth) ** 2;
      if (result.letter !== "D" && result.letter !== "E") continue;
      flags++;
      if (truth <= (result.letter === "E" ? RATING_1.letters.E.above : RATING_1.letters.D.above))
        falseFlags++;
    }
  }
  const middle = (c: 0 | 1 | 2): number => median(alphas.map((alpha) => alpha[c]));
  return {
    institutions,
    coverage: covered / institutions,
    rmse: Math.sqrt(squares / institutions),
    rawRmse: Math.sqrt(rawSquares / institutions),
    ratedRmse: Math.sqrt(ratedSquares / rated),
    rawRatedRmse: Math.sqrt(rawRatedSquares / rated),
    flags,
    falseFlags,
    rawFalseFlags: rawFalseFlags / runs,
    alpha: [middle(0), middle(1), middle(2)],
    drift: median(drifts),
    falseHolds: held / bins,
    falseMonthHolds: heldByMonth / bins,
    falseHeads: heldHeads / heads,
    touched: touched / institutions,
  };
}
