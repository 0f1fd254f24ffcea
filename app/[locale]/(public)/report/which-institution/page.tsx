import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { publicContext } from "#app/_server/context.ts";
import { ownDraft } from "#app/_server/draft.ts";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { QuestionForm } from "#components/report/question-form.tsx";
import { AwayPage } from "../_journey/away-page.tsx";
import { candidatesOf, whichInstitution } from "../_journey/institution-choice.ts";
import { pageAfter, whereToGoOn } from "../_journey/next-page.ts";
import { chooseInstitution } from "../actions.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const title = t("report.which.title");
  return {
    ...pageMetadata({ locale, path: "/report/which-institution", title, isPrivate: true }),
    title: null,
  };
}

export default async function WhichInstitutionPage({ searchParams }: Props) {
  const { locale, t } = await pageWords();
  const isFromCheck = (await searchParams).from === "check";
  const own = await ownDraft();
  const away = <AwayPage locale={locale} t={t} path="/report/which-institution" />;
  if (own.kind === "away") return <QuestionForm action={chooseInstitution} question={null} away={away} />;
  const { answers } = own;
  if (!answers.institution) redirect(whereToGoOn(locale, answers, own.kind === "draft"));
  const candidates = candidatesOf(publicContext(), answers.institution);
  if (candidates.length === 0) redirect(pageAfter(locale, { answers, slug: "institution", isFromCheck }));
  const question = whichInstitution(candidates, { answers, isFromCheck, locale, t });
  return <QuestionForm action={chooseInstitution} question={question} away={away} />;
}
