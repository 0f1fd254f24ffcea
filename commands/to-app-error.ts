import { AppError } from "#domain/errors.ts";

/** Connection losses and overload of the database become `unavailable` (try again); everything else stays what it is. */
const CONNECTION_CODES = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "CONNECTION_CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  // PostgreSQL: admin shutdown, crash shutdown, cannot connect now, too many connections
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

export function isDatabaseDown(error: unknown): boolean {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === "string" && (CONNECTION_CODES.has(code) || code.startsWith("08"));
}

export function toAppError(error: unknown): unknown {
  return isDatabaseDown(error) ? new AppError("unavailable", "database-unreachable") : error;
}
