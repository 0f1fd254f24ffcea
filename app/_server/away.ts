import { toAppError } from "#commands/to-app-error.ts";

/** Whether something failed because the database or the portal is away for the moment. Everything else is a fault. */
export function isAway(error: unknown): boolean {
  const known = toAppError(error);
  // By name: the bundler may hold two copies of the class.
  return (
    known instanceof Error &&
    known.name === "AppError" &&
    (known as { code?: unknown }).code === "unavailable"
  );
}
