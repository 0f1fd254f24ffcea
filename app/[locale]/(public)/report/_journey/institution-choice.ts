import type { Runtime } from "#commands/runtime.ts";
import type { Question } from "#components/report/question.ts";
import type { JourneyAnswers } from "#domain/complaints/journey-answers.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

export const NONE_OF_THESE = "none";
export const CHOICE_FIELD = "which";

export type Candidate = {
  readonly id: string;
  readonly legalName: string;
  readonly englishName: string | null;
};

/** Registered institutions that a name may mean. None when it means one for certain, or nobody. */
export function candidatesOf(
  { register }: Pick<Runtime, "register">,
  name: string | undefined,
): readonly Candidate[] {
  if (!name) return [];
  const match = register.match(name);
  if (match.outcome !== "candidates") return [];
  return match.candidates.flatMap(({ institutionId }) => {
    const found = register.byId(institutionId);
    return found && found.status === "registered" ? [found] : [];
  });
}

/** "Did you mean": asked once after a name that several answer to; "none of these" is always an answer. */
export function whichInstitution(
  candidates: readonly Candidate[],
  {
    answers,
    error,
    isFromCheck,
    locale,
    t,
  }: {
    readonly answers: JourneyAnswers;
    readonly error?: boolean;
    readonly isFromCheck: boolean;
    readonly locale: Locale;
    readonly t: Translate;
  },
): Question {
  const title = t("report.which.title");
  const message = error ? t("report.which.choose") : undefined;
  return {
    documentTitle: t("common.titleSuffix", { title }),
    back: {
      href: localeHref(locale, `/report/institution${isFromCheck ? "?from=check" : ""}`),
      label: t("common.back"),
    },
    fields: [
      {
        kind: "radios",
        id: CHOICE_FIELD,
        words: {
          label: title,
          hint: t("report.which.hint", { name: answers.institution ?? "" }),
          isQuestion: true,
          error: message,
        },
        choices: [
          ...candidates.map(({ id, legalName, englishName }) => ({
            value: id,
            label: legalName,
            hint: locale === "en" ? (englishName ?? undefined) : undefined,
          })),
          { value: NONE_OF_THESE, label: t("report.which.none"), divider: t("forms.or") },
        ],
        value: "",
      },
    ],
    errors: message ? { [CHOICE_FIELD]: message } : {},
    hidden: isFromCheck ? { locale, from: "check" } : { locale },
    submit: t("forms.continue"),
    words: { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") },
  };
}
