import type { CandidatePairs } from "./blocking.ts";
import { valueLevels } from "./compare-values.ts";
import type { Comparison, LinkageModel } from "./model.ts";
import { fieldNamed, type PreparedRecords } from "./prepare-records.ts";

/** Level of "missing"; 1 is the best level, levels.length + 1 is "differs". */
export const MISSING = 0;

/** For each comparison of the model, the level of every pair. */
export type PairLevels = readonly Uint8Array[];

/** Answers kept for pairs of values, the newest of a slot: bounded memory, and most fields have far fewer pairs of values than of records. */
const MOST_CACHE_BITS = 16;

type Swap = { readonly place: number; readonly ids: Int32Array };

function swapOf(comparison: Comparison, records: PreparedRecords): Swap | undefined {
  const place = comparison.levels.findIndex((level) => level.is === "swapped");
  const level = comparison.levels[place];
  return level?.is === "swapped" ? { place: place + 1, ids: fieldNamed(records, level.with).ids } : undefined;
}

function compareField(comparison: Comparison, records: PreparedRecords, pairs: CandidatePairs): Uint8Array {
  const field = fieldNamed(records, comparison.field);
  const levelOf = valueLevels(comparison, records.values, field);
  const swap = swapOf(comparison, records);
  const cacheBits = Math.min(MOST_CACHE_BITS, 33 - Math.clz32(pairs.count));
  const keys = new Float64Array(1 << cacheBits);
  const cached = new Uint8Array(1 << cacheBits);
  const isExactFirst = comparison.levels[0]?.is === "exact";
  const spread = records.values.length;
  const levels = new Uint8Array(pairs.count);
  const { ids } = field;
  for (let k = 0; k < pairs.count; k++) {
    const i = pairs.left[k] as number;
    const j = pairs.right[k] as number;
    const a = ids[i] as number;
    const b = ids[j] as number;
    if (a === 0 || b === 0) continue;
    let level: number;
    if (a === b) {
      level = isExactFirst ? 1 : levelOf(a, a);
    } else {
      const key = a < b ? a * spread + b : b * spread + a;
      const slot = (Math.imul(a ^ b, 0x9e3779b1) ^ Math.imul(a + b, 0x85ebca6b)) >>> (32 - cacheBits);
      if (keys[slot] === key) level = cached[slot] as number;
      else {
        level = levelOf(a, b);
        keys[slot] = key;
        cached[slot] = level;
      }
    }
    if (swap !== undefined && swap.place < level) {
      const [x, y] = [swap.ids[i] as number, swap.ids[j] as number];
      if (x === b && y === a && x !== 0) level = swap.place;
    }
    levels[k] = level;
  }
  return levels;
}

/** Compares candidate pairs field by field: no object a pair, one byte a pair and comparison. */
export function comparePairs(
  model: LinkageModel,
  records: PreparedRecords,
  pairs: CandidatePairs,
): PairLevels {
  return model.comparisons.map((comparison) => compareField(comparison, records, pairs));
}
