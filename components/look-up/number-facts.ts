import { GROUNDS, type Ground } from "#domain/cases/decision.ts";
import { groupDigits } from "#domain/numbers/groups.ts";
import { FLAG_LABELS, KIND_LABELS, type NumberFlag, type NumberKind } from "#domain/numbers/number-kinds.ts";
import type { CountRange, EntryAnswer, NumberAnswer } from "#domain/registry/number-answer.ts";
import type { Locale } from "#messages/locale.ts";
import {
  formatDate,
  formatDateTime,
  formatInterval,
  formatNumber,
  type Translate,
} from "#messages/translate.ts";
import type { Fact } from "../ui/description-list.tsx";

/** Flags that tell the reader something; the others say how the text was read. */
const TOLD_FLAGS: ReadonlySet<string> = new Set<NumberFlag>([
  "overseas",
  "spoof_suspect",
  "impersonates_short_code",
  "plus_without_86",
  "idd_without_86",
  "mvno",
  "satellite",
  "iot",
  "multi_number",
  "sub_number",
]);

const CARRIERS = ["mobile", "unicom", "telecom", "broadcast"] as const;

export function langOf(locale: Locale): "zh" | "en" {
  return locale === "en" ? "en" : "zh";
}

export function groundWords(locale: Locale, t: Translate, grounds: readonly string[]): string {
  return grounds
    .map((ground) => (ground in GROUNDS ? GROUNDS[ground as Ground][langOf(locale)] : ground))
    .join(t("common.separator"));
}

/** 20–49 人, or 1,000 人以上: never a count. */
export function rangeWords(locale: Locale, t: Translate, { from, to }: CountRange): string {
  if (to === null) return t("verdict.sourcesOver", { low: formatNumber(locale, from) });
  return from === to
    ? t("verdict.sourcesExact", { count: from })
    : t("verdict.sources", { low: formatNumber(locale, from), high: formatNumber(locale, to) });
}

/** Who decided, why and for how long: the part of a listing that stands on the card. */
export function entryFacts(locale: Locale, t: Translate, entry: EntryAnswer): Fact[] {
  const { authority, grounds } = entry;
  return [
    ...(grounds.length > 0
      ? [{ term: t("verdict.fact.grounds"), value: groundWords(locale, t, grounds) }]
      : []),
    ...(authority
      ? [{ term: t("verdict.fact.authority"), value: locale === "en" ? authority.nameEn : authority.nameZh }]
      : []),
    {
      term: t("verdict.fact.term"),
      value: t("common.dateRange", {
        from: formatDate(locale, entry.listedAt),
        to: formatDate(locale, entry.expiresAt),
      }),
    },
  ];
}

/** The facts on the card of a number. A restricted one has none but the time of the data. */
export function cardFacts(locale: Locale, t: Translate, answer: NumberAnswer): Fact[] {
  const { entry, reports, visibility } = answer;
  const isPublic = visibility === "public";
  return [
    ...(isPublic && entry ? entryFacts(locale, t, entry) : []),
    ...(reports ? [{ term: t("verdict.fact.sources"), value: sourcesWords(locale, t, reports) }] : []),
    { term: t("verdict.fact.asOf"), value: formatDateTime(locale, answer.asOf) },
  ];
}

function sourcesWords(
  locale: Locale,
  t: Translate,
  { interval, lastMonth }: NonNullable<NumberAnswer["reports"]>,
): string {
  const all = rangeWords(locale, t, interval);
  const month =
    lastMonth.to === null
      ? `${formatNumber(locale, lastMonth.from)}+`
      : formatInterval(locale, lastMonth.from, lastMonth.to);
  return `${all}${t("verdict.sourcesMonth", { range: month })}`;
}

/** What the number plan says: true of any number, listed or not. */
export function planFacts(
  locale: Locale,
  t: Translate,
  answer: NumberAnswer,
  extension: string | null,
): Fact[] {
  const { kind, region, flags } = answer;
  const lang = langOf(locale);
  const carrier = CARRIERS.find((name) => name === answer.carrier);
  const told = flags.filter((flag) => TOLD_FLAGS.has(flag));
  return [
    { term: t("verdict.fact.kind"), value: KIND_LABELS[kind as NumberKind][lang] },
    ...(region ? [{ term: t("verdict.fact.region"), value: region[lang] }] : []),
    ...(carrier
      ? [
          {
            term: t("verdict.fact.carrier"),
            value:
              kind === "mobile"
                ? t("number.carrierNote", { carrier: t(`number.carrier.${carrier}`) })
                : t(`number.carrier.${carrier}`),
          },
        ]
      : []),
    ...(told.length > 0
      ? [
          {
            term: t("verdict.fact.remarks"),
            value: told.map((flag) => FLAG_LABELS[flag as NumberFlag][lang]).join(t("common.separator")),
          },
        ]
      : []),
    ...(extension
      ? [
          {
            term: t("verdict.fact.extension"),
            value: t("number.extension", { digits: extension }),
          },
        ]
      : []),
  ];
}

export const groupsOf = (key: string): readonly string[] => groupDigits(key);
