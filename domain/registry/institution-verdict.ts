import type { LicenceStatus } from "../institutions/types.ts";
import { isInForce } from "./entry.ts";
import type { Advice, EntryFacts, VerdictWord } from "./verdict.ts";

/** Why; the words are shown on the page, the codes are stable. */
export const INSTITUTION_REASONS = {
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
  registered: { zh: "登记在册的机构", en: "A registered institution" },
  deregistered: { zh: "已注销登记", en: "No longer registered" },
  "licence-valid": { zh: "有有效的许可证", en: "Holds a valid licence" },
  "no-valid-licence": { zh: "这里没有它有效的许可证", en: "No valid licence of it is on file here" },
  "several-possible": {
    zh: "可能是指几家机构，不能由机器断定",
    en: "Several institutions may be meant; a machine cannot tell",
  },
  "not-in-register": { zh: "名录里没有这个名称", en: "The name is not in the register" },
} as const;
export type InstitutionReason = keyof typeof INSTITUTION_REASONS;

export type InstitutionFacts = {
  readonly institution: {
    readonly status: "registered" | "deregistered";
    readonly licences: readonly { readonly status: LicenceStatus; readonly expiresOn: string | null }[];
  } | null;
  readonly entry: EntryFacts | null;
  readonly hasCandidates: boolean;
};

export type InstitutionVerdict = {
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly InstitutionReason[];
  /** The entry, if it is in force. */
  readonly entry: EntryFacts | null;
};

/**
 * The verdict about an institution: what two people decided, else whether it is registered and licensed. What callers
 * claim never counts against it: impersonated institutions are victims.
 */
export function institutionVerdict(
  { institution, entry, hasCandidates }: InstitutionFacts,
  now: Date,
): InstitutionVerdict {
  const inForce = entry && isInForce(entry, now) ? entry : null;
  const on = now.toISOString().slice(0, 10);
  const isLicensed =
    institution?.licences.some(
      ({ status, expiresOn }) => status === "valid" && (expiresOn === null || expiresOn >= on),
    ) ?? false;

  const reasons: InstitutionReason[] = [];
  if (inForce?.kind === "blacklist") reasons.push("blacklist-in-force");
  if (inForce?.kind === "warning") reasons.push("warning-in-force");
  if (inForce?.kind === "credit_note") reasons.push("credit-note-in-force");
  if (inForce?.status === "under_appeal") reasons.push("under-objection");
  if (institution) reasons.push(institution.status, isLicensed ? "licence-valid" : "no-valid-licence");
  else reasons.push(hasCandidates ? "several-possible" : "not-in-register");

  const verdict = wordOf(inForce, institution?.status === "registered" && isLicensed);
  const advice: Advice = verdict === "listed" && inForce?.tier !== "minor" ? "block" : ADVICE_OF[verdict];
  return { verdict, listed: verdict === "listed", advice, reasons, entry: inForce };
}

const ADVICE_OF = {
  listed: "warn",
  warning: "warn",
  official: "label",
  reported: "label",
  unknown: "none",
} as const;

function wordOf(entry: EntryFacts | null, isOfficial: boolean): VerdictWord {
  if (entry?.kind === "blacklist") return "listed";
  if (entry?.kind === "warning") return "warning";
  return isOfficial ? "official" : "unknown";
}
