"use client";
import { useActionState } from "react";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { EMPTY_FORM, type FormState } from "../forms/form-state.ts";
import { SubmitButton } from "../forms/submit-button.tsx";
import { DescriptionList } from "../ui/description-list.tsx";
import { Notice } from "../ui/notice.tsx";
import { type DeskField, FormFields } from "./desk-form.tsx";

/** What was opened, as lines of words; `text` keeps its line breaks. */
export type OpenedLine = { readonly term: string; readonly text: string };
export type RevealState = FormState & { readonly opened: readonly OpenedLine[] | null };
const EMPTY: RevealState = { ...EMPTY_FORM, opened: null };

type Props = {
  /** Where a page holds several. */
  id?: string;
  action: (state: RevealState, data: FormData) => Promise<RevealState>;
  fields: readonly DeskField[];
  hidden: Readonly<Record<string, string>>;
  words: {
    errorTitle: string;
    errorPrefix: string;
    submit: string;
    lead: string;
    opened: string;
    openedBody: string;
  };
};

/**
 * Opens what was said or who said it, for a stated purpose. The answer lives in this one response: it is in no
 * address, no cache and no later view of the page.
 */
export function RevealForm({ id = "reveal", action, fields, hidden, words }: Props) {
  const [state, send] = useActionState(action, EMPTY);
  return (
    <form id={id} action={send} className="desk-form" noValidate autoComplete="off">
      <ErrorSummary title={words.errorTitle} errors={state.errors} />
      {state.opened && (
        <Notice kind="warn" title={words.opened} isLive>
          <p className="muted small">{words.openedBody}</p>
          <DescriptionList
            look="rows"
            facts={state.opened.map((line) => ({
              term: line.term,
              value: <span className="told">{line.text}</span>,
            }))}
          />
        </Notice>
      )}
      <div className="form-lead">{words.lead}</div>
      <FormFields {...{ fields, hidden, state }} errorPrefix={words.errorPrefix} />
      <div className="form-actions">
        <SubmitButton>{words.submit}</SubmitButton>
      </div>
    </form>
  );
}
