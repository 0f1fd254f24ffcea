import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { findDecision, type LockedCase, lockCase, type StoredDecision } from "#db/queries/cases.ts";
import { insertRows } from "#db/rows.ts";
import { authorize, type Scope } from "#domain/access/actor.ts";
import {
  addDays,
  type DecideInput,
  decideInput,
  decide as decideRule,
  type Tier,
} from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import { transition } from "#domain/registry/life.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { lockEntry, type Move, moveEntry } from "../registry/entry-life.ts";
import { publishVersion } from "../registry/publish-version.ts";
import { setNumberVisibility } from "../registry/set-number-visibility.ts";
import { isPublicByKind, type RegistrySubject } from "../registry/subject.ts";
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
  const move = {
    now,
    by: { kind: "officer", id: scope.accountId },
    approvals: 2,
    decisionId: decision.id,
    statement: decision.statement,
  } as const;
  if (decision.kind === "delist") {
    if (!active) throw new AppError("conflict", "not-listed");
    const entry = await lockEntry(context, tx, active.entryId, scope.agencyId);
    await moveEntry(tx, entry, { type: "withdraw", ground: "corrected" }, move);
    return entry.id;
  }
  const isPublic = isPublicByKind(subject) || decision.findsCommercialUse;
  const listing = {
    kind: "blacklist",
    tier: decision.tier,
    expiresAt: addDays(now, decision.termDays),
  } as const;
  const entryId = active
    ? await supersede(context, tx, active.entryId, { ...listing, isPublic, grounds: decision.grounds }, move)
    : await list(context, tx, subject, { ...listing, isPublic, grounds: decision.grounds }, { target, move });
  if (subject.kind === "number" && decision.findsCommercialUse)
    await setNumberVisibility(tx, subject, target.id, "public", now);
  return entryId;
}

type NewListing = {
  readonly kind: "blacklist";
  readonly tier: Tier;
  readonly expiresAt: Date;
  readonly isPublic: boolean;
  readonly grounds: readonly string[];
};
type Made = Move & { readonly decisionId: string; readonly statement: string };

/** A warning in force becomes the listing; an objection against it stays open. */
async function supersede(
  context: Context,
  tx: Tx,
  entryId: string,
  { isPublic, grounds, ...listing }: NewListing,
  move: Made,
): Promise<string> {
  const entry = await lockEntry(context, tx, entryId, null);
  await moveEntry(tx, entry, { type: "supersede", ...listing }, { ...move, isPublic, grounds });
  return entryId;
}

async function list(
  context: Context,
  tx: Tx,
  subject: RegistrySubject,
  { isPublic, grounds, ...listing }: NewListing,
  { target, move }: { target: LockedCase; move: Made },
): Promise<string> {
  const first = transition(null, { type: "list", ...listing }, move.now);
  if (!first.ok) throw new AppError("conflict", first.reason);
  const { kind, status, tier, listedAt, expiresAt } = first.state;
  const { decisionId, statement, approvals } = move;
  const published = await publishVersion(
    context,
    tx,
    subject,
    {
      agencyId: target.agencyId,
      caseId: target.id,
      ...{ decisionId, kind, status, tier, grounds, statement, isPublic, listedAt, expiresAt, approvals },
    },
    move.now,
  );
  return published.entryId;
}
