import { AppError } from "../errors.ts";

export const CASE_STATES = {
  triage: { zh: "待分流", en: "To triage", isOpen: true },
  investigating: { zh: "调查中", en: "Under investigation", isOpen: true },
  proposed: { zh: "拟列入", en: "Listing proposed", isOpen: true },
  window: { zh: "陈述申辩期", en: "Response window", isOpen: true },
  published: { zh: "已列入", en: "Listed", isOpen: false },
  closed: { zh: "已结案", en: "Closed", isOpen: false },
} as const;
export type CaseState = keyof typeof CASE_STATES;

/** Days from taking a case up to its decision: 市场监督管理行政处罚程序规定 article 64; a preset an agency confirms. */
export const INVESTIGATION_DAYS = 90;

/** New evidence reopens a closed case; a listed or pending one stays as it is. */
export function stateAfterReport(state: CaseState): CaseState {
  return state === "closed" ? "triage" : state;
}

export function assertCaseState(value: string): CaseState {
  if (!Object.hasOwn(CASE_STATES, value)) throw new AppError("conflict", "unknown-case-state");
  return value as CaseState;
}
