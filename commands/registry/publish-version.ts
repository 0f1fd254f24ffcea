import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import type { Tier } from "#domain/cases/decision.ts";
import { type RegistryKind, VERSION_STATUSES, type VersionStatus } from "#domain/registry/entry.ts";
import { type Cause, erasureAt } from "#domain/registry/life.ts";
import type { LeafType } from "#domain/transparency/leaf.ts";
import type { Runtime } from "../runtime.ts";
import { appendLeaves } from "../transparency/append-leaves.ts";
import { saveListing } from "./save-listing.ts";
import { type RegistrySubject, subjectName, subjectRecord } from "./subject.ts";

export type NewVersion = {
  readonly agencyId: string;
  /** Null for subjects that no case is about. */
  readonly caseId: string | null;
  readonly decisionId: string | null;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly statement: string;
  /** Shown in clear and browsable; restricted numbers answer exact queries only. */
  readonly isPublic: boolean;
  readonly listedAt: Date;
  readonly expiresAt: Date;
  /** What made the version and what the log is told of it; both follow from the status where they are left out. */
  readonly cause?: Cause;
  readonly leaves?: readonly LeafType[];
  /** Officers who agreed; none where the clock or the subject acted. */
  readonly approvals?: number;
  /** More of what the log commits to: an application's id, a sanction's measure. Never names or numbers of reporters. */
  readonly told?: Readonly<Record<string, unknown>>;
  /** The id that a proposal to list reserved for the entry. */
  readonly reservedId?: string;
};

export type PublishedVersion = {
  readonly entryId: string;
  readonly version: number;
  readonly listVersion: string;
};

/**
 * The only writer of versions: adds one to the subject's entry under the next list version, puts its leaves on the log
 * and wakes the look-ups. Earlier versions stay as they are. A subject whose entry has ended gets a new one, so that an
 * entry is one listing and can be erased as a whole.
 */
export async function publishVersion(
  runtime: Pick<Runtime, "keys">,
  tx: Tx,
  subject: RegistrySubject,
  next: NewVersion,
  now: Date,
): Promise<PublishedVersion> {
  const listVersion = await nextListVersion(tx, now);
  const entryId = await entryOf(runtime, tx, subject, next, now);
  const published = await writeVersion(tx, subject, entryId, next, listVersion, now);
  await tx`select pg_notify('registry', ${listVersion})`;
  return published;
}

/** The same for an entry that is known and locked. */
export async function publishNext(
  tx: Tx,
  subject: RegistrySubject,
  entryId: string,
  next: NewVersion,
  now: Date,
): Promise<PublishedVersion> {
  const listVersion = await nextListVersion(tx, now);
  const published = await writeVersion(tx, subject, entryId, next, listVersion, now);
  await tx`select pg_notify('registry', ${listVersion})`;
  return published;
}

async function entryOf(
  { keys }: Pick<Runtime, "keys">,
  tx: Tx,
  subject: RegistrySubject,
  next: NewVersion,
  now: Date,
): Promise<string> {
  const name = subjectName(subject);
  const newId = next.reservedId ?? uuidv7();
  await insertRows(
    tx,
    "registry_subjects",
    [{ subject: name, entry_id: newId }],
    "on conflict (subject) do nothing",
  );
  const [known] = await tx<{ entry_id: string; status: VersionStatus | null }[]>`
    select s.entry_id, (select v.status from registry_versions v where v.entry_id = s.entry_id order by v.version desc limit 1) as status
    from registry_subjects s where s.subject = ${name} for update of s`;
  const isNew = known?.entry_id === newId;
  const isOver = known?.status != null && !VERSION_STATUSES[known.status].inForce;
  if (known && !isNew && !(isOver && VERSION_STATUSES[next.status].inForce)) return known.entry_id;
  if (!isNew) await tx`update registry_subjects set entry_id = ${newId} where subject = ${name}`;
  await insertRows(tx, "registry_entries", [
    {
      id: newId,
      agency_id: next.agencyId,
      case_id: next.caseId,
      subject_kind: subject.kind,
      number_index: subject.kind === "number" ? subject.index : null,
      number_kind: subject.kind === "number" ? subject.numberKind : null,
      country: subject.kind === "number" ? subject.country : null,
      key_sealed:
        subject.kind === "number"
          ? keys.sealWithMaster({ table: "registry_entries", column: "key", row: newId }, subject.key)
          : null,
      key_version: keys.version,
      institution_id: subject.kind === "institution" ? subject.institutionId : null,
      practitioner_id: subject.kind === "practitioner" ? subject.practitionerId : null,
      subject_key: "key" in subject && subject.kind !== "number" ? subject.key : null,
      created_at: now,
    },
  ]);
  return newId;
}

