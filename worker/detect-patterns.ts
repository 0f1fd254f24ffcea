import { detectPatterns } from "#commands/matching/detect-patterns.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Looks for patterns in what was reported lately; after matching, so that they are kept with the campaigns they are about. */
export async function detectPatternsJob(runtime: Runtime): Promise<void> {
  const written = await detectPatterns(runtime, runtime.db.system, runtime.clock.now());
  if (written > 0) runtime.log.info({ written }, "patterns found or changed");
}
