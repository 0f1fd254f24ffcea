import type { Question } from "#components/report/question.ts";
import { INFORMATION_ANSWERS } from "#domain/complaints/outcomes.ts";
import type { ReceiptProblem } from "#domain/complaints/receipt.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

type Words = { readonly locale: Locale; readonly t: Translate };

const errorWords = (t: Translate) => ({
  errorTitle: t("forms.errorTitle"),
  errorPrefix: t("forms.errorPrefix"),
});

/** Why a receipt was not taken, in words that say where to look. */
export function receiptProblem(t: Translate, reason: ReceiptProblem, group: number | null): string {
  return t(`complaints.receiptProblems.${reason}`, { group: group ?? 0 });
}

/** Asks for the receipt. */
export function receiptQuestion(
  { locale, t }: Words,
  { typed = "", problem }: { typed?: string; problem?: string } = {},
): Question {
  return {
    documentTitle: t("common.titleSuffix", { title: t("receipt.title") }),
    fields: [
      {
        // Two lines, so that the whole receipt can be seen and compared on a phone.
        kind: "textarea",
        id: "receipt",
        words: { label: t("receipt.label"), hint: t("receipt.hint"), error: problem, isQuestion: true },
        value: typed,
        rows: 2,
      },
    ],
    errors: problem ? { receipt: problem } : {},
    hidden: { locale },
    submit: t("receipt.open"),
    words: errorWords(t),
  };
}

/** The second step of withdrawing: what it does, and the act. */
export function withdrawQuestion({ locale, t }: Words, problem?: string): Question {
  const title = t("receipt.withdraw.title");
  return {
    documentTitle: t("common.titleSuffix", { title }),
    back: { href: localeHref(locale, "/receipt/status"), label: t("common.back") },
    heading: title,
    fields: [],
    errors: problem ? { withdraw: problem } : {},
    hidden: { locale },
    submit: t("receipt.withdraw.go"),
    submitVariant: "danger",
    words: errorWords(t),
  };
}

/** Answers a request for more. */
export function informationQuestion({ locale, t }: Words, problem?: string): Question {
  const title = t("receipt.information.title");
  return {
    documentTitle: t("common.titleSuffix", { title }),
    back: { href: localeHref(locale, "/receipt/status"), label: t("common.back") },
    heading: title,
    fields: [
      {
        kind: "radios",
        id: "answer",
        words: { label: t("receipt.information.answer"), error: problem },
        choices: INFORMATION_ANSWERS.map((entry) => ({
          value: entry.code,
          label: t(`receipt.information.${entry.code}`),
        })),
        value: "",
      },
    ],
    errors: problem ? { answer: problem } : {},
    hidden: { locale },
    submit: t("receipt.information.go"),
    words: errorWords(t),
  };
}
