import { firstIncomplete, interruptions, nextStep } from "#domain/complaints/journey.ts";
import type { JourneyAnswers, StepSlug } from "#domain/complaints/journey-answers.ts";
import { type Locale, localeHref } from "#messages/locale.ts";

/** Where a page leads that cannot be shown yet: to the first question still open, or to the start, which says why. */
export function whereToGoOn(locale: Locale, answers: JourneyAnswers, isDraft: boolean): string {
  if (!isDraft) return localeHref(locale, "/report?lost=yes");
  return localeHref(locale, `/report/${firstIncomplete(answers) ?? "check"}`);
}

/** The page after an answer; with a change from the check page that page again, unless the change opens a question. */
export function pageAfter(
  locale: Locale,
  { answers, slug, isFromCheck }: { answers: JourneyAnswers; slug: StepSlug; isFromCheck: boolean },
): string {
  const next = isFromCheck ? (firstIncomplete(answers) ?? "check") : nextStep(answers, slug);
  const query = isFromCheck && next !== "check" ? "?from=check" : "";
  return localeHref(locale, `/report/${next}${query}`);
}

/** The page about what cannot wait, when this answer calls for it. */
export function urgentPageAfter(
  locale: Locale,
  { answers, slug, isFromCheck }: { answers: JourneyAnswers; slug: StepSlug; isFromCheck: boolean },
): string | null {
  const urgent = interruptions(answers).find(({ after }) => after === slug);
  if (!urgent) return null;
  return localeHref(locale, `/report/urgent/${urgentSlug(urgent.code)}${isFromCheck ? "?from=check" : ""}`);
}

export const urgentSlug = (code: string): string => code.replaceAll("_", "-");
