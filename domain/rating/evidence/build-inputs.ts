import type { InstitutionInput } from "../bundle.ts";
import type { CountedComplaint } from "./account.ts";
import { CLASSES } from "./cells.ts";
import type { Weighed } from "./complaints.ts";
import { doubtOf } from "./doubt.ts";
import { type Gathered, gather } from "./gather.ts";
import { countingShares, limitCounts } from "./limits.ts";
import { monthIndex, monthName } from "./months.ts";
import { findPraiseJumps } from "./praise.ts";
import { countPersons, countRows, tellMonths } from "./publication.ts";
import { createSummer, decays } from "./sums.ts";
import type { DoubtedReports, Evidence, EvidenceHandling, ForReview, HeldBin } from "./types.ts";

/** Months before the window that teach what to expect in its first ones. */
export const LEAD_MONTHS = 12;

const HANDLING = ["asked", "inTime", "answered", "resolved", "reopened"] as const;

function sumHandling(
  rows: readonly EvidenceHandling[],
  firstMonth: number,
  weights: Float64Array,
): InstitutionInput["handling"] {
  const sums = { asked: 0, inTime: 0, answered: 0, resolved: 0, reopened: 0 };
  for (const row of rows) {
    const weight = weights[monthIndex(row.month) - firstMonth] ?? 0;
    for (const name of HANDLING) sums[name] += weight * row[name];
  }
  return sums;
}

/** Places of the window where something does not count, with what a reviewer needs to judge it. */
function review(
  { cells, weighed }: Gathered,
  share: Float64Array,
  span: Uint8Array,
  doubt: Float64Array,
  firstMonth: number,
  windowFirst: number,
): { readonly held: readonly HeldBin[]; readonly doubted: readonly DoubtedReports[] } {
  const openAt = Map.groupBy(
    weighed.filter(({ isReviewed, at }) => !isReviewed && at >= windowFirst),
    ({ at, complaint }) => (at - firstMonth) * CLASSES + complaint.severityClass,
  );
  const held: HeldBin[] = [];
  const doubted: DoubtedReports[] = [];
  for (const [place, open] of [...openAt].sort(([a], [b]) => a - b)) {
    const bin = {
      institutionId: cells.id,
      month: monthName(firstMonth + Math.floor(place / CLASSES)),
      severityClass: place % CLASSES,
    };
    const factor = doubt[place] ?? 1;
    if (factor < 1) doubted.push({ ...bin, factor });
    const spanMonths = span[place] ?? 0;
    if (spanMonths === 0) continue;
    const reviewed = cells.strata.reduce((sum, { reviewedHeads }) => sum + (reviewedHeads[place] ?? 0), 0);
    const found = open.reduce((sum, { heads }) => sum + heads, 0);
    held.push({
      ...bin,
      spanMonths,
      found: reviewed + found,
      counted: reviewed + found * (share[place] ?? 1),
      complaintIds: open.map(({ complaint }) => complaint.id).sort(),
    });
  }
  return { held, doubted };
}

/** What a complaint of the window counts after all; `share` is what limits and doubt leave of one not reviewed. */
function countedOf(
  { institution }: Gathered,
  { complaint, at, heads, weight, isReviewed }: Weighed,
  share: number,
  span: Uint8Array,
  firstMonth: number,
): CountedComplaint {
  const { id, month, severityClass, person, standing } = complaint;
  return {
    institutionId: institution.id,
    id,
    month,
    severityClass,
    person,
    standing,
    heads,
    counts: isReviewed ? weight : weight * share,
    isHeld: !isReviewed && (span[(at - firstMonth) * CLASSES + severityClass] ?? 0) > 0,
  };
}

/**
 * The evidence layer: from single complaints, filings and decisions to the aggregates that a rating is computed from,
 * and, for officers only, what is not counted and why. docs/methods/rating-evidence.md tells each step.
 */
export function buildInputs(evidence: Evidence): {
  readonly institutions: readonly InstitutionInput[];
  readonly forReview: ForReview;
} {
  const { method } = evidence;
  const last = monthIndex(evidence.month);
  const months = method.windowMonths + LEAD_MONTHS;
  const first = last - months + 1;
  const windowFirst = last - method.windowMonths + 1;
  const middle = last - Math.floor(method.windowMonths / 2) + 1;
  const gathered = gather(evidence, { first, last });
  const cells = gathered.map((one) => one.cells);
  const doubt = doubtOf(cells, months);
  const limited = limitCounts(cells, months, Math.max(method.driftFallback, evidence.drift ?? 0));
  const shares = countingShares(limited, doubt);
  const sumOf = createSummer(method, months);
  const weights = decays(months, method.windowMonths, method.halfLifeMonths);

  const heldBins: HeldBin[] = [];
  const doubted: DoubtedReports[] = [];
  const counted: CountedComplaint[] = [];
  const institutions = gathered.map((one, i): InstitutionInput => {
    const { institution, exposure, rows } = one;
    const share = shares[i] ?? new Float64Array(months * CLASSES).fill(1);
    const noted = review(
      one,
      share,
      limited[i]?.span ?? new Uint8Array(0),
      doubt[i] ?? share,
      first,
      windowFirst,
    );
    heldBins.push(...noted.held);
    doubted.push(...noted.doubted);
    const shareOf = ({ at, complaint }: Weighed): number =>
      share[(at - first) * CLASSES + complaint.severityClass] ?? 1;
    const inWindow = one.weighed.filter(({ at }) => at >= windowFirst);
    for (const each of inWindow)
      counted.push(countedOf(one, each, shareOf(each), limited[i]?.span ?? new Uint8Array(0), first));
    return {
      id: institution.id,
      exposureSource: exposure.source,
      months: exposure.months,
      ...sumOf(one.cells, share),
      persons: countPersons(inWindow, shareOf),
      counts: countRows(rows, last),
      handling: sumHandling(one.handling, first, weights),
      sanctions: institution.sanctions,
      integrityHold: institution.integrityHold,
      previous: institution.previous,
      cells: tellMonths(one.cells, share, inWindow, { first, windowFirst, middle }),
    };
  });
  return {
    institutions,
    forReview: {
      heldBins,
      doubted,
      counted,
      clusters: gathered.flatMap(({ clusters }) => clusters),
      praiseJumps: gathered.flatMap(({ institution, handling }) =>
        findPraiseJumps(handling.map((row) => ({ ...row, institutionId: institution.id }))),
      ),
    },
  };
}
