import type { Question } from "#components/report/question.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

/** The last page's form: the statement of truth and the act itself. `error` is shown with it. */
export function checkQuestion(
  { locale, t, backHref }: { readonly locale: Locale; readonly t: Translate; readonly backHref?: string },
  problem: { readonly field?: string; readonly general?: string; readonly isTrue?: boolean } = {},
): Question {
  const title = t("complaints.journey.check.title");
  const message = problem.field ?? problem.general;
  return {
    documentTitle: t("common.titleSuffix", { title }),
    back: { href: backHref ?? localeHref(locale, "/report/consent"), label: t("common.back") },
    heading: title,
    lead: t("complaints.journey.check.hint"),
    fields: [
      {
        kind: "checkbox",
        id: "truthStatement",
        label: t("complaints.fields.truthStatement"),
        isChecked: problem.isTrue ?? false,
        error: problem.field,
      },
    ],
    errors: message ? { truthStatement: message } : {},
    hidden: { locale },
    submit: t("report.send"),
    words: { errorTitle: t("forms.errorTitle"), errorPrefix: t("forms.errorPrefix") },
  };
}
