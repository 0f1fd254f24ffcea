import type { Random } from "./random.ts";

/** China keeps one zone without summer time, so its wall clock is UTC plus eight hours all year. */
const ZONE_MS = 8 * 3_600_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Wall-clock time in China with its offset, to the second: 2026-02-01T14:05:00+08:00. */
export function localIso(ms: number): string {
  return `${new Date(ms + ZONE_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Calendar day in China, YYYY-MM-DD. */
export const localDate = (ms: number): string => new Date(ms + ZONE_MS).toISOString().slice(0, 10);

const hourOf = (ms: number): number => new Date(ms + ZONE_MS).getUTCHours();
const weekdayOf = (ms: number): number => new Date(ms + ZONE_MS).getUTCDay();

/** First days (YYYY-MM-01) of the `count` calendar months that end with the month of `until`, oldest first. */
export function monthStarts(until: number, count: number): readonly string[] {
  const end = new Date(until + ZONE_MS);
  return Array.from({ length: count }, (_, i) => {
    const month = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - (count - 1 - i), 1));
    return month.toISOString().slice(0, 10);
  });
}

/** The instant a calendar day (YYYY-MM-DD) begins in China. */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - ZONE_MS;

/** `until` is a day (its end is meant) or an instant. Throws RangeError on anything else. */
export function parseUntil(until: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(until) ? startOfDay(until) + DAY_MS : Date.parse(until);
  if (Number.isNaN(ms)) throw new RangeError(`until is no ISO date: ${until}`);
  return ms;
}

/** How many calls fall into each hour of the day: office hours, a second wave after supper, few at night. */
const CALL_HOURS = [2, 1, 1, 1, 1, 1, 3, 9, 30, 62, 70, 55, 28, 34, 58, 66, 64, 52, 40, 46, 38, 22, 9, 4];
const CALL_WEEKDAYS = [0.55, 1.05, 1.1, 1.1, 1.05, 1, 0.7];
const BUSIEST = 70 * 1.1;
const NIGHT_HOURS = [22, 23, 23, 0, 0, 1, 2, 5, 6, 6, 7] as const;

/** An instant in [from, to) with the daily and weekly rhythm of calls; `isNight` keeps to 22:00-8:00. */
export function drawCallTime(random: Random, from: number, to: number, isNight = false): number {
  let at = from;
  for (let tries = 0; tries < 40; tries++) {
    at = Math.floor(from + random.next() * (to - from));
    if (isNight) {
      const shifted = at + (random.pick(NIGHT_HOURS) - hourOf(at)) * HOUR_MS;
      if (shifted >= from && shifted < to) return shifted;
    } else if (
      random.next() * BUSIEST <
      (CALL_HOURS[hourOf(at)] ?? 1) * (CALL_WEEKDAYS[weekdayOf(at)] ?? 1)
    ) {
      return at;
    }
  }
  return at;
}

/** When somebody gets round to reporting what happened at `at`: hours later for most, days for some. */
export function drawReportTime(random: Random, at: number, until: number): number {
  const delay = Math.min(9 * DAY_MS, Math.exp(Math.log(2.5) + 1.3 * random.normal()) * HOUR_MS);
  const latest = until - at;
  // Nobody reports after the last day of the data: what would come later is drawn from the time that is left.
  return Math.floor(at + (delay < latest ? delay : Math.max(1, latest * random.next())));
}
