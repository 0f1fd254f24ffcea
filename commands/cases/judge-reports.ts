import * as z from "zod";
import { personVerdicts } from "#db/queries/person-verdicts.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { reason, visibleGroup } from "./merge-cases.ts";
import { PERSON_VERSION } from "./merge-rows.ts";
import { joinComplaint, type PartBy, partComplaint } from "./part-complaint.ts";

export const judgeInput = z.object({
  caseId: z.uuid(),
  complaintIds: z.array(z.uuid(), "choose-reports").min(1, "choose-reports").max(200, "choose-fewer-reports"),
  reason,
});
export type JudgeInput = z.input<typeof judgeInput>;
type Judged = { readonly changed: readonly string[] };

/**
 * An officer says that reports are not about this case: they leave it, and what is merged into it, and stay in every
 * other case. No machine puts them back. A report that has left already changes nothing.
 */
export async function partReports(context: Context, raw: JudgeInput): Promise<Judged> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(judgeInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const group = await visibleGroup(tx, input.caseId);
    const changed: string[] = [];
    for (const complaintId of sorted(input.complaintIds)) {
      const left = await partComplaint(tx, complaintId, personBy(scope.accountId, input.reason), now, group);
      if (left.length > 0) changed.push(complaintId);
    }
    await tellOf(tx, context, scope, "case.reports_parted", input.caseId, changed);
    return { changed };
  });
}

/** Takes that back: the reports a person took out of this case are in it again, as they were. */
export async function restoreReports(context: Context, raw: JudgeInput): Promise<Judged> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(judgeInput, raw);
  return db.scoped(scope.agencyId, async (tx) => {
    const group = await visibleGroup(tx, input.caseId);
    const verdicts = await personVerdicts(tx, group);
    const changed: string[] = [];
    for (const complaintId of sorted(input.complaintIds)) {
      const cases = verdicts.filter((one) => one.complaintId === complaintId && one.verdict === "part");
      if (cases.length === 0) {
        if (verdicts.some((one) => one.complaintId === complaintId)) continue;
        throw new AppError("not-found", "complaint");
      }
      const joined = await joinComplaint(
        tx,
        complaintId,
        cases.map((one) => one.caseId),
        personBy(scope.accountId, input.reason),
        now,
      );
      if (joined.length > 0) changed.push(complaintId);
    }
    await tellOf(tx, context, scope, "case.reports_restored", input.caseId, changed);
    return { changed };
  });
}

const sorted = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

export const personBy = (id: string, why: string, rule = "person"): PartBy => ({
  kind: "person",
  id,
  rule,
  reason: why,
  modelVersion: PERSON_VERSION,
});

async function tellOf(
  tx: Parameters<typeof partComplaint>[0],
  { now }: Pick<Context, "now">,
  scope: { readonly accountId: string; readonly agencyId: string },
  action: string,
  caseId: string,
  complaintIds: readonly string[],
): Promise<void> {
  if (complaintIds.length === 0) return;
  await audit(tx, {
    at: now,
    actor: { kind: "officer", id: scope.accountId },
    agencyId: scope.agencyId,
    action,
    subject: { kind: "case", id: caseId },
    detail: { complaintIds },
  });
}
