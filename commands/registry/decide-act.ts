import type * as z from "zod";
import type { Tx } from "#db/client.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import {
  actInput,
  assertMayDecideAct,
  decideActInput,
  type EntryAct,
  type EntryActKind,
} from "#domain/registry/entry-act.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { applicationOf, lifeEventOf } from "./act-event.ts";
import { type LockedEntry, lockEntry, type Move, moveEntry } from "./entry-life.ts";
import { endSanction, imposeSanction } from "./impose-sanction.ts";
import { listSubject } from "./list-subject.ts";
import { logAct } from "./log-act.ts";

type ActRow = {
  act: EntryActKind;
  state: "proposed" | "window" | "approved" | "refused";
  payload: Record<string, unknown>;
  proposed_by: string;
  proposed_at: Date;
  window_ends_at: Date | null;
};

/** A second person approves or refuses what another proposed; what is approved is done in the same transaction. */
export async function decideAct(
  context: Context,
  raw: z.input<typeof decideActInput>,
): Promise<{ readonly state: "approved" | "refused" }> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "decision.approve");
  const { entryId, actId, verdict, reason } = parseInput(decideActInput, raw);

  return db.scoped(scope.agencyId, async (tx) => {
    // The entry before its acts, as everywhere; of a listing there is none yet.
    const [kind] = await tx<{ act: EntryActKind }[]>`
      select act from entry_acts where entry_id = ${entryId} and id = ${actId}`;
    if (!kind) throw new AppError("not-found", "act");
    const entry =
      kind.act === "list" || verdict === "refuse"
        ? null
        : await lockEntry(context, tx, entryId, scope.agencyId);
    const [row] = await tx<ActRow[]>`
      select act, state, payload, proposed_by, proposed_at, window_ends_at from entry_acts
      where entry_id = ${entryId} and id = ${actId} for update`;
    if (!row) throw new AppError("not-found", "act");
    const facts = {
      kind: row.act,
      state: row.state,
      proposedBy: row.proposed_by,
      windowEndsAt: row.window_ends_at,
    };
    assertMayDecideAct(facts, verdict, scope.accountId, now);
    await assertFreshEyes(tx, entryId, row, scope.accountId);
    if (verdict === "approve") {
      const act = actInput.parse(row.payload);
      const move: Move = { now, by: { kind: "officer", id: scope.accountId }, approvals: 2 };
      if (act.act === "list") await listSubject(context, tx, act, { entryId, agencyId: scope.agencyId });
      else if (entry) await carryOut(tx, entry, act, { actId, proposedAt: row.proposed_at, move });
    }
    const state = verdict === "approve" ? "approved" : "refused";
    await tx`update entry_acts set state = ${state}, decided_by = ${scope.accountId}, decided_at = ${now}, decided_reason = ${reason}
      where entry_id = ${entryId} and id = ${actId}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: `act.${state}.${row.act}`,
      subject: { kind: "entry", id: entryId },
      detail: { actId },
    });
    return { state };
  });
}

type Existing = Exclude<EntryAct, { act: "list" }>;

async function carryOut(
  tx: Tx,
  entry: LockedEntry,
  act: Existing,
  { actId, proposedAt, move }: { readonly actId: string; readonly proposedAt: Date; readonly move: Move },
): Promise<void> {
  const { now } = move;
  const event = await lifeEventOf(tx, entry, act, now);
  switch (act.act) {
    case "answer":
      return answerApplication(tx, entry, act, { event, proposedAt, move });
    case "sanction": {
      const sanctionId = await imposeSanction(tx, entry, act, { actId, now });
      const { measure, authority, mustAct, basis, endsOn } = act;
      return logAct(
        tx,
        entry,
        { sanction: { id: sanctionId, measure, authority, mustAct, basis, endsOn } },
        now,
      );
    }
    case "sanction_end":
      await endSanction(tx, entry.id, act.sanctionId, now);
      return logAct(tx, entry, { sanctionEnded: act.sanctionId }, now);
    default: {
      if (!event) return;
      const told = act.act === "merge" ? { into: act.intoId } : undefined;
      await moveEntry(tx, entry, event, { ...move, statement: statementAfter(act, entry), told });
      if (act.act === "merge" || act.act === "split") {
        const into = act.act === "merge" ? act.intoId : null;
        await tx`update registry_entries set merged_into = ${into} where id = ${entry.id}`;
      }
    }
  }
}

/** A merge changes where the entry stands, not what was decided. */
function statementAfter(act: Existing, entry: LockedEntry): string {
  return act.act === "withdraw" || act.act === "amend" ? act.statement : entry.statement;
}

type Answering = {
  readonly event: Awaited<ReturnType<typeof lifeEventOf>>;
  readonly proposedAt: Date;
  readonly move: Move;
};

/**
 * What joined the application after its answer was written was not considered in it: the first of those stands for
 * itself from now on, with the others joined to it. Whether there was one.
 */
async function regroup(tx: Tx, entryId: string, applicationId: string, proposedAt: Date): Promise<boolean> {
  const [later] = await tx<{ id: string }[]>`
    select id from entry_applications
    where entry_id = ${entryId} and joined_to = ${applicationId} and state = 'open' and received_at > ${proposedAt}
    order by received_at, id limit 1`;
  if (!later) return false;
  await tx`update entry_applications set joined_to = case when id = ${later.id} then null else ${later.id}::uuid end
    where entry_id = ${entryId} and joined_to = ${applicationId} and state = 'open' and received_at > ${proposedAt}`;
  return true;
}

/**
 * An appeal is heard by somebody new: nobody who proposed or decided the listing, its case, a change of it or the answer
 * to the objection (行政复议法 2024, 回避: whoever took part in the act does not review it).
 */
async function assertFreshEyes(
  tx: Tx,
  entryId: string,
  { payload }: Pick<ActRow, "payload">,
  deciderId: string,
): Promise<void> {
  const applicationId = payload.act === "answer" ? String(payload.applicationId) : null;
  if (applicationId === null) return;
  const [appeal] = await tx`
    select 1 from entry_applications where entry_id = ${entryId} and id = ${applicationId} and kind = 'appeal'`;
  if (!appeal) return;
  const [earlier] = await tx`
    select 1 from entry_acts where entry_id = ${entryId} and application_id is distinct from ${applicationId}::uuid
      and act in ('list', 'amend', 'answer') and decided_by is not null and ${deciderId} in (proposed_by, decided_by)
    union all
    select 1 from registry_entries e join decisions d on d.case_id = e.case_id
    where e.id = ${entryId} and ${deciderId} in (d.proposed_by, d.decided_by)
    union all
    select 1 from registry_entries e join approvals a on a.case_id = e.case_id
    where e.id = ${entryId} and a.account_id = ${deciderId} limit 1`;
  if (earlier) throw new AppError("forbidden", "took-part-before");
}

async function answerApplication(
  tx: Tx,
  entry: LockedEntry,
  act: Extract<EntryAct, { act: "answer" }>,
  { event, proposedAt, move }: Answering,
): Promise<void> {
  const application = await applicationOf(tx, entry.id, act.applicationId);
  const isLater = event !== null && (await regroup(tx, entry.id, application.id, proposedAt));
  const { openChallenges } = entry.state;
  const state = { ...entry.state, openChallenges: openChallenges + (isLater ? 1 : 0) };
  const told = { application: { id: application.id, kind: application.kind, outcome: act.outcome } };
  if (event)
    await moveEntry(tx, { ...entry, state }, event, { ...move, told, applicationId: application.id });
  else await logAct(tx, entry, told, move.now);
  await tx`update entry_applications set state = ${act.outcome}, answer = ${act.statement}, decided_at = ${move.now}
    where entry_id = ${entry.id} and state = 'open' and (id = ${application.id} or joined_to = ${application.id})`;
}
