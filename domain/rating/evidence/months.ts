/** Months as whole numbers: January of the year nought is 0. */
export function monthIndex(month: string): number {
  const found = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (!found) throw new RangeError(`Not a month of the form YYYY-MM: ${month}`);
  return Number(found[1]) * 12 + Number(found[2]) - 1;
}

export function monthName(index: number): string {
  return `${String(Math.floor(index / 12)).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** What is left of a month's weight one month later. */
export const decayOf = (halfLifeMonths: number): number => 2 ** (-1 / halfLifeMonths);
