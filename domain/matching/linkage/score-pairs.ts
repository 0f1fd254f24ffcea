import type { CandidatePairs } from "./blocking.ts";
import type { PairLevels } from "./compare-pairs.ts";
import type { Comparison, LinkageModel } from "./model.ts";
import { patternBits, patternsOf } from "./patterns.ts";
import { fieldNamed, type PreparedRecords } from "./prepare-records.ts";
import { type LinkageWeights, levelCount } from "./weights.ts";

/**
 * Bits that agreement on each value adds to the weight of "exact": log2(average frequency / frequency of the value), times the
 * comparison's share. The average is over random agreeing pairs, so a value of common rarity adds nothing.
 */
export function rarityBits(comparison: Comparison, records: PreparedRecords): Float32Array {
  const bits = new Float32Array(records.values.length);
  if (comparison.termFrequency === 0) return bits;
  const { counts, filled } = fieldNamed(records, comparison.field);
  const together = counts.reduce((sum, count) => sum + count * (count - 1), 0);
  if (together === 0) return bits;
  const average = together / (filled - 1);
  counts.forEach((count, value) => {
    if (count > 0) bits[value] = comparison.termFrequency * Math.log2(average / count);
  });
  return bits;
}

/** Whether agreement in a value itself (not a likeness) is what the comparison's best level asks. */
export function hasRarity(comparison: Comparison): boolean {
  return comparison.termFrequency > 0 && comparison.levels[0]?.is === "exact";
}

/** Log odds in bits that each pair is one: prior, weight of each level, rarity of agreed values, and the calibration if there is one. */
export function scorePairs(input: {
  readonly model: LinkageModel;
  readonly records: PreparedRecords;
  readonly pairs: CandidatePairs;
  readonly levels: PairLevels;
  readonly weights: LinkageWeights;
}): Float32Array {
  const { model, records, pairs, levels, weights } = input;
  const patterns = patternsOf(levels, model.comparisons.map(levelCount), pairs.count);
  const byPattern = patternBits(patterns, weights.bits, weights.prior);
  const bits = Float32Array.from(patterns.of, (pattern) => byPattern[pattern] as number);
  model.comparisons.forEach((comparison, c) => {
    if (!hasRarity(comparison)) return;
    const rarity = rarityBits(comparison, records);
    const { ids } = fieldNamed(records, comparison.field);
    const column = levels[c] ?? new Uint8Array(0);
    for (let k = 0; k < pairs.count; k++) {
      if (column[k] !== 1) continue;
      bits[k] = (bits[k] as number) + (rarity[ids[pairs.left[k] as number] as number] as number);
    }
  });
  const line = model.calibration;
  return line === undefined ? bits : bits.map((one) => line.slope * one + line.intercept);
}
