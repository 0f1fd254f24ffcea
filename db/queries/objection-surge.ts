import type { Scope } from "#domain/access/actor.ts";
import type { ObjectionSurge } from "#domain/registry/entry-file.ts";
import type { Tx } from "../client.ts";

const MOST_GROUPS = 20;
const USUAL_DAYS = 28;
const DAY_MS = 86_400_000;

/** How many objections come in, which of the open ones say the same, and which answers wait to be decided together. */
export async function readObjectionSurge(tx: Tx, scope: Scope, now: Date): Promise<ObjectionSurge> {
  const yesterday = new Date(now.getTime() - DAY_MS);
  const since = new Date(yesterday.getTime() - USUAL_DAYS * DAY_MS);
  const [counts] = await tx<{ today: number; before: number }[]>`
    select (count(*) filter (where received_at > ${yesterday}))::int as today,
      (count(*) filter (where received_at <= ${yesterday}))::int as before
    from entry_applications
    where agency_id = ${scope.agencyId} and kind in ('objection', 'appeal') and received_at > ${since}`;
  const groups = await tx<{ id: string; entry_id: string; count: number; due_on: string }[]>`
    select (array_agg(id order by due_on, id))[1] as id, count(*)::int as count,
      (array_agg(entry_id order by due_on, id))[1] as entry_id, min(due_on)::text as due_on
    from entry_applications a
    where agency_id = ${scope.agencyId} and kind = 'objection' and state = 'open' and joined_to is null and words_hash is not null
      and not exists (select 1 from entry_acts c where c.entry_id = a.entry_id and c.application_id = a.id
        and c.state in ('proposed', 'window'))
    group by words_hash having count(*) > 1 order by count(*) desc, min(due_on) limit ${MOST_GROUPS}`;
  const batches = await tx<
    { id: string; count: number; proposed_by: string; name: string; reason: string; outcome: string }[]
  >`
    select c.batch_id as id, count(*)::int as count, c.proposed_by, a.name, c.reason, c.payload ->> 'outcome' as outcome
    from entry_acts c join accounts a on a.id = c.proposed_by
    where c.agency_id = ${scope.agencyId} and c.batch_id is not null and c.state = 'proposed'
    group by c.batch_id, c.proposed_by, a.name, c.reason, c.payload ->> 'outcome' order by c.batch_id limit ${MOST_GROUPS}`;
  return {
    today: counts?.today ?? 0,
    usual: Math.ceil((counts?.before ?? 0) / USUAL_DAYS),
    groups: groups.map(({ id, entry_id: entryId, count, due_on: dueOn }) => ({
      applicationId: id,
      entryId,
      count,
      dueOn,
    })),
    batches: batches.map(({ id, count, proposed_by, name, reason, outcome }) => ({
      batchId: id,
      count,
      proposedBy: { id: proposed_by, name },
      reason,
      outcome,
    })),
  };
}
