import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { endOfDay } from "#domain/clocks/due-on.ts";
import { AppError } from "#domain/errors.ts";
import type { EntryAct } from "#domain/registry/entry-act.ts";
import { isShown } from "#domain/registry/life.ts";
import type { LockedEntry } from "./entry-life.ts";

/**
 * Joint measures are taken against institutions and practitioners on the blacklist, for a term that does not outlast
 * the entry (信用修复管理办法 3: measures end with the repair).
 */
export async function imposeSanction(
  tx: Tx,
  entry: LockedEntry,
  act: Extract<EntryAct, { act: "sanction" }>,
  { actId, now }: { readonly actId: string; readonly now: Date },
): Promise<string> {
  assertMaySanction(entry, act, now);
  const id = uuidv7();
  await insertRows(tx, "entry_sanctions", [
    {
      entry_id: entry.id,
      id,
      agency_id: entry.agencyId,
      authority: act.authority,
      measure: act.measure,
      must_act: act.mustAct,
      basis: act.basis,
      from_at: now,
      until_at: new Date(Math.min(endOfDay(act.endsOn).getTime(), entry.state.expiresAt.getTime())),
      act_id: actId,
      ended_at: null,
      ended_reason: null,
    },
  ]);
  return id;
}

export function assertMaySanction(
  { subject, state }: LockedEntry,
  { endsOn }: Extract<EntryAct, { act: "sanction" }>,
  now: Date,
): void {
  if (subject.kind !== "institution" && subject.kind !== "practitioner")
    throw new AppError("conflict", "sanction-needs-institution");
  if (state.kind !== "blacklist" || !isShown(state, now)) throw new AppError("conflict", "not-listed");
  if (endOfDay(endsOn) <= now) throw new AppError("conflict", "term-outside-tier");
}

export async function endSanction(tx: Tx, entryId: string, sanctionId: string, now: Date): Promise<void> {
  const rows = await tx`update entry_sanctions set ended_at = ${now}, ended_reason = 'lifted'
    where entry_id = ${entryId} and id = ${sanctionId} and ended_at is null returning id`;
  if (rows.length === 0) throw new AppError("conflict", "sanction-ended");
}
