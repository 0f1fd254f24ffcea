import * as z from "zod";
import { isLinkKind, type LinkKind } from "./campaigns/link-kinds.ts";

/** One tie of a report to its case. `from` and `to` are the sums before and after it, in bits. */
export type WaterfallStep = {
  readonly kind: LinkKind;
  readonly bits: number;
  /** Reports that shared it when the report was judged. */
  readonly complaints: number;
  readonly label: string | null;
  readonly from: number;
  readonly to: number;
};

/** How a machine came to its judgement: the odds before any evidence, each tie, and where they end. */
export type Waterfall = {
  readonly prior: number;
  readonly steps: readonly WaterfallStep[];
  readonly total: number;
  readonly probability: number;
};

/** From so many bits on, evidence says something else than it did: below it is a few reports more of a thing. */
const OTHERWISE = 0.5;

/** Whether evidence is other than it was: a kind of tie more or less, or one that weighs noticeably otherwise. */
export function differs(then: Waterfall, now: Waterfall | null): boolean {
  const bits = new Map(now?.steps.map((step) => [step.kind, step.bits]));
  return (
    bits.size !== then.steps.length ||
    then.prior !== now?.prior ||
    then.steps.some(
      (step) => Math.abs((bits.get(step.kind) ?? Number.POSITIVE_INFINITY) - step.bits) >= OTHERWISE,
    )
  );
}

const stored = z.object({
  prior: z.number(),
  levels: z.array(
    z.object({
      kind: z.custom<LinkKind>((value) => typeof value === "string" && isLinkKind(value)),
      bits: z.number(),
      complaints: z.number(),
      label: z.string().nullish(),
    }),
  ),
  total: z.number(),
  probability: z.number(),
});

/** The waterfall as stored with a judgement; null for judgements that rest on a rule or a person's word. */
export function readWaterfall(weights: unknown): Waterfall | null {
  const read = stored.safeParse(weights);
  if (!read.success || read.data.levels.length === 0) return null;
  const { prior, levels, total, probability } = read.data;
  let sum = prior;
  const steps = levels.map(({ kind, bits, complaints, label }): WaterfallStep => {
    const from = sum;
    // Bits are kept to two places; adding them must not show the machine's own remainders.
    sum = Math.round((sum + bits) * 100) / 100;
    return { kind, bits, complaints, label: label ?? null, from, to: sum };
  });
  return { prior, steps, total, probability };
}
