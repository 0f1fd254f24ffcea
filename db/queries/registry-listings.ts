import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, SubjectKind, VersionStatus } from "#domain/registry/entry.ts";
import { facetsOf, type SearchText } from "#domain/registry/search-text.ts";
import type { Sql } from "../client.ts";

/** Null is no filter. */
export type ListingFilter = {
  readonly kind: RegistryKind | null;
  readonly subjectKind: SubjectKind | null;
  readonly tier: Tier | null;
  readonly ground: string | null;
  readonly agencyId: string | null;
  readonly status: Extract<VersionStatus, "active" | "under_appeal"> | null;
  readonly listedSince: Date | null;
  readonly search: ListingSearch | null;
};
export type ListingSearch = {
  readonly text: SearchText;
  /** Institutions whose name the text is part of. */
  readonly institutionIds: readonly string[];
};

/** A place in the order of the list: newest listing first. */
export type ListingPlace = { readonly listedAt: Date; readonly entryId: string };

export type Listing = {
  readonly entryId: string;
  readonly agencyId: string;
  readonly subjectKind: SubjectKind;
  readonly subjectKey: string | null;
  readonly institutionId: string | null;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly listedAt: string;
  readonly expiresAt: string;
};

export type ListingPage = {
  readonly listings: readonly Listing[];
  /** How many the filter lets through, counted no further than `most`. */
  readonly total: number;
};

type PageParams = {
  readonly now: Date;
  /** The row the page begins after or, read backwards, ends before. */
  readonly place: ListingPlace | null;
  readonly isBackwards: boolean;
  readonly limit: number;
  readonly most: number;
};

/**
 * A page of public entries in force, newest listing first. What a filter lets through is collected first, up to `most`:
 * when that is all, the page is taken from it; when there is more, a walk in the order of the list meets a page of it
 * soon. Either way the time does not depend on how rare the filter is, which the planner cannot know.
 */
export async function listListings(sql: Sql, filter: ListingFilter, page: PageParams): Promise<ListingPage> {
  const { now, most } = page;
  const rows = await sql<CountedRow[]>`
    with found as materialized (
      select ${columns(sql)} from registry_listings where ${conditions(sql, filter, now)} limit ${most})
    select counted.total, page.* from (select count(*)::int as total from found) counted
    left join (select * from found where ${after(sql, page)} ${ordered(sql, page)}) page on true`;
  const total = rows[0]?.total ?? 0;
  if (total < most) return { total, listings: listingsOf(rows, page) };
  const walked = await sql<ListingRow[]>`
    select ${columns(sql)} from registry_listings
    where ${conditions(sql, filter, now)} and ${after(sql, page)} ${ordered(sql, page)}`;
  return { total, listings: listingsOf(walked, page) };
}

/** Is there any public entry in force that this search finds? */
export async function hasListing(sql: Sql, search: ListingSearch, now: Date): Promise<boolean> {
  const rows = await sql`
    select 1 from registry_listings where expires_at > ${now} and ${matches(sql, search)} limit 1`;
  return rows.length > 0;
}

type ListingRow = {
  entry_id: string;
  agency_id: string;
  subject_kind: SubjectKind;
  subject_key: string | null;
  institution_id: string | null;
  kind: RegistryKind;
  status: VersionStatus;
  tier: Tier;
  grounds: string[];
  listed_at: Date;
  expires_at: Date;
};
/** A page without rows still says how many there are. */
type CountedRow = { total: number } & (ListingRow | { entry_id: null });

function listingsOf(
  rows: readonly (ListingRow | CountedRow)[],
  { isBackwards }: PageParams,
): readonly Listing[] {
  const listings = rows.flatMap((row): Listing[] =>
    row.entry_id === null
      ? []
      : [
          {
            entryId: row.entry_id,
            agencyId: row.agency_id,
            subjectKind: row.subject_kind,
            subjectKey: row.subject_key,
            institutionId: row.institution_id,
            kind: row.kind,
            status: row.status,
            tier: row.tier,
            grounds: row.grounds,
            listedAt: row.listed_at.toISOString(),
            expiresAt: row.expires_at.toISOString(),
          },
        ],
  );
  return isBackwards ? listings.reverse() : listings;
}

const columns = (sql: Sql) =>
  sql`entry_id, agency_id, subject_kind, subject_key, institution_id, kind, status, tier, grounds, listed_at, expires_at`;

function after(sql: Sql, { place, isBackwards }: PageParams) {
  if (place === null) return sql`true`;
  const { listedAt, entryId } = place;
  return isBackwards
    ? sql`(listed_at, entry_id) > (${listedAt}, ${entryId}::uuid)`
    : sql`(listed_at, entry_id) < (${listedAt}, ${entryId}::uuid)`;
}

function ordered(sql: Sql, { isBackwards, limit }: PageParams) {
  return isBackwards
    ? sql`order by listed_at, entry_id limit ${limit}`
    : sql`order by listed_at desc, entry_id desc limit ${limit}`;
}

function conditions(sql: Sql, filter: ListingFilter, now: Date) {
  const facets = facetsOf({ ...filter, grounds: filter.ground === null ? [] : [filter.ground] });
  return sql`expires_at > ${now}
    ${facets.length === 0 ? sql`` : sql`and facets @> ${[...facets]}::text[]`}
    ${filter.listedSince === null ? sql`` : sql`and listed_at >= ${filter.listedSince}`}
    ${filter.search === null ? sql`` : sql`and ${matches(sql, filter.search)}`}`;
}

function matches(sql: Sql, { text: { folded, pieces }, institutionIds }: ListingSearch) {
  const named =
    institutionIds.length > 0 ? sql`or institution_id = any(${[...institutionIds]}::uuid[])` : sql``;
  if (pieces === null) return sql`(folded is not null and folded like ${`${escaped(folded)}%`} ${named})`;
  const query = pieces.map(quoted).join(" & ");
  return sql`((pieces is not null and pieces @@ ${query}::tsquery and folded like ${`%${escaped(folded)}%`}) ${named})`;
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
/** A lexeme as tsquery reads it: nothing in it is an operator. */
const quoted = (piece: string): string => `'${piece.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
