import { CLASSES, type InstitutionCells } from "./cells.ts";

/** Complaints are compared with those reviewed among the months this near. */
export const NEAR_MONTHS = 6;
/** Reviews that an institution's share of upheld ones borrows from its peers'. */
export const BORROWED = 5;
/** Standard deviations in doubt's favour of the complaints: about one honest institution in twenty is touched, a little. */
export const MARGIN = 1.645;
/** Nobody can talk an institution's complaints away by complaining of it badly. */
export const LEAST_SHARE = 0.25;

/** Sums of a row over the months near each month, class by class. */
function near(row: Float64Array, months: number): Float64Array {
  const sums = new Float64Array(row.length);
  for (let c = 0; c < CLASSES; c++)
    for (let month = 0; month < months; month++)
      for (let m = Math.max(0, month - NEAR_MONTHS); m <= Math.min(months - 1, month + NEAR_MONTHS); m++) {
        const place = month * CLASSES + c;
        sums[place] = (sums[place] ?? 0) + (row[m * CLASSES + c] ?? 0);
      }
  return sums;
}

/**
 * The share at which complaints that nobody reviewed count, by place: what stands of the reviewed ones of that
 * institution, class and time, against what stands elsewhere. Never above 1. A beta-binomial mean that leans on
 * the others, with a margin, so that few reviews prove nothing.
 */
export function doubtOf(institutions: readonly InstitutionCells[], months: number): readonly Float64Array[] {
  const own = institutions.map(({ upheld, rejected }) => ({
    upheld: near(upheld, months),
    rejected: near(rejected, months),
  }));
  const places = months * CLASSES;
  const allUpheld = new Float64Array(places);
  const allRejected = new Float64Array(places);
  for (const { upheld, rejected } of own)
    for (let p = 0; p < places; p++) {
      allUpheld[p] = (allUpheld[p] ?? 0) + (upheld[p] ?? 0);
      allRejected[p] = (allRejected[p] ?? 0) + (rejected[p] ?? 0);
    }
  return own.map(({ upheld, rejected }) =>
    upheld.map((yes, p) => {
      const no = rejected[p] ?? 0;
      if (no === 0) return 1;
      // Half a complaint each way, so that the others' share is never nought.
      const othersYes = (allUpheld[p] ?? 0) - yes + 0.5;
      const usual = othersYes / (othersYes + (allRejected[p] ?? 0) - no + 0.5);
      const reviews = yes + no + BORROWED;
      const mean = (yes + BORROWED * usual) / reviews;
      const top = mean + MARGIN * Math.sqrt((mean * (1 - mean)) / (reviews + 1));
      return Math.min(1, Math.max(LEAST_SHARE, top / usual));
    }),
  );
}
