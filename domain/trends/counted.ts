import type { OutcomeCode, ReasonCode } from "#domain/complaints/outcomes.ts";
import { type Severity, type SeverityClass, severityClass } from "#domain/complaints/severity.ts";

/**
 * Not accepted for one of these, a complaint does not count: taken back, made up, told before, or about something else.
 * All others count from the day they came in, whatever becomes of them: a report that cannot be proved was still made.
 */
export const NOT_COUNTED_REASONS: readonly ReasonCode[] = [
  "withdrawn",
  "fabricated",
  "repeat_report_consolidated",
  "out_of_scope",
];

/** Closed with one of these, a complaint does not count: it is told by the other one. */
export const NOT_COUNTED_OUTCOMES: readonly OutcomeCode[] = ["duplicate_of"];

/** Reports of other countries' authorities that an agency has taken in are not what people tell this portal. */
export const COUNTED_COUNTRY = "CN";

const LEVELS: readonly Severity[] = [1, 2, 3, 4, 5];
/** The class of each level of severity, lowest first. */
export const CLASS_OF_LEVEL: readonly SeverityClass[] = LEVELS.map(severityClass);
