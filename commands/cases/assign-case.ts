import * as z from "zod";
import { lockCase } from "#db/queries/cases.ts";
import { authorize } from "#domain/access/actor.ts";
import { INVESTIGATION_DAYS } from "#domain/cases/case-state.ts";
import { addDays } from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { caseEvent } from "./case-event.ts";

export const assignInput = z.object({
  caseId: z.uuid(),
  to: z.enum(["me", "nobody"]),
  /** Who the case lay with when the officer decided, so that two who reach for it at once do not both get it. */
  from: z.uuid().nullable(),
});
export type AssignInput = z.input<typeof assignInput>;

/** An officer takes a case, also from a colleague, or lays it down. Taking a new case begins its investigation. */
export async function assignCase(context: Context, raw: AssignInput): Promise<{ assignedTo: string | null }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "complaint.triage");
  const input = parseInput(assignInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const target = await lockCase(tx, scope, input.caseId);
    const [row] = await tx<
      { assigned_to: string | null }[]
    >`select assigned_to from cases where id = ${target.id}`;
    const from = row?.assigned_to ?? null;
    const assignedTo = input.to === "me" ? scope.accountId : null;
    if (from === assignedTo) return { assignedTo };
    if (from !== input.from) throw new AppError("conflict", "assignment-changed");
    const isTakenUp = target.state === "triage" && assignedTo !== null;
    await tx`update cases set assigned_to = ${assignedTo}, updated_at = ${now} where id = ${target.id}`;
    if (isTakenUp) {
      await tx`update cases set state = 'investigating', review_due_at = ${addDays(now, INVESTIGATION_DAYS)} where id = ${target.id}`;
    }
    await caseEvent(tx, {
      caseId: target.id,
      kind: assignedTo ? "case.assigned" : "case.released",
      byId: scope.accountId,
      at: now,
      detail: { from },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: assignedTo ? "case.assigned" : "case.released",
      subject: { kind: "case", id: target.id },
      detail: { from, to: assignedTo },
    });
    return { assignedTo };
  });
}
