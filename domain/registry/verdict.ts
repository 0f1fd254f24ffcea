import type { Ground, Tier } from "../cases/decision.ts";
import { isReported } from "../cases/score.ts";
import { isInForce, type RegistryKind, type VersionStatus } from "./entry.ts";

/** What the portal says about a number. Closed: a program that meets another value has to do nothing. */
export const VERDICTS = ["listed", "warning", "official", "reported", "unknown"] as const;
export type VerdictWord = (typeof VERDICTS)[number];

/** What to do with a call: stop it, warn before it, show who it is, nothing. Ordered from strong to weak. */
export const ADVICE = ["block", "warn", "label", "none"] as const;
export type Advice = (typeof ADVICE)[number];

/** Why; the words are shown on the page, the codes are stable. */
export const VERDICT_REASONS = {
  "public-service": {
    zh: "公共服务号码，任何人都不能把它列入名录",
    en: "A public service number; nobody can list it",
  },
  "blacklist-in-force": {
    zh: "经两人复核列入黑名单，仍在期限内",
    en: "Blacklisted by two officers’ decision, still in force",
  },
  "warning-in-force": {
    zh: "监管部门发布了警示，仍在期限内",
    en: "An agency has issued a warning, still in force",
  },
  "credit-note-in-force": { zh: "有一条信用记录，仍在期限内", en: "A credit note is in force" },
  "under-objection": {
    zh: "当事人已提出异议，正在处理",
    en: "An objection has been made and is being handled",
  },
  "official-number": { zh: "机构登记的官方号码", en: "An institution’s registered official number" },
  "reported-by-five": {
    zh: "最近 30 天有 5 个以上独立来源举报，尚未认定",
    en: "Reported by five or more independent sources within 30 days, not decided",
  },
  "short-code-dressed-as-foreign": {
    zh: "国内短号加了境外或国家代码，真正的号码不会这样显示",
    en: "A domestic short code dressed as a foreign number; the real one never shows like this",
  },
  "spoof-suspect": { zh: "来电显示可能被改过", en: "The number shown may have been forged" },
  "area-needed": { zh: "少了区号，加上区号再查更准", en: "The area code is missing; check again with it" },
  restricted: { zh: "个人号码只给结论，不公开细节", en: "A private number: only the verdict is shown" },
} as const;
export type VerdictReason = keyof typeof VERDICT_REASONS;

/** What the number plan says, as far as it bears on the verdict. */
export type NumberTraits = {
  readonly kind: string;
  readonly flags: readonly string[];
  readonly visibility: "public" | "restricted" | "none";
  readonly isProtected: boolean;
};

/** The newest version of the number's entry. */
export type EntryFacts = {
  readonly id: string;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly Ground[];
  /** A decision found commercial use, or it is a service number: the entry may be shown in full. */
  readonly isPublic: boolean;
  readonly listedAt: Date;
  readonly expiresAt: Date;
  readonly agencyId: string;
};

export type ReportFacts = {
  /** When the fifth newest independent source last reported; null below five. */
  readonly fifthLastAt: Date | null;
  /** Places in BUCKETS of domain/cases/score.ts: counts themselves never leave the database. */
  readonly sourcesBucket: number;
  readonly sources30dBucket: number;
};

export type RegistryFacts = {
  readonly entry: EntryFacts | null;
  /** The registered institution whose official number it is. */
  readonly officialOf: string | null;
  readonly reports: ReportFacts | null;
};

export type Verdict = {
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly VerdictReason[];
  /** Exact queries are answered with verdict and advice only: no counts, no grounds, no names. */
  readonly isRestricted: boolean;
  /** The entry, if it is in force; an expired one never counts, whether or not the expiry job has run. */
  readonly entry: EntryFacts | null;
  readonly isReported: boolean;
};

/**
 * The verdict about a number. Precedence: protected numbers are always official; then what two people decided
 * (blacklist before warning); then the register of official numbers; then reports from five independent sources
 * within 30 days; else nothing known. Machines never list: a forged display raises the advice, not the verdict.
 */
export function verdictOf(number: NumberTraits, facts: RegistryFacts, now: Date): Verdict {
  if (number.isProtected) return PROTECTED;
  const entry = facts.entry && isInForce(facts.entry, now) ? facts.entry : null;
  const reported = facts.reports !== null && isReported(facts.reports, now);
  const isOfficial = facts.officialOf !== null || entry?.kind === "official";
  const isRestricted = number.visibility !== "public" && !isOfficial && !entry?.isPublic;
  const isSpoof = number.kind === "spoof";

  if (!entry && !reported && !isOfficial && !isSpoof && number.flags.length === 0) {
    return isRestricted ? NOTHING_RESTRICTED : NOTHING;
  }

  const reasons: VerdictReason[] = [];
  if (entry?.kind === "blacklist") reasons.push("blacklist-in-force");
  if (entry?.kind === "warning") reasons.push("warning-in-force");
  if (entry?.kind === "credit_note") reasons.push("credit-note-in-force");
  if (entry?.status === "under_appeal") reasons.push("under-objection");
  if (isOfficial) reasons.push("official-number");
  if (reported) reasons.push("reported-by-five");
  if (isSpoof) reasons.push("short-code-dressed-as-foreign");
  else if (number.flags.includes("spoof_suspect")) reasons.push("spoof-suspect");
  if (number.flags.includes("area_needed")) reasons.push("area-needed");
  if (isRestricted) reasons.push("restricted");

  const verdict = wordOf(entry, isOfficial, reported);
  return {
    verdict,
    listed: verdict === "listed",
    advice: adviceOf(verdict, entry, reasons),
    reasons,
    isRestricted,
    entry,
    isReported: reported,
  };
}

function wordOf(entry: EntryFacts | null, isOfficial: boolean, reported: boolean): VerdictWord {
  if (entry?.kind === "blacklist") return "listed";
  if (entry?.kind === "warning") return "warning";
  if (isOfficial) return "official";
  return reported ? "reported" : "unknown";
}

/** Proportion: only a general or serious listing advises blocking; what nobody decided is labelled, not blocked. */
function adviceOf(verdict: VerdictWord, entry: EntryFacts | null, reasons: readonly VerdictReason[]): Advice {
  if (verdict === "listed") return entry?.tier === "minor" ? "warn" : "block";
  if (verdict === "warning") return "warn";
  if (reasons.includes("short-code-dressed-as-foreign") || reasons.includes("spoof-suspect")) return "warn";
  if (verdict === "unknown" && entry?.kind !== "credit_note") return "none";
  return "label";
}

const still = { listed: false, entry: null, isReported: false } as const;
const PROTECTED: Verdict = {
  ...still,
  verdict: "official",
  advice: "label",
  reasons: ["public-service"],
  isRestricted: false,
};
const NOTHING: Verdict = { ...still, verdict: "unknown", advice: "none", reasons: [], isRestricted: false };
const NOTHING_RESTRICTED: Verdict = { ...NOTHING, reasons: ["restricted"], isRestricted: true };

/** What is known of a number nobody has said anything about. */
export const NO_FACTS: RegistryFacts = { entry: null, officialOf: null, reports: null };
