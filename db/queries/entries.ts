import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, SubjectKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Sql } from "../client.ts";

const iso = (value: unknown): string => (value as Date).toISOString();

/** One version of an entry as it was published. */
export type StoredVersion = {
  readonly version: number;
  readonly listVersion: number;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly cause: string;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly statement: string;
  readonly isPublic: boolean;
  readonly listedAt: Date;
  readonly expiresAt: Date;
  readonly at: Date;
};

export type StoredEntry = {
  readonly id: string;
  readonly agencyId: string;
  readonly subjectKind: SubjectKind;
  /** The number in clear while it is public, or the key of a subject that is public by its kind. */
  readonly key: string | null;
  readonly numberKind: string | null;
  readonly institutionId: string | null;
  readonly mergedInto: string | null;
  readonly erasedAt: Date | null;
  /** Oldest first. */
  readonly versions: readonly StoredVersion[];
};

/** An entry with all its versions; null when there never was one. */
export async function findEntry(sql: Sql, id: string): Promise<StoredEntry | null> {
  const [entry] = await sql`
    select id, agency_id, subject_kind, subject_key, number_kind, institution_id, merged_into, erased_at
    from registry_entries where id = ${id}`;
  if (!entry) return null;
  const rows = await sql<VersionRow[]>`
    select version, list_version::text, kind, status, cause, tier, grounds, statement, public_key, listed_at, expires_at, at
    from registry_versions where entry_id = ${id} order by version limit 500`;
  return {
    id: entry.id,
    agencyId: entry.agency_id,
    subjectKind: entry.subject_kind,
    key: entry.subject_key ?? rows.at(-1)?.public_key ?? null,
    numberKind: entry.number_kind,
    institutionId: entry.institution_id,
    mergedInto: entry.merged_into,
    erasedAt: entry.erased_at,
    versions: rows.map(versionOf),
  };
}

type VersionRow = {
  version: number;
  list_version: string;
  kind: RegistryKind;
  status: VersionStatus;
  cause: string;
  tier: Tier;
  grounds: string[];
  statement: string;
  public_key: string | null;
  listed_at: Date;
  expires_at: Date;
  at: Date;
};

const versionOf = (row: VersionRow): StoredVersion => ({
  version: row.version,
  listVersion: Number(row.list_version),
  kind: row.kind,
  status: row.status,
  cause: row.cause,
  tier: row.tier,
  grounds: row.grounds,
  statement: row.statement,
  isPublic: row.public_key !== null,
  listedAt: row.listed_at,
  expiresAt: row.expires_at,
  at: row.at,
});

/** What stood in the registry about a number at a moment, with what has become of it since. */
export type PastVersion = StoredVersion & {
  readonly entryId: string;
  readonly agencyId: string;
  readonly newest: { readonly status: VersionStatus; readonly expiresAt: Date };
};

export async function listVersionsAt(sql: Sql, numberIndex: Buffer, at: Date): Promise<PastVersion[]> {
  const rows = await sql<
    (VersionRow & { entry_id: string; agency_id: string; newest_status: VersionStatus; newest_end: Date })[]
  >`
    select e.id as entry_id, e.agency_id, v.version, v.list_version::text, v.kind, v.status, v.cause, v.tier, v.grounds, v.statement,
      v.public_key, v.listed_at, v.expires_at, v.at, n.status as newest_status, n.expires_at as newest_end
    from registry_entries e
    cross join lateral (select * from registry_versions where entry_id = e.id and at <= ${at} order by version desc limit 1) v
    cross join lateral (select status, expires_at from registry_versions where entry_id = e.id order by version desc limit 1) n
    where e.number_index = ${numberIndex}`;
  return rows.map((row) => ({
    ...versionOf(row),
    entryId: row.entry_id,
    agencyId: row.agency_id,
    newest: { status: row.newest_status, expiresAt: row.newest_end },
  }));
}

/** The list version that was the newest at a moment. */
export async function findListVersionAt(sql: Sql, at: Date): Promise<number> {
  const [row] = await sql<{ newest: string }[]>`
    select list_version::text as newest from registry_versions where at <= ${at} order by at desc, list_version desc limit 1`;
  return Number(row?.newest ?? 0);
}

/** The institution whose official number it was on a day, `YYYY-MM-DD`; of several the one registered first. */
export async function findOfficialOn(sql: Sql, key: string, on: string): Promise<string | null> {
  const [row] = await sql<{ institution_id: string }[]>`
    select c.institution_id from institution_contacts c join institutions i on i.id = c.institution_id
    where c.kind = 'number' and c.key = ${key} and i.status = 'registered'
      and (c.since is null or c.since <= ${on}::date) and (c.until is null or c.until >= ${on}::date)
    order by c.created_at, c.institution_id, c.id limit 1`;
  return row?.institution_id ?? null;
}

export type JointMeasure = {
  readonly authority: string;
  readonly measure: string;
  readonly mustAct: string;
  readonly basis: string;
  readonly from: string;
  readonly until: string;
};

/** The joint measures taken because of an entry that are in force at `now`, the oldest first. */
export async function listJointMeasures(sql: Sql, entryId: string, now: Date): Promise<JointMeasure[]> {
  const rows = await sql`
    select authority, measure, must_act, basis, from_at, until_at from entry_sanctions
    where entry_id = ${entryId} and ended_at is null and until_at > ${now} order by from_at, id`;
  return rows.map((row) => ({
    authority: row.authority,
    measure: row.measure,
    mustAct: row.must_act,
    basis: row.basis,
    from: iso(row.from_at),
    until: iso(row.until_at),
  }));
}

/** What hangs on an entry: words of its subject, joint measures, the objection that marks it. */
export type EntryAttachments = {
  readonly statements: readonly { readonly text: string; readonly at: string }[];
  readonly measures: readonly JointMeasure[];
  readonly objection: { readonly since: string; readonly answerBy: string } | null;
};

export async function listAttachments(sql: Sql, entryId: string, now: Date): Promise<EntryAttachments> {
  const [statements, measures, [objection]] = await Promise.all([
    sql`select public_text, decided_at from entry_applications
      where entry_id = ${entryId} and state = 'attached' and public_text is not null order by decided_at`,
    listJointMeasures(sql, entryId, now),
    sql`select received_at, due_on::text as due_on from entry_applications
      where entry_id = ${entryId} and state = 'open' and kind in ('objection', 'appeal') order by due_on, id limit 1`,
  ]);
  return {
    statements: statements.map((row) => ({ text: row.public_text, at: iso(row.decided_at) })),
    measures,
    objection: objection ? { since: iso(objection.received_at), answerBy: objection.due_on } : null,
  };
}
