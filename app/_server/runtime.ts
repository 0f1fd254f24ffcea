import type { Runtime } from "#commands/runtime.ts";
import { AppError } from "#domain/errors.ts";

/**
 * The running portal, put on globalThis by server.ts: Next bundles its own copies of modules, so a module variable
 * would be another one. Null while the database has not been reached yet.
 */
const SLOT = Symbol.for("mingjian.runtime");

export function findRuntime(): Runtime | null {
  return (globalThis as { [SLOT]?: Runtime })[SLOT] ?? null;
}

/** Throws `unavailable` while the portal is starting; the error page says so in words. */
export function getRuntime(): Runtime {
  const runtime = findRuntime();
  if (!runtime) throw new AppError("unavailable", "starting");
  return runtime;
}
