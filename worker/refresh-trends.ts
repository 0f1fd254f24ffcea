import type { Runtime } from "#commands/runtime.ts";
import { refreshTrends } from "#commands/trends/refresh-trends.ts";

/** Counts the days of the public figures on which something changed. */
export async function refreshTrendsJob({ db, clock }: Runtime): Promise<void> {
  await refreshTrends(db.system, { now: clock.now(), realNow: clock.real() });
}
