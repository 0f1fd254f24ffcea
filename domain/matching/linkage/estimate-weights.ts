import { cutMerges, mergeTree } from "./agglomerate.ts";
import type { CandidatePairs } from "./blocking.ts";
import { comparePairs, type PairLevels } from "./compare-pairs.ts";
import type { Comparison, LinkageModel } from "./model.ts";
import { type Patterns, patternBits, patternsOf } from "./patterns.ts";
import { fieldNamed, type PreparedRecords } from "./prepare-records.ts";
import { seededRandom } from "./random.ts";
import { scorePairs } from "./score-pairs.ts";
import {
  fixedOf,
  type LevelChances,
  type LinkageWeights,
  levelBits,
  levelCount,
  probabilityOf,
} from "./weights.ts";

const SETTLED = 1e-4;
/** u cannot fall below this part of what random pairs show, however many of those agreements the matches explain. */
const U_FLOOR = 0.05;

/** All pairs when there are few, else `wanted` drawn at random; no pair of a record with itself. */
function randomPairs(size: number, wanted: number, seed: number): CandidatePairs {
  const all = (size * (size - 1)) / 2;
  const count = Math.min(all, wanted);
  const [left, right] = [new Int32Array(count), new Int32Array(count)];
  if (all <= wanted) {
    let at = 0;
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        left[at] = i;
        right[at++] = j;
      }
    }
    return { left, right, count };
  }
  const next = seededRandom(seed);
  for (let at = 0; at < count; at++) {
    const i = Math.floor(next() * size);
    const other = Math.floor(next() * (size - 1));
    left[at] = i;
    right[at] = other >= i ? other + 1 : other;
  }
  return { left, right, count };
}

/** Share of each level among random pairs in which nothing is missing. Agreement on a value is counted, not sampled. */
function sharesAtRandom(
  model: LinkageModel,
  records: PreparedRecords,
  pairs: CandidatePairs,
  levels: PairLevels,
): Float64Array[] {
  return model.comparisons.map((comparison, c) => {
    const size = levelCount(comparison);
    const counts = new Float64Array(size);
    const column = levels[c] ?? new Uint8Array(0);
    for (let k = 0; k < pairs.count; k++)
      counts[column[k] as number] = (counts[column[k] as number] as number) + 1;
    const present = Math.max(1, pairs.count - (counts[0] as number));
    const shares = counts.map((count, level) => (level === 0 ? 0 : (count + 0.5) / (present + size * 0.5)));
    if (comparison.levels[0]?.is !== "exact") return shares;
    const { counts: held, filled } = fieldNamed(records, comparison.field);
    const together = held.reduce((sum, count) => sum + count * (count - 1), 0);
    const exact = Math.max(0.5 / present, together / Math.max(1, filled * (filled - 1)));
    const rest = (1 - exact) / Math.max(1e-9, 1 - (shares[1] as number));
    return shares.map((share, level) => (level === 0 ? 0 : level === 1 ? exact : share * rest));
  });
}

function firstGuess(comparison: Comparison, shares: Float64Array): LevelChances {
  const size = levelCount(comparison);
  const m = new Float64Array(size);
  // Mostly the best level, the rest falling by half, a tenth for "differs": only a start.
  let total = 0;
  for (let level = 1; level < size - 1; level++) {
    m[level] = level === 1 ? 0.7 : 0.2 / 2 ** (level - 1);
    total += m[level] as number;
  }
  for (let level = 1; level < size - 1; level++) m[level] = ((m[level] as number) / total) * 0.9;
  m[size - 1] = 0.1;
  return withFixed(comparison, { m, u: shares.slice() });
}

function withFixed(comparison: Comparison, { m, u }: LevelChances): LevelChances {
  for (let level = 1; level < m.length; level++) {
    const given = fixedOf(comparison, level);
    if (given.m !== undefined) m[level] = given.m;
    if (given.u !== undefined) u[level] = given.u;
  }
  return { m, u };
}

/** u once the matches among the random pairs are taken out: share = prior * m + (1 - prior) * u. */
function withoutMatches(shares: Float64Array, m: Float64Array, prior: number): Float64Array {
  const u = shares.map((share, level) =>
    level === 0 ? 0 : Math.max((share - prior * (m[level] as number)) / (1 - prior), U_FLOOR * share),
  );
  const total = u.reduce((sum, one) => sum + one, 0);
  return u.map((one) => one / total);
}

type Round = { readonly chances: readonly LevelChances[]; readonly prior: number };

function bitsOf(model: LinkageModel, chances: readonly LevelChances[]): Float64Array[] {
  return model.comparisons.map((one, c) => levelBits(one, chances[c] as LevelChances, model.monotone));
}

/**
 * Expected matches of each pattern among the pairs of which neither record has a better candidate: in a file with few copies these are
 * nearly all matches and little else. Over all candidates, EM drifts where fields depend on each other among strangers (a postcode on a
 * place): their many pairs look like a class of their own.
 */
