import type { NumberMark } from "./numbers-index.ts";

/** The answer that follows from what the lists say of one number; the same as the portal's for a public number. */
export type ListVerdict = {
  readonly verdict: "listed" | "warning" | "official" | "unknown";
  readonly listed: boolean;
  readonly advice: "block" | "warn" | "label" | "none";
  /** The list that decided, null when no list knows the number. */
  readonly list: "numbers" | "official" | "number-blocks" | "numbers-restricted" | null;
  readonly kind: string | null;
  readonly tier: string | null;
  readonly isUnderAppeal: boolean;
};

export const NOT_LISTED: ListVerdict = {
  verdict: "unknown",
  listed: false,
  advice: "none",
  list: null,
  kind: null,
  tier: null,
  isUnderAppeal: false,
};
const TIER_NAMES = [null, "minor", "general", "serious"] as const;

/** A decision goes before the register of official numbers, that before a credit note, and blocks come last. */
export function combine(
  number: NumberMark | null,
  official: NumberMark | null,
  block: NumberMark | null,
): ListVerdict {
  if (number && number.kind !== "credit_note") return verdictOf(number, "numbers");
  if (official) return verdictOf(official, "official");
  if (number) return verdictOf(number, "numbers");
  return block ? verdictOf(block, "number-blocks") : NOT_LISTED;
}

export function verdictOf(mark: NumberMark, list: NonNullable<ListVerdict["list"]>): ListVerdict {
  const { kind, tier, isUnderAppeal } = mark;
  const about = { list, kind, tier: TIER_NAMES[tier] ?? null, isUnderAppeal };
  switch (kind) {
    case "blacklist":
      return { verdict: "listed", listed: true, advice: tier === 1 ? "warn" : "block", ...about };
    case "warning":
      return { verdict: "warning", listed: false, advice: "warn", ...about };
    case "official":
      return { verdict: "official", listed: false, advice: "label", ...about };
    case "credit_note":
      return { verdict: "unknown", listed: false, advice: "label", ...about };
  }
}
