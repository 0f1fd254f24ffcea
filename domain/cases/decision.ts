import * as z from "zod";
import { AppError } from "../errors.ts";

/**
 * Due process of a listing, pure: propose → notice (served, or no reachable holder and why) → response window →
 * a second person decides → published. An emergency warning may precede it and lapses after 72 hours unless a
 * second person confirms it.
 */
export const DECISION_KINDS = ["list", "emergency", "delist"] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];
export const DECISION_STATES = ["proposed", "window", "published", "refused", "withdrawn", "lapsed"] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

/**
 * 信用修复管理办法 (NDRC Order 36, in force 1 April 2026): a minor record is shown for 3 months at most, a general one for
 * 3 months to a year, a serious one for one to three years. Terms are chosen in days; months bound them and the repair.
 */
export const TIERS = {
  minor: { zh: "轻微", en: "Minor", minDays: 1, maxDays: 90, minMonths: 0, maxMonths: 3 },
  general: { zh: "一般", en: "General", minDays: 90, maxDays: 365, minMonths: 3, maxMonths: 12 },
  serious: { zh: "严重", en: "Serious", minDays: 365, maxDays: 1095, minMonths: 12, maxMonths: 36 },
} as const;
export type Tier = keyof typeof TIERS;

export const GROUNDS = {
  marketing_without_consent: { zh: "未经同意营销", en: "Marketing without consent" },
  marketing_after_opt_out: { zh: "拒绝后继续营销", en: "Marketing after opt-out" },
  excessive_contact: { zh: "频次或时间超限", en: "Contact too frequent or outside hours" },
  third_party_contact: { zh: "联系非债务人", en: "Contacting people who owe nothing" },
  threats: { zh: "威胁、侮辱或暴力", en: "Threats, insults or violence" },
  false_identity: { zh: "冒充他人身份", en: "Posing as somebody else" },
  fraud: { zh: "涉嫌诈骗", en: "Suspected fraud" },
  unlicensed_lending: { zh: "无证放贷", en: "Lending without a licence" },
  unlawful_charges: { zh: "违规收费", en: "Unlawful charges" },
  data_misuse: { zh: "违规使用个人信息", en: "Misuse of personal data" },
} as const;
export type Ground = keyof typeof GROUNDS;

/** Presets; an agency confirms them against its own rules. */
export const RESPONSE_WINDOW_DAYS = 10;
export const EMERGENCY_HOURS = 72;
export const EMERGENCY_CONFIRMED_DAYS = 30;

const keysOf = <T extends Record<string, unknown>>(of: T) =>
  Object.keys(of) as [keyof T & string, ...(keyof T & string)[]];
const reason = z.string().trim().min(10, "reason-too-short").max(2000, "reason-too-long");

export const proposeInput = z.object({
  caseId: z.uuid(),
  kind: z.enum(["list", "delist"]),
  grounds: z.array(z.enum(keysOf(GROUNDS), "choose-grounds")).max(8),
  tier: z.enum(keysOf(TIERS), "choose-tier"),
  termDays: z.coerce
    .number("term-whole-days")
    .int("term-whole-days")
    .min(1, "term-outside-tier")
    .max(1826, "term-outside-tier"),
  findsCommercialUse: z.boolean(),
  statement: z.string().trim().min(20, "statement-too-short").max(2000, "statement-too-long"),
});
export type ProposeInput = z.infer<typeof proposeInput>;

export const emergencyInput = z.object({
  caseId: z.uuid(),
  grounds: z
    .array(z.enum(keysOf(GROUNDS)))
    .min(1, "choose-grounds")
    .max(8),
  statement: z.string().trim().min(20, "statement-too-short").max(2000, "statement-too-long"),
});
export type EmergencyInput = z.infer<typeof emergencyInput>;

export const NOTICE_METHODS = {
  registered_contact: { zh: "登记联系方式", en: "Registered contact" },
  sms: { zh: "短信", en: "Text message" },
  letter: { zh: "邮寄", en: "Letter" },
  carrier: { zh: "由运营商转达", en: "Through the carrier" },
  portal: { zh: "门户账号", en: "Portal account" },
  no_reachable_holder: { zh: "无法联系到持有人", en: "No reachable holder" },
} as const;
export type NoticeMethod = keyof typeof NOTICE_METHODS;

export const noticeInput = z
  .object({
    caseId: z.uuid(),
    decisionId: z.uuid(),
    method: z.enum(keysOf(NOTICE_METHODS), "choose-method"),
    addressee: z.string().trim().max(200),
    unservedReason: z.string().trim().max(2000),
  })
  .superRefine((value, context) => {
    const unreachable = value.method === "no_reachable_holder";
    if (unreachable && value.unservedReason.length < 10) {
      context.addIssue({ code: "custom", path: ["unservedReason"], message: "say-why-unreachable" });
    }
    if (!unreachable && value.addressee.length === 0) {
      context.addIssue({ code: "custom", path: ["addressee"], message: "say-who-was-served" });
    }
  });
