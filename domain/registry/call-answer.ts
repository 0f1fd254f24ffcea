import type { NumberReason } from "../numbers/number-kinds.ts";
import type { NumberFields } from "./number-answer.ts";
import type { Advice, VerdictWord } from "./verdict.ts";

/** What a switch or a phone does with a call. Closed: on another value let the call through. */
export const CALL_ACTIONS = ["block", "label", "allow"] as const;
export type CallAction = (typeof CALL_ACTIONS)[number];

export type CallAnswer = {
  /** Null when the caller number could not be read. */
  readonly canonical: string | null;
  readonly action: CallAction;
  /** The first reason of the verdict, `nothing-known`, or why the number could not be read. */
  readonly reason: string;
  readonly verdict: VerdictWord;
  readonly advice: Advice;
  /** What to show beside the number; null when nothing is to be shown. */
  readonly label: { readonly zh: string; readonly en: string } | null;
  /** Where the caller objects; only with a decision behind the action. */
  readonly redress: Redress | null;
  /** How long the answer may be kept. */
  readonly cacheSeconds: number;
};

/** For a SIP 608 response (RFC 8688, 3.4): the card's address and the whole Call-Info value. */
export type Redress = { readonly jcard: string; readonly sipStatus: 608; readonly callInfo: string };

type Found =
  | { readonly ok: true; readonly answer: NumberFields }
  | { readonly ok: false; readonly reason: NumberReason };

const CACHE_SECONDS = 60;
const ACTIONS: Readonly<Record<Advice, CallAction>> = {
  block: "block",
  warn: "label",
  label: "label",
  none: "allow",
};
const LABELS: Readonly<Record<Exclude<VerdictWord, "official" | "unknown">, CallAnswer["label"]>> = {
  listed: { zh: "黑名单号码", en: "Blacklisted number" },
  warning: { zh: "监管部门警示", en: "Warning by an agency" },
  reported: { zh: "多人举报，尚未认定", en: "Reported by many, not decided" },
};

/**
 * The answer while it rings. Blocks only what two people decided at a tier that warrants it; everything else is shown
 * or let through, and so is what cannot be read. Says of a private number no more than its verdict.
 */
export function callAnswer(found: Found, publicUrl: string): CallAnswer {
  if (!found.ok) return { ...NOTHING, canonical: null, reason: found.reason };
  const { canonical, verdict, advice, reasons, entry } = found.answer;
  if (verdict === "unknown" && advice === "none")
    return {
      ...NOTHING,
      canonical,
      reason: reasons.find((reason) => reason !== "restricted") ?? "nothing-known",
    };
  const jcard = entry ? `${publicUrl}/api/v1/redress/${entry.id}.jcard` : null;
  return {
    canonical,
    action: ACTIONS[advice],
    reason: reasons[0] ?? "nothing-known",
    verdict,
    advice,
    label: labelOf(found.answer),
    redress: jcard ? { jcard, sipStatus: 608, callInfo: `<${jcard}>;purpose=jwscard` } : null,
    cacheSeconds: CACHE_SECONDS,
  };
}

const NOTHING: CallAnswer = {
  canonical: null,
  action: "allow",
  reason: "nothing-known",
  verdict: "unknown",
  advice: "none",
  label: null,
  redress: null,
  cacheSeconds: CACHE_SECONDS,
};

function labelOf({ verdict, official }: NumberFields): CallAnswer["label"] {
  if (verdict === "official")
    return official
      ? { zh: `官方号码：${official.name}`, en: `Official: ${official.englishName ?? official.name}` }
      : { zh: "官方号码", en: "Official number" };
  return verdict === "unknown" ? { zh: "有提示信息", en: "There is a note" } : LABELS[verdict];
}