async function writeVersion(
  tx: Tx,
  subject: RegistrySubject,
  entryId: string,
  next: NewVersion,
  listVersion: string,
  now: Date,
): Promise<PublishedVersion> {
  const [newest] = await tx<{ version: number; kind: RegistryKind }[]>`
    select version, kind from registry_versions where entry_id = ${entryId} order by version desc limit 1`;
  const version = (newest?.version ?? 0) + 1;
  const cause = next.cause ?? causeOf(next, newest?.kind ?? null);
  await insertRows(tx, "registry_versions", [
    {
      entry_id: entryId,
      version,
      list_version: listVersion,
      decision_id: next.decisionId,
      kind: next.kind,
      status: next.status,
      tier: next.tier,
      grounds: next.grounds,
      statement: next.statement,
      public_key: subject.kind === "number" && next.isPublic ? subject.key : null,
      listed_at: next.listedAt,
      expires_at: next.expiresAt,
      at: now,
      cause,
    },
  ]);
  await saveListing(tx, subject, entryId, next);
  const { status, listedAt, expiresAt } = next;
  if (!VERSION_STATUSES[status].inForce && status !== "merged" && status !== "erased") {
    const eraseAt = erasureAt({ cause, listedAt, expiresAt, endedAt: now });
    await tx`update registry_entries set ended_at = ${now}, erase_at = ${eraseAt} where id = ${entryId}`;
  }
  const [agency] = await tx<{ code: string }[]>`select code from agencies where id = ${next.agencyId}`;
  const record = {
    v: 1,
    entry: entryId,
    version,
    cause,
    kind: next.kind,
    status,
    tier: next.tier,
    grounds: next.grounds,
    // An erasure must not commit anew to what it destroys.
    ...(status === "erased" ? {} : { statement: next.statement, subject: subjectRecord(subject) }),
    authority: agency?.code ?? null,
    listedAt: listedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    at: now.toISOString(),
    ...next.told,
  };
  const leaves = next.leaves ?? LEAVES_OF_STATUS[status] ?? [version === 1 ? "list" : "amend"];
  await appendLeaves(
    tx,
    leaves.map((type) => ({
      type,
      entry: entryId,
      seq: version,
      record,
      tier: next.tier,
      basis: status === "erased" ? [] : next.grounds,
      decidedBy: agency?.code ?? null,
      approvals: next.approvals ?? 0,
      effective: now,
      expires: VERSION_STATUSES[status].inForce ? expiresAt : null,
    })),
    now,
  );
  return { entryId, version, listVersion };
}

const LEAVES_OF_STATUS: Partial<Record<VersionStatus, readonly LeafType[]>> = {
  under_appeal: ["objection"],
  repaired: ["repair"],
  expired: ["expire"],
  lapsed: ["expire"],
  withdrawn: ["withdraw"],
  merged: ["merge"],
  erased: ["erase"],
};

const CAUSE_OF_STATUS: Partial<Record<VersionStatus, Cause>> = {
  under_appeal: "objection-opened",
  repaired: "repaired",
  expired: "expired",
  lapsed: "lapsed",
  withdrawn: "delisted",
  merged: "merged",
  erased: "erased",
};

function causeOf({ status, kind }: NewVersion, before: RegistryKind | null): Cause {
  const fixed = CAUSE_OF_STATUS[status];
  if (fixed) return fixed;
  if (before === null) return "listed";
  return before === kind ? "amended" : "superseded";
}

/** One row, locked until the commit: list versions are gap-free and in commit order. */
async function nextListVersion(tx: Tx, now: Date): Promise<string> {
  await insertRows(
    tx,
    "portal_state",
    [{ name: "list_version", value: 0, updated_at: now }],
    "on conflict (name) do nothing",
  );
  const [row] = await tx<
    { value: number }[]
  >`select value from portal_state where name = 'list_version' for update`;
  const next = Number(row?.value ?? 0) + 1;
  await tx`update portal_state set value = ${tx.json(next)}, updated_at = ${now} where name = 'list_version'`;
  return String(next);
}
