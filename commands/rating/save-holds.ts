import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { listCaseAgencies } from "#db/queries/integrity-holds.ts";
import { insertRows } from "#db/rows.ts";
import type { HeldBin } from "#domain/rating/evidence/types.ts";

/**
 * Keeps what a batch held back for people to look at. A bin that waits already is brought up to date; one that was looked
 * at and went beyond what could be foreseen again waits anew, for what people said counts in its figures. What nobody has
 * spoken about and is held no more goes. Answers how many wait.
 */
export async function saveHolds(
  tx: Tx,
  bins: readonly HeldBin[],
  { month, now }: { readonly month: string; readonly now: Date },
): Promise<number> {
  await dropUnheld(tx, bins, month);
  if (bins.length === 0) return 0;
  const institutions = [...new Set(bins.map(({ institutionId }) => institutionId))].sort();
  const [agencyOf, waiting] = await Promise.all([
    listCaseAgencies(tx, institutions),
    tx<{ institution_id: string; id: string; severity_class: number; month: string }[]>`
      select institution_id, id, severity_class, to_char(month, 'YYYY-MM') as month from rating_holds
      where institution_id = any(${institutions}::uuid[]) and state = 'open' and verdict is null order by institution_id, id for update`,
  ]);
  const known = new Map(
    waiting.map((row) => [nameOf(row.institution_id, row.severity_class, row.month), row.id]),
  );
  // One of two people has spoken about it: what they spoke about stays as it was until the other has.
  const spoken = await tx<{ institution_id: string; severity_class: number; month: string }[]>`
    select institution_id, severity_class, to_char(month, 'YYYY-MM') as month from rating_holds
    where institution_id = any(${institutions}::uuid[]) and state = 'open' and verdict is not null`;
  const isSpoken = new Set(spoken.map((row) => nameOf(row.institution_id, row.severity_class, row.month)));
  const rows = bins
    .filter((bin) => !isSpoken.has(nameOf(bin.institutionId, bin.severityClass, bin.month)))
    .map((bin) => ({
      institution_id: bin.institutionId,
      id: known.get(nameOf(bin.institutionId, bin.severityClass, bin.month)) ?? uuidv7(),
      agency_id: agencyOf(bin.institutionId),
      severity_class: bin.severityClass,
      month: `${bin.month}-01`,
      found_weight: bin.found,
      counted_weight: bin.counted,
      span_months: bin.spanMonths,
      complaint_count: bin.complaintIds.length,
      found_at: now,
      state: "open",
      complaints: bin.complaintIds,
    }));
  await insertRows(
    tx,
    "rating_holds",
    rows.map(({ complaints: _, ...row }) => row),
    `on conflict (institution_id, id) do update set found_weight = excluded.found_weight, counted_weight = excluded.counted_weight,
      span_months = excluded.span_months, complaint_count = excluded.complaint_count`,
  );
  await tx`delete from rating_hold_complaints where hold_id = any(${rows.map(({ id }) => id)}::uuid[])
    and institution_id = any(${institutions}::uuid[])`;
  await insertRows(
    tx,
    "rating_hold_complaints",
    rows.flatMap(({ institution_id, id, complaints }) =>
      complaints.map((complaint_id) => ({ institution_id, hold_id: id, complaint_id })),
    ),
  );
  return rows.length + spoken.length;
}

/** Of the months up to this one; a batch says nothing about later ones. */
async function dropUnheld(tx: Tx, bins: readonly HeldBin[], month: string): Promise<void> {
  const held = new Set(bins.map((bin) => nameOf(bin.institutionId, bin.severityClass, bin.month)));
  const waiting = await tx<{ institution_id: string; id: string; severity_class: number; month: string }[]>`
    select institution_id, id, severity_class, to_char(month, 'YYYY-MM') as month from rating_holds
    where state = 'open' and verdict is null and month <= ${`${month}-01`}::date order by institution_id, id for update`;
  const gone = waiting
    .filter((row) => !held.has(nameOf(row.institution_id, row.severity_class, row.month)))
    .map(({ id }) => id);
  if (gone.length === 0) return;
  await tx`delete from rating_hold_complaints where hold_id = any(${gone}::uuid[])`;
  await tx`delete from rating_holds where id = any(${gone}::uuid[])`;
}

const nameOf = (institutionId: string, severityClass: number, month: string): string =>
  `${institutionId}|${severityClass}|${month}`;
