import type { RatingMethod } from "../bundle.ts";
import {
  addAt,
  CLASSES,
  emptyCells,
  fillCells,
  type InstitutionCells,
  largestCluster,
  type StratumCells,
} from "./cells.ts";
import { isEligible, onePerEpisode, type Weighed, weigh } from "./complaints.ts";
import { addExposures, type Exposure, NO_EXPOSURE, type Span, settleExposure } from "./exposures.ts";
import { monthIndex } from "./months.ts";
import { decays } from "./sums.ts";
import type {
  Evidence,
  EvidenceComplaint,
  EvidenceExposure,
  EvidenceHandling,
  EvidenceInstitution,
  HeldCluster,
} from "./types.ts";

/** Everything about one institution, before anything is limited. */
export type Gathered = {
  readonly institution: EvidenceInstitution;
  /** All complaints known at the cutoff, up to the last month. */
  readonly rows: readonly EvidenceComplaint[];
  /** Those that count, from the lead on, and not from before the size is known. */
  readonly weighed: readonly Weighed[];
  readonly clusters: readonly HeldCluster[];
  readonly exposure: Exposure;
  readonly cells: InstitutionCells;
  readonly handling: readonly EvidenceHandling[];
};

/** Follows the mergers in force to the institution that has everything now. */
function createSuccession(evidence: Evidence): (id: string) => string {
  const next = new Map<string, string>();
  for (const { from, to, month } of evidence.mergers)
    if (monthIndex(month) <= monthIndex(evidence.month)) next.set(from, to);
  return (id) => {
    let last = id;
    const seen = new Set([id]);
    for (let to = next.get(last); to !== undefined; to = next.get(last)) {
      if (seen.has(to)) throw new RangeError(`The mergers of ${id} go round in a circle.`);
      seen.add(to);
      last = to;
    }
    return last;
  };
}

/** A complaint once for every institution it counts for: the one named, and the lender which that one acted for. */
function charge(complaint: EvidenceComplaint, successorOf: (id: string) => string): EvidenceComplaint[] {
  const institutionId = successorOf(complaint.institutionId);
  const principalId = complaint.principalId === null ? null : successorOf(complaint.principalId);
  if (principalId === null || principalId === institutionId) return [{ ...complaint, institutionId }];
  // The stratum is that of the loan, so it is the lender's; an agent's own complaints go where its accounts are.
  return [
    { ...complaint, institutionId, stratum: null },
    { ...complaint, institutionId: principalId },
  ];
}

/** Where complaints of unknown product go: by decayed exposure; without any, to the home stratum. */
function sharesOf(exposure: Exposure, home: string, weights: Float64Array): ReadonlyMap<string, number> {
  const sizes = [...exposure.byStratum]
    .map(
      ([stratum, accounts]) =>
        [stratum, accounts.reduce((sum, value, month) => sum + value * (weights[month] ?? 0), 0)] as const,
    )
    .filter(([, size]) => size > 0);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  return total > 0 ? new Map(sizes.map(([stratum, size]) => [stratum, size / total])) : new Map([[home, 1]]);
}

/** People whose complaint a person rejected or upheld, by month and class. */
function decided(rows: readonly EvidenceComplaint[], span: Span): Float64Array {
  const counts = new Float64Array((span.last - span.first + 1) * CLASSES);
  for (const { month, severityClass } of rows)
    addAt(counts, (monthIndex(month) - span.first) * CLASSES + severityClass, 1);
  return counts;
}

