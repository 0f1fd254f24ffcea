import type { Tx } from "#db/client.ts";
import type { Tier } from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import {
  type RegistryKind,
  type SubjectKind,
  VERSION_STATUSES,
  type VersionStatus,
} from "#domain/registry/entry.ts";
import { type LifeEvent, type LifeState, transition } from "#domain/registry/life.ts";
import { type AuditEvent, audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import type { Runtime } from "../runtime.ts";
import { publishNext } from "./publish-version.ts";
import { setNumberVisibility } from "./set-number-visibility.ts";
import { isPublicByKind, type RegistrySubject } from "./subject.ts";

/** An entry with its newest version, locked: nobody adds a version in between. */
export type LockedEntry = {
  readonly id: string;
  readonly agencyId: string;
  readonly caseId: string | null;
  readonly decisionId: string | null;
  readonly subject: RegistrySubject;
  readonly isPublic: boolean;
  readonly state: LifeState;
  readonly grounds: readonly string[];
  readonly statement: string;
  readonly mergedInto: string | null;
};

type EntryRow = {
  id: string;
  agency_id: string;
  case_id: string | null;
  subject_kind: SubjectKind;
  number_index: Buffer | null;
  number_kind: string | null;
  country: string | null;
  key_sealed: Buffer | null;
  institution_id: string | null;
  practitioner_id: string | null;
  subject_key: string | null;
  merged_into: string | null;
  ended_at: Date | null;
  erase_at: Date | null;
  erased_at: Date | null;
};
type VersionRow = {
  version: number;
  decision_id: string | null;
  kind: RegistryKind;
  status: VersionStatus;
  tier: Tier;
  grounds: string[];
  statement: string;
  public_key: string | null;
  listed_at: Date;
  expires_at: Date;
};

/**
 * Locks an entry in the order of every other writer: the number's row, the case, the entry. `agencyId` null is the
 * portal's own work; another agency's entry is not there.
 */
export async function lockEntry(
  { keys }: Pick<Runtime, "keys">,
  tx: Tx,
  entryId: string,
  agencyId: string | null,
): Promise<LockedEntry> {
  await tx`select 1 from number_keys where number_index = (select number_index from registry_entries where id = ${entryId}) for update`;
  await tx`select 1 from cases where id = (select case_id from registry_entries where id = ${entryId}) for update`;
  const [entry] = await tx<EntryRow[]>`
    select id, agency_id, case_id, subject_kind, number_index, number_kind, country, key_sealed, institution_id,
      practitioner_id, subject_key, merged_into, ended_at, erase_at, erased_at
    from registry_entries where id = ${entryId} for update`;
  if (!entry || (agencyId !== null && entry.agency_id !== agencyId)) throw new AppError("not-found", "entry");
  if (entry.erased_at) throw new AppError("gone", "entry-erased");
  const [newest, before] = await tx<VersionRow[]>`
    select version, decision_id, kind, status, tier, grounds, statement, public_key, listed_at, expires_at
    from registry_versions where entry_id = ${entryId} order by version desc limit 2`;
  if (!newest) throw new AppError("not-found", "entry");
  const [asked] = await tx<{ open: number; answered_at: Date | null }[]>`
    select (count(*) filter (where state = 'open' and joined_to is null))::int as open,
      max(decided_at) filter (where kind = 'objection' and state in ('partly', 'rejected', 'unresolved')) as answered_at
    from entry_applications where entry_id = ${entryId} and kind in ('objection', 'appeal')`;
  const subject = subjectOf(keys, entry);
  return {
    id: entry.id,
    agencyId: entry.agency_id,
    caseId: entry.case_id,
    decisionId: newest.decision_id,
    subject,
    isPublic: isPublicByKind(subject) || newest.public_key !== null,
    grounds: newest.grounds,
    statement: newest.statement,
    mergedInto: entry.merged_into,
    state: {
      version: newest.version,
      kind: newest.kind,
      status: newest.status,
      tier: newest.tier,
      listedAt: newest.listed_at,
      expiresAt: newest.expires_at,
      isConfirmed: newest.kind !== "warning" || (await isConfirmed(tx, entry.case_id, newest.decision_id)),
      openChallenges: asked?.open ?? 0,
      answeredAt: asked?.answered_at ?? null,
      endedAt: entry.ended_at,
      beforeMerge: newest.status === "merged" ? (before?.status ?? null) : null,
      eraseAt: entry.erase_at,
    },
  };
}

async function isConfirmed(tx: Tx, caseId: string | null, decisionId: string | null): Promise<boolean> {
  if (!caseId || !decisionId) return true;
  const [row] = await tx<{ unconfirmed: boolean }[]>`
    select kind = 'emergency' and decided_by is null as unconfirmed from decisions where case_id = ${caseId} and id = ${decisionId}`;
  return !row?.unconfirmed;
}

function subjectOf(keys: Runtime["keys"], entry: EntryRow): RegistrySubject {
  const { subject_kind: kind } = entry;
  if (kind === "number" && entry.number_index && entry.key_sealed && entry.number_kind) {
    const cell = { table: "registry_entries", column: "key", row: entry.id };
    return {
      kind,
      index: entry.number_index,
      key: keys.openWithMaster(cell, entry.key_sealed),
      numberKind: entry.number_kind,
      country: entry.country,
    };
  }
  if (kind === "institution" && entry.institution_id) return { kind, institutionId: entry.institution_id };
  if (kind === "practitioner" && entry.practitioner_id)
    return { kind, practitionerId: entry.practitioner_id };
  if (kind !== "number" && kind !== "institution" && kind !== "practitioner" && entry.subject_key)
    return { kind, key: entry.subject_key };
  throw new Error(`registry entry ${entry.id} has no subject`);
}

export type Move = {
  readonly now: Date;
  readonly by: AuditEvent["actor"];
  /** Officers who agreed. */
  readonly approvals: number;
  readonly statement?: string;
  readonly grounds?: readonly string[];
  /** The decision that made this version, where it is another than the last. */
  readonly decisionId?: string;
  /** A decision that found commercial use makes a private number public. */
  readonly isPublic?: boolean;
  /** More of what the log commits to. */
  readonly told?: Readonly<Record<string, unknown>>;
  /** The application that is being answered; the others of an entry that ends become moot. */
  readonly applicationId?: string;
};

/** Takes a locked entry through one transition: version, leaves, visibility, the case's course, the trail. */
export async function moveEntry(
  tx: Tx,
  entry: LockedEntry,
  event: LifeEvent,
  move: Move,
): Promise<{ readonly version: number; readonly state: LifeState }> {
  const next = transition(entry.state, event, move.now);
  if (!next.ok) throw new AppError("conflict", next.reason);
  const { now } = move;
  const { state, cause, leaves } = next;
  const { subject } = entry;
  const isOver = !VERSION_STATUSES[state.status].inForce;
  const endsNow = isOver && VERSION_STATUSES[entry.state.status].inForce;
  const { version } = await publishNext(
    tx,
    subject,
    entry.id,
    {
      agencyId: entry.agencyId,
      caseId: entry.caseId,
      decisionId: move.decisionId ?? entry.decisionId,
      kind: state.kind,
      status: state.status,
      tier: state.tier,
      grounds: move.grounds ?? entry.grounds,
      statement: move.statement ?? entry.statement,
      isPublic: isOver ? isPublicByKind(subject) : (move.isPublic ?? entry.isPublic),
      listedAt: state.listedAt,
      expiresAt: state.expiresAt,
      cause,
      leaves,
      approvals: move.approvals,
      told: move.told,
    },
    now,
  );
  await tx`update registry_entries set ended_at = ${state.endedAt}, erase_at = ${state.eraseAt} where id = ${entry.id}`;
  if (endsNow && subject.kind === "number" && !isPublicByKind(subject))
    await setNumberVisibility(tx, subject, entry.caseId, "restricted", now);
  if (endsNow && state.status !== "merged") await endOthers(tx, entry.id, cause, move);
  if (entry.caseId) {
    if (cause === "lapsed")
      await tx`update decisions set state = 'lapsed' where case_id = ${entry.caseId} and id = ${entry.decisionId}`;
    else if (endsNow)
      await tx`update cases set state = 'closed', updated_at = ${now} where id = ${entry.caseId} and state = 'published'`;
    await caseEvent(tx, {
      caseId: entry.caseId,
      kind: `entry.${cause}`,
      byId: move.by.kind === "officer" ? move.by.id : null,
      at: now,
      detail: { entryId: entry.id },
    });
  }
  await audit(tx, {
    at: now,
    actor: move.by,
    agencyId: entry.agencyId,
    action: `entry.${cause}`,
    subject: { kind: "entry", id: entry.id },
    detail: { version },
  });
  return { version, state };
}

/** What hangs on an entry ends with it: joint measures, and whatever else its subject asked for. */
async function endOthers(
  tx: Tx,
  entryId: string,
  cause: string,
  { now, applicationId }: Move,
): Promise<void> {
  await tx`update entry_sanctions set ended_at = ${now}, ended_reason = ${cause} where entry_id = ${entryId} and ended_at is null`;
  await tx`update entry_applications set state = 'moot', decided_at = ${now}
    where entry_id = ${entryId} and state = 'open' and id is distinct from ${applicationId ?? null}::uuid
      and (joined_to is null or joined_to is distinct from ${applicationId ?? null}::uuid)`;
}
