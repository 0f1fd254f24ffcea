import { type Change, changeOf, type Told } from "#domain/trends/told.ts";
import { dimensionLabel } from "#domain/trends/trend-labels.ts";
import { type Dimension, type TrendQuery, trendSearch } from "#domain/trends/trend-query.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatNumber, type Translate } from "#messages/translate.ts";

export type Words = { readonly locale: Locale; readonly t: Translate };

export const TRENDS_PATH = "/trends";

/** The page with another choice: the whole state is in the address. */
export function trendsHref(locale: Locale, query: TrendQuery): string {
  return localeHref(locale, `${TRENDS_PATH}${trendSearch(query)}`);
}

export function valueName(locale: Locale, dimension: Dimension, value: string): string {
  const { zh, en } = dimensionLabel(dimension, value);
  return locale === "en" ? en : zh;
}

export function toldText({ locale, t }: Words, told: Told | "unknown"): string {
  if (told === "unknown") return t("trends.none");
  return told === null ? t("trends.few") : formatNumber(locale, told);
}

/** In words; the sign is beside it, never a colour alone. */
export function changeText(t: Translate, change: Change): string {
  return change.kind === "up" || change.kind === "down"
    ? t(`trends.change.${change.kind}`, { percent: change.percent })
    : t(`trends.change.${change.kind}`);
}

export function changeBetween(t: Translate, now: Told, before: Told | "unknown"): string {
  return changeText(t, changeOf(now, before));
}
