import type { ReactNode } from "react";
import { createTranslator, type MessageKeys, type NestedKeyOf } from "use-intl/core";
import { EN, type Messages, ZH_CN } from "./catalogue.ts";
import { LOCALES, type Locale } from "./locale.ts";

export type MessageKey = MessageKeys<Messages, NestedKeyOf<Messages>>;
type Value = string | number | Date;
type RichValue = Value | ((chunks: ReactNode) => ReactNode);

/**
 * `t("home.title")` answers the text; `t.rich` also takes functions for tags in the text (`<b>…</b>`).
 * Keys are checked by the compiler, template literals included: `t(`verdict.tone.${tone}`)`.
 */
export type Translate = {
  (key: MessageKey, values?: Record<string, Value>): string;
  rich(key: MessageKey, values: Record<string, RichValue>): ReactNode;
};

const CATALOGUE: Record<Locale, Messages> = { "zh-CN": ZH_CN, en: EN };
const TIME_ZONE = "Asia/Shanghai";
const translators = new Map<Locale, Translate>();

/** One translator a locale for the life of the process: it caches every message it has parsed. */
export function translator(locale: Locale): Translate {
  const known = translators.get(locale);
  if (known) return known;
  const made: Translate = createTranslator({
    locale,
    messages: CATALOGUE[locale],
    timeZone: TIME_ZONE,
  });
  translators.set(locale, made);
  return made;
}

type Clock = Record<"year" | "month" | "day" | "hour" | "minute", string>;

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: TIME_ZONE,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const englishMonth = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long" });

function clockOf(iso: string): Clock {
  const at: Clock = { year: "", month: "", day: "", hour: "", minute: "" };
  for (const { type, value } of clock.formatToParts(new Date(iso))) {
    if (type in at) at[type as keyof Clock] = value;
  }
  // Node writes months and days of this pattern with a leading zero.
  return { ...at, month: String(Number(at.month)), day: String(Number(at.day)) };
}

function monthName(month: string): string {
  return englishMonth.format(new Date(Date.UTC(2000, Number(month) - 1, 1)));
}

/** 2026年2月1日 or 1 February 2026, in Asia/Shanghai. Takes RFC 3339 or YYYY-MM-DD; throws RangeError on anything else. */
export function formatDate(locale: Locale, iso: string): string {
  const { year, month, day } = clockOf(iso);
  return locale === "zh-CN" ? `${year}年${month}月${day}日` : `${day} ${monthName(month)} ${year}`;
}

/** 2026年2月1日 14:05 or 1 February 2026, 14:05, in Asia/Shanghai. Throws RangeError when `iso` is no time. */
export function formatDateTime(locale: Locale, iso: string): string {
  const { hour, minute } = clockOf(iso);
  return `${formatDate(locale, iso)}${locale === "zh-CN" ? " " : ", "}${hour}:${minute}`;
}

/** 2月1日 or 1 Feb: only where the year is plain from its surroundings. */
export function formatDay(locale: Locale, iso: string): string {
  const { month, day } = clockOf(iso);
  return locale === "zh-CN" ? `${month}月${day}日` : `${day} ${monthName(month).slice(0, 3)}`;
}

/** 2026年2月 or February 2026. */
export function formatMonth(locale: Locale, iso: string): string {
  const { year, month } = clockOf(iso);
  return locale === "zh-CN" ? `${year}年${month}月` : `${monthName(month)} ${year}`;
}

function perLocale(options: Intl.NumberFormatOptions): Record<Locale, Intl.NumberFormat> {
  const [zh, en] = LOCALES;
  return { [zh]: new Intl.NumberFormat(zh, options), [en]: new Intl.NumberFormat(en, options) };
}

const whole = perLocale({ maximumFractionDigits: 0 });
const compact = perLocale({ notation: "compact", maximumFractionDigits: 1 });

/** 1,284 */
export function formatNumber(locale: Locale, value: number): string {
  return whole[locale].format(value);
}

/** 1,284 below ten thousand, then 1.2万 or 12.3K. Put the full number into a title or a table beside it. */
export function formatCount(locale: Locale, value: number): string {
  return (Math.abs(value) < 10_000 ? whole : compact)[locale].format(value);
}

/** 38–52; a single number when both ends are the same. */
export function formatInterval(locale: Locale, low: number, high: number): string {
  return low === high
    ? formatNumber(locale, low)
    : `${formatNumber(locale, low)}–${formatNumber(locale, high)}`;
}
