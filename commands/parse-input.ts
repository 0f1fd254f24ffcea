import type * as z from "zod";
import { AppError } from "#domain/errors.ts";

/** Parses a command's input; what does not fit becomes `invalid-request` with one problem per field. */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError(
    "invalid-request",
    "input",
    parsed.error.issues.map((issue) => ({
      pointer: `/${issue.path.map(String).join("/")}`,
      code: issue.message,
    })),
  );
}
