import { closeQuietCases } from "#commands/cases/close-quiet-cases.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Closes cases that nobody took up and nobody adds to. */
export async function closeQuietCasesJob({ db, clock, log }: Runtime): Promise<void> {
  const closed = await closeQuietCases(db.system, clock.now());
  if (closed > 0) log.info({ closed }, "quiet cases closed");
}
