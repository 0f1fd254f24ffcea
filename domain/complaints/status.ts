import { AppError, type FieldProblem } from "#domain/errors.ts";
import { isCodeOf } from "./label.ts";
import {
  type InformationAnswer,
  OUTCOME_CODES,
  type OutcomeCode,
  REASON_CODES,
  type ReasonCode,
} from "./outcomes.ts";
import type { Status } from "./statuses.ts";

export type StatusActor = "system" | "officer" | "reporter";

/** What a step has to say for itself: a code of the closed list, an outcome, or words shown to the reporter. */
type Needs = "reason" | "outcome" | "note" | null;

type Rule = {
  readonly event: string;
  readonly from: readonly Status[];
  readonly to: Status;
  readonly by: readonly StatusActor[];
  readonly needs: Needs;
};

const OPEN_BEFORE_CASE = ["submitted", "screening", "accepted", "needs_info", "referred_out"] as const;
const OPEN_IN_CASE = ["linked_to_case", "with_institution", "answered", "filer_review", "reopened"] as const;

/** Every step a complaint may take, who may take it and what it must say. What is not here cannot happen. */
export const STATUS_RULES = [
  { event: "submit", from: ["draft"], to: "submitted", by: ["reporter"], needs: null },
  {
    event: "start_screening",
    from: ["submitted", "reopened"],
    to: "screening",
    by: ["system", "officer"],
    needs: null,
  },
  { event: "accept", from: ["screening"], to: "accepted", by: ["officer"], needs: null },
  { event: "ask_info", from: ["screening"], to: "needs_info", by: ["officer"], needs: "note" },
  { event: "give_info", from: ["needs_info"], to: "screening", by: ["reporter"], needs: null },
  { event: "stop_asking", from: ["needs_info"], to: "screening", by: ["officer"], needs: null },
  { event: "info_overdue", from: ["needs_info"], to: "screening", by: ["system"], needs: null },
  { event: "refer_out", from: ["screening", "accepted"], to: "referred_out", by: ["officer"], needs: "note" },
  {
    event: "return_referral",
    from: ["referred_out"],
    to: "screening",
    by: ["system", "officer"],
    needs: null,
  },
  { event: "decline", from: ["screening"], to: "not_accepted", by: ["officer"], needs: "reason" },
  {
    event: "withdraw",
    from: [...OPEN_BEFORE_CASE, ...OPEN_IN_CASE],
    to: "not_accepted",
    by: ["reporter"],
    needs: null,
  },
  {
    event: "link_to_case",
    from: ["accepted", "reopened"],
    to: "linked_to_case",
    by: ["system", "officer"],
    needs: null,
  },
  { event: "unlink_from_case", from: ["linked_to_case"], to: "accepted", by: ["officer"], needs: "note" },
  {
    event: "ask_institution",
    from: ["linked_to_case"],
    to: "with_institution",
    by: ["officer"],
    needs: null,
  },
  {
    event: "record_answer",
    from: ["with_institution"],
    to: "answered",
    by: ["system", "officer"],
    needs: null,
  },
  { event: "ask_filer", from: ["answered"], to: "filer_review", by: ["system", "officer"], needs: null },
  { event: "accept_answer", from: ["filer_review"], to: "closed", by: ["reporter"], needs: "outcome" },
  { event: "dispute_answer", from: ["filer_review"], to: "reopened", by: ["reporter"], needs: "note" },
  { event: "review_over", from: ["filer_review"], to: "closed", by: ["system"], needs: "outcome" },
  {
    event: "close",
    from: ["linked_to_case", "with_institution", "answered", "filer_review"],
    to: "closed",
    by: ["officer"],
    needs: "outcome",
  },
  {
    event: "reopen",
    from: ["closed", "not_accepted"],
    to: "reopened",
    by: ["reporter", "officer"],
    needs: "note",
  },
] as const satisfies readonly Rule[];
export type StatusEvent = (typeof STATUS_RULES)[number]["event"];

export type StepDetails = {
  readonly by: StatusActor;
  readonly reasonCode?: ReasonCode;
  readonly outcome?: OutcomeCode;
  /** How a request for more was answered. */
  readonly answer?: InformationAnswer;
  /** Words for the reporter: what is asked, why it was passed on, why it is disputed. */
  readonly note?: string;
  /** Officers who agreed; two different ones where the reason demands it. */
  readonly reviewerIds?: readonly string[];
  /** The earlier complaint, with outcome `duplicate_of`. */
  readonly duplicateOf?: string;
};

/** The rule of an event from a status, or null when that step does not exist. */
function ruleFor(from: Status, event: StatusEvent): Rule | null {
  const rules: readonly Rule[] = STATUS_RULES;
  return rules.find((rule) => rule.event === event && rule.from.includes(from)) ?? null;
}

/**
 * The status after an event.
 * Throws `conflict` (`no-such-step`) when the status does not allow the event, `forbidden` (`not-your-step`) when this
 * actor may not take it, and `invalid-request` naming the field when the step lacks its reason, outcome, note or
 * second reviewer.
 */
export function transition(from: Status, event: StatusEvent, details: StepDetails): Status {
  const rule = ruleFor(from, event);
  if (!rule) throw new AppError("conflict", "no-such-step");
  if (!rule.by.includes(details.by)) throw new AppError("forbidden", "not-your-step");
  const problems = missing(rule.needs, details);
  if (problems.length > 0) throw new AppError("invalid-request", "step-incomplete", problems);
  return rule.to;
}

function missing(needs: Needs, details: StepDetails): readonly FieldProblem[] {
  if (needs === "note") return details.note?.trim() ? [] : [{ pointer: "/note", code: "required" }];
  if (needs === "reason") return missingReason(details);
  if (needs === "outcome") return missingOutcome(details);
  return [];
}

function missingReason({ reasonCode, reviewerIds = [] }: StepDetails): readonly FieldProblem[] {
  const reason = REASON_CODES.find((entry) => entry.code === reasonCode);
  if (!reason)
    return [{ pointer: "/reasonCode", code: reasonCode === undefined ? "required" : "unknown-code" }];
  if (reason.code === "withdrawn") return [{ pointer: "/reasonCode", code: "reporter-only" }];
  const isEnough = reason.reviewers === 1 || new Set(reviewerIds).size >= reason.reviewers;
  return isEnough ? [] : [{ pointer: "/reviewerIds", code: "second-reviewer" }];
}

function missingOutcome({ outcome, duplicateOf }: StepDetails): readonly FieldProblem[] {
  if (outcome === undefined) return [{ pointer: "/outcome", code: "required" }];
  if (!isCodeOf(OUTCOME_CODES, outcome)) return [{ pointer: "/outcome", code: "unknown-code" }];
  if (outcome === "duplicate_of" && !duplicateOf) return [{ pointer: "/duplicateOf", code: "required" }];
  return [];
}

/** The events an actor may take from a status, in the table's order: what a page offers as buttons. */
export function eventsFrom(status: Status, by: StatusActor): readonly StatusEvent[] {
  return STATUS_RULES.filter((rule: Rule) => rule.from.includes(status) && rule.by.includes(by)).map(
    (rule) => rule.event,
  );
}
