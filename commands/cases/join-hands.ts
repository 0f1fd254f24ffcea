import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { caseFamily } from "#db/queries/case-family.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { decideJoint, JOINT_VERDICTS, type JointState, jointState } from "#domain/cases/joint-handling.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { caseEvent } from "./case-event.ts";
import { lastWord, listElsewhere } from "./list-elsewhere.ts";
import { reason } from "./merge-cases.ts";

export const jointInput = z.object({
  caseId: z.uuid(),
  /** The other agency's campaign. */
  reference: z.string().max(40),
  verdict: z.enum(JOINT_VERDICTS, "choose-verdict"),
  /** Who leads, where it is proposed; an answer keeps what was proposed. */
  lead: z.enum(["own", "other"], "choose-lead"),
  reason,
  /** Made with the form: sending it twice says it once. */
  actionId: z.uuid(),
});
export type JointInput = z.input<typeof jointInput>;

/**
 * A supervisor proposes to another agency to deal with two campaigns as one operator's, under one lead, or answers such a
 * proposal. It takes both agencies, and either may end it. Nothing is merged and no report is shown to anybody new by it.
 */
export async function joinHands(context: Context, raw: JointInput): Promise<{ readonly state: JointState }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.lead");
  const input = parseInput(jointInput, raw);
  // Before the transaction: it reads on a connection of its own, and one that waits for another may wait for ever.
  const other = (await listElsewhere(context, input.caseId)).find((one) => one.reference === input.reference);
  if (!other) throw new AppError("not-found", "case");
  const { caseId: otherId, group, agency } = other;

  return db.scoped(scope.agencyId, async (tx) => {
    // The other case cannot be locked from here; the pair can, whoever asks first.
    await tx`select pg_advisory_xact_lock(hashtextextended(${[input.caseId, otherId].sort().join("|")}, 0))`;
    const [done] = await tx<{ by_id: string; verdict: string; other_case_id: string }[]>`
      select by_id, verdict, other_case_id from joint_proposals where action_id = ${input.actionId} limit 1`;
    // Read under the lock: somebody may have been quicker.
    const last = await lastWord(tx, await caseFamily(tx, scope, input.caseId), group);
    if (done) {
      const isSame =
        done.by_id === scope.accountId && done.verdict === input.verdict && done.other_case_id === otherId;
      if (!isSame) throw new AppError("idempotency-conflict", "action-used");
      return { state: jointState(last) };
    }
    const { leadAgencyId } = decideJoint(last, {
      agencyId: scope.agencyId,
      verdict: input.verdict,
      leadAgencyId: input.lead === "own" ? scope.agencyId : agency.id,
    });
    await insertRows(tx, "joint_proposals", [
      {
        case_id: input.caseId,
        id: uuidv7(),
        agency_id: scope.agencyId,
        other_case_id: otherId,
        other_agency_id: agency.id,
        verdict: input.verdict,
        lead_agency_id: leadAgencyId,
        by_id: scope.accountId,
        reason: input.reason,
        action_id: input.actionId,
        at: now,
      },
    ]);
    const kind = `case.joint_${input.verdict}`;
    const detail = { reference: input.reference, leadAgencyId };
    await caseEvent(tx, { caseId: input.caseId, kind, byId: scope.accountId, at: now, detail });
    // The other side's history tells that it was said, not by whom.
    await caseEvent(tx, { caseId: otherId, kind, byId: null, at: now, detail: { leadAgencyId } });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: kind,
      subject: { kind: "case", id: input.caseId },
      detail: { ...detail, otherCaseId: otherId, otherAgencyId: agency.id, actionId: input.actionId },
    });
    return { state: jointState({ agencyId: scope.agencyId, verdict: input.verdict, leadAgencyId }) };
  });
}
