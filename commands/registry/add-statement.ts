import * as z from "zod";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { applicationOf } from "./act-event.ts";
import { lockEntry, moveEntry } from "./entry-life.ts";

const input = z.object({
  entryId: z.uuid(),
  applicationId: z.uuid(),
  /** What is shown: the subject's words, without other people's names and numbers. */
  text: z.string().trim().min(10, "statement-too-short").max(2000, "statement-too-long"),
});

/** Attaches the subject's own statement to the entry (征信业管理条例 16). It betters the subject's lot, so one officer does. */
export async function addStatement(
  context: Context,
  raw: z.input<typeof input>,
): Promise<{ readonly version: number }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.propose");
  const { entryId, applicationId, text } = parseInput(input, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const entry = await lockEntry(context, tx, entryId, scope.agencyId);
    const application = await applicationOf(tx, entryId, applicationId);
    if (application.kind !== "statement") throw new AppError("conflict", "not-a-statement");
    const by = { kind: "officer", id: scope.accountId } as const;
    const told = { application: { id: application.id, kind: application.kind }, subjectStatement: text };
    const { version } = await moveEntry(tx, entry, { type: "statement" }, { now, by, approvals: 1, told });
    await tx`update entry_applications set state = 'attached', public_text = ${text}, decided_at = ${now}
      where entry_id = ${entryId} and id = ${applicationId}`;
    return { version };
  });
}
