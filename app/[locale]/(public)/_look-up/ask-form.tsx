import type { ReactElement } from "react";
import { LookUpForm } from "#components/look-up/look-up-form.tsx";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { lookUp } from "../check/actions.ts";

type Props = {
  locale: Locale;
  t: Translate;
  look: "line" | "area";
  label: string;
  hint: string;
};

/** The look-up form with its action and words, for any page that offers it. */
export function AskForm({ locale, t, look, label, hint }: Props): ReactElement {
  return (
    <LookUpForm
      action={lookUp}
      locale={locale}
      look={look}
      words={{
        label,
        hint,
        submit: t("check.submit"),
        errorTitle: t("forms.errorTitle"),
        errorPrefix: t("forms.errorPrefix"),
      }}
    />
  );
}