function matchesAmongBest(
  patterns: Patterns,
  pairs: CandidatePairs,
  bits: Float64Array,
  best: Float64Array,
): Float64Array {
  best.fill(Number.NEGATIVE_INFINITY);
  for (let k = 0; k < pairs.count; k++) {
    const one = bits[patterns.of[k] as number] as number;
    const [i, j] = [pairs.left[k] as number, pairs.right[k] as number];
    if (one > (best[i] as number)) best[i] = one;
    if (one > (best[j] as number)) best[j] = one;
  }
  const expected = new Float64Array(patterns.counts.length);
  for (let k = 0; k < pairs.count; k++) {
    const pattern = patterns.of[k] as number;
    const one = bits[pattern] as number;
    if (one < (best[pairs.left[k] as number] as number) || one < (best[pairs.right[k] as number] as number))
      continue;
    expected[pattern] = (expected[pattern] as number) + probabilityOf(one);
  }
  return expected;
}

/** m, u and the prior from how many matches each pattern is expected to hold. */
function maximise(input: {
  readonly model: LinkageModel;
  readonly patterns: Patterns;
  readonly shares: readonly Float64Array[];
  readonly expected: Float64Array;
  readonly prior: number;
}): Round {
  const { model, patterns, shares, expected } = input;
  const prior = model.prior ?? Math.min(0.5, input.prior);
  const chances = model.comparisons.map((comparison, c) => {
    const size = levelCount(comparison);
    const m = new Float64Array(size).fill(0.1);
    const column = patterns.levels[c] ?? new Uint8Array(0);
    for (let p = 0; p < expected.length; p++) {
      const level = column[p] as number;
      m[level] = (m[level] as number) + (expected[p] as number);
    }
    m[0] = 0;
    const total = m.reduce((sum, one) => sum + one, 0);
    for (let level = 1; level < size; level++) m[level] = (m[level] as number) / total;
    return withFixed(comparison, { m, u: withoutMatches(shares[c] ?? m, m, prior) });
  });
  return { chances, prior };
}

/** Pairs of each pattern within one cluster, and all pairs within clusters, candidates or not. */
function matchesWithinClusters(patterns: Patterns, pairs: CandidatePairs, clusterOf: Int32Array) {
  const expected = new Float64Array(patterns.counts.length);
  for (let k = 0; k < pairs.count; k++) {
    if (clusterOf[pairs.left[k] as number] !== clusterOf[pairs.right[k] as number]) continue;
    const pattern = patterns.of[k] as number;
    expected[pattern] = (expected[pattern] as number) + 1;
  }
  const sizes = new Int32Array(clusterOf.length);
  for (const cluster of clusterOf) sizes[cluster] = (sizes[cluster] as number) + 1;
  return { expected, total: sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0) };
}

function furthest(a: Round, b: Round): number {
  let most = Math.abs(Math.log2(a.prior / b.prior)) / 10;
  a.chances.forEach(({ m }, c) => {
    m.forEach((one, level) => {
      most = Math.max(most, Math.abs(one - (b.chances[c]?.m[level] ?? one)));
    });
  });
  return most;
}

/**
 * Fellegi-Sunter weights without labels. u comes from pairs drawn at random (cleaned of the matches among them); m and the prior by
 * expectation maximisation over pairs that are the best of both their records, then from the clusters that the weights of the round
 * before make. The same records, model and seed give the same weights. Levels with fixed m, u or bits keep them.
 */
export function estimateWeights(input: {
  readonly model: LinkageModel;
  readonly records: PreparedRecords;
  readonly pairs: CandidatePairs;
  readonly levels: PairLevels;
  readonly seed: number;
}): LinkageWeights {
  const { model, records, pairs, levels, seed } = input;
  const sample = randomPairs(records.size, model.training.randomPairs, seed);
  const shares = sharesAtRandom(model, records, sample, comparePairs(model, records, sample));
  const patterns = patternsOf(levels, model.comparisons.map(levelCount), pairs.count);
  const all = Math.max(1, (records.size * (records.size - 1)) / 2);
  let round: Round = {
    chances: model.comparisons.map((one, c) => firstGuess(one, shares[c] ?? new Float64Array(0))),
    prior: model.prior ?? Math.min(0.1, records.size / 2 / all),
  };
  const best = new Float64Array(records.size);
  for (let count = 0; count < model.training.maxRounds; count++) {
    const bits = patternBits(patterns, bitsOf(model, round.chances), round.prior);
    const expected = matchesAmongBest(patterns, pairs, bits, best);
    const matches = Math.max(
      0.5,
      expected.reduce((sum, one) => sum + one, 0),
    );
    const next = maximise({ model, patterns, shares, expected, prior: matches / all });
    const moved = furthest(next, round);
    round = next;
    if (moved < SETTLED) break;
  }
  for (let count = 0; count < model.training.clusterRounds; count++) {
    const weights = { ...round, bits: bitsOf(model, round.chances) };
    const bits = scorePairs({ model: { ...model, calibration: undefined }, records, pairs, levels, weights });
    const edges = { size: records.size, left: pairs.left, right: pairs.right, bits };
    const merges = mergeTree({ edges, lowest: 0, cannotLinks: [], maxSize: model.clusters.maxSize });
    const { expected, total } = matchesWithinClusters(patterns, pairs, cutMerges(merges, records.size, 0));
    if (total === 0) break;
    round = maximise({ model, patterns, shares, expected, prior: total / all });
  }
  return { prior: round.prior, chances: round.chances, bits: bitsOf(model, round.chances) };
}
