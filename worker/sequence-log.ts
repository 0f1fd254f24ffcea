import type { Runtime } from "#commands/runtime.ts";
import { isDatabaseDown } from "#commands/to-app-error.ts";
import { announcePolicy } from "#commands/transparency/announce-policy.ts";
import { witnessClient } from "#commands/transparency/ask-witnesses.ts";
import { logOrigin } from "#commands/transparency/log-identity.ts";
import { LogInconsistent } from "#commands/transparency/log-inconsistent.ts";
import { clearLogStopped, recordLogStopped } from "#commands/transparency/log-stopped.ts";
import { sequenceLog } from "#commands/transparency/sequence-log.ts";
import type { Db } from "#db/client.ts";

/** How long what was decided waits to be on the log. */
const EVERY_MS = 1_000;
/** A log that would contradict itself is stopped until a person has looked; it is said aloud now and then. */
const AFTER_INCONSISTENCY_MS = 60_000;

/** Gives leaves their indexes and publishes the tree, round after round; returns how to stop it. */
export function startSequencing(runtime: Runtime, db: Db): () => Promise<void> {
  const { log, storage, keys } = runtime;
  const stop = Promise.withResolvers<void>();
  let isStopped = false;
  /** Whether what /readyz says of the log may be untrue: at the start, and after a round that stopped it. */
  let isNews = true;
  let isAnnounced = false;
  const { witnesses, clock } = runtime;
  const cosign = witnessClient({ sql: db.system, storage, log, witnesses, now: () => clock.real() });
  const round = async (): Promise<number> => {
    const now = runtime.clock.real();
    try {
      if (!isAnnounced) await announcePolicy(runtime, db.system, now);
      isAnnounced = true;
      const origin = await logOrigin(db.system, runtime.publicUrl, now);
      await sequenceLog({ sql: db.system, storage, keys, origin, cosign }, now);
      if (isNews) {
        await clearLogStopped(db.system, now);
        isNews = false;
      }
      return EVERY_MS;
    } catch (error) {
      if (error instanceof LogInconsistent) {
        log.fatal({ err: error }, "the transparency log is stopped");
        isNews = true;
        await recordLogStopped(db.system, now).catch((failure: unknown) =>
          log.error({ err: failure }, "that the log is stopped could not be written"),
        );
        return AFTER_INCONSISTENCY_MS;
      }
      if (isDatabaseDown(error)) log.debug({ err: error }, "the log waits for the database");
      else log.error({ err: error }, "the log could not go on; it is tried again");
      return EVERY_MS;
    }
  };
  const rounds = (async () => {
    while (!isStopped) {
      const wait = await round();
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, wait);
      await Promise.race([timer.promise, stop.promise]);
      clearTimeout(handle);
    }
  })();
  return async () => {
    isStopped = true;
    stop.resolve();
    await rounds;
  };
}
