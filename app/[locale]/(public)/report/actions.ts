"use server";
import { redirect } from "next/navigation";
import { isAway } from "#app/_server/away.ts";
import { publicContext } from "#app/_server/context.ts";
import { draftInBrowser, forgetDraftInBrowser, keepDraftInBrowser } from "#app/_server/draft.ts";
import { inTime } from "#app/_server/in-time.ts";
import { localeOf } from "#app/_server/locale.ts";
import { requestNetwork } from "#app/_server/network.ts";
import { holdReceiptInBrowser } from "#app/_server/receipt.ts";
import { slowDown } from "#app/_server/slow-down.ts";
import { discardDraft, findDraft, newDraftToken, saveDraft } from "#commands/complaints/drafts.ts";
import { submitDraft } from "#commands/complaints/submit-draft.ts";
import { HONEYPOT_NAME } from "#components/forms/honeypot.tsx";
import { backHref, buildQuestion, problemWords } from "#components/report/build-question.ts";
import { answersSent, controlOf } from "#components/report/controls.ts";
import type { Question, QuestionState } from "#components/report/question.ts";
import { mayOpen, previousStep, stepOfProblem, validateStep } from "#domain/complaints/journey.ts";
import { type JourneyAnswers, STEP_SLUGS } from "#domain/complaints/journey-answers.ts";
import { STEP_RULES } from "#domain/complaints/journey-steps.ts";
import { AppError } from "#domain/errors.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";
import { checkQuestion } from "./_journey/check-question.ts";
import {
  CHOICE_FIELD,
  candidatesOf,
  NONE_OF_THESE,
  whichInstitution,
} from "./_journey/institution-choice.ts";
import { pageAfter, urgentPageAfter, whereToGoOn } from "./_journey/next-page.ts";

/** One address block may file this many in a row; a household or an office never does. */
const sends = slowDown({ limit: 60, minutes: 60 });

const again = (state: QuestionState, question: Question): QuestionState => ({
  attempt: (Number(state.attempt) || 0) + 1,
  question,
});
/** Where an action leads: another page, or this one again. */
type Outcome = { readonly goTo: string } | { readonly show: Question };
const lead = (state: QuestionState, outcome: Outcome): QuestionState =>
  "goTo" in outcome ? redirect(outcome.goTo) : again(state, outcome.show);

/** Takes one page of the journey. */
export async function answerStep(state: QuestionState, data: FormData): Promise<QuestionState> {
  const locale = localeOf(data.get("locale"));
  const slug = STEP_SLUGS.find((step) => step === data.get("step")) ?? "matter";
  const isFromCheck = data.get("from") === "check";
  const form = data.has("skip") ? {} : answersSent(data);
  const t = translator(locale);
  const ask = (answers: JourneyAnswers, shown: JourneyAnswers, problems: Readonly<Record<string, string>>) =>
    buildQuestion({
      ...{ slug, answers, shown, problems, isFromCheck, locale, t },
      backHref: backHref(locale, { previous: previousStep(answers, slug), isFromCheck }),
    });
  const take = async (): Promise<Outcome> => {
    const context = publicContext();
    const token = await draftInBrowser();
    const known = token && (await findDraft(context, token));
    const answers = known ?? {};
    if (!mayOpen(answers, slug)) return { goTo: whereToGoOn(locale, answers, known !== null) };
    const result = validateStep(slug, form, { answers, now: context.now });
    if (!result.ok) return { show: ask(answers, result.typed, result.problems) };
    // A draft that was sent or has expired is never revived under its old name.
    const own = token && known ? token : newDraftToken();
    await saveDraft(context, own, result.answers);
    await keepDraftInBrowser(own);
    const place = { answers: result.answers, slug, isFromCheck };
    const urgent = urgentPageAfter(locale, place);
    if (urgent) return { goTo: urgent };
    if (slug === "institution" && candidatesOf(context, result.answers.institution).length > 0)
      return { goTo: localeHref(locale, `/report/which-institution${isFromCheck ? "?from=check" : ""}`) };
    return { goTo: pageAfter(locale, place) };
  };
  const outcome = await inTime(take()).catch((error: unknown): Outcome => {
    if (!isAway(error)) throw error;
    const about: JourneyAnswers = {
      matter: String(data.get("aboutMatter") ?? ""),
      channel: String(data.get("aboutChannel") ?? ""),
    };
    const typed = answersSent(data) as JourneyAnswers;
    const [first] = STEP_RULES[slug].fields(about);
    const question = ask(about, typed, {});
    return {
      show: { ...question, errors: { [controlOf(first?.name ?? slug).id]: t("report.unsaved") } },
    };
  });
  return lead(state, outcome);
}

