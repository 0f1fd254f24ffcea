import * as z from "zod";
import { caseGroup } from "#db/queries/merges.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { type MergeBy, type MergeOutcome, mergeGroups, PERSON_VERSION, undoMerges } from "./merge-rows.ts";

export const reason = z.string().trim().min(4, "reason-too-short").max(2000, "reason-too-long");

export const mergeInput = z.object({
  /** Two cases and more; which one survives is the rule's to say (domain/cases/merges.ts). */
  cases: z.array(z.uuid(), "choose-cases").min(2, "choose-cases").max(1001, "choose-fewer-cases"),
  reason,
  /** Made with the form: sending it twice merges once. */
  actionId: z.uuid(),
});
export type MergeInput = z.input<typeof mergeInput>;

/** An officer merges cases, or suggests it where something was decided on one of them. */
export async function mergeCases(context: Context, raw: MergeInput): Promise<MergeOutcome> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(mergeInput, raw);
  const by: MergeBy = {
    kind: "person",
    id: scope.accountId,
    reason: input.reason,
    weights: {},
    modelVersion: PERSON_VERSION,
    actionId: input.actionId,
  };

  return db.scoped(scope.agencyId, async (tx) => {
    const done = await tx<{ case_id: string; into_case_id: string; verdict: string; by_id: string | null }[]>`
      select case_id, into_case_id, verdict, by_id from case_merges where action_id = ${input.actionId} order by id`;
    const [first] = done;
    if (first) {
      const asked = new Set(input.cases);
      const isSame = done.every((row) => row.by_id === scope.accountId) && asked.has(first.case_id);
      if (!isSame) throw new AppError("idempotency-conflict", "action-used");
      const of = (verdict: string) => done.filter((row) => row.verdict === verdict).map((row) => row.case_id);
      return { survivorId: first.into_case_id, merged: of("merge"), suggested: of("suggest"), apart: [] };
    }
    const outcome = await mergeGroups(tx, input.cases, by, now);
    if (outcome.merged.length + outcome.suggested.length === 0)
      throw new AppError("conflict", "merged-already");
    return outcome;
  });
}

export const undoMergeInput = z.object({
  /** The action to take back, or one case of it. */
  of: z.uuid(),
  caseId: z.uuid().nullable(),
  reason,
  actionId: z.uuid(),
});
export type UndoMergeInput = z.input<typeof undoMergeInput>;

/** An officer takes back what one action merged, or one case of it. Doing it twice changes nothing. */
export async function undoMerge(
  context: Context,
  raw: UndoMergeInput,
): Promise<{ readonly undone: readonly string[]; readonly survivorId: string | null }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(undoMergeInput, raw);
  return db.scoped(scope.agencyId, (tx) =>
    undoMerges(
      tx,
      { actionId: input.of, ...(input.caseId ? { only: [input.caseId] } : {}) },
      {
        kind: "person",
        id: scope.accountId,
        reason: input.reason,
        weights: {},
        modelVersion: PERSON_VERSION,
        actionId: input.actionId,
      },
      now,
    ),
  );
}

/** The group of a case the agency may see; not-found otherwise. */
export async function visibleGroup(tx: Parameters<typeof caseGroup>[0], caseId: string): Promise<string[]> {
  const [row] = await tx<{ root: string }[]>`
    select coalesce(merged_into, id) as root from cases where id = ${caseId}`;
  if (!row) throw new AppError("not-found", "case");
  return caseGroup(tx, row.root);
}
