import type { Oprf } from "#adapters/oprf.ts";
import type { Db } from "#db/client.ts";
import { deleteStaleOprf, insertOprfOutputs, listEntriesWithoutOprf } from "#db/queries/oprf.ts";
import { insertRows } from "#db/rows.ts";
import { OPRF_LIST, OPRF_SUITE, oprfPrefix } from "#domain/registry/oprf.ts";
import type { Runtime } from "../runtime.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";

/** Outputs computed at once: about a fifth of a second in the thread. */
const BATCH = 100;

/**
 * Brings the private set in line with the registry: outputs of numbers listed since, and of all when the key has turned;
 * those of listings that are over go. What a row says is read when it is asked for, so a change needs no refresh.
 */
export async function refreshOprf(
  { keys }: Pick<Runtime, "keys">,
  { system }: Pick<Db, "system">,
  oprf: Pick<Oprf, "epoch" | "publicKey" | "outputs">,
  now: Date,
): Promise<{ readonly added: number; readonly removed: number }> {
  const { epoch } = oprf;
  await announceKey({ system }, oprf, now);
  const removed = await deleteStaleOprf(system, { epoch, now });
  let added = 0;
  for (;;) {
    const entries = await listEntriesWithoutOprf(system, { epoch, now, limit: BATCH });
    const numbers = entries.map(({ entryId, keySealed }) =>
      keys.openWithMaster({ table: "registry_entries", column: "key", row: entryId }, keySealed),
    );
    if (entries.length === 0) return { added, removed };
    const outputs = await oprf.outputs(OPRF_LIST, numbers);
    const rows = entries.flatMap(({ entryId }, at) => {
      const output = outputs[at];
      return output ? [{ entryId, epoch, prefix: oprfPrefix(output), output }] : [];
    });
    await insertOprfOutputs(system, rows);
    added += rows.length;
  }
}

/** Every key goes on the log once, before anything is computed with it: a portal cannot use two at a time unseen. */
async function announceKey(
  { system }: Pick<Db, "system">,
  { epoch, publicKey }: Pick<Oprf, "epoch" | "publicKey">,
  now: Date,
): Promise<void> {
  const key = Buffer.from(publicKey).toString("base64");
  const name = `oprf_key|${OPRF_LIST}|${epoch}`;
  const [known] = await system`select from portal_state where name = ${name}`;
  if (known) return;
  await system.begin(async (tx) => {
    const state = { name, value: key, updated_at: now };
    const [mine] = await insertRows(
      tx,
      "portal_state",
      [state],
      "on conflict (name) do nothing returning name",
    );
    if (!mine) return;
    const record = { list: OPRF_LIST, suite: OPRF_SUITE, epoch, publicKey: key };
    await appendLeaves(tx, [{ type: "key", entry: null, seq: epoch, record, effective: now }], now);
  });
}
