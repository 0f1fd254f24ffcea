import { systemClock } from "#adapters/clock.ts";
import { createLog } from "#adapters/log.ts";
import { loadClockOffset, type OpenRuntime, openRuntime } from "#commands/open-runtime.ts";
import type { Env } from "#env";
import { portalKeys, portalStorage, readyPortalDatabase } from "./portal-database.ts";

/**
 * Does an operator's work in the portal's own database, beside a running portal or without one, and lets go of both
 * however it ends. At most `maxConnections` at once.
 */
export async function asOperator<T>(
  env: Env,
  maxConnections: number,
  work: (runtime: OpenRuntime) => Promise<T>,
): Promise<T> {
  const keys = portalKeys(env);
  const database = await readyPortalDatabase(env, () => {});
  const runtime = openRuntime({
    databaseUrl: database.url,
    keys,
    clock: systemClock(),
    log: createLog("warn"),
    storage: portalStorage(env),
    isDemo: env.demo,
    publicUrl: env.publicUrl,
    maxConnections,
  });
  try {
    await loadClockOffset(runtime);
    return await work(runtime);
  } finally {
    await runtime.close();
    await database.stop();
  }
}
