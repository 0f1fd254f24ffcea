import type { PairLevels } from "./compare-pairs.ts";

/** Pairs that agree in the same way: one pattern of levels each, so that training and scoring cost by pattern and not by pair. */
export type Patterns = {
  /** Pattern of every pair. */
  readonly of: Int32Array;
  readonly counts: Float64Array;
  /** levels[c][p]: level of comparison c in pattern p. */
  readonly levels: readonly Uint8Array[];
};

/** Groups pairs by their levels; `sizes[c]` is one more than the highest level of comparison c. */
export function patternsOf(levels: PairLevels, sizes: readonly number[], count: number): Patterns {
  const of = new Int32Array(count);
  let known = 1;
  let ancestry: Uint8Array[] = [];
  levels.forEach((column, c) => {
    const size = sizes[c] ?? 1;
    const table = new Int32Array(known * size).fill(-1);
    const parents: number[] = [];
    const last: number[] = [];
    for (let k = 0; k < count; k++) {
      const slot = (of[k] as number) * size + (column[k] as number);
      let id = table[slot] as number;
      if (id < 0) {
        id = parents.push(of[k] as number) - 1;
        last.push(column[k] as number);
        table[slot] = id;
      }
      of[k] = id;
    }
    ancestry = ancestry.map((earlier) => Uint8Array.from(parents, (parent) => earlier[parent] as number));
    ancestry.push(Uint8Array.from(last));
    known = Math.max(1, parents.length);
  });
  const counts = new Float64Array(known);
  for (let k = 0; k < count; k++) counts[of[k] as number] = (counts[of[k] as number] as number) + 1;
  return { of, counts, levels: ancestry };
}

/** Log odds in bits of every pattern. */
export function patternBits(patterns: Patterns, bits: readonly Float64Array[], prior: number): Float64Array {
  const sums = new Float64Array(patterns.counts.length).fill(Math.log2(prior / (1 - prior)));
  patterns.levels.forEach((column, c) => {
    const table = bits[c] ?? new Float64Array(0);
    for (let p = 0; p < sums.length; p++)
      sums[p] = (sums[p] as number) + (table[column[p] as number] as number);
  });
  return sums;
}