/** "Did you mean": takes over the registered name, or leaves what was written. */
export async function chooseInstitution(state: QuestionState, data: FormData): Promise<QuestionState> {
  const locale = localeOf(data.get("locale"));
  const isFromCheck = data.get("from") === "check";
  const t = translator(locale);
  const take = async (): Promise<Outcome> => {
    const context = publicContext();
    const token = await draftInBrowser();
    const answers = token && (await findDraft(context, token));
    if (!token || !answers) return { goTo: whereToGoOn(locale, {}, false) };
    const candidates = candidatesOf(context, answers.institution);
    const chosen = data.get(CHOICE_FIELD);
    const institution = candidates.find(({ id }) => id === chosen);
    if (!institution && chosen !== NONE_OF_THESE && candidates.length > 0)
      return { show: whichInstitution(candidates, { answers, error: true, isFromCheck, locale, t }) };
    if (institution) await saveDraft(context, token, { ...answers, institution: institution.legalName });
    return { goTo: pageAfter(locale, { answers, slug: "institution", isFromCheck }) };
  };
  // The name is saved already; with the database away the person goes on with what was written.
  const outcome = await inTime(take()).catch((error: unknown): Outcome => {
    if (!isAway(error)) throw error;
    return { goTo: localeHref(locale, "/report/institution") };
  });
  return lead(state, outcome);
}

/** Files the report and shows its receipt. */
export async function sendReport(state: QuestionState, data: FormData): Promise<QuestionState> {
  const locale = localeOf(data.get("locale"));
  const t = translator(locale);
  const isTrue = data.get("truthStatement") === "yes";
  const take = async (): Promise<Outcome> => {
    const context = publicContext();
    const network = await requestNetwork();
    const now = context.clock.real().getTime();
    if (data.get(HONEYPOT_NAME))
      return { show: checkQuestion({ locale, t }, { general: t("report.machine"), isTrue }) };
    if (sends.isTooMuch(network, now))
      return { show: checkQuestion({ locale, t }, { general: t("report.tooMany"), isTrue }) };
    const token = await draftInBrowser();
    if (!token) return { goTo: whereToGoOn(locale, {}, false) };
    const sent = await submitDraft(context, { token, form: answersSent(data), language: locale, network });
    if (sent.kind === "missing") return { goTo: whereToGoOn(locale, {}, false) };
    if (sent.kind === "incomplete") return { goTo: localeHref(locale, `/report/${sent.step}`) };
    if (sent.kind === "refused") {
      const code = sent.problems.truthStatement ?? "truth-statement-required";
      return { show: checkQuestion({ locale, t }, { field: problemWords(t, code) }) };
    }
    sends.count(network, now);
    const { filedAt: at, relationship, isEarlier } = sent;
    await holdReceiptInBrowser({ receipt: sent.receipt, filed: { at, relationship, isEarlier } });
    await forgetDraftInBrowser();
    return { goTo: localeHref(locale, "/report/done") };
  };
  const outcome = await inTime(take()).catch((error: unknown): Outcome => {
    const [problem] = error instanceof AppError && error.code === "invalid-request" ? error.fields : [];
    if (problem) return { goTo: localeHref(locale, `/report/${stepOfProblem(problem)}?from=check`) };
    if (!isAway(error)) throw error;
    return { show: checkQuestion({ locale, t }, { general: t("report.unsent"), isTrue }) };
  });
  return lead(state, outcome);
}

/** Throws the unfinished report away and begins again. */
export async function startAnew(data: FormData): Promise<void> {
  const locale: Locale = localeOf(data.get("locale"));
  const token = await draftInBrowser();
  // With the database away the draft can no longer be reached without its cookie, and is deleted when its time is over.
  if (token) await inTime(discardDraft(publicContext(), token)).catch(() => undefined);
  await forgetDraftInBrowser();
  redirect(localeHref(locale, "/report/matter"));
}
