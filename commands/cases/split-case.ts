import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { caseReference } from "#domain/cases/reference.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { caseEvent } from "./case-event.ts";
import { freshCase } from "./fresh-case.ts";
import { judgeInput, personBy } from "./judge-reports.ts";
import { visibleGroup } from "./merge-cases.ts";
import { joinComplaint, partComplaint } from "./part-complaint.ts";

export const splitInput = judgeInput.extend({
  /** Made with the form: sending it twice splits once. */
  actionId: z.uuid(),
});
export type SplitInput = z.input<typeof splitInput>;

/**
 * An officer moves reports of a campaign or institution case into a new case. Taking it back is merging the two again:
 * the new id resolves for ever, and what reported meanwhile is kept. A number's case cannot be split: every report in
 * it names that number.
 */
export async function splitCase(context: Context, raw: SplitInput): Promise<{ readonly caseId: string }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(splitInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const group = await visibleGroup(tx, input.caseId);
    const [survivorId = input.caseId] = group;
    const [origin] = await tx`select * from cases where id = ${survivorId} for update`;
    if (!origin) throw new AppError("not-found", "case");
    if (origin.kind === "caller") throw new AppError("conflict", "split-number-case");
    const [done] = await tx<{ id: string }[]>`
      select detail ->> 'caseId' as id from case_events
      where case_id = ${survivorId} and kind = 'case.split' and detail ->> 'actionId' = ${input.actionId}`;
    if (done) return { caseId: done.id };

    const chosen = [...new Set(input.complaintIds)].sort();
    const found = await tx<{ complaint_id: string }[]>`
      select distinct complaint_id from case_members where case_id = any(${group}::uuid[]) and complaint_id = any(${chosen}::uuid[])`;
    if (found.length !== chosen.length) throw new AppError("conflict", "reports-left-case");
    const [rest] = await tx`
      select 1 from case_members where case_id = any(${group}::uuid[]) and complaint_id <> all(${chosen}::uuid[]) limit 1`;
    if (!rest) throw new AppError("conflict", "split-leaves-nothing");

    const caseId = uuidv7();
    const reference = caseReference(origin.kind, caseId, now);
    await insertRows(tx, "cases", [
      {
        ...origin,
        id: caseId,
        reference,
        ...freshCase(now),
      },
    ]);
    await insertRows(tx, "case_references", [{ reference, case_id: caseId, agency_id: scope.agencyId }]);
    const by = personBy(scope.accountId, input.reason, "split");
    for (const complaintId of chosen) {
      await joinComplaint(tx, complaintId, [caseId], by, now);
      await partComplaint(tx, complaintId, by, now, group);
    }
    const detail = { caseId, reports: chosen.length, actionId: input.actionId, reason: input.reason };
    await caseEvent(tx, { caseId: survivorId, kind: "case.split", byId: scope.accountId, at: now, detail });
    await caseEvent(tx, {
      caseId,
      kind: "case.split_from",
      byId: scope.accountId,
      at: now,
      detail: { ...detail, caseId: survivorId },
    });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "case.split",
      subject: { kind: "case", id: survivorId },
      detail: { caseId, complaintIds: chosen },
    });
    return { caseId };
  });
}
