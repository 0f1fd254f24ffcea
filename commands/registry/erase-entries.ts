import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import { AppError } from "#domain/errors.ts";
import type { Runtime } from "../runtime.ts";
import { lockEntry, moveEntry } from "./entry-life.ts";

const BATCH = 200;

/**
 * Destroys the record of every ended entry whose time has come: what the log committed to with its nonce, the sealed
 * number, names, statements and applications. Ids, times and the leaves themselves stay, so every old proof still
 * verifies and tells nothing. One transaction an entry; safe to run twice and at the same time.
 */
export async function eraseEntries(runtime: Pick<Runtime, "keys">, sql: Sql, now: Date): Promise<number> {
  let erased = 0;
  for (;;) {
    const due = await sql<{ id: string }[]>`
      select id from registry_entries where erased_at is null and erase_at <= ${now} order by erase_at, id limit ${BATCH}`;
    let done = 0;
    for (const { id } of due) if (await inTransaction(sql, (tx) => erase(runtime, tx, id, now))) done += 1;
    erased += done;
    if (done === 0) return erased;
  }
}

async function erase(runtime: Pick<Runtime, "keys">, tx: Tx, id: string, now: Date): Promise<boolean> {
  const entry = await lockEntry(runtime, tx, id, null).catch((error: unknown) => {
    // Another worker was quicker.
    if (error instanceof AppError && error.code === "gone") return null;
    throw error;
  });
  if (!entry) return false;
  if (!entry.state.eraseAt || now < entry.state.eraseAt) return false;
  await tx`update log_records set nonce = null, record = null where entry_id = ${id}`;
  const by = { kind: "system", id: null } as const;
  await moveEntry(tx, entry, { type: "erase" }, { now, by, approvals: 0, statement: "", grounds: [] });
  // Last, so that the version which says "erased" keeps nothing either.
  await tx`update registry_versions set statement = '', grounds = '{}', public_key = null where entry_id = ${id}`;
  await tx`update registry_entries set number_index = null, number_kind = null, country = null, key_sealed = null,
    institution_id = null, subject_key = null, practitioner_id = null, erase_at = null, erased_at = ${now} where id = ${id}`;
  await tx`delete from registry_subjects where entry_id = ${id}`;
  await tx`update entry_applications set body_sealed = null, contact_sealed = null, words_hash = null, public_text = null, answer = null where entry_id = ${id}`;
  await tx`update entry_acts set payload = '{}', reason = '', addressee_sealed = null, unserved_reason = null, decided_reason = null where entry_id = ${id}`;
  await tx`update entry_sanctions set authority = '', must_act = '', basis = '' where entry_id = ${id}`;
  return true;
}
