import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { decideAct } from "./decide-act.ts";
import { proposeAct } from "./propose-act.ts";

/** As many as two people can answer for at once. */
const MOST = 200;

const proposeInput = z.object({
  /** One of them; the others are the open objections that use the same words. */
  applicationId: z.uuid(),
  /** What lifts or changes an entry is decided entry by entry. */
  outcome: z.enum(["rejected", "unresolved"], "choose-outcome"),
  statement: z.string().trim().min(20, "statement-too-short").max(2000, "statement-too-long"),
});
const decideInput = z.object({
  batchId: z.uuid(),
  verdict: z.enum(["approve", "refuse"], "choose-verdict"),
  reason: z.string().trim().min(10, "reason-too-short").max(2000, "reason-too-long"),
});

/**
 * Proposes one answer to all open objections of the agency that say the same, however many entries they are about: a crowd
 * of copies is answered in time, one by one on the log, by two people, and none is refused unanswered. What is being
 * answered already is left to that. At most 200 at once; again for the rest.
 */
export async function proposeTogether(
  context: Context,
  raw: z.input<typeof proposeInput>,
): Promise<{ readonly batchId: string; readonly count: number }> {
  const scope = authorize(context.actor, "decision.propose");
  const { applicationId, outcome, statement } = parseInput(proposeInput, raw);
  const same = await context.db.scoped(
    scope.agencyId,
    (tx) => tx<{ id: string; entry_id: string }[]>`
      select a.id, a.entry_id from entry_applications a
      join entry_applications one on one.agency_id = a.agency_id and one.words_hash = a.words_hash
      where a.agency_id = ${scope.agencyId} and one.id = ${applicationId} and one.kind = 'objection' and one.state = 'open'
        and a.kind = 'objection' and a.state = 'open' and a.joined_to is null
        and not exists (select 1 from entry_acts c where c.entry_id = a.entry_id and c.application_id = a.id
          and c.state in ('proposed', 'window'))
      order by a.due_on, a.id limit ${MOST}`,
  );
  const batchId = uuidv7();
  const count = await eachThatCan(same, ({ id, entry_id: entryId }) =>
    proposeAct(
      context,
      { act: "answer", entryId, applicationId: id, outcome, statement, tier: "", endsOn: "" },
      batchId,
    ),
  );
  if (count === 0) throw new AppError("conflict", "nothing-to-answer");
  return { batchId, count };
}

/** The second person's one decision on all acts that were proposed together. */
export async function decideTogether(
  context: Context,
  raw: z.input<typeof decideInput>,
): Promise<{ readonly count: number }> {
  const scope = authorize(context.actor, "decision.approve");
  const { batchId, verdict, reason } = parseInput(decideInput, raw);
  const acts = await context.db.scoped(
    scope.agencyId,
    (tx) => tx<{ id: string; entry_id: string }[]>`
      select id, entry_id from entry_acts
      where agency_id = ${scope.agencyId} and batch_id = ${batchId} and state = 'proposed' order by id limit ${MOST}`,
  );
  if (acts.length === 0) throw new AppError("not-found", "act");
  const count = await eachThatCan(acts, ({ id: actId, entry_id: entryId }) =>
    decideAct(context, { entryId, actId, verdict, reason }),
  );
  return { count };
}

/** One transaction each: an entry that ended or was answered meanwhile does not hold up the others. */
async function eachThatCan<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<number> {
  let done = 0;
  for (const item of items) {
    try {
      await run(item);
      done += 1;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
    }
  }
  return done;
}
