import { isInForce } from "./entry.ts";
import { type Advice, type EntryFacts, VERDICT_REASONS, type VerdictWord } from "./verdict.ts";

/** What a message carries that is looked up by its name. */
export type NamedSubject = "domain" | "sms_signature" | "app";

/** Why; the words are shown on the page, the codes are stable. */
export const SUBJECT_REASONS = {
  "blacklist-in-force": VERDICT_REASONS["blacklist-in-force"],
  "warning-in-force": VERDICT_REASONS["warning-in-force"],
  "credit-note-in-force": VERDICT_REASONS["credit-note-in-force"],
  "under-objection": VERDICT_REASONS["under-objection"],
  "official-domain": { zh: "机构登记的官方网站", en: "An institution’s registered site" },
  "official-signature": {
    zh: "机构登记的官方短信签名",
    en: "An institution’s registered message signature",
  },
  "official-app": { zh: "机构登记的官方应用", en: "An institution’s registered app" },
  "not-in-register": { zh: "没有机构登记过", en: "No institution has registered it" },
} as const;
export type SubjectReason = keyof typeof SUBJECT_REASONS;

const OFFICIAL = {
  domain: "official-domain",
  sms_signature: "official-signature",
  app: "official-app",
} as const satisfies Record<NamedSubject, SubjectReason>;

export type SubjectFacts = {
  readonly kind: NamedSubject;
  readonly entry: EntryFacts | null;
  /** A registered institution has it among its contacts. */
  readonly isOfficial: boolean;
};

export type SubjectVerdict = {
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly SubjectReason[];
  /** The entry, if it is in force. */
  readonly entry: EntryFacts | null;
};

/**
 * The verdict about a domain, a signature or an app, in the order of a number's: what two officers decided, else whose
 * it is by the register. That it is registered is told beside a decision: who is impersonated is no impostor.
 */
export function subjectVerdict({ kind, entry, isOfficial }: SubjectFacts, now: Date): SubjectVerdict {
  const inForce = entry && isInForce(entry, now) ? entry : null;
  const reasons: SubjectReason[] = [];
  if (inForce?.kind === "blacklist") reasons.push("blacklist-in-force");
  if (inForce?.kind === "warning") reasons.push("warning-in-force");
  if (inForce?.kind === "credit_note") reasons.push("credit-note-in-force");
  if (inForce?.status === "under_appeal") reasons.push("under-objection");
  if (isOfficial || inForce?.kind === "official") reasons.push(OFFICIAL[kind]);
  if (reasons.length === 0) reasons.push("not-in-register");
  const verdict = wordOf(reasons);
  return {
    verdict,
    listed: verdict === "listed",
    advice: adviceOf(verdict, inForce),
    reasons,
    entry: inForce,
  };
}

function wordOf(reasons: readonly SubjectReason[]): VerdictWord {
  if (reasons.includes("blacklist-in-force")) return "listed";
  if (reasons.includes("warning-in-force")) return "warning";
  return Object.values(OFFICIAL).some((official) => reasons.includes(official)) ? "official" : "unknown";
}

/** As with numbers: only a general or serious listing advises blocking. */
function adviceOf(verdict: VerdictWord, entry: EntryFacts | null): Advice {
  if (verdict === "listed") return entry?.tier === "minor" ? "warn" : "block";
  if (verdict === "warning") return "warn";
  return verdict === "official" || entry ? "label" : "none";
}
