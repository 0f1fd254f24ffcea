import type { CandidatePairs } from "./blocking.ts";
import { comparePairs, MISSING } from "./compare-pairs.ts";
import type { Comparison, LinkageModel } from "./model.ts";
import { fieldNamed, type PreparedRecords, rawText } from "./prepare-records.ts";
import { hasRarity, rarityBits } from "./score-pairs.ts";
import { type LinkageWeights, probabilityOf } from "./weights.ts";

type Side = { readonly raw: string; readonly folded: string };

/** One bar of the waterfall. */
export type ExplainedStep = {
  readonly field: string;
  /** The level's label, or what it is: "exact", "jaro-winkler 0.9", "differs", "missing". */
  readonly level: string;
  /** Weight of the level in bits, without rarity. */
  readonly bits: number;
  /** What the rarity of the agreed value adds, in bits. */
  readonly rarityBits: number;
  /** Share of the records with a value that have the agreed one; undefined when nothing was agreed exactly. */
  readonly frequency?: number;
  readonly left: Side;
  readonly right: Side;
};

export type PairExplanation = {
  readonly left: string;
  readonly right: string;
  readonly priorBits: number;
  readonly steps: readonly ExplainedStep[];
  /** Prior and steps together, before calibration. */
  readonly sumBits: number;
  /** After calibration; the same as sumBits without one. This is the score. */
  readonly bits: number;
  readonly probability: number;
};

function levelLabel(comparison: Comparison, level: number): string {
  if (level === MISSING) return "missing";
  const found = comparison.levels[level - 1];
  if (found === undefined) return comparison.otherwise?.label ?? "differs";
  if (found.label !== undefined) return found.label;
  const parameters = Object.entries(found)
    .filter(([name, value]) => !["is", "label", "m", "u", "bits"].includes(name) && value !== undefined)
    .map(([, value]) => String(value));
  return [found.is, ...parameters].join(" ");
}

/**
 * Why a pair has its score: the prior, then for each comparison the level, its weight, both values raw and folded, and how rare the
 * agreed value is. The sum equals what scorePairs gives. `left` and `right` are places in `records`.
 */
export function explainPair(input: {
  readonly model: LinkageModel;
  readonly records: PreparedRecords;
  readonly weights: LinkageWeights;
  readonly left: number;
  readonly right: number;
}): PairExplanation {
  const { model, records, weights, left, right } = input;
  const pair: CandidatePairs = { left: Int32Array.of(left), right: Int32Array.of(right), count: 1 };
  const levels = comparePairs(model, records, pair);
  const steps = model.comparisons.map((comparison, c): ExplainedStep => {
    const field = fieldNamed(records, comparison.field);
    const level = levels[c]?.[0] ?? MISSING;
    const value = field.ids[left] as number;
    const side = (at: number): Side => ({
      raw: rawText(records.table, field.columns, records.rows[at] as number),
      folded: records.values[field.ids[at] as number] ?? "",
    });
    const isAgreed = value !== 0 && value === field.ids[right];
    return {
      field: comparison.field,
      level: levelLabel(comparison, level),
      bits: weights.bits[c]?.[level] ?? 0,
      rarityBits:
        hasRarity(comparison) && level === 1 ? (rarityBits(comparison, records)[value] as number) : 0,
      ...(isAgreed ? { frequency: (field.counts[value] as number) / field.filled } : {}),
      left: side(left),
      right: side(right),
    };
  });
  const priorBits = Math.log2(weights.prior / (1 - weights.prior));
  const sumBits = steps.reduce((sum, step) => sum + step.bits + step.rarityBits, priorBits);
  const line = model.calibration;
  const bits = line === undefined ? sumBits : line.slope * sumBits + line.intercept;
  return {
    left: records.ids[left] ?? "",
    right: records.ids[right] ?? "",
    priorBits,
    steps,
    sumBits,
    bits,
    probability: probabilityOf(bits),
  };
}
