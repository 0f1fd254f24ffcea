import { openOprf } from "#adapters/oprf.ts";
import { refreshOprf } from "#commands/registry/refresh-oprf.ts";
import type { Runtime } from "#commands/runtime.ts";

/** Keeps the private look-ups in line with the registry. */
export async function refreshOprfJob(runtime: Runtime): Promise<void> {
  const oprf = openOprf(runtime.keys);
  try {
    const done = await refreshOprf(runtime, runtime.db, oprf, runtime.clock.now());
    if (done.added + done.removed > 0) runtime.log.info(done, "private look-ups refreshed");
  } finally {
    await oprf.close();
  }
}