export type NoticeInput = z.infer<typeof noticeInput>;

export const decideInput = z.object({
  caseId: z.uuid(),
  decisionId: z.uuid(),
  verdict: z.enum(["approve", "refuse"]),
  reason,
});
export type DecideInput = z.infer<typeof decideInput>;

export type DecisionFacts = {
  readonly kind: DecisionKind;
  readonly state: DecisionState;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly windowEndsAt: Date | null;
  readonly termDays: number;
};

/** What a proposal needs before it may be recorded. `subject` are facts about the number or institution. */
export function assertMayPropose(
  input: {
    readonly kind: ProposeInput["kind"];
    readonly tier: Tier;
    readonly termDays: number;
    readonly grounds: readonly string[];
  },
  subject: {
    readonly isProtected: boolean;
    readonly hasOpenDecision: boolean;
    readonly isListed: boolean;
    readonly isCaller: boolean;
    readonly isProvisional: boolean;
  },
): void {
  if (subject.isProtected) throw new AppError("conflict", "protected-number");
  if (subject.hasOpenDecision) throw new AppError("conflict", "decision-already-open");
  if (input.kind === "delist") {
    if (!subject.isListed) throw new AppError("conflict", "not-listed");
    return;
  }
  if (subject.isListed) throw new AppError("conflict", "already-listed");
  // "Claims to be X" is not "is X": an institution nobody has identified cannot be listed.
  if (subject.isProvisional) throw new AppError("conflict", "institution-not-identified");
  if (input.grounds.length === 0)
    throw new AppError("invalid-request", "choose-grounds", [
      { pointer: "/grounds", code: "choose-grounds" },
    ]);
  const { minDays, maxDays } = TIERS[input.tier];
  if (input.termDays < minDays || input.termDays > maxDays) {
    throw new AppError("invalid-request", "term-outside-tier", [
      { pointer: "/termDays", code: "term-outside-tier" },
    ]);
  }
}

/**
 * One officer warns once: while a warning or listing is in force, or after a warning that nobody confirmed, only the
 * way of two people is left. Otherwise seventy-two hours could be strung together without end.
 */
export function assertMayWarn(facts: {
  readonly isInForce: boolean;
  readonly hasUnconfirmed: boolean;
}): void {
  if (facts.isInForce) throw new AppError("conflict", "warning-in-force");
  if (facts.hasUnconfirmed) throw new AppError("conflict", "emergency-used");
}

/** A notice opens the response window, whether it was served or nobody could be reached. */
export function openWindow(
  facts: DecisionFacts,
  servedAt: Date,
): { readonly state: "window"; readonly windowEndsAt: Date } {
  if (facts.kind !== "list") throw new AppError("conflict", "no-notice-needed");
  if (facts.state !== "proposed") throw new AppError("conflict", "notice-already-recorded");
  return { state: "window", windowEndsAt: addDays(servedAt, RESPONSE_WINDOW_DAYS) };
}

/** Four eyes: whoever proposed may not decide; a listing not before its window has ended. */
export function decide(
  facts: DecisionFacts,
  verdict: "approve" | "refuse",
  deciderId: string,
  now: Date,
): { readonly state: "published" | "refused" } {
  if (facts.state !== "proposed" && facts.state !== "window")
    throw new AppError("conflict", "decision-already-made");
  if (facts.proposedBy === deciderId) throw new AppError("forbidden", "decider-is-proposer");
  if (verdict === "refuse") return { state: "refused" };
  if (facts.kind === "list") {
    if (facts.state !== "window" || !facts.windowEndsAt) throw new AppError("conflict", "notice-first");
    if (now < facts.windowEndsAt) throw new AppError("conflict", "window-open");
  }
  return { state: "published" };
}

/** A second person keeps an emergency warning in force; after 72 hours there is nothing left to confirm. */
export function confirmEmergency(
  facts: DecisionFacts,
  deciderId: string,
  now: Date,
): { readonly expiresAt: Date } {
  if (facts.kind !== "emergency" || facts.state !== "published")
    throw new AppError("conflict", "no-emergency-in-force");
  if (facts.proposedBy === deciderId) throw new AppError("forbidden", "decider-is-proposer");
  if (now >= emergencyLapsesAt(facts.proposedAt)) throw new AppError("conflict", "emergency-lapsed");
  return { expiresAt: addDays(now, EMERGENCY_CONFIRMED_DAYS) };
}

export const emergencyLapsesAt = (proposedAt: Date): Date =>
  new Date(proposedAt.getTime() + EMERGENCY_HOURS * 3_600_000);
export const addDays = (from: Date, days: number): Date => new Date(from.getTime() + days * 86_400_000);
