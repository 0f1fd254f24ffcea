import { inTransaction, type Sql } from "#db/client.ts";
import type { Runtime } from "../runtime.ts";
import { lockEntry, moveEntry } from "./entry-life.ts";

const BATCH = 200;

/**
 * Ends every listing whose term is over: a new version `expired`, or `lapsed` for an emergency warning nobody
 * confirmed. Look-ups ignore a past term by themselves; this records it. One transaction an entry, locked in the order
 * of the decisions, so it is safe to run twice, at the same time, and beside them.
 */
export async function expireEntries(runtime: Pick<Runtime, "keys">, sql: Sql, now: Date): Promise<number> {
  let ended = 0;
  for (;;) {
    const due = await sql<{ entry_id: string; version: number }[]>`
      select v.entry_id, v.version from registry_versions v
      where v.status in ('active', 'under_appeal') and v.expires_at <= ${now}
        and not exists (select 1 from registry_versions n where n.entry_id = v.entry_id and n.version > v.version)
      order by v.expires_at limit ${BATCH}`;
    let done = 0;
    for (const { entry_id: entryId, version } of due) {
      const isEnded = await inTransaction(sql, async (tx) => {
        const entry = await lockEntry(runtime, tx, entryId, null);
        // Another worker, or a decision, has added a version since.
        if (entry.state.version !== version) return false;
        await moveEntry(
          tx,
          entry,
          { type: "expire" },
          { now, by: { kind: "system", id: null }, approvals: 0 },
        );
        return true;
      });
      if (isEnded) done += 1;
    }
    ended += done;
    // Nothing of a whole batch left to do means that another worker is at it.
    if (done === 0) return ended;
  }
}
