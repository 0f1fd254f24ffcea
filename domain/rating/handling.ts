import { lbeta } from "lib-r-math.js";
import type { Comparison } from "./benchmark.ts";
import { betaQuantile, betaTails } from "./beta.ts";
import type { InstitutionInput, InstitutionResult, RatingMethod, Share } from "./bundle.ts";
import { decayedSpread, halfCauchyOfPrecision, logGrid, weightsOf } from "./heterogeneity.ts";
import { letterOf, worseOf } from "./letters.ts";
import { INPUT_DIGITS, published, significant } from "./significant.ts";

type Trials = { readonly count: number; readonly done: number };

/** What became of complaints passed to institutions, for each member of the comparison in order. */
export function gradeHandling(
  comparison: Comparison,
  method: RatingMethod,
): readonly InstitutionResult["handling"][] {
  const timely = shares(comparison, method, ({ asked, inTime }) => [told(asked), told(inTime)]);
  const resolved = shares(comparison, method, (of) => [
    told(of.answered),
    told(of.resolved) - told(of.reopened),
  ]);
  return comparison.members.map((_, i) => {
    const pair = { timely: timely[i] ?? null, resolved: resolved[i] ?? null };
    const found = [pair.timely, pair.resolved].filter((share) => share !== null).map((share) => share.letter);
    const [first, second = first] = found;
    return first === undefined || second === undefined ? null : { letter: worseOf(first, second), ...pair };
  });
}

const told = (value: number): number => significant(value, INPUT_DIGITS);

/** One share: each institution's own between what it did and what its peers do, as a beta-binomial has it. */
function shares(
  comparison: Comparison,
  { letters, halfLifeMonths, windowMonths, handling }: RatingMethod,
  read: (handling: InstitutionInput["handling"]) => readonly [number, number],
): readonly (Share | null)[] {
  const trials = comparison.members.map(({ input }): Trials => {
    const [count, done] = read(input.handling);
    return { count, done: Math.min(count, Math.max(0, done)) };
  });
  const pooled = peersShares(comparison, trials, handling);
  const cases = trials.map((own, i) => ({ ...own, pooled: pooled[i] ?? null }));
  const grid = logGrid(handling.precisionGrid);
  const spread = decayedSpread(halfLifeMonths, windowMonths);
  const weights = weightsOf(
    grid.map((precision) =>
      cases.reduce((sum, { count, done, pooled: share }) => {
        if (share === null || count <= 0) return sum;
        const a = precision * share;
        const b = precision - a;
        return sum + lbeta(a + done / spread, b + (count - done) / spread) - lbeta(a, b);
      }, halfCauchyOfPrecision(precision)),
    ),
  );
  return cases.map(({ count, done, pooled: share }) =>
    share === null || count < handling.leastTrials
      ? null
      : gradeShare(grid, weights, { count, done }, share, letters),
  );
}

/** Of each, the share that all others in its stratum have together; null where they have nothing to go by. */
function peersShares(
  comparison: Comparison,
  trials: readonly Trials[],
  { leastTrials, leastFailures }: RatingMethod["handling"],
): readonly (number | null)[] {
  const counts = comparison.strata.map(() => 0);
  const done = comparison.strata.map(() => 0);
  comparison.members.forEach((member, i) => {
    for (const place of member.within) {
      counts[place] = (counts[place] ?? 0) + (trials[i]?.count ?? 0);
      done[place] = (done[place] ?? 0) + (trials[i]?.done ?? 0);
    }
  });
  return comparison.members.map(({ peers }, i) => {
    const own = trials[i] ?? { count: 0, done: 0 };
    const others = (counts[peers] ?? 0) - own.count;
    if (others < leastTrials) return null;
    const share = ((done[peers] ?? 0) - own.done) / others;
    return Math.min(1 - leastFailures, Math.max(leastFailures, share));
  });
}

function gradeShare(
  grid: Float64Array,
  weights: Float64Array,
  { count, done }: Trials,
  pooled: number,
  letters: RatingMethod["letters"],
): Share {
  const means = grid.map((precision) => (precision * pooled + done) / (precision + count));
  const mean = means.reduce((sum, value, g) => sum + (weights[g] ?? 0) * value, 0);
  const variance = means.reduce((sum, value, g) => {
    const within = (value * (1 - value)) / ((grid[g] ?? 0) + count + 1);
    return sum + (weights[g] ?? 0) * (within + (value - mean) ** 2);
  }, 0);
  const precision = (mean * (1 - mean)) / variance - 1;
  const a = mean * precision;
  const b = precision - a;
  // P(failures < t · peers' failures), and above: the share of successes is 1 minus that of failures.
  const fewer = (t: number): number => published(betaTails(1 - t * (1 - pooled), a, b).above);
  const more = (t: number): number => published(betaTails(1 - t * (1 - pooled), a, b).below);
  const letter = letterOf(
    {
      belowHalf: fewer(letters.A.below),
      belowFourFifths: fewer(letters.B.below),
      aboveOneAndHalf: more(letters.D.above),
      aboveTwoAndHalf: more(letters.E.above),
    },
    letters,
  );
  return {
    mean: published(mean),
    low: published(betaQuantile(0.05, a, b)),
    high: published(betaQuantile(0.95, a, b)),
    letter,
  };
}
