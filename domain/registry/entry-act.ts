import * as z from "zod";
import { GROUNDS, TIERS } from "../cases/decision.ts";
import { AppError } from "../errors.ts";
import { REGISTRY_KINDS, SUBJECT_KINDS } from "./entry.ts";
import { WITHDRAWAL_GROUNDS } from "./life.ts";

/** What two officers do about an entry outside a case: one proposes, another decides. */
export const ENTRY_ACTS = {
  list: { zh: "列入", en: "List" },
  answer: { zh: "答复申请", en: "Answer an application" },
  withdraw: { zh: "移出", en: "Remove" },
  amend: { zh: "更正", en: "Amend" },
  sanction: { zh: "联合惩戒", en: "Joint measure" },
  sanction_end: { zh: "解除惩戒", en: "End a joint measure" },
  merge: { zh: "并入另一条目", en: "Merge into another entry" },
  split: { zh: "撤回合并", en: "Take a merge back" },
} as const;
export type EntryActKind = keyof typeof ENTRY_ACTS;

/** 联合惩戒: what other authorities and organisations do while the entry is in force. */
export const MEASURES = {
  restrict_licence: { zh: "限制行政许可", en: "Restrict licences" },
  stricter_supervision: { zh: "列为重点监管对象", en: "Supervise more closely" },
  no_public_contracts: { zh: "限制参加政府采购", en: "Bar from public contracts" },
  no_preference: { zh: "取消优惠政策", en: "Withdraw preferences" },
  no_cooperation: { zh: "暂停业务合作", en: "Suspend cooperation" },
  bar_from_office: { zh: "限制任职", en: "Bar from office" },
  industry_notice: { zh: "行业内通报", en: "Notify the industry" },
} as const;

export const ANSWERS = {
  upheld: { zh: "成立，移出", en: "Upheld: remove" },
  partly: { zh: "部分成立，减轻或缩短", en: "Partly upheld: milder or shorter" },
  rejected: { zh: "不成立，取消标注", en: "Not upheld: take the mark off" },
  unresolved: { zh: "无法确认，予以记载", en: "Cannot be established: note it" },
} as const;
export const REPAIR_ANSWERS = {
  granted: { zh: "同意修复", en: "Grant the repair" },
  refused: { zh: "不予修复", en: "Refuse the repair" },
} as const;

const keysOf = <T extends Record<string, unknown>>(of: T) =>
  Object.keys(of) as [keyof T & string, ...(keyof T & string)[]];
const statement = z.string().trim().min(20, "statement-too-short").max(2000, "statement-too-long");
const short = z.string().trim().min(2, "say-who-and-what").max(200, "too-long");
const tier = z.enum(keysOf(TIERS), "choose-tier");
/** A date in China, or nothing where the term stays as it is. */
const day = z.union([z.iso.date("say-a-date"), z.literal("")]);
const entryId = z.uuid();

export const actInput = z.discriminatedUnion("act", [
  z.object({
    act: z.literal("answer"),
    entryId,
    applicationId: z.uuid(),
    outcome: z.enum([...keysOf(ANSWERS), ...keysOf(REPAIR_ANSWERS)], "choose-outcome"),
    statement,
    tier: z.union([tier, z.literal("")]),
    endsOn: day,
  }),
  z.object({
    act: z.literal("withdraw"),
    entryId,
    ground: z.enum(keysOf(WITHDRAWAL_GROUNDS), "choose-ground"),
    statement,
  }),
  z.object({
    act: z.literal("amend"),
    entryId,
    tier: z.union([tier, z.literal("")]),
    endsOn: day,
    statement,
  }),
  z.object({
    act: z.literal("sanction"),
    entryId,
    authority: short,
    measure: z.enum(keysOf(MEASURES), "choose-measure"),
    mustAct: short,
    basis: short,
    endsOn: z.iso.date("say-a-date"),
    statement,
  }),
  z.object({ act: z.literal("sanction_end"), entryId, sanctionId: z.uuid(), statement }),
  z.object({ act: z.literal("merge"), entryId, intoId: z.uuid("say-an-entry"), statement }),
  z.object({ act: z.literal("split"), entryId, statement }),
  z.object({
    act: z.literal("list"),
    subjectKind: z.enum(keysOf(SUBJECT_KINDS), "choose-subject"),
    subject: z.string().trim().min(2, "say-the-subject").max(200, "too-long"),
    kind: z.enum(keysOf(REGISTRY_KINDS), "choose-kind"),
    tier,
    termDays: z.coerce.number("term-whole-days").int("term-whole-days").min(1, "term-outside-tier"),
    grounds: z
      .array(z.enum(keysOf(GROUNDS)))
      .min(1, "choose-grounds")
      .max(8),
    statement,
  }),
]);
export type ActInput = z.input<typeof actInput>;
export type EntryAct = z.output<typeof actInput>;

export const decideActInput = z.object({
  entryId,
  actId: z.uuid(),
  verdict: z.enum(["approve", "refuse"]),
  reason: z.string().trim().min(10, "reason-too-short").max(2000, "reason-too-long"),
});

/** Four eyes, and for a listing the response window after the notice. */
export function assertMayDecideAct(
  act: {
    readonly kind: EntryActKind;
    readonly state: "proposed" | "window" | "approved" | "refused";
    readonly proposedBy: string;
    readonly windowEndsAt: Date | null;
  },
  verdict: "approve" | "refuse",
  deciderId: string,
  now: Date,
): void {
  if (act.state !== "proposed" && act.state !== "window")
    throw new AppError("conflict", "decision-already-made");
  if (act.proposedBy === deciderId) throw new AppError("forbidden", "decider-is-proposer");
  if (verdict === "refuse" || act.kind !== "list") return;
  if (act.state !== "window" || !act.windowEndsAt) throw new AppError("conflict", "notice-first");
  if (now < act.windowEndsAt) throw new AppError("conflict", "window-open");
}
