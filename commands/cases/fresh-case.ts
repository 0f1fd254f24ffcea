import type { Row } from "#db/rows.ts";

const REVIEW_MS = 15 * 86_400_000;

/** What every case begins with, whoever opens it: nothing reported yet, waiting to be looked at within 15 days. */
export const freshCase = (now: Date): Row => ({
  state: "triage",
  opened_at: now,
  first_report_at: now,
  last_report_at: now,
  complaint_count: 0,
  source_count: 0,
  severity_max: 1,
  // PostgreSQL's spelling; JSON has no infinity.
  heat: "-Infinity",
  independent_low: 0,
  independent_high: 0,
  review_due_at: new Date(now.getTime() + REVIEW_MS),
  assigned_to: null,
  merged_into: null,
  updated_at: now,
});
