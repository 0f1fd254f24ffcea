"use client";
import { useActionState } from "react";
import { type DeskField, FormFields } from "../desk/desk-form.tsx";
import { ConfirmationPanel } from "../forms/confirmation-panel.tsx";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { EMPTY_FORM, type FormState } from "../forms/form-state.ts";
import { SubmitButton } from "../forms/submit-button.tsx";
import { ReceiptTools } from "../report/receipt-tools.tsx";

/** With `done` the application was received; its receipt lives in this one response. */
export type ApplicationFormState = FormState & {
  readonly done: { readonly receipt: string; readonly lines: readonly string[] } | null;
};
export type ApplicationAction = (
  state: ApplicationFormState,
  data: FormData,
) => Promise<ApplicationFormState>;
const EMPTY: ApplicationFormState = { ...EMPTY_FORM, done: null };

type Props = {
  action: ApplicationAction;
  fields: readonly DeskField[];
  hidden: Readonly<Record<string, string>>;
  followHref: string;
  words: {
    errorTitle: string;
    errorPrefix: string;
    submit: string;
    doneTitle: string;
    code: string;
    copy: string;
    copied: string;
    print: string;
    follow: string;
  };
};

/** Objection, appeal, repair or statement in one form; works without script. */
export function ApplicationForm({ action, fields, hidden, followHref, words }: Props) {
  const [state, send] = useActionState(action, EMPTY);
  if (state.done)
    return (
      <ConfirmationPanel title={words.doneTitle} codeLabel={words.code} code={state.done.receipt.split("-")}>
        {state.done.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <ReceiptTools receipt={state.done.receipt} words={words} />
        <p>
          <a href={followHref}>{words.follow}</a>
        </p>
      </ConfirmationPanel>
    );
  return (
    <form id="objection" action={send} noValidate>
      <ErrorSummary title={words.errorTitle} errors={state.errors} prefix={words.errorPrefix} />
      <FormFields {...{ fields, hidden, state }} errorPrefix={words.errorPrefix} />
      <div className="form-actions">
        <SubmitButton>{words.submit}</SubmitButton>
      </div>
    </form>
  );
}
