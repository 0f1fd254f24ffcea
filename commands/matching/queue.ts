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

/** Has everything that these reports are tied to looked at again, after one joined or left by a person's word or a withdrawal. */
export async function enqueueReports(tx: Tx, complaintIds: readonly string[], now: Date): Promise<void> {
  const rows = await tx<{ key: Buffer }[]>`
    select distinct key from complaint_links where complaint_id = any(${[...complaintIds]}::uuid[])`;
  await enqueueKeys(
    tx,
    rows.map((row) => row.key),
    now,
  );
}
