import { AppError } from "#domain/errors.ts";

const PATIENCE_MS = 8_000;

/**
 * A database that hangs is as far away as one that refuses: after eight seconds a person is told so (`unavailable`)
 * instead of watching a page that never comes. What was begun may still happen later, so only use it for what can be
 * done again without harm.
 */
export async function inTime<T>(work: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new AppError("unavailable", "too-slow")), patienceMs);
  // Nobody waits for what comes after the end of patience.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
