import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import { chinaDate } from "#domain/complaints/incident-time.ts";
import type { ApplicationKind } from "#domain/registry/application.ts";
import { VERSION_STATUSES } from "#domain/registry/entry.ts";
import { audit } from "../audit.ts";
import type { Runtime } from "../runtime.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";
import { type LockedEntry, lockEntry, moveEntry } from "./entry-life.ts";

const BATCH = 200;

type Overdue = { entry_id: string; id: string; kind: ApplicationKind; due_on: string };

/**
 * Applications whose last day is over without an answer. An objection or appeal lifts its entry by itself; a repair or
 * statement stays open. Either way the miss is on the log, for anyone to count. One transaction each; safe to run
 * twice, at the same time, and beside the desk.
 */
export async function liftMissed(runtime: Pick<Runtime, "keys">, sql: Sql, now: Date): Promise<number> {
  let recorded = 0;
  for (;;) {
    const overdue = await sql<Overdue[]>`
      select entry_id, id, kind, due_on::text as due_on from entry_applications
      where state = 'open' and missed_at is null and due_on < ${chinaDate(now)}::date
      order by due_on, id limit ${BATCH}`;
    let done = 0;
    for (const one of overdue) if (await inTransaction(sql, (tx) => record(runtime, tx, one, now))) done += 1;
    recorded += done;
    if (done === 0) return recorded;
  }
}

async function record(
  runtime: Pick<Runtime, "keys">,
  tx: Tx,
  { entry_id: entryId, id, kind, due_on: dueOn }: Overdue,
  now: Date,
): Promise<boolean> {
  const entry = await lockEntry(runtime, tx, entryId, null);
  const [still] = await tx`
    select 1 from entry_applications where entry_id = ${entryId} and id = ${id} and state = 'open' and missed_at is null`;
  // Answered, or recorded by another worker, since.
  if (!still) return false;
  const { status, expiresAt } = entry.state;
  const isChallenge = kind === "objection" || kind === "appeal";
  const lifts = isChallenge && VERSION_STATUSES[status].inForce && now < expiresAt;
  const told = { application: { id, kind, answerBy: dueOn } };
  if (lifts) {
    const by = { kind: "system", id: null } as const;
    await moveEntry(
      tx,
      entry,
      { type: "miss-deadline", dueOn },
      { now, by, approvals: 0, told, applicationId: id },
    );
  } else await logMiss(tx, entry, told, now);
  await tx`update entry_applications set missed_at = ${now}, state = ${lifts ? "missed" : "open"},
    decided_at = ${lifts ? now : null} where entry_id = ${entryId} and id = ${id}`;
  if (lifts)
    await tx`update entry_applications set state = 'moot', decided_at = ${now}
      where entry_id = ${entryId} and joined_to = ${id} and state = 'open'`;
  await audit(tx, {
    at: now,
    actor: { kind: "system", id: null },
    agencyId: entry.agencyId,
    action: "application.missed",
    subject: { kind: "entry", id: entryId },
    detail: { applicationId: id, kind, dueOn, lifts },
  });
  return true;
}

/** A miss that lifts nothing: still on the log. */
async function logMiss(
  tx: Tx,
  { id, agencyId, state }: LockedEntry,
  told: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  const [agency] = await tx<{ code: string }[]>`select code from agencies where id = ${agencyId}`;
  const authority = agency?.code ?? null;
  const leaf = {
    type: "deadline-missed",
    entry: id,
    seq: state.version,
    record: { v: 1, entry: id, authority, at: now.toISOString(), ...told },
    decidedBy: authority,
    effective: now,
  } as const;
  await appendLeaves(tx, [leaf], now);
}
