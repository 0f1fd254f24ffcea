import type { NumberAnswer } from "#domain/registry/number-answer.ts";
import type { Translate } from "#messages/translate.ts";
import type { Tone } from "../ui/tone.ts";

/** What the page says about a number in one sentence; finer than the verdict where people need it. */
export type NumberState =
  | "listed"
  | "warning"
  | "official"
  | "reported"
  | "unknown"
  | "protected"
  | "spoof"
  | "credit_note";

type Told = Pick<NumberAnswer, "verdict" | "entry"> & { readonly reasons: readonly string[] };

export function stateOf({ verdict, reasons }: Told): NumberState {
  if (reasons.includes("public-service")) return "protected";
  if (verdict === "listed" || verdict === "warning" || verdict === "official") return verdict;
  // That the display is forged is certain; how many reported the forgery comes after it.
  if (reasons.includes("short-code-dressed-as-foreign") || reasons.includes("spoof-suspect")) return "spoof";
  if (verdict === "reported") return verdict;
  return reasons.includes("credit-note-in-force") ? "credit_note" : "unknown";
}

/** Solid tones are kept for what somebody decided or registered. */
export const TONE_OF: Readonly<Record<NumberState, Tone>> = {
  listed: "listed",
  warning: "warning",
  official: "official",
  reported: "reported",
  unknown: "unknown",
  protected: "official",
  spoof: "reported",
  credit_note: "info",
};

/** 黑名单 · 一般 · 异议处理中; the tier of a restricted number stays untold. */
export function bandOf(t: Translate, answer: Told & Pick<NumberAnswer, "visibility">): string {
  const { entry, visibility } = answer;
  const isDecided = entry !== null && entry.kind !== "official";
  return [
    t(`verdict.word.${stateOf(answer)}`),
    isDecided && entry.kind === "blacklist" && visibility === "public" && t(`verdict.tier.${entry.tier}`),
    isDecided && entry.status === "under_appeal" && t("verdict.underObjection"),
  ]
    .filter(Boolean)
    .join(" · ");
}
