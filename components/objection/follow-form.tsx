"use client";
import { useActionState } from "react";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { EMPTY_FORM, type FormState } from "../forms/form-state.ts";
import { SubmitButton } from "../forms/submit-button.tsx";
import { TextField } from "../forms/text-field.tsx";
import { DescriptionList, type Fact } from "../ui/description-list.tsx";

export type FollowState = FormState & { readonly facts: readonly Fact[] | null };
export type FollowAction = (state: FollowState, data: FormData) => Promise<FollowState>;
const EMPTY: FollowState = { ...EMPTY_FORM, facts: null };

type Props = {
  action: FollowAction;
  locale: string;
  words: { errorTitle: string; errorPrefix: string; label: string; hint: string; submit: string };
};

/** Asks for the receipt and shows what became of the application; neither is ever in an address. */
export function FollowForm({ action, locale, words }: Props) {
  const [state, send] = useActionState(action, EMPTY);
  return (
    <form id="follow" action={send} noValidate>
      <ErrorSummary title={words.errorTitle} errors={state.errors} prefix={words.errorPrefix} />
      {state.facts && (
        <div role="status" className="section">
          <DescriptionList look="rows" facts={state.facts} />
        </div>
      )}
      <div className="form-fields" key={JSON.stringify(state.values)}>
        <input type="hidden" name="locale" value={locale} />
        <TextField
          id="follow-receipt"
          label={words.label}
          hint={words.hint}
          error={state.errors["follow-receipt"]}
          errorPrefix={words.errorPrefix}
          value={state.values["follow-receipt"]}
          autoComplete="off"
        />
      </div>
      <div className="form-actions">
        <SubmitButton>{words.submit}</SubmitButton>
      </div>
    </form>
  );
}
