import type { StoredEvidence } from "#db/queries/rating-evidence.ts";
import { dueOn, endOfDay } from "#domain/clocks/due-on.ts";
import { clockPreset } from "#domain/clocks/presets.ts";
import type { OutcomeCode, ReasonCode } from "#domain/complaints/outcomes.ts";
import type { Standing } from "#domain/rating/evidence/types.ts";

/** What a closing outcome says about the institution. Mediation that ended without a settlement settles nothing. */
const STANDING_OF_OUTCOME: Readonly<Record<OutcomeCode, Standing>> = {
  relief_monetary: "upheld",
  relief_non_monetary: "upheld",
  upheld_sanction: "upheld",
  partly_upheld: "upheld",
  mediated: "upheld",
  explained: "rejected",
  not_upheld: "rejected",
  mediation_ended: "open",
  no_answer_in_time: "unrebutted",
  duplicate_of: "duplicate",
};
const STANDING_OF_REASON: Readonly<Partial<Record<ReasonCode, Standing>>> = {
  withdrawn: "withdrawn",
  repeat_report_consolidated: "duplicate",
  same_matter_already_decided: "duplicate",
};
/** Outcomes after which the matter is not over for the reporter. */
const UNRESOLVED: ReadonlySet<string> = new Set(["mediation_ended", "no_answer_in_time", "duplicate_of"]);

type Stood = Pick<
  StoredEvidence,
  "status" | "reason" | "outcome" | "askedAt" | "answeredAt" | "isDecided" | "isImpersonation" | "review"
>;

/** What a complaint weighs by, at `asOf`. Its own outcome goes before what was decided about the case it belongs to. */
export function standingOf(complaint: Stood, asOf: Date): Standing {
  const { status, reason, outcome, askedAt, answeredAt, isDecided } = complaint;
  if (isNobodys(complaint)) return "not_customer_spoof";
  if (status === "not_accepted") return STANDING_OF_REASON[reason as ReasonCode] ?? "rejected";
  if (status === "closed") {
    const stands = STANDING_OF_OUTCOME[outcome as OutcomeCode] ?? "open";
    return stands === "open" && isDecided ? "upheld" : stands;
  }
  if (isDecided) return "upheld";
  const isSilent = status === "with_institution" && askedAt !== null && answeredAt === null;
  return isSilent && asOf >= answerDueBy(askedAt) ? "unrebutted" : "open";
}

/**
 * Somebody faked the institution, or people dismissed it as forged: no customer's word, and no complaint that the
 * institution was found right in. Many are dismissed at a stroke; one of them that was upheld by itself stands.
 */
const isNobodys = ({
  status,
  outcome,
  isImpersonation,
  review,
}: Pick<Stood, "status" | "outcome" | "isImpersonation" | "review">): boolean =>
  isImpersonation ||
  (review === "dismissed" &&
    !(status === "closed" && STANDING_OF_OUTCOME[outcome as OutcomeCode] === "upheld"));

/** When the institution's time to answer is over. */
export const answerDueBy = (askedAt: Date): Date =>
  endOfDay(dueOn(clockPreset("institution_answer"), askedAt));

export type Handled = {
  readonly asked: 0 | 1;
  readonly inTime: 0 | 1;
  readonly answered: 0 | 1;
  readonly resolved: 0 | 1;
  readonly reopened: 0 | 1;
};

/**
 * How the institution dealt with a complaint it was asked about; null while it may still answer, or was not asked. An
 * answer that the reporter or an officer has not looked at yet is in time or not, but no answer that could be resolved.
 */
export function handlingOf(
  complaint: Pick<
    StoredEvidence,
    "status" | "askedAt" | "answeredAt" | "closedAt" | "reopenedAt" | "outcome" | "isImpersonation" | "review"
  >,
  asOf: Date,
): Handled | null {
  const { askedAt, answeredAt, closedAt, reopenedAt, outcome } = complaint;
  if (!askedAt || isNobodys(complaint)) return null;
  const dueBy = answerDueBy(askedAt);
  if (!answeredAt && asOf < dueBy) return null;
  const isJudged = answeredAt !== null && (closedAt !== null || reopenedAt !== null);
  const isResolved = isJudged && closedAt !== null && !UNRESOLVED.has(outcome ?? "");
  const isReopened = isResolved && reopenedAt !== null && reopenedAt > closedAt;
  return {
    asked: 1,
    inTime: answeredAt !== null && answeredAt < dueBy ? 1 : 0,
    answered: isJudged ? 1 : 0,
    resolved: isResolved ? 1 : 0,
    reopened: isReopened ? 1 : 0,
  };
}
