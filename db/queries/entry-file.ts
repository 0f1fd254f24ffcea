import type { Scope } from "#domain/access/actor.ts";
import { groupDigits } from "#domain/numbers/groups.ts";
import { isInForce, type SubjectKind, type VersionStatus } from "#domain/registry/entry.ts";
import type {
  ActRow,
  ApplicationRow,
  EntryFile,
  EntrySubject,
  QuestionRow,
  SanctionRow,
} from "#domain/registry/entry-file.ts";
import { earliestRepairAt } from "#domain/registry/life.ts";
import type { Tx } from "../client.ts";

/** Opens an entry's sealed number; the key ring stays with the caller. */
export type OpenEntryKey = (entryId: string, sealed: Uint8Array) => string;
const MOST_OPEN = 200;
const iso = (value: unknown): string => (value as Date).toISOString();
const isoOrNull = (value: unknown): string | null => (value ? iso(value) : null);

/** An entry with its versions and joint measures; null when the agency has none of this id. */
export async function getEntryFile(
  tx: Tx,
  scope: Scope,
  id: string,
  { now, open }: { readonly now: Date; readonly open: OpenEntryKey },
): Promise<EntryFile | null> {
  const [entry] = await tx`
    select e.id, e.case_id, e.subject_kind, e.key_sealed, e.subject_key, e.merged_into, e.ended_at, e.erase_at, e.erased_at,
      i.legal_name, p.pseudonym
    from registry_entries e left join institutions i on i.id = e.institution_id
    left join practitioners p on p.id = e.practitioner_id
    where e.id = ${id} and e.agency_id = ${scope.agencyId}`;
  if (!entry) return null;
  const versions = await tx`
    select version, kind, status, cause, tier, grounds, statement, listed_at, expires_at, at from registry_versions
    where entry_id = ${id} order by version desc limit 200`;
  const newest = versions[0];
  if (!newest) return null;
  const sanctions = await tx`
    select id, authority, measure, must_act, basis, from_at, until_at, ended_at from entry_sanctions
    where entry_id = ${id} order by from_at desc, id desc`;
  const status = newest.status as VersionStatus;
  const facts = { kind: newest.kind, tier: newest.tier, listedAt: newest.listed_at };
  return {
    id,
    caseId: entry.case_id,
    subject: subjectOf(entry, open),
    kind: newest.kind,
    status,
    tier: newest.tier,
    statement: newest.statement,
    grounds: newest.grounds,
    listedAt: iso(newest.listed_at),
    expiresAt: iso(newest.expires_at),
    isInForce: isInForce({ status, expiresAt: newest.expires_at }, now),
    earliestRepairAt: isoOrNull(earliestRepairAt(facts)),
    endedAt: isoOrNull(entry.ended_at),
    eraseAt: isoOrNull(entry.erase_at),
    erasedAt: isoOrNull(entry.erased_at),
    mergedInto: entry.merged_into,
    versions: versions.map((row) => ({
      version: row.version,
      status: row.status,
      cause: row.cause,
      expiresAt: iso(row.expires_at),
      at: iso(row.at),
    })),
    sanctions: sanctions.map(
      (row): SanctionRow => ({
        id: row.id,
        authority: row.authority,
        measure: row.measure,
        mustAct: row.must_act,
        basis: row.basis,
        from: iso(row.from_at),
        until: iso(row.until_at),
        endedAt: isoOrNull(row.ended_at),
      }),
    ),
  };
}

function subjectOf(entry: Readonly<Record<string, unknown>>, open: OpenEntryKey): EntrySubject {
  const kind = entry.subject_kind as SubjectKind;
  const sealed = entry.key_sealed as Uint8Array | null;
  if (kind === "number")
    return { kind, text: sealed ? groupDigits(open(entry.id as string, sealed)).join(" ") : "" };
  const text = (entry.subject_key ?? entry.legal_name ?? entry.pseudonym ?? "") as string;
  return { kind, text };
}

/** Applications of one entry; the nearest deadline first. */
export async function listApplications(tx: Tx, scope: Scope, entryId: string): Promise<ApplicationRow[]> {
  const rows = await tx`
    select entry_id, id, kind, applicant, ground, received_at, due_on::text as due_on, state, missed_at, answer, public_text, joined_to
    from entry_applications where agency_id = ${scope.agencyId} and entry_id = ${entryId}
    order by due_on, id limit ${MOST_OPEN}`;
  return rows.map((row) => ({
    entryId: row.entry_id,
    id: row.id,
    kind: row.kind,
    applicant: row.applicant,
    ground: row.ground,
    receivedAt: iso(row.received_at),
    dueOn: row.due_on,
    state: row.state,
    isMissed: row.missed_at !== null,
    answer: row.answer,
    publicText: row.public_text,
    joinedTo: row.joined_to,
  }));
}

/** Acts on one entry, or those of all entries that wait for a notice or a second person; oldest first. */
export async function listActs(tx: Tx, scope: Scope, entryId: string | null): Promise<ActRow[]> {
  const rows = await tx`
    select c.entry_id, c.id, c.act, c.application_id, c.payload, c.reason, c.state, c.proposed_by, a.name as proposer, c.proposed_at,
      c.window_ends_at, d.name as decider, c.decided_at, c.decided_reason
    from entry_acts c join accounts a on a.id = c.proposed_by left join accounts d on d.id = c.decided_by
    where c.agency_id = ${scope.agencyId}
      ${entryId ? tx`and c.entry_id = ${entryId}` : tx`and c.state in ('proposed', 'window') and c.batch_id is null`}
    order by c.id limit ${MOST_OPEN}`;
  return rows.map((row) => ({
    entryId: row.entry_id,
    id: row.id,
    act: row.act,
    applicationId: row.application_id,
    payload: row.payload,
    reason: row.reason,
    state: row.state,
    proposedBy: { id: row.proposed_by, name: row.proposer },
    proposedAt: iso(row.proposed_at),
    windowEndsAt: isoOrNull(row.window_ends_at),
    decidedBy: row.decider,
    decidedAt: isoOrNull(row.decided_at),
    decidedReason: row.decided_reason,
  }));
}

/** Who asked about the practitioner an entry is about, newest first; the person may have this list. */
export async function listQuestions(tx: Tx, scope: Scope, entryId: string): Promise<QuestionRow[]> {
  const rows = await tx`
    select q.id, q.purpose, q.at, i.legal_name, k.name from registry_entries e
    join practitioner_queries q on q.practitioner_id = e.practitioner_id
    left join institutions i on i.id = q.institution_id left join api_keys k on k.id = q.api_key_id
    where e.id = ${entryId} and e.agency_id = ${scope.agencyId} order by q.id desc limit ${MOST_OPEN}`;
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    at: iso(row.at),
    by: row.legal_name ?? row.name ?? "",
  }));
}

/** How much waits at the registry desk. */
export async function countRegistryWork(tx: Tx, scope: Scope): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select ((select count(*) from entry_applications where agency_id = ${scope.agencyId} and state = 'open' and joined_to is null)
      + (select count(*) from entry_acts where agency_id = ${scope.agencyId} and state in ('proposed', 'window'))
      + (select count(*) from practitioner_items where agency_id = ${scope.agencyId} and state = 'proposed')
      + (select count(*) from practitioner_applications where agency_id = ${scope.agencyId} and state = 'open'))::int as count`;
  return row?.count ?? 0;
}
