import { expireEntries } from "#commands/registry/expire-entries.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Records the end of every listing whose term is over, by the portal's clock. */
export async function expireEntriesJob(runtime: Runtime): Promise<void> {
  const ended = await expireEntries(runtime, runtime.db.system, runtime.clock.now());
  if (ended > 0) runtime.log.info({ ended }, "listings ended");
}
