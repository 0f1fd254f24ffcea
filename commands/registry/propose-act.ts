import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { addDays, type NoticeInput, noticeInput, RESPONSE_WINDOW_DAYS } from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import { actInput, type EntryAct } from "#domain/registry/entry-act.ts";
import { transition } from "#domain/registry/life.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { lifeEventOf } from "./act-event.ts";
import { lockEntry } from "./entry-life.ts";
import { subjectOfListing } from "./list-subject.ts";
import { subjectName } from "./subject.ts";

/** One officer proposes an act on an entry. Nothing changes yet: a second person decides, a listing after its notice. */
export async function proposeAct(
  context: Context,
  raw: unknown,
  /** Of the acts that are decided together. */
  batchId: string | null = null,
): Promise<{ readonly entryId: string; readonly actId: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "decision.propose");
  const input = parseInput(actInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    const entryId = input.act === "list" ? uuidv7() : input.entryId;
    const payload = await checked(context, tx, input, scope.agencyId);
    const actId = uuidv7();
    await insertRows(tx, "entry_acts", [
      {
        entry_id: entryId,
        id: actId,
        agency_id: scope.agencyId,
        act: input.act,
        application_id: input.act === "answer" ? input.applicationId : null,
        payload,
        reason: input.statement,
        state: "proposed",
        proposed_by: scope.accountId,
        proposed_at: now,
        notice_method: null,
        addressee_sealed: null,
        key_version: keys.version,
        unserved_reason: null,
        noticed_at: null,
        window_ends_at: null,
        decided_by: null,
        decided_at: null,
        decided_reason: null,
        batch_id: batchId,
      },
    ]);
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: `act.proposed.${input.act}`,
      subject: { kind: "entry", id: entryId },
      detail: { actId },
    });
    return { entryId, actId };
  });
}

/** What the second person will find possible, checked now, so that nobody waits for what cannot be done. */
async function checked(
  context: Context,
  tx: Tx,
  input: EntryAct,
  agencyId: string,
): Promise<Record<string, unknown>> {
  const { now } = context;
  if (input.act === "list") {
    const subject = await subjectOfListing(context, tx, input);
    const [open] = await tx`select 1 from entry_acts where act = 'list' and state in ('proposed', 'window')
      and payload ->> 'subjectName' = ${subjectName(subject)}`;
    if (open) throw new AppError("conflict", "decision-already-open");
    return { ...input, subjectName: subjectName(subject) };
  }
  const entry = await lockEntry(context, tx, input.entryId, agencyId);
  const [open] = await tx`
    select 1 from entry_acts where entry_id = ${entry.id} and act = ${input.act} and state in ('proposed', 'window')
      and application_id is not distinct from ${input.act === "answer" ? input.applicationId : null}::uuid`;
  if (open) throw new AppError("conflict", "decision-already-open");
  const event = await lifeEventOf(tx, entry, input, now);
  const possible = event && transition(entry.state, event, now);
  if (possible && !possible.ok) throw new AppError("conflict", possible.reason);
  return input;
}

/** The notice of a proposed listing opens its response window, whether it was served or nobody could be reached. */
export async function recordActNotice(
  context: Context,
  raw: Omit<NoticeInput, "caseId" | "decisionId"> & { readonly entryId: string; readonly actId: string },
): Promise<{ readonly respondBy: string }> {
  const { db, actor, now, keys } = context;
  const scope = authorize(actor, "notice.record");
  const { entryId, actId, ...notice } = raw;
  const input = parseInput(noticeInput, { ...notice, caseId: entryId, decisionId: actId });

  return db.scoped(scope.agencyId, async (tx) => {
    const [act] = await tx`
      select act, state from entry_acts where entry_id = ${input.caseId} and id = ${input.decisionId} for update`;
    if (!act) throw new AppError("not-found", "act");
    if (act.act !== "list") throw new AppError("conflict", "no-notice-needed");
    if (act.state !== "proposed") throw new AppError("conflict", "notice-already-recorded");
    const respondBy = addDays(now, RESPONSE_WINDOW_DAYS);
    const isServed = input.method !== "no_reachable_holder";
    const cell = { table: "entry_acts", column: "addressee", row: input.decisionId };
    await tx`update entry_acts set state = 'window', notice_method = ${input.method}, noticed_at = ${now}, window_ends_at = ${respondBy},
      addressee_sealed = ${isServed ? Buffer.from(keys.sealWithMaster(cell, input.addressee)) : null},
      unserved_reason = ${isServed ? null : input.unservedReason}
      where entry_id = ${input.caseId} and id = ${input.decisionId}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "act.noticed",
      subject: { kind: "entry", id: input.caseId },
      detail: { actId: input.decisionId, method: input.method },
    });
    return { respondBy: respondBy.toISOString() };
  });
}
