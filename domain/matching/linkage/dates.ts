import { editDistance } from "#domain/institutions/edit-distance.ts";

/** Days since 1970-01-01 of YYYYMMDD, NaN when it is no day of the calendar. */
export function dayNumber(digits: string): number {
  const [year, month, day] = [
    Number(digits.slice(0, 4)),
    Number(digits.slice(4, 6)),
    Number(digits.slice(6, 8)),
  ];
  const at = new Date(Date.UTC(year, month - 1, day));
  at.setUTCFullYear(year);
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() / 86_400_000 : Number.NaN;
}

/** One slip of the pen between two dates of eight digits: a digit wrong, two neighbours swapped, or day and month swapped. */
export function isDateSlip(a: string, b: string): boolean {
  if (a.length !== 8 || b.length !== 8) return false;
  const isSwapped =
    a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6);
  return isSwapped || editDistance(a, b, 1) <= 1;
}
