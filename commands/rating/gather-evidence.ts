import type { Sql, Tx } from "#db/client.ts";
import { listHeldInstitutions } from "#db/queries/integrity-holds.ts";
import {
  listFilings,
  listMergers,
  listRatedInstitutions,
  listRatingEvidence,
  type RatedInstitution,
  RECORDED_SOURCES,
  type StoredEvidence,
  type StoredFiling,
} from "#db/queries/rating-evidence.ts";
import { listPreviousLetters } from "#db/queries/ratings.ts";
import { type Severity, severityClass } from "#domain/complaints/severity.ts";
import {
  type ExposureSource,
  type Letter,
  type RatingMethod,
  SEVERITY_CLASSES,
} from "#domain/rating/bundle.ts";
import { LEAD_MONTHS } from "#domain/rating/evidence/build-inputs.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import type {
  Evidence,
  EvidenceComplaint,
  EvidenceExposure,
  EvidenceHandling,
  EvidenceInstitution,
} from "#domain/rating/evidence/types.ts";
import { handlingOf, standingOf } from "./standing.ts";
import { type Stratum, strataOf, stratumOf, withoutDoubles } from "./strata.ts";

export type Gathered = {
  readonly evidence: Evidence;
  readonly strata: readonly Stratum[];
  /** What each complaint is about, by its id. */
  readonly matters: ReadonlyMap<string, string>;
};
export type Asked = {
  /** The last month counted, YYYY-MM. */
  readonly month: string;
  readonly asOf: Date;
  readonly method: RatingMethod;
};

/** The instant a month (YYYY-MM) begins in China. */
export const monthStart = (month: string): Date => new Date(`${month}-01T00:00:00+08:00`);

/** Everything that the ratings of one month rest on, as it was known at `asOf`, from one consistent view. */
export async function gatherEvidence(sql: Sql | Tx, { month, asOf, method }: Asked): Promise<Gathered> {
  const last = monthIndex(month);
  const first = monthName(last - method.windowMonths - LEAD_MONTHS + 1);
  const monthEnd = monthStart(monthName(last + 1));
  const [stored, filings, mergers, previous, held] = await Promise.all([
    listRatingEvidence(sql, { from: monthStart(first), to: monthEnd, asOf }),
    listFilings(sql, { first, last: month, asOf }),
    listMergers(sql),
    listPreviousLetters(sql, { month: monthName(last - 1), method: method.version, asOf }),
    listHeldInstitutions(sql, { asOf }),
  ]);
  const ids = new Set([
    ...stored.flatMap(({ institutionId, principalId }) => [
      institutionId,
      ...(principalId ? [principalId] : []),
    ]),
    ...filings.map(({ institutionId }) => institutionId),
    ...mergers.flatMap(({ from, into }) => [from, into]),
  ]);
  const institutions = await listRatedInstitutions(sql, [...ids].sort(), { monthEnd, asOf });
  const allHeld = withSuccessors(held, mergers, month);
  const classOf = new Map(institutions.map((one) => [one.id, one.class]));
  const exposures = withoutDoubles(filings).map((filing) =>
    exposureOf(filing, classOf.get(filing.institutionId)),
  );
  const split = new Set(exposures.map(({ institutionId, stratum }) => `${institutionId}|${stratum}`));
  const strata = strataOf([...classOf.values(), ...exposures.map(({ stratum }) => stratum)]);
  return {
    strata,
    matters: new Map(stored.map(({ id, matter }) => [id, matter])),
    evidence: {
      month,
      asOf,
      method,
      drift: previous.drift,
      institutions: institutions.map((one) => institutionOf(one, previous.letters, allHeld)),
      mergers: mergers.map(({ from, into, since }) => ({ from, to: into, month: since.slice(0, 7) })),
      complaints: stored.map((one) => complaintOf(one, classOf, split, asOf)),
      exposures,
      handling: handlingRows(stored, { first, month, asOf }),
    },
  };
}

