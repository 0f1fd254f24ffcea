import { uuidv7 } from "uuidv7";
import type * as z from "zod";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { addDays, RESPONSE_WINDOW_DAYS } from "#domain/cases/decision.ts";
import { endOfDay } from "#domain/clocks/due-on.ts";
import { AppError } from "#domain/errors.ts";
import { decideCaseInput, proposeCaseInput } from "#domain/practitioners/inputs.ts";
import { type CaseOutcome, termEnd } from "#domain/practitioners/record.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { assertInstitution, assertKnown, assertPast } from "./record-item.ts";

/** One officer proposes that a complaint about a person was decided so. It is on no record until another has agreed. */
export async function proposeCase(
  context: Context,
  raw: z.input<typeof proposeCaseInput>,
): Promise<{ readonly practitionerId: string; readonly itemId: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "decision.propose");
  const input = parseInput(proposeCaseInput, raw);
  assertPast(input.untilOn, now);
  return db.scoped(scope.agencyId, async (tx) => {
    await assertKnown(tx, input.practitionerId);
    await assertInstitution(tx, input.institutionId || null);
    const [twice] = await tx`
      select 1 from practitioner_items where practitioner_id = ${input.practitionerId} and reference = ${input.reference}
        and state in ('proposed', 'recorded')`;
    if (twice) throw new AppError("conflict", "case-already-recorded");
    const id = uuidv7();
    await insertRows(tx, "practitioner_items", [
      {
        practitioner_id: input.practitionerId,
        id,
        agency_id: scope.agencyId,
        kind: "decided_case",
        state: "proposed",
        institution_id: input.institutionId || null,
        from_on: input.fromOn,
        until_on: input.untilOn,
        source: input.source,
        reference: input.reference,
        outcome: input.outcome,
        conduct: input.conduct,
        noticed_on: input.noticedOn || null,
        words_sealed: keys.sealWithMaster(
          { table: "practitioner_items", column: "words", row: id },
          input.words,
        ),
        key_version: keys.version,
        recorded_by: scope.accountId,
        recorded_at: now,
        erase_at: termEnd(input.untilOn),
      },
    ]);
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "practitioner.case-proposed",
      subject: { kind: "practitioner", id: input.practitionerId },
      detail: { itemId: id },
    });
    return { practitionerId: input.practitionerId, itemId: id };
  });
}

type ProposedRow = { recorded_by: string; outcome: CaseOutcome; noticed_on: string | null };

/** A second officer records the case or refuses it; against the person only ten days after the person was told. */
export async function decideCase(
  context: Context,
  raw: z.input<typeof decideCaseInput>,
): Promise<{ readonly practitionerId: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.approve");
  const { practitionerId, itemId, verdict, reason } = parseInput(decideCaseInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const [row] = await tx<ProposedRow[]>`
      select recorded_by, outcome, noticed_on::text as noticed_on from practitioner_items
      where practitioner_id = ${practitionerId} and id = ${itemId} and state = 'proposed' for update`;
    if (!row) throw new AppError("conflict", "decision-already-made");
    if (row.recorded_by === scope.accountId) throw new AppError("forbidden", "decider-is-proposer");
    const isAgainst = verdict === "approve" && row.outcome === "upheld";
    if (isAgainst && !row.noticed_on) throw new AppError("conflict", "notice-first");
    if (isAgainst && row.noticed_on && now < addDays(endOfDay(row.noticed_on), RESPONSE_WINDOW_DAYS))
      throw new AppError("conflict", "window-open");
    await tx`update practitioner_items set state = ${verdict === "approve" ? "recorded" : "refused"}, decided_by = ${scope.accountId},
      decided_at = ${now}, decided_reason = ${reason} where practitioner_id = ${practitionerId} and id = ${itemId}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: verdict === "approve" ? "practitioner.case-recorded" : "practitioner.case-refused",
      subject: { kind: "practitioner", id: practitionerId },
      detail: { itemId },
    });
    return { practitionerId };
  });
}
