import { publishLists } from "#commands/lists/publish-lists.ts";
import type { Runtime } from "#commands/runtime.ts";
import { isDatabaseDown } from "#commands/to-app-error.ts";
import type { Db } from "#db/client.ts";
import { findListVersion, findRegisterStamp } from "#db/queries/registry.ts";

const LOOK_EVERY_MS = 1_000;
/** Changes that come together are published together, but none waits longer than the second. */
const QUIET_MS = 3_000;
const LONGEST_WAIT_MS = 30_000;
/** Also without a change: terms end by themselves, and what has not changed is stated anew. */
const EVERY_MS = 3_600_000;
/** A large list takes a while to build; it is not built all the time. */
const REST = 4;

/** Publishes lists as they change, until it is stopped; stopping waits for what is under way. */
export function startPublishing(runtime: Runtime, db: Db): () => Promise<void> {
  const { log } = runtime;
  const publish = listPublisher({ ...runtime, db });
  let isStopped = false;
  const running = (async () => {
    while (!isStopped) {
      await publish().catch((error: unknown) => {
        if (isDatabaseDown(error)) log.debug({ err: error }, "publishing waits for the database");
        else log.error({ err: error }, "lists were not published; it is tried again");
      });
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  })();
  return () => {
    isStopped = true;
    return running;
  };
}

/** Looks whether something was published or registered since the lists were; to be called every second or so. */
export function listPublisher(runtime: Runtime): () => Promise<void> {
  const realNow = () => runtime.clock.real().getTime();
  let published: string | null = null;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let seen = "";
  let firstSeenAt = 0;
  let lastSeenAt = 0;
  let notBefore = 0;
  return async () => {
    const sql = runtime.db.system;
    const stamp = `${await findListVersion(sql)}|${await findRegisterStamp(sql)}`;
    const now = realNow();
    if (stamp !== seen) {
      if (seen === (published ?? "")) firstSeenAt = now;
      seen = stamp;
      lastSeenAt = now;
    }
    const isSettled = now - lastSeenAt >= QUIET_MS || now - firstSeenAt >= LONGEST_WAIT_MS;
    const isDue = (stamp !== published && isSettled) || now - publishedAt >= EVERY_MS;
    if (!isDue || now < notBefore) return;
    const outcomes = await publishLists(runtime, runtime.clock.now());
    const versions = [...outcomes].flatMap(([list, outcome]) => (outcome === "new" ? [list] : []));
    if (versions.length > 0) runtime.log.info({ lists: versions }, "lists published");
    published = stamp;
    publishedAt = realNow();
    notBefore = publishedAt + REST * (publishedAt - now);
  };
}
