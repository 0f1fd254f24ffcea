import { inTransaction, type Sql } from "#db/client.ts";
import { endOfDay } from "#domain/clocks/due-on.ts";
import { audit } from "../audit.ts";
import { endItem } from "./answer-application.ts";

const BATCH = 200;
type Due = { practitioner_id: string; id: string };
export type KeptRecords = { readonly missed: number; readonly erased: number };

/**
 * What time does to records of conduct: an objection that nobody answered takes its item off; what has reached its term is
 * destroyed. Ids and times stay. One transaction an item; safe to run twice and at the same time.
 */
export async function keepRecords(sql: Sql, now: Date): Promise<KeptRecords> {
  let missed = 0;
  const open = await sql<(Due & { due_on: string })[]>`
    select practitioner_id, id, due_on::text as due_on from practitioner_applications
    where state = 'open' and kind = 'objection' and due_on <= ${now} order by due_on, id limit ${BATCH}`;
  for (const { due_on: day, ...due } of open)
    if (endOfDay(day) <= now && (await miss(sql, due, now))) missed += 1;
  let erased = 0;
  for (;;) {
    const rows = await sql<Due[]>`
      select practitioner_id, id from practitioner_items where erased_at is null and erase_at <= ${now} order by erase_at, id
      limit ${BATCH}`;
    for (const due of rows) if (await erase(sql, due, now)) erased += 1;
    if (rows.length < BATCH) return { missed, erased };
  }
}

/** A repair that nobody answered stays open: silence may lift what is disputed, not what is admitted. */
function miss(sql: Sql, { practitioner_id: practitionerId, id }: Due, now: Date): Promise<boolean> {
  return inTransaction(sql, async (tx) => {
    const [row] = await tx<{ item_id: string; agency_id: string }[]>`
      update practitioner_applications set state = 'missed', answer_sealed = null
      where practitioner_id = ${practitionerId} and id = ${id} and state = 'open' and kind = 'objection' returning item_id, agency_id`;
    if (!row) return false;
    await endItem(tx, practitionerId, row.item_id, "no_answer", now);
    await audit(tx, {
      at: now,
      actor: { kind: "system", id: null },
      agencyId: row.agency_id,
      action: "practitioner.deadline-missed",
      subject: { kind: "practitioner", id: practitionerId },
      detail: { applicationId: id },
    });
    return true;
  });
}

function erase(sql: Sql, { practitioner_id: practitionerId, id }: Due, now: Date): Promise<boolean> {
  return inTransaction(sql, async (tx) => {
    const [row] = await tx<{ agency_id: string }[]>`
      update practitioner_items set erased_at = ${now}, words_sealed = null, institution_id = null, reference = null, outcome = null,
        conduct = null, decided_reason = null
      where practitioner_id = ${practitionerId} and id = ${id} and erased_at is null and erase_at <= ${now} returning agency_id`;
    if (!row) return false;
    await tx`update practitioner_applications set words_sealed = null, contact_sealed = null, answer_sealed = null
      where practitioner_id = ${practitionerId} and item_id = ${id}`;
    await audit(tx, {
      at: now,
      actor: { kind: "system", id: null },
      agencyId: row.agency_id,
      action: "practitioner.item-erased",
      subject: { kind: "practitioner", id: practitionerId },
      detail: { itemId: id },
    });
    return true;
  });
}
