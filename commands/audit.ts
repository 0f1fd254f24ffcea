import { uuidv7 } from "uuidv7";
import type { Sql, Tx } from "#db/client.ts";
import { insertRows, type Row } from "#db/rows.ts";

export type AuditEvent = {
  readonly at: Date;
  readonly actor: {
    readonly kind: "officer" | "member" | "reporter" | "system" | "machine";
    readonly id: string | null;
  };
  readonly agencyId: string | null;
  /** noun.verb in the past tense: complaint.submitted, decision.proposed. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string | null };
  /** Codes, ids and counts only: never a number, a name or a narrative. */
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Appends to the audit trail inside the transaction of the write it tells of; the worker seals it into the chain. */
export async function audit(tx: Sql | Tx, ...events: readonly AuditEvent[]): Promise<void> {
  await insertRows(tx, "audit_events", auditRows(events));
}

/** Rows of `audit_events`, for a write that sends them with others. */
export const auditRows = (events: readonly AuditEvent[]): Row[] =>
  events.map((event) => ({
    id: uuidv7(),
    at: event.at,
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    agency_id: event.agencyId,
    action: event.action,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    detail: event.detail,
  }));
