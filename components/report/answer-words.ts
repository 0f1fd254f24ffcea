import { PARTS_OF_DAY } from "#domain/complaints/incident-time.ts";
import type { AnswerName, JourneyAnswers, Single, StepSlug } from "#domain/complaints/journey-answers.ts";
import { STEP_RULES } from "#domain/complaints/journey-steps.ts";
import { wordsOf } from "#domain/complaints/label.ts";
import { PROVINCES } from "#domain/complaints/regions.ts";
import type { Locale } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";

type Told = { readonly locale: Locale; readonly t: Translate; readonly answers: JourneyAnswers };

/** What was answered on a page, in words, one line each; empty when it was left empty. */
export function answerWords(slug: StepSlug, told: Told): readonly string[] {
  const { answers, locale, t } = told;
  switch (slug) {
    case "number":
      return answers.numberState === "shown"
        ? [answers.numberDisplayed ?? ""]
        : chosen(slug, "numberState", told);
    case "when":
      return whenWords(told);
    case "money":
      return answers.moneyAmount ? [t("report.amount", { amount: bareAmount(answers.moneyAmount) })] : [];
    case "region":
      return answers.region ? [wordsOf(PROVINCES, answers.region, locale)] : [];
    case "consent":
      return consentWords(told);
    default:
      return STEP_RULES[slug]
        .fields(answers)
        .flatMap(({ name, options }) =>
          options.length > 0 ? chosen(slug, name, told) : written(answers, name),
        );
  }
}

/** The amount as typed, without the unit that follows it anyway. */
function bareAmount(typed: string): string {
  return typed.replace(/[¥￥元\s]|块钱?$/g, "");
}

function chosen(slug: StepSlug, name: AnswerName, { answers, locale }: Told): readonly string[] {
  const field = STEP_RULES[slug].fields(answers).find((one) => one.name === name);
  const picked = answers[name];
  const codes = typeof picked === "string" ? [picked] : (picked ?? []);
  return codes.filter((code) => code !== "").map((code) => wordsOf(field?.options ?? [], code, locale));
}

function written(answers: JourneyAnswers, name: AnswerName): readonly string[] {
  const value = answers[name as Single];
  return typeof value === "string" && value !== "" ? [value] : [];
}

function whenWords(told: Told): readonly string[] {
  const { answers, locale } = told;
  if (!answers.whenOn) return chosen("when", "whenDay", told);
  const part = PARTS_OF_DAY.find((entry) => entry.code === answers.whenPart);
  const time = answers.whenTime || (part && (locale === "en" ? part.en : part.zh));
  return [formatDate(locale, answers.whenOn), ...(time ? [time] : [])];
}

function consentWords(told: Told): readonly string[] {
  const { answers, t } = told;
  const share = chosen("consent", "shareWithInstitution", told);
  return [
    t("report.check.toInstitution", { what: share[0] ?? t("report.check.nothing") }),
    ...(answers.contractNo ? [t("report.check.contractNo", { number: answers.contractNo })] : []),
    t(answers.publishNarrative === "yes" ? "report.check.published" : "report.check.notPublished"),
  ];
}
