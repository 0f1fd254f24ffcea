const DAY_MS = 86_400_000;

/** Days since 1970 of a date YYYY-MM-DD. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** YYYY-MM-DD of so many days since 1970. */
export const dayName = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** The day before the one that a moment falls on in China: the last that is over. */
export function lastWholeDay(now: Date): string {
  return dayName(Math.floor((now.getTime() + 8 * 3_600_000) / DAY_MS) - 1);
}

/** Months since the year nought of a date. */
export const monthNumber = (day: string): number =>
  Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** First day of a month. */
export const monthStart = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}-01`;
