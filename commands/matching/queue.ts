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

/** More carriers of one key than are walked from it: each of their other keys is walked instead. */
const WALKED_FROM_ONE = 20_000;

/**
 * Has everything looked at again that a key tied or now ties: the reports that carry it, and the detectors' findings in
 * their scripts, which rest on such keys.
 */
export async function enqueueCarriers(tx: Tx, key: Buffer, now: Date): Promise<void> {
  const carriers = await tx<{ complaint_id: string; script_id: Buffer | null }[]>`
    select l.complaint_id, t.script_id from complaint_links l join complaint_traits t on t.complaint_id = l.complaint_id
    where l.key = ${key}`;
  const scripts = new Map(
    carriers.flatMap(({ script_id }) => (script_id ? [[script_id.toString("hex"), script_id]] : [])),
  );
  await insertRows(
    tx,
    "match_queue",
    [...scripts.values()].map((script) => ({ id: uuidv7(), kind: "script", key: script, at: now })),
  );
  await enqueueKeys(tx, [key], now);
  if (carriers.length > WALKED_FROM_ONE)
    await enqueueReports(
      tx,
      carriers.map((row) => row.complaint_id),
      now,
    );
}
