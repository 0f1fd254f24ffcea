"use client";
import { useActionState, useEffect } from "react";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { FieldError } from "../forms/field.tsx";
import { describedBy, EMPTY_FORM, type FormState } from "../forms/form-state.ts";

/** Either something has to be mended, or `goTo` is where the answer is. */
export type LookUpState = FormState & { readonly goTo?: string };
export type LookUpAction = (state: LookUpState, data: FormData) => Promise<LookUpState>;

export type LookUpWords = {
  label: string;
  hint: string;
  submit: string;
  errorTitle: string;
  errorPrefix: string;
};

type Props = {
  action: LookUpAction;
  locale: string;
  words: LookUpWords;
  /** `line` for a number in a hurry, `area` for a pasted message. */
  look: "line" | "area";
};

/** The one field of every look-up. Sent by POST, so that what is asked never stands in an address. Works without script. */
export function LookUpForm({ action, locale, words, look }: Props) {
  const [state, send] = useActionState<LookUpState, FormData>(action, EMPTY_FORM);
  useEffect(() => {
    if (state.goTo) window.location.assign(state.goTo);
  }, [state]);
  const error = state.errors.q;
  const shared = {
    id: "q",
    name: "q",
    className: "input input-full",
    autoComplete: "off",
    spellCheck: false,
    defaultValue: state.values.q,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": describedBy("q", { hint: words.hint, error }),
  };
  return (
    <form className="look-up" action={send} noValidate>
      <ErrorSummary title={words.errorTitle} errors={state.errors} prefix={words.errorPrefix} />
      <input type="hidden" name="locale" value={locale} />
      <div className="field" data-error={error ? "" : undefined}>
        <label htmlFor="q">{words.label}</label>
        <p id="q-hint" className="field-hint small">
          {words.hint}
        </p>
        <FieldError id="q" error={error} prefix={words.errorPrefix} />
        {/* A refused form is drawn anew: React would otherwise put its untouched first value back into it. */}
        <div className={`look-up-row look-up-${look}`} key={state.values.q ?? ""}>
          {look === "line" ? <input type="text" {...shared} /> : <textarea rows={4} {...shared} />}
          <button type="submit" className="button button-primary">
            {words.submit}
          </button>
        </div>
      </div>
    </form>
  );
}
