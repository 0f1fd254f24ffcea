import { GROUNDS } from "#domain/cases/decision.ts";
import { CONDUCT_WORDS, type ConductGrade, NOT_GRADED_REASONS } from "#domain/practitioners/grade.ts";
import {
  type ConductItem,
  ITEM_KINDS,
  ITEM_STATES,
  OUTCOMES,
  termEnd,
} from "#domain/practitioners/record.ts";
import { MEASURES } from "#domain/registry/entry-act.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import zh from "#messages/zh-CN/practitioner.json" with { type: "json" };
import { pick } from "../desk/case-words.ts";

type Locals = { readonly locale: Locale; readonly t: Translate };

/** The grade as a word and the sentence it never stands without. */
export function gradeWords(
  { locale, t }: Locals,
  grade: ConductGrade,
): { readonly word: string; readonly sentence: string } {
  const { decided, upheld, months } = grade;
  if (grade.status === "not_graded") {
    const reasons = grade.reasons.map((reason) => pick(locale, NOT_GRADED_REASONS[reason]));
    const basis = t("practitioner.grade.basis", { decided, upheld, months });
    const [separator, end] = locale === "en" ? [". ", ". "] : ["；", "。"];
    return {
      word: t("practitioner.grade.notGraded"),
      sentence: `${reasons.join(separator)}${end}${basis}`,
    };
  }
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  return {
    word: pick(locale, CONDUCT_WORDS[grade.word]),
    sentence: t("practitioner.grade.graded", {
      decided,
      upheld,
      share: percent(grade.share),
      low: percent(grade.low),
      high: percent(grade.high),
      peers: percent(grade.peers),
    }),
  };
}

/** What an item is, in a few words. */
export function itemTitle(
  { locale, t }: Locals,
  item: ConductItem & { readonly text?: string | null },
): string {
  if (item.kind === "sanction" && item.measure) return pick(locale, MEASURES[item.measure]);
  if (item.kind === "decided_case" && item.conduct && item.outcome) {
    const outcome = pick(locale, OUTCOMES[item.outcome]);
    return t("practitioner.item.case", {
      conduct: pick(locale, GROUNDS[item.conduct]),
      outcome: locale === "en" ? outcome.toLowerCase() : outcome,
    });
  }
  const kind = pick(locale, ITEM_KINDS[item.kind]);
  const named = item.kind === "employer" ? item.institution?.name : item.text;
  return named ? `${kind}${locale === "en" ? ": " : "："}${named}` : kind;
}

export function itemPeriod(
  { locale, t }: Locals,
  { fromOn, untilOn }: Pick<ConductItem, "fromOn" | "untilOn">,
): string {
  const from = formatDate(locale, fromOn);
  if (untilOn === null) return t("practitioner.item.since", { from });
  return fromOn === untilOn
    ? from
    : t("practitioner.item.until", { from, until: formatDate(locale, untilOn) });
}

export function itemState({ locale, t }: Locals, item: ConductItem, now: Date): string {
  if (item.challenge === "objection") return t("practitioner.item.challenged");
  if (item.challenge === "repair") return t("practitioner.item.repairing");
  const ended = item.endedReason;
  if (ended && Object.hasOwn(zh.item.ended, ended)) return t(`practitioner.item.ended.${ended}`);
  const end = termEnd(item.untilOn);
  if (end && end <= now) return t("practitioner.item.over");
  return pick(locale, ITEM_STATES[item.state]);
}

/** Why somebody asked; a purpose nobody has words for is shown as it is stored. */
export function purposeWords(t: Translate, purpose: string): string {
  const isKnown = (code: string): code is keyof typeof zh.purpose => Object.hasOwn(zh.purpose, code);
  return isKnown(purpose) ? t(`practitioner.purpose.${purpose}`) : purpose;
}
