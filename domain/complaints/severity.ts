import type { Matter } from "./codes.ts";
import type { HarmCode } from "./taxonomy.ts";

export type Severity = 1 | 2 | 3 | 4 | 5;

/**
 * 1 nuisance · 2 persistent nuisance · 3 harassment, over-charging or misuse of data · 4 fraud, false authority or
 * exposure · 5 danger to a person. An item outranks its heading; a heading stands for "some of these".
 */
export const SEVERITY_OF_HARM: Readonly<Record<HarmCode, Severity>> = {
  M1: 1,
  M2: 2,
  M3: 2,
  M4: 2,
  M5: 2,
  M6: 1,
  M7: 3,
  M8: 2,
  M9: 1,
  D1: 3,
  "D1.not_mine": 3,
  "D1.identity_theft": 4,
  "D1.already_paid": 3,
  "D1.wrong_amount": 3,
  D2: 2,
  "D2.too_frequent": 2,
  "D2.outside_hours": 2,
  "D2.after_told_to_stop": 3,
  "D2.abusive_language": 3,
  "D2.robot_calls": 2,
  D3: 3,
  "D3.contacts": 3,
  "D3.family": 3,
  "D3.employer": 3,
  "D3.community": 4,
  "D3.group_chats": 4,
  "D3.debt_revealed": 4,
  D4: 3,
  "D4.posed_as_authority": 4,
  "D4.crime_or_arrest": 4,
  "D4.false_papers": 4,
  "D4.credit_record_threat": 3,
  D5: 4,
  "D5.violence": 5,
  "D5.doctored_images": 4,
  "D5.home_visit": 4,
  "D5.call_flood": 4,
  "D5.private_data_exposed": 4,
  D6: 2,
  "D6.not_told": 2,
  "D6.recording_refused": 2,
  "D6.no_complaint_channel": 2,
  D7: 3,
  "D7.apr_over_cap": 3,
  "D7.upfront_deduction": 3,
  "D7.membership_or_guarantee_fee": 3,
  "D7.extra_collection_fee": 3,
  S1: 4,
  S2: 4,
  S3: 4,
  S4: 3,
  S5: 3,
  S6: 4,
  S7: 4,
  S8: 4,
  S9: 4,
  S10: 3,
  S11: 4,
  S12: 4,
  S13: 2,
  P1: 3,
  P2: 3,
  P3: 4,
  P4: 3,
  R1: 2,
  R2: 2,
  R3: 1,
  R4: 2,
  R5: 2,
};

/** Where no harm was ticked, what the report is about still says something. */
const SEVERITY_OF_MATTER: Readonly<Record<Matter, Severity>> = {
  marketing: 1,
  collection: 2,
  scam: 3,
  data_misuse: 2,
  credit_record: 2,
  other: 1,
};

/** ¥3,000: the lowest amount from which fraud is prosecuted in any province (法释〔2011〕7号 article 1). */
const LARGE_LOSS_FEN = 300_000;

export type SeverityFacts = {
  readonly matter: Matter;
  readonly harm: {
    readonly kinds: readonly HarmCode[];
    readonly safetyNow: boolean | null;
    readonly moneyLostFen: number | null;
    readonly paidAt: string | null;
    readonly contactedAgain: boolean | null;
  };
};

/** `code` is a harm code, `matter`, `danger_now`, `money_lost` or `contacted_again`. */
export type SeverityReason = {
  readonly code: HarmCode | "matter" | "danger_now" | "money_lost" | "contacted_again";
  readonly severity: Severity;
};

/**
 * How grave a report is, with every reason, gravest first. It orders queues and weighs case scores; it decides
 * nothing about anybody. The gravest single reason counts: ten nuisances are not one threat.
 */
export function severityOf({ matter, harm }: SeverityFacts): {
  readonly level: Severity;
  readonly reasons: readonly SeverityReason[];
} {
  const reasons: SeverityReason[] = [{ code: "matter", severity: SEVERITY_OF_MATTER[matter] }];
  if (harm.safetyNow === true) reasons.push({ code: "danger_now", severity: 5 });
  for (const kind of harm.kinds) reasons.push({ code: kind, severity: SEVERITY_OF_HARM[kind] });
  if (harm.contactedAgain === true) reasons.push({ code: "contacted_again", severity: 3 });
  const lostFen = harm.moneyLostFen ?? 0;
  if (lostFen > 0 || harm.paidAt !== null) {
    reasons.push({ code: "money_lost", severity: lostFen >= LARGE_LOSS_FEN ? 4 : 3 });
  }
  const sorted = reasons.toSorted((a, b) => b.severity - a.severity || (a.code < b.code ? -1 : 1));
  return { level: sorted[0]?.severity ?? 1, reasons: sorted };
}

export type SeverityClass = "nuisance" | "harassment" | "threat_or_fraud";

/** The three classes that ratings weigh (nuisance; harassment and over-charging; threats, fraud and violence). */
export function severityClass(severity: Severity): SeverityClass {
  if (severity >= 4) return "threat_or_fraud";
  return severity === 3 ? "harassment" : "nuisance";
}
