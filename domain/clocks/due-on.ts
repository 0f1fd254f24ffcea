import type { ClockPreset } from "./presets.ts";

const DAY_MS = 86_400_000;
const OFFSET_MS = 8 * 3_600_000;

/**
 * The last day of a limit that starts at an instant, `YYYY-MM-DD` in China. The first day is not counted. Working days
 * are Monday to Friday: public holidays are decided year by year and are not known here, so a page that shows the date
 * has to say that they put it off.
 */
export function dueOn({ days, dayKind }: Pick<ClockPreset, "days" | "dayKind">, from: Date): string {
  let day = Math.floor((from.getTime() + OFFSET_MS) / DAY_MS);
  for (let left = days; left > 0; left -= 1) {
    day += 1;
    while (dayKind === "working" && isWeekend(day)) day += 1;
  }
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day 0 is Thursday, 1 January 1970. */
function isWeekend(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** The instant a last day (`YYYY-MM-DD` in China) is over. */
export const endOfDay = (day: string): Date => new Date(Date.parse(`${day}T00:00:00+08:00`) + DAY_MS);

/** So many calendar months later by the calendar of China; a day that the month does not have becomes its last. */
export function addMonths(from: Date, months: number): Date {
  const local = new Date(from.getTime() + OFFSET_MS);
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() + months);
  const last = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  local.setUTCDate(Math.min(day, last));
  return new Date(local.getTime() - OFFSET_MS);
}
