import { LOAN_PRODUCTS } from "#domain/complaints/codes.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { INSTITUTION_CLASSES } from "#domain/institutions/classes.ts";
import { FUNNEL_Z, funnelLimits } from "#domain/rating/funnel-limits.ts";
import { formatCount, formatMonth, formatNumber } from "#messages/translate.ts";
import type { Words } from "./rating-types.ts";

/** 0.62, 12.3: two decimals where they matter. */
export const ratioText = (ratio: number): string => ratio.toFixed(ratio < 10 ? 2 : 1);

/** 38%; never 0% or 100% for what is only close to it. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.005) return "<1%";
  if (share < 1 && share >= 0.995) return ">99%";
  return `${Math.round(100 * share)}%`;
}

/** Weighed complaints have decimals; above ten nobody needs them. */
export function weighedText(locale: Words["locale"], count: number): string {
  return count < 10 ? String(Number(count.toFixed(1))) : formatNumber(locale, count);
}

export const sizeText = (locale: Words["locale"], size: number): string => formatCount(locale, size);

/** `2026-10` as 2026年10月. */
export const monthText = (locale: Words["locale"], month: string): string =>
  formatMonth(locale, `${month}-01`);

/** Whom it was compared with: all lenders, a class of licence, or a product within one. */
export function peersText({ locale, t }: Words, peers: string): string {
  if (peers === "lenders" || peers === "others") return t(`rating.peers.${peers}`);
  const [kind = peers, product] = peers.split(":");
  const words = wordsOf(INSTITUTION_CLASSES, kind, locale);
  return product === undefined ? words : `${words} · ${wordsOf(LOAN_PRODUCTS, product, locale)}`;
}

export type FunnelPlace = "inside" | "above" | "farAbove" | "below" | "farBelow";

/** Whether chance explains where an institution lies. */
export function funnelPlace(
  { ratio, precision }: { readonly ratio: number; readonly precision: number },
  overDispersion: number,
): FunnelPlace {
  const [inner, outer] = FUNNEL_Z.map((z) => funnelLimits(precision, overDispersion, z));
  if (!inner || !outer) return "inside";
  if (ratio > outer.high) return "farAbove";
  if (ratio > inner.high) return "above";
  if (ratio < outer.low) return "farBelow";
  if (ratio < inner.low) return "below";
  return "inside";
}

/** As many of a list sorted by size as lie nearest to one of them, in their order. */
export function nearest<Row>(rows: readonly Row[], at: number, most: number): readonly Row[] {
  const start = Math.max(0, Math.min(at - Math.floor(most / 2), rows.length - most));
  return rows.slice(start, start + most);
}

/** Position on a logarithmic axis, 0..1. */
export function logPlace(value: number, from: number, to: number): number {
  return to <= from ? 0.5 : (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from));
}

/** 1, 2 or 5 times powers of ten within a range: the marks of a logarithmic axis. */
export function logTicks(from: number, to: number): readonly number[] {
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++)
    for (const factor of [1, 2, 5]) {
      const mark = Number((factor * 10 ** power).toPrecision(2));
      if (mark >= from && mark <= to) marks.push(mark);
    }
  const every = Math.ceil(marks.length / 5);
  return marks.filter((_, index) => index % every === 0);
}
