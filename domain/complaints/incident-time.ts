import type { CodeOf, Label } from "./label.ts";

/** Mainland China keeps one time all year; law and people alike reckon by it. */
const OFFSET = "+08:00";
const OFFSET_MS = 8 * 3_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How exactly a time is known. `at` is then the start of the span that is meant: the minute, the part of the day,
 * or the day. A made-up middle would turn "in the evening" into a minute nobody said.
 */
export const AT_PRECISIONS = [
  { code: "exact", zh: "准确时间", en: "Exact time" },
  { code: "part_of_day", zh: "大致时段", en: "Part of the day" },
  { code: "day", zh: "只知道日期", en: "Day only" },
] as const satisfies readonly Label[];
export type AtPrecision = CodeOf<typeof AT_PRECISIONS>;

type PartLabel = Label & { readonly fromHour: number; readonly toHour: number };

/** The edges fall on 8:00 and 22:00, so that a part of the day is enough to tell whether a call came at night. */
export const PARTS_OF_DAY = [
  { code: "early_hours", fromHour: 0, toHour: 8, zh: "凌晨到早上 8 点前", en: "Before 8:00 in the morning" },
  { code: "morning", fromHour: 8, toHour: 12, zh: "上午（8 点到 12 点）", en: "Morning, 8:00 to 12:00" },
  {
    code: "afternoon",
    fromHour: 12,
    toHour: 18,
    zh: "下午（12 点到 6 点）",
    en: "Afternoon, 12:00 to 18:00",
  },
  { code: "evening", fromHour: 18, toHour: 22, zh: "傍晚到晚上 10 点前", en: "Evening, 18:00 to 22:00" },
  { code: "night", fromHour: 22, toHour: 24, zh: "晚上 10 点以后", en: "After 22:00" },
] as const satisfies readonly PartLabel[];
export type PartOfDay = CodeOf<typeof PARTS_OF_DAY>;

/** The calendar date in China at an instant, `YYYY-MM-DD`; `days` moves it. */
export function chinaDate(instant: Date, days = 0): string {
  return new Date(instant.getTime() + OFFSET_MS + days * DAY_MS).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD` for numbers that name a real day, else null. */
export function dateOf(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal && year >= 1000 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}

/** Minutes since midnight from what people write: 14:05, 1405, 下午2点05分, 晚上9点半, 2:05 pm. Null when it is no time. */
export function minutesOfDay(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/\s/g, "").toLowerCase();
  const match =
    /^(凌晨|早上|上午|中午|下午|傍晚|晚上)?(\d{1,2})(?:[:.点时](?:(\d{1,2})分?|(半))?)?([ap]m)?$/.exec(
      plain,
    ) ?? /^()(\d{2})(\d{2})()()$/.exec(plain);
  if (!match) return null;
  const [, part = "", hours = "", minutes = "", half = "", noon = ""] = match;
  // A bare "14" could be anything; an hour needs its mark.
  if (/^\d{1,2}$/.test(plain)) return null;
  const minute = half ? 30 : Number(minutes || 0);
  const hour = hourOf(Number(hours), part || noon);
  return hour === null || minute > 59 ? null : hour * 60 + minute;
}

const afternoon = (hour: number) => (hour < 12 ? hour + 12 : hour);

/** What an hour means after each word. 晚上12点 and 晚上1点 belong to the next date, so they are asked again. */
const HOUR_AFTER: Readonly<Record<string, (hour: number) => number | null>> = {
  "": (hour) => hour,
  凌晨: (hour) => (hour === 12 ? 0 : hour < 7 ? hour : null),
  早上: (hour) => (hour < 12 ? hour : null),
  上午: (hour) => (hour <= 12 ? hour : null),
  中午: (hour) => (hour < 4 ? hour + 12 : hour),
  下午: afternoon,
  傍晚: afternoon,
  晚上: (hour) => (hour >= 5 && hour !== 12 ? afternoon(hour) : null),
  am: (hour) => (hour === 12 ? 0 : hour < 12 ? hour : null),
  pm: afternoon,
};

function hourOf(hour: number, word: string): number | null {
  return hour > 23 ? null : (HOUR_AFTER[word]?.(hour) ?? null);
}

/** The `at` of an incident on a day in China, as exactly as it is known. */
export function atOf(known: {
  readonly on: string;
  readonly minutes: number | null;
  readonly part: PartOfDay | null;
}): { readonly at: string; readonly atPrecision: AtPrecision } {
  const clock = (minutes: number) =>
    `${known.on}T${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}:00${OFFSET}`;
  if (known.minutes !== null) return { at: clock(known.minutes), atPrecision: "exact" };
  const part = PARTS_OF_DAY.find((entry) => entry.code === known.part);
  if (part) return { at: clock(part.fromHour * 60), atPrecision: "part_of_day" };
  return { at: clock(0), atPrecision: "day" };
}

/** From when (inclusive) to when (exclusive) an incident may have happened; null when nothing is known. */
export function incidentSpan(incident: {
  readonly at: string | null;
  readonly atPrecision: AtPrecision | null;
}): { readonly from: Date; readonly to: Date } | null {
  if (incident.at === null) return null;
  const at = new Date(incident.at).getTime();
  const midnight = Math.floor((at + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS;
  if (incident.atPrecision === "day") return { from: new Date(midnight), to: new Date(midnight + DAY_MS) };
  if (incident.atPrecision === "part_of_day") {
    const hour = (at - midnight) / HOUR_MS;
    const part = PARTS_OF_DAY.find((entry) => hour >= entry.fromHour && hour < entry.toHour);
    const [from, to] = part ? [part.fromHour, part.toHour] : [0, 24];
    return { from: new Date(midnight + from * HOUR_MS), to: new Date(midnight + to * HOUR_MS) };
  }
  return { from: new Date(at), to: new Date(at + 60_000) };
}
