import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Sql, Tx } from "../client.ts";

/** The newest version of an entry, as the look-ups need it. */
export type NewestVersion = {
  readonly entryId: string;
  readonly agencyId: string;
  readonly numberIndex: Buffer | null;
  /** The institution, or `kind:key` of a domain, a signature, an app or a block. */
  readonly institutionId: string | null;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly isPublic: boolean;
  readonly listedAt: Date;
  readonly expiresAt: Date;
};

type VersionRow = {
  entry_id: string;
  agency_id: string;
  number_index: Buffer | null;
  institution_id: string | null;
  kind: RegistryKind;
  status: VersionStatus;
  tier: Tier;
  grounds: string[];
  is_public: boolean;
  listed_at: Date;
  expires_at: Date;
};

const versionOf = (row: VersionRow): NewestVersion => ({
  entryId: row.entry_id,
  agencyId: row.agency_id,
  numberIndex: row.number_index,
  institutionId: row.institution_id,
  kind: row.kind,
  status: row.status,
  tier: row.tier,
  grounds: row.grounds,
  isPublic: row.is_public,
  listedAt: row.listed_at,
  expiresAt: row.expires_at,
});

/** The newest list version there is; 0 before anything was published. */
export async function findListVersion(sql: Sql | Tx): Promise<number> {
  const [row] = await sql<{ newest: string | null }[]>`
    select list_version::text as newest from registry_versions order by list_version desc limit 1`;
  return Number(row?.newest ?? 0);
}

