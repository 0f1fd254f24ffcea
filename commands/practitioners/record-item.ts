import { uuidv7 } from "uuidv7";
import type * as z from "zod";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { endOfDay } from "#domain/clocks/due-on.ts";
import { AppError } from "#domain/errors.ts";
import { endPeriodInput, recordItemInput } from "#domain/practitioners/inputs.ts";
import { termEnd } from "#domain/practitioners/record.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

const DAY_MS = 86_400_000;

/** Records where a person works or worked, or a training: facts that say nothing against anybody, so one officer does. */
export async function recordItem(
  context: Context,
  raw: z.input<typeof recordItemInput>,
): Promise<{ readonly practitionerId: string; readonly itemId: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "decision.propose");
  const input = parseInput(recordItemInput, raw);
  const untilOn = input.untilOn || null;
  assertPast(untilOn ?? input.fromOn, now);
  return db.scoped(scope.agencyId, async (tx) => {
    await assertKnown(tx, input.practitionerId);
    const institutionId = input.kind === "employer" ? input.institutionId : null;
    await assertInstitution(tx, institutionId);
    const id = uuidv7();
    const cell = { table: "practitioner_items", column: "words", row: id };
    await insertRows(tx, "practitioner_items", [
      {
        practitioner_id: input.practitionerId,
        id,
        agency_id: scope.agencyId,
        kind: input.kind,
        state: "recorded",
        institution_id: institutionId,
        from_on: input.fromOn,
        until_on: untilOn,
        source: input.source,
        words_sealed: input.kind === "training" ? keys.sealWithMaster(cell, input.words) : null,
        key_version: keys.version,
        recorded_by: scope.accountId,
        recorded_at: now,
        erase_at: termEnd(untilOn),
      },
    ]);
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: `practitioner.recorded.${input.kind}`,
      subject: { kind: "practitioner", id: input.practitionerId },
      detail: { itemId: id },
    });
    return { practitionerId: input.practitionerId, itemId: id };
  });
}

/** Gives an employment that goes on its last day, from which its term runs. */
export async function endPeriod(
  context: Context,
  raw: z.input<typeof endPeriodInput>,
): Promise<{ readonly practitionerId: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.propose");
  const { practitionerId, itemId, untilOn } = parseInput(endPeriodInput, raw);
  assertPast(untilOn, now);
  return db.scoped(scope.agencyId, async (tx) => {
    const [row] = await tx<{ from_on: string }[]>`
      select from_on::text as from_on from practitioner_items where practitioner_id = ${practitionerId} and id = ${itemId}
        and kind = 'employer' and state = 'recorded' and until_on is null for update`;
    if (!row) throw new AppError("conflict", "period-ended");
    if (untilOn < row.from_on) refuse("untilOn", "days-out-of-order");
    await tx`update practitioner_items set until_on = ${untilOn}, erase_at = ${termEnd(untilOn)}
      where practitioner_id = ${practitionerId} and id = ${itemId}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "practitioner.employment-ended",
      subject: { kind: "practitioner", id: practitionerId },
      detail: { itemId },
    });
    return { practitionerId };
  });
}

/** A last day lies behind us: a term that starts in the future would outlast what the law allows. */
export function assertPast(day: string, now: Date): void {
  if (endOfDay(day).getTime() - DAY_MS > now.getTime()) refuse("untilOn", "day-in-future");
}

export async function assertKnown(tx: Tx, practitionerId: string): Promise<void> {
  const [row] = await tx`select 1 from practitioners where id = ${practitionerId}`;
  if (!row) throw new AppError("not-found", "practitioner");
}

export async function assertInstitution(tx: Tx, institutionId: string | null): Promise<void> {
  if (institutionId === null) return;
  const [row] = await tx`select 1 from institutions where id = ${institutionId} and status <> 'provisional'`;
  if (!row) refuse("institutionId", "institution-not-identified");
}

function refuse(field: string, code: string): never {
  throw new AppError("invalid-request", code, [{ pointer: `/${field}`, code }]);
}
