import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ownDraft } from "#app/_server/draft.ts";
import { pageWords } from "#app/_server/locale.ts";
import { notFoundMetadata, pageMetadata } from "#app/_server/metadata.ts";
import { notFoundPage } from "#app/_server/not-found.tsx";
import { backHref, buildQuestion } from "#components/report/build-question.ts";
import { QuestionForm } from "#components/report/question-form.tsx";
import { mayOpen, previousStep, suggestionsFor } from "#domain/complaints/journey.ts";
import { STEP_SLUGS, type StepSlug } from "#domain/complaints/journey-answers.ts";
import { AwayPage } from "../_journey/away-page.tsx";
import { whereToGoOn } from "../_journey/next-page.ts";
import { answerStep } from "../actions.ts";

type Props = {
  params: Promise<{ step: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The window's title depends on the answers and on what went wrong, so the form says it. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const { step } = await params;
  if (!slugOf(step)) return notFoundMetadata(locale);
  const known = pageMetadata({ locale, path: `/report/${step}`, title: t("report.title"), isPrivate: true });
  return { ...known, title: null };
}

export default async function StepPage({ params, searchParams }: Props) {
  const slug = slugOf((await params).step);
  if (!slug) return notFoundPage();
  const { locale, t } = await pageWords();
  const isFromCheck = (await searchParams).from === "check";
  const own = await ownDraft();
  const path = `/report/${slug}`;
  if (own.kind === "away") {
    return <QuestionForm action={answerStep} question={null} away={<AwayPage {...{ locale, t, path }} />} />;
  }
  const { answers } = own;
  if (!mayOpen(answers, slug)) redirect(whereToGoOn(locale, answers, own.kind === "draft"));
  const suggested = suggestionsFor(slug, answers);
  const question = buildQuestion({
    ...{ slug, answers, isFromCheck, locale, t },
    shown: { ...answers, ...suggested },
    isSuggested: Object.keys(suggested).length > 0,
    backHref: backHref(locale, { previous: previousStep(answers, slug), isFromCheck }),
  });
  return (
    <QuestionForm action={answerStep} question={question} away={<AwayPage {...{ locale, t, path }} />} />
  );
}

/** The check page has an address of its own. */
function slugOf(step: string): StepSlug | null {
  return STEP_SLUGS.find((slug) => slug === step && slug !== "check") ?? null;
}
