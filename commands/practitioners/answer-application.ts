import type * as z from "zod";
import type { Tx } from "#db/client.ts";
import { authorize } from "#domain/access/actor.ts";
import { dueOn, endOfDay } from "#domain/clocks/due-on.ts";
import { clockPreset } from "#domain/clocks/presets.ts";
import { AppError } from "#domain/errors.ts";
import { decideAnswerInput, proposeAnswerInput } from "#domain/practitioners/inputs.ts";
import type { EndReason } from "#domain/practitioners/record.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

/** One officer writes the answer to an objection or a repair; nothing changes until another agrees. */
export async function proposeAnswer(
  context: Context,
  raw: z.input<typeof proposeAnswerInput>,
): Promise<{ readonly practitionerId: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "decision.propose");
  const { practitionerId, applicationId, outcome, words } = parseInput(proposeAnswerInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const row = await lockOpen(tx, practitionerId, applicationId);
    if (row.proposed_by) throw new AppError("conflict", "decision-already-open");
    assertFreshEyes(row, scope.accountId);
    const cell = { table: "practitioner_applications", column: "answer", row: applicationId };
    await tx`update practitioner_applications set outcome = ${outcome}, proposed_by = ${scope.accountId}, proposed_at = ${now},
      answer_sealed = ${Buffer.from(keys.sealWithMaster(cell, words))}
      where practitioner_id = ${practitionerId} and id = ${applicationId}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "practitioner.answer-proposed",
      subject: { kind: "practitioner", id: practitionerId },
      detail: { applicationId, outcome },
    });
    return { practitionerId };
  });
}

/** A second officer gives the answer, or sends it back to be written anew. What is upheld takes the item off at once. */
export async function decideAnswer(
  context: Context,
  raw: z.input<typeof decideAnswerInput>,
): Promise<{ readonly practitionerId: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.approve");
  const { practitionerId, applicationId, verdict } = parseInput(decideAnswerInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const row = await lockOpen(tx, practitionerId, applicationId);
    if (!row.proposed_by) throw new AppError("conflict", "decision-already-made");
    if (row.proposed_by === scope.accountId) throw new AppError("forbidden", "decider-is-proposer");
    if (row.kind === "objection") assertFreshEyes(row, scope.accountId);
    if (verdict === "refuse")
      await tx`update practitioner_applications set outcome = null, answer_sealed = null, proposed_by = null, proposed_at = null
        where practitioner_id = ${practitionerId} and id = ${applicationId}`;
    else
      await tx`update practitioner_applications set state = outcome, decided_by = ${scope.accountId}, decided_at = ${now}
        where practitioner_id = ${practitionerId} and id = ${applicationId}`;
    if (verdict === "approve" && row.outcome === "upheld")
      await endItem(tx, practitionerId, row.item_id, row.kind, now);
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: verdict === "approve" ? "practitioner.answered" : "practitioner.answer-sent-back",
      subject: { kind: "practitioner", id: practitionerId },
      detail: { applicationId, outcome: row.outcome },
    });
    return { practitionerId };
  });
}

/** Takes an item off the record. What was wrong or not answered is destroyed in days; what was repaired, at its term. */
export async function endItem(
  tx: Tx,
  practitionerId: string,
  itemId: string,
  reason: EndReason,
  now: Date,
): Promise<void> {
  const eraseBy = reason === "repair" ? null : endOfDay(dueOn(clockPreset("erasure_after_annulment"), now));
  await tx`update practitioner_items set state = 'ended', ended_at = ${now}, ended_reason = ${reason},
    erase_at = coalesce(${eraseBy}::timestamptz, erase_at) where practitioner_id = ${practitionerId} and id = ${itemId}`;
}

type OpenRow = {
  item_id: string;
  kind: "objection" | "repair";
  outcome: "upheld" | "rejected" | null;
  proposed_by: string | null;
  recorded_by: string;
  item_decider: string | null;
};

/** Who recorded the item or decided it does not answer what is said against it. */
function assertFreshEyes(row: OpenRow, accountId: string): void {
  if (row.recorded_by === accountId || row.item_decider === accountId)
    throw new AppError("forbidden", "took-part-before");
}

async function lockOpen(tx: Tx, practitionerId: string, applicationId: string): Promise<OpenRow> {
  const [row] = await tx<OpenRow[]>`
    select a.item_id, a.kind, a.outcome, a.proposed_by, i.recorded_by, i.decided_by as item_decider
    from practitioner_applications a join practitioner_items i on i.practitioner_id = a.practitioner_id and i.id = a.item_id
    where a.practitioner_id = ${practitionerId} and a.id = ${applicationId} and a.state = 'open' for update of a`;
  if (!row) throw new AppError("conflict", "decision-already-made");
  return row;
}
