import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { findDecision, type LockedCase, lockCase, type StoredDecision } from "#db/queries/cases.ts";
import { insertRows } from "#db/rows.ts";
import { authorize, type Scope } from "#domain/access/actor.ts";
import { addDays, type DecideInput, decideInput, decide as decideRule } from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { publishVersion } from "../registry/publish-version.ts";
import { setNumberVisibility } from "../registry/set-number-visibility.ts";
import { isPublicByKind } from "../registry/subject.ts";
import { subjectFacts, subjectOf } from "./case-subject.ts";

/** A second person approves or refuses; an approved proposal is published in the same transaction. */
export async function decideDecision(
  context: Context,
  raw: DecideInput,
): Promise<{ state: "published" | "refused"; entryId: string | null }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.approve");
  const input = parseInput(decideInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const target = await lockCase(tx, scope, input.caseId);
    const decision = await findDecision(tx, target.id, input.decisionId);
    const { state } = decideRule(decision, input.verdict, scope.accountId, now);
    await insertRows(tx, "approvals", [
      {
        case_id: target.id,
        id: uuidv7(),
        decision_id: decision.id,
        account_id: scope.accountId,
        verdict: input.verdict,
        reason: input.reason,
        at: now,
      },
    ]);
    const entryId =
      state === "published" ? await publish(context, tx, scope, target, decision) : decision.entryId;
    await tx`update decisions set state = ${state}, decided_by = ${scope.accountId}, decided_at = ${now}, decided_reason = ${input.reason}, entry_id = ${entryId}
      where case_id = ${target.id} and id = ${decision.id}`;
    const caseState =
      state === "refused"
        ? decision.kind === "delist"
          ? target.state
          : "investigating"
        : decision.kind === "delist"
          ? "closed"
          : "published";
    await tx`update cases set state = ${caseState}, updated_at = ${now} where id = ${target.id}`;
    await caseEvent(tx, {
      caseId: target.id,
      kind: `decision.${state}.${decision.kind}`,
      byId: scope.accountId,
      at: now,
      detail: { decisionId: decision.id, entryId },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: `decision.${state}`,
      subject: { kind: "case", id: target.id },
      detail: { decisionId: decision.id, kind: decision.kind, entryId },
    });
    return { state, entryId };
  });
}

async function publish(
  context: Context,
  tx: Tx,
  scope: Scope,
  target: LockedCase,
  decision: StoredDecision,
): Promise<string> {
  const { now } = context;
  const subject = subjectOf(context, target);
  const { active } = await subjectFacts(tx, target, subject, now);
  const common = { agencyId: scope.agencyId, caseId: target.id, decisionId: decision.id };
  if (decision.kind === "delist") {
    if (!active) throw new AppError("conflict", "not-listed");
    const removed = await publishVersion(
      context,
      tx,
      subject,
      {
        ...common,
        kind: "blacklist",
        status: "withdrawn",
        tier: decision.tier,
        grounds: active.grounds,
        statement: decision.statement,
        isPublic: isPublicByKind(subject),
        listedAt: active.listedAt,
        expiresAt: now,
      },
      now,
    );
    if (subject.kind === "number" && !isPublicByKind(subject))
      await setNumberVisibility(tx, subject, target.id, "restricted", now);
    return removed.entryId;
  }
  const isPublic = isPublicByKind(subject) || decision.findsCommercialUse;
  const listed = await publishVersion(
    context,
    tx,
    subject,
    {
      ...common,
      kind: "blacklist",
      status: "active",
      tier: decision.tier,
      grounds: decision.grounds,
      statement: decision.statement,
      isPublic,
      listedAt: now,
      expiresAt: addDays(now, decision.termDays),
    },
    now,
  );
  if (subject.kind === "number" && decision.findsCommercialUse)
    await setNumberVisibility(tx, subject, target.id, "public", now);
  return listed.entryId;
}