/** A page of all entries in the order of their ids, each with its newest version. */
export async function listNewestVersions(
  sql: Sql,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<NewestVersion[]> {
  const rows = await sql<VersionRow[]>`
    select e.id as entry_id, e.agency_id, e.number_index, e.institution_id, v.kind, v.status, v.tier, v.grounds,
      v.public_key is not null as is_public, v.listed_at, v.expires_at
    from (select id, agency_id, number_index,
        coalesce(institution_id::text, subject_kind || ':' || subject_key) as institution_id from registry_entries
      where ${after}::uuid is null or id > ${after}::uuid order by id limit ${limit}) e
    cross join lateral (select kind, status, tier, grounds, public_key, listed_at, expires_at from registry_versions
      where entry_id = e.id order by version desc limit 1) v
    order by e.id`;
  return rows.map(versionOf);
}

/** A place in the order of publication. */
export type PublicationPlace = { readonly listVersion: number; readonly entryId: string };

/** The place behind everything of a list version. */
export function endOfListVersion(listVersion: number): PublicationPlace {
  return { listVersion, entryId: "ffffffff-ffff-ffff-ffff-ffffffffffff" };
}

/**
 * A page of what was published after a place, in the order of publication. List versions are given out in the order
 * of commits, so nothing published later comes before what was read.
 */
export async function listVersionsSince(
  sql: Sql,
  { after, limit }: { readonly after: PublicationPlace; readonly limit: number },
): Promise<{ readonly versions: NewestVersion[]; readonly upTo: PublicationPlace }> {
  const rows = await sql<(VersionRow & { list_version: string })[]>`
    select e.id as entry_id, e.agency_id, e.number_index,
      coalesce(e.institution_id::text, e.subject_kind || ':' || e.subject_key) as institution_id, v.list_version::text, v.kind, v.status, v.tier, v.grounds,
      v.public_key is not null as is_public, v.listed_at, v.expires_at
    from registry_versions v join registry_entries e on e.id = v.entry_id
    where v.list_version >= ${after.listVersion} and (v.list_version, v.entry_id) > (${after.listVersion}, ${after.entryId}::uuid)
    order by v.list_version, v.entry_id, v.version limit ${limit}`;
  const last = rows.at(-1);
  return {
    versions: rows.map(versionOf),
    upTo: last ? { listVersion: Number(last.list_version), entryId: last.entry_id } : after,
  };
}

export type ReportedNumber = {
  readonly numberIndex: Buffer;
  readonly sourceCount: number;
  readonly sources30d: number;
  readonly fifthLastAt: Date | null;
  readonly updatedAt: Date;
  /** The same to the microsecond, as PostgreSQL writes it: its place in the order of changes. */
  readonly place: string;
};

/** A page of numbers whose fifth newest source reported since `since`, in the order of their index. */
export async function listReportedNumbers(
  sql: Sql,
  { since, after, limit }: { readonly since: Date; readonly after: Buffer | null; readonly limit: number },
): Promise<ReportedNumber[]> {
  const rows = await sql<ReportRow[]>`
    select number_index, source_count, sources_30d, fifth_last_at, updated_at, updated_at::text as place from number_reports
    where fifth_last_at >= ${since} and number_index > ${after ?? Buffer.alloc(0)}
    order by number_index limit ${limit}`;
  return rows.map(reportOf);
}

/** A page of number reports changed after the place `after`, in the order of their changes. */
export async function listChangedReports(
  sql: Sql,
  {
    after,
    limit,
  }: { readonly after: { readonly place: string; readonly index: Buffer }; readonly limit: number },
): Promise<ReportedNumber[]> {
  const rows = await sql<ReportRow[]>`
    select number_index, source_count, sources_30d, fifth_last_at, updated_at, updated_at::text as place from number_reports
    where updated_at >= ${after.place}::timestamptz
      and (updated_at, number_index) > (${after.place}::timestamptz, ${after.index})
    order by updated_at, number_index limit ${limit}`;
  return rows.map(reportOf);
}

type ReportRow = {
  number_index: Buffer;
  source_count: number;
  sources_30d: number;
  fifth_last_at: Date | null;
  updated_at: Date;
  place: string;
};

const reportOf = (row: ReportRow): ReportedNumber => ({
  numberIndex: row.number_index,
  sourceCount: row.source_count,
  sources30d: row.sources_30d,
  fifthLastAt: row.fifth_last_at,
  updatedAt: row.updated_at,
  place: row.place,
});

/** When a number report last changed; null when there is none. */
export async function findNewestReportChange(sql: Sql): Promise<Date | null> {
  const [row] = await sql<{ newest: Date }[]>`
    select updated_at as newest from number_reports order by updated_at desc limit 1`;
  return row?.newest ?? null;
}

/** Official numbers of registered institutions on a day (`since` and `until` are inclusive). */
export async function listOfficialNumbers(
  sql: Sql,
  on: string,
): Promise<{ readonly key: string; readonly institutionId: string }[]> {
  const rows = await sql<{ key: string; institution_id: string }[]>`
    select c.key, c.institution_id from institution_contacts c join institutions i on i.id = c.institution_id
    where c.kind = 'number' and i.status = 'registered'
      and (c.since is null or c.since <= ${on}::date) and (c.until is null or c.until >= ${on}::date)
    order by c.created_at, c.institution_id, c.id`;
  return rows.map((row) => ({ key: row.key, institutionId: row.institution_id }));
}

/** Changes whenever a known institution, one of its names, numbers or licences does. */
export async function findRegisterStamp(sql: Sql): Promise<string> {
  const [row] = await sql<{ stamp: string }[]>`
    select concat_ws('|',
      (select concat(max(updated_at), '/', count(*)) from institutions where status <> 'provisional'),
      (select concat(max(created_at), '/', count(*)) from institution_contacts),
      (select concat(max(created_at), '/', count(*)) from institution_names),
      (select concat(max(updated_at), '/', count(*)) from licences),
      (select count(*) from agents_of), (select count(*) from agencies),
      (select concat(max(since), '/', count(*)) from institution_links)) as stamp`;
  return row?.stamp ?? "";
}

export type EntryVersion = {
  readonly version: number;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly statement: string;
  readonly listedAt: string;
  readonly expiresAt: string;
  readonly at: string;
};

/** Every version of an entry, newest first. */
export async function listEntryVersions(sql: Sql, entryId: string): Promise<EntryVersion[]> {
  const rows = await sql`
    select version, kind, status, tier, statement, listed_at, expires_at, at from registry_versions
    where entry_id = ${entryId} order by version desc limit 100`;
  return rows.map((row) => ({
    version: row.version,
    kind: row.kind,
    status: row.status,
    tier: row.tier,
    statement: row.statement,
    listedAt: row.listed_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    at: row.at.toISOString(),
  }));
}

/** The entry about a number, in force or not, by the number's blind index. */
export async function findNumberEntry(sql: Sql, numberIndex: Buffer): Promise<string | null> {
  const [row] = await sql<{ entry_id: string }[]>`
    select entry_id from registry_subjects where subject = ${`number:${numberIndex.toString("hex")}`}`;
  return row?.entry_id ?? null;
}

export type RecentListing = {
  readonly entryId: string;
  readonly kind: Extract<RegistryKind, "blacklist" | "warning">;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  /** Canonical key of a public number; null for an institution. */
  readonly numberKey: string | null;
  readonly institutionId: string | null;
  readonly listedAt: string;
};

/** The entries published last that are in force and public: restricted numbers are never browsable. */
export async function listRecentListings(
  sql: Sql,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<RecentListing[]> {
  const rows = await sql`
    select v.entry_id, v.kind, v.tier, v.grounds, v.public_key, e.institution_id, v.listed_at
    from registry_versions v join registry_entries e on e.id = v.entry_id
    where v.status = 'active' and v.kind in ('blacklist', 'warning') and v.expires_at > ${now}
      and (v.public_key is not null or e.institution_id is not null)
      and not exists (select 1 from registry_versions later where later.entry_id = v.entry_id and later.version > v.version)
    order by v.at desc, v.entry_id limit ${limit}`;
  return rows.map((row) => ({
    entryId: row.entry_id,
    kind: row.kind,
    tier: row.tier,
    grounds: row.grounds,
    numberKey: row.public_key,
    institutionId: row.institution_id,
    listedAt: row.listed_at.toISOString(),
  }));
}
