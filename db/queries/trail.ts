import type { Scope } from "#domain/access/actor.ts";
import type { AccessTrail, AuditTrail, ChainStatus, TrailFilter } from "#domain/access/trail.ts";
import type { Tx } from "../client.ts";

const PAGE = 50;
/** Counting what waits to be sealed stops here; a healthy worker never lets it get near. */
const UNSEALED_CAP = 10_000;
const iso = (value: unknown): string => (value as Date).toISOString();

/** What was done in the agency's name, newest first; of one subject when the filter names it. */
export async function listAuditTrail(
  tx: Tx,
  scope: Scope,
  { subjectId, before }: TrailFilter,
): Promise<AuditTrail> {
  const rows = await tx`
    select e.id, e.at, e.actor_kind, e.action, e.subject_kind, e.subject_id, a.name, coalesce(c.reference, '') as reference
    from (
      select * from audit_events where agency_id = ${scope.agencyId}
        ${subjectId ? tx`and subject_id = ${subjectId}` : tx``} ${before ? tx`and id < ${before}` : tx``}
      order by id desc limit ${PAGE + 1}
    ) e left join accounts a on a.id = e.actor_id left join cases c on e.subject_kind = 'case' and c.id = e.subject_id
    order by e.id desc`;
  const shown = rows.slice(0, PAGE);
  return {
    rows: shown.map((row) => ({
      id: row.id,
      at: iso(row.at),
      actorKind: row.actor_kind,
      actor: row.name,
      action: row.action,
      subject: { kind: row.subject_kind, id: row.subject_id, reference: row.reference || null },
    })),
    next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** Who opened personal data, when and what for, newest first. */
export async function listAccessTrail(
  tx: Tx,
  scope: Scope,
  { subjectId, before }: TrailFilter,
): Promise<AccessTrail> {
  const rows = await tx`
    select e.id, e.at, e.purpose, e.reason, e.fields, e.subject_kind, e.subject_id, a.name
    from (
      select * from access_events where agency_id = ${scope.agencyId}
        ${subjectId ? tx`and subject_id = ${subjectId}` : tx``} ${before ? tx`and id < ${before}` : tx``}
      order by id desc limit ${PAGE + 1}
    ) e left join accounts a on a.id = e.account_id order by e.id desc`;
  const shown = rows.slice(0, PAGE);
  return {
    rows: shown.map((row) => ({
      id: row.id,
      at: iso(row.at),
      by: row.name ?? "",
      purpose: row.purpose,
      reason: row.reason,
      fields: row.fields,
      subject: { kind: row.subject_kind, id: row.subject_id },
    })),
    next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** How far the hash chains reach, and how many events came after. Both chains are the whole portal's. */
export async function getChainStatus(tx: Tx): Promise<ChainStatus[]> {
  const rows = await tx`
    select stream.name, seal.seq, seal.sealed_at, waiting.count
    from unnest(array['audit', 'access']) as stream(name)
    left join lateral (select seq, sealed_at, event_id from chain_seals s where s.stream = stream.name order by seq desc limit 1) seal on true
    cross join lateral (
      select count(*)::int as count from (
        (select 1 from audit_events e where stream.name = 'audit' and (seal.event_id is null or e.id > seal.event_id) limit ${UNSEALED_CAP})
        union all
        (select 1 from access_events e where stream.name = 'access' and (seal.event_id is null or e.id > seal.event_id) limit ${UNSEALED_CAP})
      ) counted
    ) waiting`;
  return rows.map((row) => ({
    stream: row.name,
    lastSeq: row.seq === null ? null : String(row.seq),
    sealedAt: row.sealed_at ? iso(row.sealed_at) : null,
    unsealed: row.count,
  }));
}
