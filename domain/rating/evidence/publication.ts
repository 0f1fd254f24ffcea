import type { InstitutionInput } from "../bundle.ts";
import { CLASSES, type InstitutionCells, perClass } from "./cells.ts";
import type { Weighed } from "./complaints.ts";
import { monthIndex, monthName } from "./months.ts";
import type { EvidenceComplaint } from "./types.ts";

/** A month is told from so many people on. */
const LEAST_PERSONS = 10;
const COUNTED_MONTHS = 12;

/** Whole numbers of the last twelve months: what was received and read, and how much of it was decided and upheld. */
export function countRows(rows: readonly EvidenceComplaint[], lastMonth: number): InstitutionInput["counts"] {
  const recent = rows.filter(
    ({ month, standing, isTriaged }) =>
      isTriaged &&
      standing !== "duplicate" &&
      standing !== "not_customer_spoof" &&
      monthIndex(month) > lastMonth - COUNTED_MONTHS,
  );
  const upheld = recent.filter(({ standing }) => standing === "upheld").length;
  const rejected = recent.filter(({ standing }) => standing === "rejected").length;
  return { received: recent.length, decided: upheld + rejected, upheld };
}

/** People behind what counts, rounded down: one of many like reports, or of a held month, is less than a person. */
export function countPersons(weighed: readonly Weighed[], shareOf: (one: Weighed) => number): number {
  const parts = new Map<string, number>();
  for (const one of weighed) {
    const { person } = one.complaint;
    parts.set(person, (parts.get(person) ?? 0) + (one.isReviewed ? 1 : one.heads * shareOf(one)));
  }
  let sum = 0;
  for (const part of parts.values()) sum += Math.min(1, part);
  // A root squared falls short of its whole number by the last digit.
  return Math.floor(sum + 1e-9);
}

/**
 * Months in which ten people or more complained. A lone month below that is hidden beside the smallest other one of its
 * half, or it could be had by taking those told from the half's sum.
 */
export function tellMonths(
  cells: InstitutionCells,
  share: Float64Array,
  weighed: readonly Weighed[],
  span: { readonly first: number; readonly windowFirst: number; readonly middle: number },
): InstitutionInput["cells"] {
  const persons = new Map<number, Set<string>>();
  for (const { at, complaint } of weighed) {
    const own = persons.get(at) ?? new Set<string>();
    persons.set(at, own.add(complaint.person));
  }
  const isNewer = (month: number): boolean => month >= span.middle;
  const months = [...persons]
    .filter(([month]) => month >= span.windowFirst)
    .map(([month, people]) => ({ month, count: people.size }))
    .sort((a, b) => a.month - b.month);
  const told = [false, true].flatMap((newer) => {
    const half = months.filter(({ month }) => isNewer(month) === newer);
    const large = half.filter(({ count }) => count >= LEAST_PERSONS);
    if (half.length - large.length !== 1) return large;
    const smallest = large.toSorted((a, b) => a.count - b.count || a.month - b.month)[0];
    return large.filter((month) => month !== smallest);
  });
  return told.map(({ month }) => {
    const at = month - span.first;
    const complaints = Array.from({ length: CLASSES }, (_, c) => {
      const p = at * CLASSES + c;
      return cells.strata.reduce(
        (sum, slot) => sum + (slot.reviewedWeight[p] ?? 0) + (share[p] ?? 1) * (slot.openWeight[p] ?? 0),
        0,
      );
    });
    const isSizeKnown = cells.strata.some(({ accounts }) => accounts.some((value) => value > 0));
    return {
      month: monthName(month),
      accounts: isSizeKnown ? cells.strata.reduce((sum, { accounts }) => sum + (accounts[at] ?? 0), 0) : null,
      complaints: perClass(complaints),
    };
  });
}
