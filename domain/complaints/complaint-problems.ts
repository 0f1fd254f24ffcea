import type * as z from "zod";
import type { FieldProblem } from "#domain/errors.ts";

/** Every problem code that `parseComplaint` may answer; the words are messages `complaints.problems.<code>`. */
export const COMPLAINT_PROBLEMS = [
  "required",
  "wrong-type",
  "unknown-code",
  "unknown-field",
  "too-long",
  "too-many",
  "too-small",
  "too-big",
  "not-whole",
  "bad-time",
  "time-in-future",
  "time-too-early",
  "bad-region",
  "truth-statement-required",
] as const;
export type ComplaintProblem = (typeof COMPLAINT_PROBLEMS)[number];

/** The code of a zod issue; given to zod as the error map, so that a message of the schema itself still wins. */
export function codeOfIssue(issue: z.core.$ZodRawIssue): ComplaintProblem {
  if (issue.code === "unrecognized_keys") return "unknown-field";
  if (issue.input === undefined) return "required";
  if (issue.code === "too_small") return "too-small";
  if (issue.code === "too_big") return issue.origin === "array" ? "too-many" : "too-big";
  if (issue.code === "invalid_value") return typeof issue.input === "string" ? "unknown-code" : "wrong-type";
  if (issue.code === "invalid_type" && issue.format === "safeint") return "not-whole";
  return "wrong-type";
}

/** An issue as problems with pointers; unknown fields give one each. */
export function problemsOf(issue: z.core.$ZodIssue): readonly FieldProblem[] {
  const pointer = pointerOf(issue.path);
  if (issue.code !== "unrecognized_keys") return [{ pointer, code: issue.message }];
  return issue.keys.map((key) => ({ pointer: pointer + pointerOf([key]), code: "unknown-field" }));
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
