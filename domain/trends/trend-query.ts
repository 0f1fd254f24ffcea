import { CHANNELS, type Channel, MATTERS, type Matter } from "#domain/complaints/codes.ts";
import { PROVINCES, type ProvinceCode } from "#domain/complaints/regions.ts";
import type { SeverityClass } from "#domain/complaints/severity.ts";
import { SEVERITY_CLASSES } from "#domain/rating/bundle.ts";
import { dayName, dayNumber, monthNumber, monthStart } from "./day.ts";

export const PERIODS = ["30d", "90d", "12m", "all"] as const;
export type PeriodName = (typeof PERIODS)[number];
export const STEPS = ["day", "week", "month"] as const;
export type Step = (typeof STEPS)[number];

export const UNKNOWN_REGION = "unknown";
export type Region = ProvinceCode | typeof UNKNOWN_REGION;

/** The values of each dimension, in the order they are listed. */
export const DIMENSIONS = {
  matter: MATTERS.map(({ code }): Matter => code),
  channel: CHANNELS.map(({ code }): Channel => code),
  severity: SEVERITY_CLASSES satisfies readonly SeverityClass[],
  region: [...PROVINCES.map(({ code }): Region => code), UNKNOWN_REGION],
} as const;
export type Dimension = keyof typeof DIMENSIONS;
export const DIMENSION_NAMES = [
  "matter",
  "channel",
  "severity",
  "region",
] as const satisfies readonly Dimension[];

/** What an address asks for; "" is no filter, and days are "" unless somebody chose them. */
export type TrendQuery = {
  readonly period: PeriodName;
  readonly from: string;
  readonly to: string;
  readonly step: Step | "";
  /** What the small lines are drawn by. */
  readonly by: Dimension;
} & Readonly<Record<Dimension, string>>;

export const NO_QUERY: TrendQuery = {
  period: "12m",
  from: "",
  to: "",
  step: "",
  by: "matter",
  matter: "",
  channel: "",
  severity: "",
  region: "",
};
const NAMES = ["period", "from", "to", "step", "matter", "channel", "severity", "region", "by"] as const;

/** Reads an address; a value it does not know asks for nothing. */
export function readTrendQuery(search: Readonly<Record<string, string | string[] | undefined>>): TrendQuery {
  const one = (name: (typeof NAMES)[number]): string => {
    const value = search[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const among = <T extends string>(name: (typeof NAMES)[number], known: readonly T[]): T | undefined =>
    known.find((value) => value === one(name));
  return {
    period: among("period", PERIODS) ?? NO_QUERY.period,
    from: isDay(one("from")) ? one("from") : "",
    to: isDay(one("to")) ? one("to") : "",
    step: among("step", STEPS) ?? "",
    by: among("by", DIMENSION_NAMES) ?? NO_QUERY.by,
    matter: among("matter", DIMENSIONS.matter) ?? "",
    channel: among("channel", DIMENSIONS.channel) ?? "",
    severity: among("severity", DIMENSIONS.severity) ?? "",
    region: among("region", DIMENSIONS.region) ?? "",
  };
}

/** The address's part after the question mark, without what goes without saying; "" for the page as it is opened. */
export function trendSearch(query: TrendQuery): string {
  const search = new URLSearchParams();
  const isByDays = query.from !== "" || query.to !== "";
  for (const name of NAMES) {
    if (query[name] === NO_QUERY[name] || (name === "period" && isByDays)) continue;
    search.set(name, query[name]);
  }
  return search.size > 0 ? `?${search}` : "";
}

export function isDay(text: string): boolean {
  return (
    /^20\d\d-[01]\d-[0-3]\d$/.test(text) &&
    !Number.isNaN(dayNumber(text)) &&
    dayName(dayNumber(text)) === text
  );
}

type Days = { readonly from: string; readonly to: string };

export type Period = Days & {
  readonly days: number;
  /** As many days right before; null where the portal did not count yet. */
  readonly previous: Days | null;
  readonly step: Step;
  /** First days of the steps that lie wholly within, oldest first. */
  readonly steps: readonly Days[];
};

/** Points of a line that can still be told apart on a phone. */
const MOST_STEPS = 120;
/** In days. */
const LENGTH = { day: 1, week: 7 } as const;

/** The days that are meant, among those that were counted: from the first complaint to the last day that is over. */
export function resolvePeriod(query: TrendQuery, counted: Days): Period {
  const { from, to } = daysOf(query, counted);
  const days = dayNumber(to) - dayNumber(from) + 1;
  const previous = {
    from: dayName(dayNumber(from) - days),
    to: dayName(dayNumber(from) - 1),
  };
  const usual: Step = days <= 14 ? "day" : days <= 182 ? "week" : "month";
  const wanted = query.step === "" ? usual : query.step;
  // Finer where there would be no line, coarser where nobody could read it.
  const order: readonly Step[] = [wanted, ...STEPS.toReversed().filter((step) => step !== wanted)];
  const fits = order
    // Counted before they are made: a day each of twenty years would be thousands.
    .filter((step) => step === "month" || Math.floor(days / LENGTH[step]) <= MOST_STEPS)
    .map((step) => ({ step, steps: stepsWithin(from, to, step) }))
    .filter(({ steps }) => steps.length <= MOST_STEPS);
  const chosen = fits.find(({ steps }) => steps.length >= 2) ?? fits.find(({ steps }) => steps.length === 1);
  return {
    from,
    to,
    days,
    previous: previous.from >= counted.from ? previous : null,
    step: chosen?.step ?? "day",
    steps: chosen?.steps ?? [],
  };
}

function daysOf(query: TrendQuery, counted: Days): Days {
  const last = counted.to;
  if (query.from !== "" || query.to !== "") {
    const notAfterLast = (day: string): string => [day, last].sort()[0] ?? last;
    const ends = [query.from || counted.from, query.to || last].map(notAfterLast).sort();
    return { from: ends[0] ?? last, to: ends[1] ?? last };
  }
  if (query.period === "all") return { from: counted.from, to: last };
  if (query.period === "12m") {
    // The day after the same date a year ago; from 29 February on that is 1 March.
    const same = `${Number(last.slice(0, 4)) - 1}${last.slice(4)}`;
    return { from: dayName(dayNumber(isDay(same) ? same : `${same.slice(0, 8)}28`) + 1), to: last };
  }
  return { from: dayName(dayNumber(last) - (query.period === "30d" ? 29 : 89)), to: last };
}

function stepsWithin(from: string, to: string, step: Step): readonly Days[] {
  if (step === "month") {
    const first = from === monthStart(monthNumber(from)) ? monthNumber(from) : monthNumber(from) + 1;
    const steps: Days[] = [];
    for (let month = first; ; month++) {
      const end = dayName(dayNumber(monthStart(month + 1)) - 1);
      if (end > to) return steps;
      steps.push({ from: monthStart(month), to: end });
    }
  }
  // Weeks end with the period, so that the newest is whole.
  const length = LENGTH[step];
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const count = Math.floor((last - first + 1) / length);
  return Array.from({ length: count }, (_, i) => {
    const end = last - (count - 1 - i) * length;
    return { from: dayName(end - length + 1), to: dayName(end) };
  });
}
