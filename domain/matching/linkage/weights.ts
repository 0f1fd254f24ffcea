import type { Comparison, LinkageModel } from "./model.ts";

/** m and u by level: index 0 is "missing" (weighs nothing), then the model's levels, then "differs". */
export type LevelChances = { readonly m: Float64Array; readonly u: Float64Array };

/** What scoring needs: chance that two records drawn at random match, and bits by comparison and level. */
export type LinkageWeights = {
  readonly prior: number;
  readonly chances: readonly LevelChances[];
  /** bits[c][level] = log2(m / u), monotone when the model says so; bits[c][0] is 0. */
  readonly bits: readonly Float64Array[];
};

const MOST_BITS = 30;

export function levelCount(comparison: Comparison): number {
  return comparison.levels.length + 2;
}

type Fixed = {
  readonly bits?: number | undefined;
  readonly m?: number | undefined;
  readonly u?: number | undefined;
};

/** What the model fixes for a level (counted from 1; the last is "differs"). */
export function fixedOf(comparison: Comparison, level: number): Fixed {
  return (level <= comparison.levels.length ? comparison.levels[level - 1] : comparison.otherwise) ?? {};
}

/**
 * Bits by level. Neighbours that would rise from a better level to a worse one are pooled (their m and their u added), which is the
 * monotone fit; levels with fixed bits stand as given and part the rest.
 */
export function levelBits(comparison: Comparison, chances: LevelChances, isMonotone: boolean): Float64Array {
  const size = levelCount(comparison);
  const bits = new Float64Array(size);
  type Pool = { m: number; u: number; from: number; to: number };
  const pools: Pool[] = [];
  const flush = (): void => {
    for (const { m, u, from, to } of pools) {
      bits.fill(Math.max(-MOST_BITS, Math.min(MOST_BITS, Math.log2(m / u))), from, to + 1);
    }
    pools.length = 0;
  };
  for (let level = 1; level < size; level++) {
    const given = fixedOf(comparison, level).bits;
    if (given !== undefined) {
      flush();
      bits[level] = given;
      continue;
    }
    let pool: Pool = { m: chances.m[level] as number, u: chances.u[level] as number, from: level, to: level };
    for (
      let above = pools.at(-1);
      isMonotone && above && above.m * pool.u < pool.m * above.u;
      above = pools.at(-1)
    ) {
      pool = { m: above.m + pool.m, u: above.u + pool.u, from: above.from, to: level };
      pools.pop();
    }
    pools.push(pool);
  }
  flush();
  return bits;
}

/** Weights of a model in which every level is fixed (bits, or m and u) and the prior too; undefined when something is left to estimate. */
export function fixedWeights(model: LinkageModel): LinkageWeights | undefined {
  if (model.prior === undefined) return undefined;
  const chances: LevelChances[] = [];
  for (const comparison of model.comparisons) {
    const size = levelCount(comparison);
    const [m, u] = [new Float64Array(size).fill(0.5), new Float64Array(size).fill(0.5)];
    for (let level = 1; level < size; level++) {
      const given = fixedOf(comparison, level);
      if (given.bits !== undefined) continue;
      if (given.m === undefined || given.u === undefined) return undefined;
      m[level] = given.m;
      u[level] = given.u;
    }
    chances.push({ m, u });
  }
  const bits = model.comparisons.map((one, c) => levelBits(one, chances[c] as LevelChances, model.monotone));
  return { prior: model.prior, chances, bits };
}

/** The model with its estimated weights written in: a file that scores the same for ever and needs no training. */
export function freezeModel(model: LinkageModel, weights: LinkageWeights): LinkageModel {
  const written = (c: number, level: number) => ({
    bits: Number((weights.bits[c]?.[level] ?? 0).toFixed(4)),
  });
  return {
    ...model,
    prior: weights.prior,
    comparisons: model.comparisons.map((one, c) => ({
      ...one,
      levels: one.levels.map((level, at) => ({
        ...level,
        m: undefined,
        u: undefined,
        ...written(c, at + 1),
      })),
      otherwise: { ...one.otherwise, m: undefined, u: undefined, ...written(c, one.levels.length + 1) },
    })),
  };
}

/** Probability of log odds in bits. */
export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

export function bitsOfProbability(probability: number): number {
  return Math.log2(probability / (1 - probability));
}
