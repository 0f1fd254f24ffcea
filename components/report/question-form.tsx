"use client";
import { type ReactNode, useActionState } from "react";
import { Checkbox, Checkboxes, Radios } from "../forms/choices.tsx";
import { DateParts } from "../forms/date-parts.tsx";
import { FormPage } from "../forms/form-page.tsx";
import { Select } from "../forms/select.tsx";
import { TextArea } from "../forms/text-area.tsx";
import { TextField } from "../forms/text-field.tsx";
import { FIRST_TRY, type Question, type QuestionField, type QuestionState } from "./question.ts";
import { RevealRadios } from "./reveal-radios.tsx";

type Props = {
  action: (state: QuestionState, data: FormData) => Promise<QuestionState>;
  /** Null when the page could not be read; the action's own answer may still bring one. */
  question: Question | null;
  /** Shown above the fields, such as the answers to check. */
  before?: ReactNode;
  /** Shown in place of the page when there is no question at all. */
  away: ReactNode;
};

/**
 * A page that asks something. The same form with and without script: sent, it either leads on or comes back with what
 * was typed and what to mend, title included.
 */
export function QuestionForm({ action, question, before, away }: Props) {
  const [state, send] = useActionState(action, FIRST_TRY);
  const shown = state.question ?? question;
  if (!shown) return away;
  const { errorTitle, errorPrefix } = shown.words;
  const hasErrors = Object.keys(shown.errors).length > 0;
  return (
    <>
      <title>{hasErrors ? errorPrefix + shown.documentTitle : shown.documentTitle}</title>
      <FormPage
        // A new try is a new form: the browser's own memory of the old fields must not win over what came back.
        key={state.attempt}
        action={send}
        back={shown.back}
        title={shown.heading}
        lead={shown.lead}
        errors={shown.errors}
        errorTitle={errorTitle}
        errorPrefix={errorPrefix}
        hidden={{ ...shown.hidden, attempt: String(state.attempt) }}
        submit={shown.submit}
        submitVariant={shown.submitVariant}
        secondary={
          shown.skip && (
            <button type="submit" name="skip" value="yes" className="button button-quiet">
              {shown.skip}
            </button>
          )
        }
      >
        {before}
        {shown.fields.map((field) => (
          <FieldOf key={field.id} field={field} errorPrefix={errorPrefix} />
        ))}
      </FormPage>
    </>
  );
}

function FieldOf({ field, errorPrefix }: { field: QuestionField; errorPrefix: string }) {
  if (field.kind === "checkbox") {
    const { id, label, isChecked, error } = field;
    return <Checkbox {...{ id, label, isChecked, error, errorPrefix }} value="yes" />;
  }
  const { id, words } = field;
  const common = { id, ...words, errorPrefix };
  switch (field.kind) {
    case "radios":
      return <Radios {...common} choices={field.choices} value={field.value} />;
    case "checkboxes":
      return <Checkboxes {...common} choices={field.choices} values={field.values} />;
    case "reveal":
      return (
        <RevealRadios {...common} choices={field.choices} value={field.value} revealing={field.revealing}>
          <FieldOf field={field.inner} errorPrefix={errorPrefix} />
        </RevealRadios>
      );
    case "text":
      return (
        <TextField
          {...common}
          value={field.value}
          width={field.width}
          suffix={field.suffix}
          inputMode={field.inputMode}
          autoComplete={field.autoComplete}
          spellCheck={false}
        />
      );
    case "textarea":
      return (
        <TextArea
          {...common}
          value={field.value}
          rows={field.rows}
          count={field.count}
          autoComplete="off"
          spellCheck={false}
        />
      );
    case "select":
      return <Select {...common} options={field.options} value={field.value} />;
    case "date":
      return <DateParts {...common} parts={field.parts} values={field.values} wrong={field.wrong} />;
  }
}
