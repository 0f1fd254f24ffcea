import { keepRecords } from "#commands/practitioners/keep-records.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Objections that nobody answered, and items of conduct records whose term is over, by the portal's clock. */
export async function keepPractitionerRecordsJob(runtime: Runtime): Promise<void> {
  const { missed, erased } = await keepRecords(runtime.db.system, runtime.clock.now());
  if (missed > 0) runtime.log.warn({ missed }, "objections of practitioners missed");
  if (erased > 0) runtime.log.info({ erased }, "items of conduct records erased");
}
