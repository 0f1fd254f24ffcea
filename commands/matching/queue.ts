import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";

/** Has the groups around these keys looked at again. */
export async function enqueueKeys(tx: Tx, keys: readonly Buffer[], now: Date): Promise<void> {
  await insertRows(
    tx,
    "match_queue",
    keys.map((key) => ({ id: uuidv7(), kind: "key", key, at: now })),
  );
}
