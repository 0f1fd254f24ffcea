import { uuidv7 } from "uuidv7";
import * as z from "zod";
import type { Tx } from "#db/client.ts";
import { type IntegrityHold, listCaseAgencies, listIntegrityHolds } from "#db/queries/integrity-holds.ts";
import { insertRows } from "#db/rows.ts";
import { authorize, type Scope } from "#domain/access/actor.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { AppError } from "#domain/errors.ts";
import { INTEGRITY_CODES, type IntegrityCode } from "#domain/rating/integrity.ts";
import { findInstitutionId } from "../api-keys/issue-api-key.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

const reason = z.string("reason-too-short").trim().min(10, "reason-too-short").max(2000, "reason-too-long");

export const proposeHoldInput = z.object({
  /** Its id, its code or credit code, or its full name. */
  institution: z
    .string("choose-institution")
    .trim()
    .min(1, "choose-institution")
    .max(200, "choose-institution"),
  code: z.enum(Object.keys(INTEGRITY_CODES) as [IntegrityCode, ...IntegrityCode[]], "choose-code"),
  reason,
});

/** An officer of the agency that holds the institution's case proposes that its figures are not published for now. */
export async function proposeIntegrityHold(
  { db, actor, now }: Context,
  raw: z.input<typeof proposeHoldInput>,
): Promise<{ readonly holdId: string }> {
  const scope = authorize(actor, "rating.review");
  const { institution, code, reason: why } = parseInput(proposeHoldInput, raw);
  const holdId = uuidv7();
  await db.scoped(scope.agencyId, async (tx) => {
    const institutionId = await institutionNamed(tx, institution);
    const agencyOf = await listCaseAgencies(tx, [institutionId]);
    if (agencyOf(institutionId) !== scope.agencyId)
      throw new AppError("forbidden", "other-agencys-institution");
    const [row] = await insertRows(
      tx,
      "rating_integrity_holds",
      [
        {
          institution_id: institutionId,
          id: holdId,
          agency_id: scope.agencyId,
          code,
          state: "proposed",
          proposed_by: scope.accountId,
          proposed_at: now,
          reason: why,
        },
      ],
      "on conflict (institution_id, agency_id) where state in ('proposed', 'in_force') do nothing returning id",
    );
    if (!row) throw new AppError("conflict", "integrity-hold-open");
    await note(tx, scope, now, { action: "proposed", id: holdId, institutionId, code });
  });
  return { holdId };
}

async function institutionNamed(tx: Tx, given: string): Promise<string> {
  if (!isUuid(given)) return findInstitutionId(tx, given);
  const [known] = await tx`select 1 from institutions where id = ${given}`;
  if (!known) throw new AppError("not-found", "institution");
  return given;
}

export const decideHoldInput = z.object({
  holdId: z.uuid(),
  verdict: z.enum(["confirm", "refuse"], "choose-verdict"),
  reason,
});

/** A second officer agrees, and the figures are held back from the next batch or correction on; or says no. */
export async function decideIntegrityHold(
  { db, actor, now }: Context,
  raw: z.input<typeof decideHoldInput>,
): Promise<{ readonly state: "in_force" | "refused" }> {
  const scope = authorize(actor, "rating.review");
  const { holdId, verdict, reason: why } = parseInput(decideHoldInput, raw);
  const state = verdict === "confirm" ? "in_force" : "refused";
  return db.scoped(scope.agencyId, async (tx) => {
    const { institutionId, code, proposedBy } = await lockHold(tx, holdId, "proposed");
    if (state === "in_force" && proposedBy.id === scope.accountId)
      throw new AppError("conflict", "second-person-needed");
    await tx`update rating_integrity_holds set state = ${state}, decided_by = ${scope.accountId}, decided_at = ${now},
      decided_reason = ${why} where institution_id = ${institutionId} and id = ${holdId}`;
    await note(tx, scope, now, {
      action: state === "in_force" ? "confirmed" : "refused",
      id: holdId,
      institutionId,
      code,
    });
    return { state };
  });
}

export const liftHoldInput = z.object({ holdId: z.uuid(), reason });

/** The check is over: the figures are published again, as a correction. */
export async function liftIntegrityHold(
  { db, actor, now }: Context,
  raw: z.input<typeof liftHoldInput>,
): Promise<void> {
  const scope = authorize(actor, "rating.review");
  const { holdId, reason: why } = parseInput(liftHoldInput, raw);
  await db.scoped(scope.agencyId, async (tx) => {
    const { institutionId, code } = await lockHold(tx, holdId, "in_force");
    await tx`update rating_integrity_holds set state = 'lifted', lifted_by = ${scope.accountId}, lifted_at = ${now},
      lifted_reason = ${why} where institution_id = ${institutionId} and id = ${holdId}`;
    await note(tx, scope, now, { action: "lifted", id: holdId, institutionId, code });
  });
}

async function lockHold(tx: Tx, id: string, state: IntegrityHold["state"]): Promise<IntegrityHold> {
  await tx`select 1 from rating_integrity_holds where id = ${id} for update`;
  const [hold] = await listIntegrityHolds(tx, { limit: 1, id });
  if (!hold) throw new AppError("not-found", "integrity-hold");
  if (hold.state !== state) throw new AppError("conflict", "hold-closed");
  return hold;
}

function note(
  tx: Tx,
  { accountId, agencyId }: Scope,
  at: Date,
  told: {
    readonly action: "proposed" | "confirmed" | "refused" | "lifted";
    readonly id: string;
    readonly institutionId: string;
    readonly code: IntegrityCode;
  },
): Promise<void> {
  const { action, id, institutionId, code } = told;
  return audit(tx, {
    at,
    actor: { kind: "officer", id: accountId },
    agencyId,
    action: `integrity_hold.${action}`,
    subject: { kind: "integrity_hold", id },
    detail: { institutionId, code },
  });
}
