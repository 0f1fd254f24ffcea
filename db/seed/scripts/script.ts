/** What a caller is after. Decides matter, harms, claimed identity and who complains (../demo-themes.ts). */
export type Theme =
  | "marketing"
  | "fee_first"
  | "phishing"
  | "credit_repair"
  | "debt_relief"
  | "refund"
  | "clone"
  | "campus"
  | "police"
  | "collection"
  | "contacts"
  | "no_loan"
  | "rental"
  | "unlicensed";

export type Medium = "sms" | "voice" | "im";

/**
 * A script with slots in braces; `fillScript` knows them all, so any script can be given to any planted group.
 * All words are the project's own; brands are fictional and authorities are never named.
 */
export type Script = {
  readonly id: string;
  readonly medium: Medium;
  readonly theme: Theme;
  readonly text: string;
};

/** Rows of `theme text`, one script each, numbered in order. */
export function scripts(
  medium: Medium,
  prefix: string,
  rows: readonly (readonly [Theme, string])[],
): readonly Script[] {
  return rows.map(([theme, text], i) => ({
    id: `${prefix}${String(i + 1).padStart(2, "0")}`,
    medium,
    theme,
    text,
  }));
}

export const SLOTS = [
  "name",
  "limit",
  "amount",
  "rate",
  "fee",
  "months",
  "days",
  "date",
  "hour",
  "mins",
  "left",
  "code",
  "brand",
  "inst",
  "url",
  "tel",
  "im",
  "staff",
  "payee",
  "caseNo",
  "borrower",
] as const;
export type Slot = (typeof SLOTS)[number];

/** Replaces every slot; asks only for those that occur. */
export function fillScript(text: string, fill: (slot: Slot) => string): string {
  return text.replaceAll(/\{(\w+)\}/gu, (_, slot: string) => fill(slot as Slot));
}
