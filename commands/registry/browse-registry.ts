import { hasListing, type Listing, type ListingFilter, listListings } from "#db/queries/registry-listings.ts";
import type { Tier } from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import { browseRegister } from "#domain/institutions/browse-register.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import { type BrowseQuery, readDay, readPlace } from "#domain/registry/browse-query.ts";
import type { RegistryKind, SubjectKind } from "#domain/registry/entry.ts";
import type { AgencyName } from "#domain/registry/number-answer.ts";
import { readSearchText } from "#domain/registry/search-text.ts";
import type { Runtime } from "../runtime.ts";
import { agencyName } from "./look-up-number.ts";
import { type Freshness, freshnessOf, readPublished } from "./read-published.ts";

export type BrowsedEntry = Omit<Listing, "agencyId" | "institutionId"> & {
  /** Null for an institution that the register does not name. */
  readonly institution: { readonly legalName: string; readonly englishName: string | null } | null;
  readonly authority: AgencyName | null;
};

export type BrowsedRegistry = {
  readonly rows: readonly BrowsedEntry[];
  /** How many there are, counted no further than `MOST_COUNTED`; the count is `over` where it ends. */
  readonly total: { readonly value: number; readonly isOver: boolean };
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly freshness: Freshness;
};

/** `private`: the text is a private number, which no list holds; it belongs into the look-up, not into an address. */
export type BrowseAnswer =
  | { readonly state: "private" }
  | { readonly state: "found"; readonly found: BrowsedRegistry };

type BrowseRuntime = Pick<Runtime, "db" | "registry" | "register" | "clock">;

const PAGE_SIZE = 30;
const MOST_COUNTED = 1_000;
/** A text that is part of more names than this is no search for one of them. */
const MOST_INSTITUTIONS = 500;
/** Kinds that are a whole number of somebody; part of a number is looked for among the public ones. */
const WHOLE_NUMBERS: ReadonlySet<string> = new Set(["mobile", "fixed", "fixed_unlisted", "intl"]);

/** A page of what is public and in force. Throws `unavailable` when the database is away. */
export async function browseRegistry(runtime: BrowseRuntime, query: BrowseQuery): Promise<BrowseAnswer> {
  const { db, register, clock } = runtime;
  const now = clock.now();
  const filter = filterOf(runtime, query);
  const isBackwards = query.before !== "";
  const place = readPlace(isBackwards ? query.before : query.after);
  const read = await readPublished(runtime, async () => {
    const page = { now, place, isBackwards, limit: PAGE_SIZE + 1, most: MOST_COUNTED + 1 };
    const found = await listListings(db.open, filter, page);
    const isPrivate =
      found.total === 0 && isPrivateNumber(query.text) && !(await isListed(runtime, filter, now));
    return { ...found, isPrivate };
  });
  if (!read) throw new AppError("unavailable", "registry-away");
  if (read.value.isPrivate) return { state: "private" };
  const { listings, total } = read.value;
  const hasMore = listings.length > PAGE_SIZE;
  // Read backwards, the row too many is the first one.
  const rows = isBackwards && hasMore ? listings.slice(1) : listings.slice(0, PAGE_SIZE);
  return {
    state: "found",
    found: {
      rows: rows.map(({ agencyId, institutionId, ...row }) => {
        const institution = institutionId === null ? null : register.byId(institutionId);
        return {
          ...row,
          institution: institution && {
            legalName: institution.legalName,
            englishName: institution.englishName,
          },
          authority: agencyName(runtime, agencyId),
        };
      }),
      total: { value: Math.min(total, MOST_COUNTED), isOver: total > MOST_COUNTED },
      hasNext: isBackwards ? rows.length > 0 : hasMore,
      hasPrevious: isBackwards ? hasMore : place !== null,
      freshness: freshnessOf(runtime),
    },
  };
}

const orNull = <T extends string>(value: string) => (value === "" ? null : (value as T));

function filterOf({ register, clock }: BrowseRuntime, query: BrowseQuery): ListingFilter {
  const text = query.text === "" ? null : readSearchText(query.text);
  const named =
    text === null
      ? []
      : browseRegister(register.all(), {
          text: query.text,
          class: null,
          region: null,
          licence: null,
          on: clock.now().toISOString().slice(0, 10),
        });
  return {
    kind: orNull<RegistryKind>(query.kind),
    subjectKind: orNull<SubjectKind>(query.subject),
    tier: orNull<Tier>(query.tier),
    ground: orNull(query.ground),
    agencyId: register.agencies().find(({ code }) => code === query.agency)?.id ?? null,
    status: orNull<"active" | "under_appeal">(query.status),
    listedSince: readDay(query.since),
    search: text && { text, institutionIds: named.slice(0, MOST_INSTITUTIONS).map(({ id }) => id) },
  };
}

function isPrivateNumber(text: string): boolean {
  if (text === "") return false;
  const { kind, visibility } = normaliseNumber(text);
  return visibility === "restricted" && WHOLE_NUMBERS.has(kind);
}

/** A private number that a decision made public is listed, whatever the other filters say. */
async function isListed({ db }: BrowseRuntime, { search }: ListingFilter, now: Date): Promise<boolean> {
  return search !== null && hasListing(db.open, search, now);
}
