import { eraseEntries } from "#commands/registry/erase-entries.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Destroys the records of ended entries whose time has come, by the portal's clock. */
export async function eraseEntriesJob(runtime: Runtime): Promise<void> {
  const erased = await eraseEntries(runtime, runtime.db.system, runtime.clock.now());
  if (erased > 0) runtime.log.info({ erased }, "entries erased");
}