function institutionOf(
  { id, class: homeStratum, openedIn, isSanctioned, isRevoked }: RatedInstitution,
  previous: ReadonlyMap<string, { readonly letter: Letter | null; readonly ruled: Letter | null }>,
  held: ReadonlyMap<string, string>,
): EvidenceInstitution {
  return {
    id,
    homeStratum,
    openedIn,
    sanctions: { serious: isSanctioned, revoked: isRevoked },
    integrityHold: held.get(id) ?? null,
    previous: previous.get(id) ?? { letter: null, ruled: null },
  };
}

/** Whose figures are held back is so still after another took it over. `mergers` lie in the order of their days. */
function withSuccessors(
  held: ReadonlyMap<string, string>,
  mergers: readonly { readonly from: string; readonly into: string; readonly since: string }[],
  month: string,
): ReadonlyMap<string, string> {
  const all = new Map(held);
  for (const { from, into, since } of mergers) {
    const code = all.get(from);
    if (code !== undefined && since.slice(0, 7) <= month && !all.has(into)) all.set(into, code);
  }
  return all;
}

function exposureOf({ product, source, ...filing }: StoredFiling, kind = "other"): EvidenceExposure {
  return { ...filing, stratum: stratumOf(kind, product), source: source as ExposureSource };
}

/** What people say of themselves on the page and to the open API. Nobody has checked it, so it is no verification. */
const SELF_DECLARED: ReadonlySet<string> = new Set(["web", "api"]);
/** Modes in which an organisation or another portal passes on a report that somebody stands behind with number or name. */
const VERIFIED: ReadonlySet<string> = new Set([
  "verified_phone",
  "real_name",
  "on_behalf",
  "bulk_from_organisation",
]);

function complaintOf(
  one: StoredEvidence,
  classOf: ReadonlyMap<string, string>,
  split: ReadonlySet<string>,
  asOf: Date,
): EvidenceComplaint {
  // Of the lender that an agent acted for, where it did: the loan is that one's.
  const lender = one.principalId ?? one.institutionId;
  const leaf = stratumOf(classOf.get(lender) ?? "other", one.product ?? "all");
  const standing = standingOf(one, asOf);
  const isRecorded = RECORDED_SOURCES.includes(one.source);
  return {
    id: one.id,
    institutionId: one.institutionId,
    principalId: one.principalId,
    stratum: one.product !== null && split.has(`${lender}|${leaf}`) ? leaf : null,
    month: one.month,
    severityClass: SEVERITY_CLASSES.indexOf(severityClass(one.severity as Severity)) as 0 | 1 | 2,
    person: one.person,
    at: one.receivedAt,
    standing,
    isVerified: (VERIFIED.has(one.mode) && !SELF_DECLARED.has(one.source)) || one.isConfirmed,
    isTriaged: one.isAccepted || isRecorded,
    clusters: [
      ...(one.textGroup ? [`text:${one.textGroup}`] : []),
      ...(one.network ? [`network:${one.network}`] : []),
    ],
    isReviewed: one.review === "released",
  };
}

/** Whole numbers by institution and the month in which it was asked. */
function handlingRows(
  stored: readonly StoredEvidence[],
  { first, month, asOf }: { readonly first: string; readonly month: string; readonly asOf: Date },
): EvidenceHandling[] {
  const rows = new Map<string, { -readonly [Name in keyof EvidenceHandling]: EvidenceHandling[Name] }>();
  for (const one of stored) {
    const handled = handlingOf(one, asOf);
    const askedIn = one.askedAt && monthOf(one.askedAt);
    if (!handled || !askedIn || askedIn < first || askedIn > month) continue;
    const name = `${one.institutionId}|${askedIn}`;
    const row = rows.get(name) ?? {
      institutionId: one.institutionId,
      month: askedIn,
      asked: 0,
      inTime: 0,
      answered: 0,
      resolved: 0,
      reopened: 0,
    };
    rows.set(name, row);
    for (const field of ["asked", "inTime", "answered", "resolved", "reopened"] as const)
      row[field] += handled[field];
  }
  return [...rows.values()];
}

/** YYYY-MM of an instant in China. */
export const monthOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 7);
