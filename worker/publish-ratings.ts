import { correctRatings, monthDue, publishRatings } from "#commands/rating/publish-ratings.ts";
import type { Runtime } from "#commands/runtime.ts";

/** From the fifth day on the month before, once; every night what turned out otherwise since. */
export async function publishRatingsJob(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  const month = monthDue(now);
  const published = await publishRatings(runtime, { month, now });
  const corrected = await correctRatings(runtime, { now });
  for (const one of [...published, ...corrected])
    if (one.outcome === "new") runtime.log.info({ batch: one.batchId, month }, "ratings published");
}
