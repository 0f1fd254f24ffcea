import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { publicContext } from "#app/_server/context.ts";
import { ownDraft } from "#app/_server/draft.ts";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { mayAnswer } from "#app/_server/page-budget.ts";
import { lookUpReported } from "#commands/registry/look-up-reported.ts";
import { Honeypot } from "#components/forms/honeypot.tsx";
import { AlreadyReported } from "#components/report/already-reported.tsx";
import { CheckAnswers } from "#components/report/check-answers.tsx";
import { QuestionForm } from "#components/report/question-form.tsx";
import { hasSomethingToGoOn, parseComplaint } from "#domain/complaints/complaint-input.ts";
import { isComplete, previousStep, toComplaintInput } from "#domain/complaints/journey.ts";
import type { JourneyAnswers } from "#domain/complaints/journey-answers.ts";
import { localeHref } from "#messages/locale.ts";
import { AwayPage } from "../_journey/away-page.tsx";
import { checkQuestion } from "../_journey/check-question.ts";
import { whereToGoOn } from "../_journey/next-page.ts";
import { sendReport } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const title = t("complaints.journey.check.title");
  return { ...pageMetadata({ locale, path: "/report/check", title, isPrivate: true }), title: null };
}

export default async function CheckPage() {
  const { locale, t } = await pageWords();
  const own = await ownDraft();
  const away = <AwayPage locale={locale} t={t} path="/report/check" />;
  if (own.kind === "away") return <QuestionForm action={sendReport} question={null} away={away} />;
  const { answers } = own;
  if (!isComplete(answers)) redirect(whereToGoOn(locale, answers, own.kind === "draft"));
  const { numberDisplayed, callbackNumber, scriptText } = answers;
  const known = await unlessAway(() =>
    lookUpReported(publicContext(), { numbers: [numberDisplayed, callbackNumber], words: scriptText }),
  );
  // The report goes on without them: what a network may look up in a day is no limit on what it may report.
  const shown = known !== AWAY && (await mayAnswer(known, { isPart: true })) ? known : [];
  const backHref = localeHref(locale, `/report/${previousStep(answers, "check") ?? "consent"}`);
  return (
    <QuestionForm
      action={sendReport}
      question={checkQuestion({ locale, t, backHref })}
      away={away}
      before={
        <>
          <CheckAnswers {...{ locale, t, answers }} isThin={isThin(answers)} />
          <AlreadyReported answers={shown} locale={locale} t={t} />
          <Honeypot label={t("forms.honeypot")} />
        </>
      }
    />
  );
}

/** Nothing in it that could be checked: the page then asks once more, and takes it all the same. */
function isThin(answers: JourneyAnswers): boolean {
  const body = toComplaintInput({ ...answers, truthStatement: "yes" });
  const parsed = parseComplaint(body, { now: publicContext().now });
  return parsed.ok && !hasSomethingToGoOn(parsed.complaint);
}
