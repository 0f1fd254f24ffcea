import type { InstitutionClass } from "./classes.ts";
import { foldName } from "./fold-name.ts";
import { licenceStanding } from "./licence-standing.ts";
import type { Day, LicenceStatus } from "./types.ts";

type Browsable = {
  readonly id: string;
  readonly code: string | null;
  readonly uscc: string | null;
  readonly regulatorCode: string | null;
  readonly legalName: string;
  readonly englishName: string | null;
  readonly names: readonly { readonly name: string }[];
  readonly class: InstitutionClass;
  readonly region: string | null;
  readonly licences: readonly { readonly status: LicenceStatus; readonly expiresOn: Day | null }[];
};

/** `lost` is every licence that no longer holds: suspended, expired, given back or revoked. */
export const LICENCE_FILTERS = ["valid", "lost", "none"] as const;
export type LicenceFilter = (typeof LICENCE_FILTERS)[number];

export type RegisterFilter = {
  /** Part of a name, or a whole code; empty takes all. */
  readonly text: string;
  readonly class: InstitutionClass | null;
  /** A province, GB/T 2260. */
  readonly region: string | null;
  readonly licence: LicenceFilter | null;
  readonly on: Day;
};

/** What of the register a filter lets through, in the register's order. About 2 ms for 5,000 institutions. */
export function browseRegister<Row extends Browsable>(
  institutions: readonly Row[],
  { text, class: wanted, region, licence, on }: RegisterFilter,
): readonly Row[] {
  const asked = text.trim();
  const folded = foldName(asked);
  return institutions.filter(
    (row) =>
      (wanted === null || row.class === wanted) &&
      (region === null || row.region?.slice(0, 2) === region.slice(0, 2)) &&
      (licence === null || filterOf(row, on) === licence) &&
      (asked === "" || isNamed(row, asked, folded)),
  );
}

function filterOf({ licences }: Browsable, on: Day): LicenceFilter {
  const standing = licenceStanding(licences, on);
  return standing === "valid" || standing === "none" ? standing : "lost";
}

function isNamed(row: Browsable, asked: string, folded: string): boolean {
  const code = asked.toUpperCase();
  if (row.code === code || row.uscc === code || row.regulatorCode === code) return true;
  return folded !== "" && foldedNames(row).some((name) => name.includes(folded));
}

/** Folding is the dear part of a search; an institution read anew is another object. */
const folds = new WeakMap<Browsable, readonly string[]>();

function foldedNames(row: Browsable): readonly string[] {
  const known = folds.get(row);
  if (known) return known;
  const written = [row.legalName, row.englishName ?? [], row.names.map(({ name }) => name)].flat();
  const names = written.map((name) => foldName(name));
  folds.set(row, names);
  return names;
}

export type RegisterPage<Row> = {
  readonly rows: readonly Row[];
  readonly total: number;
  /** Rows before this page. */
  readonly before: number;
  /** Id to read on after; null on the last page. */
  readonly next: string | null;
  /** Id that the page before follows; empty when that is the first page, null on the first page. */
  readonly previous: string | null;
};

/**
 * The page after the row with id `after`. Keyset: what is registered meanwhile moves no row to another page. `place`
 * is that row even when the filter no longer lets it through; an id nobody knows is the first page.
 */
export function pageOf<Row extends Browsable>(
  rows: readonly Row[],
  { place, size }: { readonly place: Row | null; readonly size: number },
): RegisterPage<Row> {
  const at = place === null ? 0 : rows.findIndex((row) => isAfter(row, place));
  return pageAt(rows, at < 0 ? rows.length : at, size);
}

/** The same for rows in another order than the register's: a place that is no longer among them is the first page. */
export function pageFrom<Row extends Browsable>(
  rows: readonly Row[],
  { place, size }: { readonly place: Row | null; readonly size: number },
): RegisterPage<Row> {
  return pageAt(rows, place === null ? 0 : rows.findIndex(({ id }) => id === place.id) + 1, size);
}

function pageAt<Row extends Browsable>(rows: readonly Row[], start: number, size: number): RegisterPage<Row> {
  const page = rows.slice(start, start + size);
  const isLast = start + size >= rows.length;
  return {
    rows: page,
    total: rows.length,
    before: start,
    next: isLast ? null : (page.at(-1)?.id ?? null),
    previous: start === 0 ? null : (rows[start - size - 1]?.id ?? ""),
  };
}

/** The register is in the order of names, then ids, by code units. */
function isAfter(row: Browsable, place: Browsable): boolean {
  return row.legalName === place.legalName ? row.id > place.id : row.legalName > place.legalName;
}
