import { uuidv7 } from "uuidv7";
import { findDecision, lockCase } from "#db/queries/cases.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { type NoticeInput, noticeInput, openWindow } from "#domain/cases/decision.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";

/** Records that the holder was served, or that no holder can be reached and why; the response window opens. */
export async function recordNotice(
  context: Context,
  raw: NoticeInput,
): Promise<{ noticeId: string; respondBy: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "notice.record");
  const input = parseInput(noticeInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const target = await lockCase(tx, scope, input.caseId);
    const decision = await findDecision(tx, target.id, input.decisionId);
    const change = openWindow(decision, now);
    const noticeId = uuidv7();
    const isServed = input.method !== "no_reachable_holder";
    await insertRows(tx, "notices", [
      {
        case_id: target.id,
        id: noticeId,
        decision_id: decision.id,
        addressee_sealed: isServed
          ? keys.sealWithMaster({ table: "notices", column: "addressee", row: noticeId }, input.addressee)
          : null,
        key_version: keys.version,
        method: input.method,
        served_at: isServed ? now : null,
        unserved_reason: isServed ? null : input.unservedReason,
        respond_by: change.windowEndsAt,
        recorded_by: scope.accountId,
        recorded_at: now,
      },
    ]);
    await tx`update decisions set state = ${change.state}, window_ends_at = ${change.windowEndsAt} where case_id = ${target.id} and id = ${decision.id}`;
    await tx`update cases set state = 'window', review_due_at = ${change.windowEndsAt}, updated_at = ${now} where id = ${target.id}`;
    await caseEvent(tx, {
      caseId: target.id,
      kind: isServed ? "notice.served" : "notice.unreachable",
      byId: scope.accountId,
      at: now,
      detail: { decisionId: decision.id, method: input.method, respondBy: change.windowEndsAt.toISOString() },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "notice.recorded",
      subject: { kind: "case", id: target.id },
      detail: { decisionId: decision.id, noticeId, method: input.method },
    });
    return { noticeId, respondBy: change.windowEndsAt.toISOString() };
  });
}
