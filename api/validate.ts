import type * as z from "zod";
import { codeOfIssue, problemsOf } from "#domain/complaints/complaint-problems.ts";
import { AppError } from "#domain/errors.ts";

type Validate = (data: unknown) => { readonly value: unknown } | { readonly error: AppError };

/** zod as Fastify's validator; problems come with a JSON pointer and a stable code. */
export function validator(schema: z.ZodType): Validate {
  return (data) => {
    const parsed = schema.safeParse(data, { error: codeOfIssue });
    if (parsed.success) return { value: parsed.data };
    return { error: new AppError("invalid-request", "fields", parsed.error.issues.flatMap(problemsOf)) };
  };
}

/**
 * For routes asked so often that zod costs as much as the answer: parts that `isPlain` knows pass as they are, and all
 * others go to the schema. `isPlain` may only know what the schema would give back unchanged.
 */
export function plainOr(isPlain: {
  readonly [part: string]: (data: unknown) => boolean;
}): (of: { readonly schema: unknown; readonly httpPart?: string }) => Validate {
  return ({ schema, httpPart = "" }) => {
    // Schemas of routes are zod's throughout: the instance is typed so (app.ts).
    const full = validator(schema as z.ZodType);
    const isKnown = isPlain[httpPart];
    return isKnown ? (data: unknown) => (isKnown(data) ? { value: data } : full(data)) : full;
  };
}

/** A query without any parameter. */
export function isNothingAsked(query: unknown): boolean {
  if (!isRecord(query)) return false;
  for (const _name in query) return false;
  return true;
}

/** Only a number in the address or body, neither empty nor longer than anything that is one number. */
export function isNumberAsked(least: number, most: number): (data: unknown) => boolean {
  return (data) => {
    if (!isRecord(data)) return false;
    for (const name in data) if (name !== "number") return false;
    const { number } = data;
    return typeof number === "string" && number.length >= least && number.length <= most;
  };
}

const isRecord = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === "object" && data !== null && !Array.isArray(data);
