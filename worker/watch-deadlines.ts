import { liftMissed } from "#commands/registry/lift-missed.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Records every missed deadline by the portal's clock; a missed answer lifts the entry. */
export async function watchDeadlinesJob(runtime: Runtime): Promise<void> {
  const missed = await liftMissed(runtime, runtime.db.system, runtime.clock.now());
  if (missed > 0) runtime.log.warn({ missed }, "deadlines missed");
}
