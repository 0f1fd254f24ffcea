import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { findDecision, lockCase } from "#db/queries/cases.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import {
  assertMayPropose,
  assertMayWarn,
  confirmEmergency,
  type EmergencyInput,
  emergencyInput,
  emergencyLapsesAt,
} from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { lockEntry, moveEntry } from "../registry/entry-life.ts";
import { publishVersion } from "../registry/publish-version.ts";
import { isPublicByKind } from "../registry/subject.ts";
import { subjectFacts, subjectOf } from "./case-subject.ts";

/** One officer warns at once of acute harm. The warning lapses by itself after 72 hours unless a second person confirms it. */
export async function issueEmergencyWarning(
  context: Context,
  raw: EmergencyInput,
): Promise<{ decisionId: string; lapsesAt: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.emergency");
  const input = parseInput(emergencyInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const target = await lockCase(tx, scope, input.caseId);
    const subject = subjectOf(context, target);
    const facts = await subjectFacts(tx, target, subject, now);
    assertMayPropose({ kind: "list", tier: "minor", termDays: 30, grounds: input.grounds }, facts);
    const earlier =
      await tx`select 1 from decisions where case_id = ${target.id} and kind = 'emergency' and decided_by is null limit 1`;
    assertMayWarn({ isInForce: facts.active !== null, hasUnconfirmed: earlier.length > 0 });
    const decisionId = uuidv7();
    const lapsesAt = emergencyLapsesAt(now);
    const { entryId } = await publishVersion(
      context,
      tx,
      subject,
      {
        agencyId: scope.agencyId,
        caseId: target.id,
        decisionId,
        kind: "warning",
        status: "active",
        tier: "serious",
        grounds: input.grounds,
        statement: input.statement,
        isPublic: isPublicByKind(subject),
        listedAt: now,
        expiresAt: lapsesAt,
        approvals: 1,
      },
      now,
    );
    await insertRows(tx, "decisions", [
      {
        case_id: target.id,
        id: decisionId,
        agency_id: scope.agencyId,
        kind: "emergency",
        state: "published",
        grounds: input.grounds,
        tier: "serious",
        term_days: 3,
        finds_commercial_use: false,
        statement: input.statement,
        proposed_by: scope.accountId,
        proposed_at: now,
        window_ends_at: null,
        decided_by: null,
        decided_at: null,
        decided_reason: null,
        entry_id: entryId,
      },
    ]);
    await caseEvent(tx, {
      caseId: target.id,
      kind: "decision.published.emergency",
      byId: scope.accountId,
      at: now,
      detail: { decisionId, lapsesAt: lapsesAt.toISOString() },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "decision.emergency",
      subject: { kind: "case", id: target.id },
      detail: { decisionId, grounds: input.grounds },
    });
    return { decisionId, lapsesAt: lapsesAt.toISOString() };
  });
}

export const confirmInput = z.object({
  caseId: z.uuid(),
  decisionId: z.uuid(),
  reason: z.string().trim().min(10, "reason-too-short").max(2000, "reason-too-long"),
});

/** The second person keeps an emergency warning in force for its confirmed term. */
export async function confirmEmergencyWarning(
  context: Context,
  raw: z.infer<typeof confirmInput>,
): Promise<{ expiresAt: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.approve");
  const input = parseInput(confirmInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const target = await lockCase(tx, scope, input.caseId);
    const decision = await findDecision(tx, target.id, input.decisionId);
    const { expiresAt } = confirmEmergency(decision, scope.accountId, now);
    // Confirming twice would stretch the term without a new look at the facts.
    const [confirmed] = await tx`
      select 1 from approvals where case_id = ${target.id} and decision_id = ${decision.id} and verdict = 'confirm'`;
    if (confirmed) throw new AppError("conflict", "decision-already-made");
    await insertRows(tx, "approvals", [
      {
        case_id: target.id,
        id: uuidv7(),
        decision_id: decision.id,
        account_id: scope.accountId,
        verdict: "confirm",
        reason: input.reason,
        at: now,
      },
    ]);
    if (!decision.entryId) throw new AppError("conflict", "no-emergency-in-force");
    const entry = await lockEntry(context, tx, decision.entryId, scope.agencyId);
    const by = { kind: "officer", id: scope.accountId } as const;
    await moveEntry(tx, entry, { type: "confirm", expiresAt }, { now, by, approvals: 2 });
    await tx`update decisions set decided_by = ${scope.accountId}, decided_at = ${now}, decided_reason = ${input.reason}
      where case_id = ${target.id} and id = ${decision.id}`;
    await caseEvent(tx, {
      caseId: target.id,
      kind: "decision.confirmed.emergency",
      byId: scope.accountId,
      at: now,
      detail: { decisionId: decision.id },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "decision.confirmed",
      subject: { kind: "case", id: target.id },
      detail: { decisionId: decision.id },
    });
    return { expiresAt: expiresAt.toISOString() };
  });
}
