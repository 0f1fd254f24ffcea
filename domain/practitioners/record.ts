import type { Ground } from "../cases/decision.ts";
import { addMonths, endOfDay } from "../clocks/due-on.ts";
import type { InstitutionClass } from "../institutions/classes.ts";
import type { MEASURES } from "../registry/entry-act.ts";

export const ITEM_KINDS = {
  sanction: { zh: "惩戒措施", en: "Sanction" },
  decided_case: { zh: "已裁决的投诉", en: "Decided complaint" },
  training: { zh: "培训", en: "Training" },
  employer: { zh: "任职", en: "Employment" },
} as const;
export type ItemKind = keyof typeof ITEM_KINDS;

export const ITEM_SOURCES = {
  agency_decision: { zh: "监管部门决定", en: "Decision of an agency" },
  court: { zh: "生效裁判", en: "Final judgment of a court" },
  employer: { zh: "用人单位报送", en: "Filed by the employer" },
  association: { zh: "行业协会报送", en: "Filed by a trade association" },
  person: { zh: "本人提供", en: "Given by the person" },
} as const;
export type ItemSource = keyof typeof ITEM_SOURCES;

export const OUTCOMES = {
  upheld: { zh: "成立", en: "Upheld" },
  not_upheld: { zh: "不成立", en: "Not upheld" },
} as const;
export type CaseOutcome = keyof typeof OUTCOMES;

export const ITEM_STATES = {
  proposed: { zh: "待第二人决定", en: "Waits for a second person" },
  recorded: { zh: "已记载", en: "Recorded" },
  refused: { zh: "未予记载", en: "Not recorded" },
  ended: { zh: "已撤下", en: "Taken off" },
} as const;
export type ItemState = keyof typeof ITEM_STATES;
/** Why an item is no longer shown. */
export type EndReason = "objection" | "repair" | "no_answer";

/** One fact about a person. Days are `YYYY-MM-DD` in China, both included. */
export type ConductItem = {
  readonly id: string;
  readonly kind: ItemKind;
  readonly state: ItemState;
  readonly fromOn: string;
  /** Of a negative item, the last day of the conduct or of the sanction; null while it goes on. */
  readonly untilOn: string | null;
  readonly source: ItemSource;
  /** The employer; of a case, the one at the time. */
  readonly institution: {
    readonly id: string;
    readonly name: string;
    readonly class: InstitutionClass;
  } | null;
  readonly outcome: CaseOutcome | null;
  readonly conduct: Ground | null;
  readonly measure: keyof typeof MEASURES | null;
  /** What the person has asked about it and nobody has answered yet. */
  readonly challenge: "objection" | "repair" | null;
  readonly endedReason: EndReason | null;
};

/** 征信业管理条例 article 16: five years from the end of the conduct or the event. Kept for favourable items too. */
const TERM_MONTHS = 60;

/** When an item's term is over; null while what it tells of goes on. */
export const termEnd = (untilOn: string | null): Date | null =>
  untilOn === null ? null : addMonths(endOfDay(untilOn), TERM_MONTHS);

/** Whether an item may be told to anybody but the person and the agency. */
export function isTold({ state, untilOn }: Pick<ConductItem, "state" | "untilOn">, now: Date): boolean {
  const end = termEnd(untilOn);
  return state === "recorded" && (end === null || now < end);
}

/** Whether an item is against the person: what may be objected to, repaired, and ends after its term. */
export const isNegative = ({ kind, outcome }: Pick<ConductItem, "kind" | "outcome">): boolean =>
  kind === "sanction" || outcome === "upheld";

/** Whether a decided case counts in the grade: told, and not in dispute. */
export const counts = (item: ConductItem, now: Date): boolean =>
  item.kind === "decided_case" && isTold(item, now) && item.challenge !== "objection";

/** Months of the last five years in which somebody worked anywhere, periods that overlap counted once. */
export function monthsWorked(items: readonly ConductItem[], now: Date): number {
  const from = addMonths(now, -TERM_MONTHS).getTime();
  const periods = items
    .filter(({ kind, state }) => kind === "employer" && state === "recorded")
    .map(({ fromOn, untilOn }) => ({
      start: Math.max(from, endOfDay(fromOn).getTime() - DAY_MS),
      end: Math.min(now.getTime(), untilOn === null ? now.getTime() : endOfDay(untilOn).getTime()),
    }))
    .sort((a, b) => a.start - b.start);
  let covered = 0;
  let reached = from;
  for (const { start, end } of periods) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return Math.floor(covered / MONTH_MS);
}

const DAY_MS = 86_400_000;
/** So that a year of work is twelve months. */
const MONTH_MS = (365 / 12) * DAY_MS;

export type RepairRefusal = "not-negative" | "too-early";
/** From the last day of upheld conduct to the earliest repair. Order 36 has it for entries; taken over here as a preset. */
const REPAIR_MONTHS = 3;

/** Why a repair cannot be asked for yet; null when it can. */
export function repairRefusal(
  item: Pick<ConductItem, "kind" | "outcome" | "untilOn">,
  now: Date,
): RepairRefusal | null {
  if (item.kind !== "decided_case" || item.outcome !== "upheld") return "not-negative";
  if (item.untilOn === null || now < addMonths(endOfDay(item.untilOn), REPAIR_MONTHS)) return "too-early";
  return null;
}