function cellsOf(
  institution: EvidenceInstitution,
  exposure: Exposure,
  weighed: readonly Weighed[],
  rejected: readonly EvidenceComplaint[],
  span: Span,
  method: Pick<RatingMethod, "windowMonths" | "halfLifeMonths" | "weights">,
): InstitutionCells {
  const months = span.last - span.first + 1;
  const weights = decays(months, method.windowMonths, method.halfLifeMonths);
  const shares = sharesOf(exposure, institution.homeStratum, weights);
  // Where the size is known, a product without accounts of its own is shared out too: not telling a size must not pay.
  const named = exposure.source === null ? weighed.flatMap(({ complaint }) => complaint.stratum ?? []) : [];
  const ids = [...new Set([...shares.keys(), ...named])].sort();
  const strata = new Map<string, StratumCells>(
    ids.map((id) => [id, emptyCells(id, exposure.byStratum.get(id) ?? new Float64Array(months))]),
  );
  const cluster = largestCluster(
    weighed,
    (one) => one.weight * method.weights[one.complaint.severityClass] * (weights[one.at - span.first] ?? 0),
  );
  fillCells(strata, shares, weighed, span.first, cluster);
  const upheld = weighed.flatMap(({ complaint }) => (complaint.standing === "upheld" ? complaint : []));
  return {
    id: institution.id,
    strata: [...strata.values()],
    upheld: decided(upheld, span),
    rejected: decided(rejected, span),
  };
}

function settleOwn(
  evidence: Evidence,
  id: string,
  filings: readonly EvidenceExposure[],
  openings: ReadonlyMap<string, string | null>,
  span: Span,
): Exposure {
  const window = { first: span.last - evidence.method.windowMonths + 1, last: span.last };
  const ended = new Map(evidence.mergers.map(({ from, month }) => [from, monthIndex(month) - 1]));
  let total = NO_EXPOSURE;
  for (const [own, ofOne] of Map.groupBy(filings, ({ institutionId }) => institutionId)) {
    const opened = openings.get(own) ?? null;
    const openedAt = opened === null ? null : monthIndex(opened);
    const filledUntil = own === id ? span.last : (ended.get(own) ?? span.last);
    total = addExposures(total, settleExposure(ofOne, span, window, openedAt, filledUntil));
  }
  return total;
}

/** Puts the rows of each institution that still is one together, in the order of ids. */
export function gather(evidence: Evidence, span: Span): readonly Gathered[] {
  const { asOf, method } = evidence;
  const successorOf = createSuccession(evidence);
  const openings = new Map(evidence.institutions.map(({ id, openedIn }) => [id, openedIn]));
  const isKnown = (id: string): boolean => openings.has(successorOf(id));
  const stranger = evidence.complaints.find(({ institutionId }) => !isKnown(institutionId));
  if (stranger)
    throw new RangeError(`A complaint names an institution that is not listed: ${stranger.institutionId}`);

  const charged = evidence.complaints
    .filter(({ at, month }) => at <= asOf && monthIndex(month) <= span.last)
    .flatMap((complaint) => charge(complaint, successorOf));
  const rowsOf = Map.groupBy(charged, ({ institutionId }) => institutionId);
  const filingsOf = Map.groupBy(
    evidence.exposures.filter(({ filedAt }) => filedAt <= asOf),
    ({ institutionId }) => successorOf(institutionId),
  );
  const handlingOf = Map.groupBy(evidence.handling, ({ institutionId }) => successorOf(institutionId));
  return evidence.institutions
    .filter(({ id }) => successorOf(id) === id)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((institution) => {
      const { id } = institution;
      const rows = rowsOf.get(id) ?? [];
      const exposure = settleOwn(evidence, id, filingsOf.get(id) ?? [], openings, span);
      const from = Math.max(span.first, exposure.from);
      const inSpan = rows.filter(({ month }) => monthIndex(month) >= from);
      const { weighed, clusters } = weigh(onePerEpisode(inSpan.filter(isEligible), method.weights));
      const rejected = inSpan.filter(
        ({ standing, isVerified, isTriaged }) => standing === "rejected" && isVerified && isTriaged,
      );
      const cells = cellsOf(
        institution,
        exposure,
        weighed,
        onePerEpisode(rejected, method.weights),
        span,
        method,
      );
      const handling = (handlingOf.get(id) ?? []).filter(({ month }) => monthIndex(month) <= span.last);
      return { institution, rows, weighed, clusters, exposure, cells, handling };
    });
}
