"use client";
import { type ReactNode, useActionState } from "react";
import { Checkbox, Checkboxes, Radios } from "../forms/choices.tsx";
import { ErrorSummary } from "../forms/error-summary.tsx";
import { EMPTY_FORM, type FormState } from "../forms/form-state.ts";
import { Select } from "../forms/select.tsx";
import { SubmitButton } from "../forms/submit-button.tsx";
import { TextArea } from "../forms/text-area.tsx";
import { TextField } from "../forms/text-field.tsx";
import { Details } from "../ui/details.tsx";

type Words = { id: string; label: string; hint?: string; optional?: string };
type FieldChoice = { value: string; label: string; hint?: string };

/** A control as data, so that a page on the server can describe a form that keeps its input in the browser. */
export type DeskField = Words &
  (
    | {
        control: "text";
        width?: "full" | "half" | "short";
        suffix?: string;
        inputMode?: "numeric";
        value?: string;
      }
    | {
        control: "area";
        rows?: number;
        count?: { max: number; limit: string; remaining: string; over: string };
      }
    | { control: "radios"; choices: readonly FieldChoice[]; look?: "list" | "inline"; value?: string }
    | { control: "checks"; choices: readonly FieldChoice[] }
    | { control: "check" }
    | { control: "select"; options: readonly { value: string; label: string }[] }
  ) & {
    /** Only shown while another control of the form has this value; without `:has` it is always shown. */
    when?: string;
  };

export type DeskAction = (state: FormState, data: FormData) => Promise<FormState>;

type Props = {
  /** Prefix of every control's name and the id of the form. */
  id: string;
  action: DeskAction;
  fields: readonly DeskField[];
  hidden: Readonly<Record<string, string>>;
  submit: string;
  submitVariant?: "primary" | "plain" | "danger";
  words: { errorTitle: string; errorPrefix: string };
  /** Folds the form away under these words until it is wanted; nobody proposes by accident. */
  fold?: string;
  lead?: ReactNode;
};

/** One form of the desk. Works without script; what was typed stays when something has to be mended. */
export function DeskForm(props: Props) {
  const { id, action, fields, hidden, submit, submitVariant, words, fold, lead } = props;
  const [state, send] = useActionState(action, EMPTY_FORM);
  const hasErrors = Object.keys(state.errors).length > 0;
  const form = (
    <form id={id} action={send} className="desk-form" noValidate>
      <ErrorSummary title={words.errorTitle} errors={state.errors} />
      {lead && <div className="form-lead">{lead}</div>}
      <FormFields {...{ fields, hidden, state }} errorPrefix={words.errorPrefix} />
      <div className="form-actions">
        <SubmitButton variant={submitVariant}>{submit}</SubmitButton>
      </div>
    </form>
  );
  if (!fold) return form;
  return (
    <div className="folded">
      <Details summary={fold} isOpen={hasErrors}>
        {form}
      </Details>
    </div>
  );
}

type FieldsProps = Pick<Props, "fields" | "hidden"> & { state: FormState; errorPrefix: string };

export function FormFields({ fields, hidden, state, errorPrefix }: FieldsProps) {
  return (
    // A refused form is drawn anew: React would otherwise put its untouched first values back into it.
    <div className="form-fields" key={JSON.stringify(state.values)}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        <div key={field.id} data-when={field.when}>
          <Control field={field} state={state} errorPrefix={errorPrefix} />
        </div>
      ))}
    </div>
  );
}

function Control({ field, state, errorPrefix }: { field: DeskField; state: FormState; errorPrefix: string }) {
  const { id, label, hint, optional } = field;
  const given = state.values[id];
  const shared = { id, label, hint, optional, error: state.errors[id], errorPrefix };
  switch (field.control) {
    case "text":
      return (
        <TextField
          {...shared}
          width={field.width}
          suffix={field.suffix}
          inputMode={field.inputMode}
          value={given ?? field.value}
          autoComplete="off"
        />
      );
    case "area":
      return <TextArea {...shared} rows={field.rows ?? 4} count={field.count} value={given} />;
    case "radios":
      return <Radios {...shared} choices={field.choices} look={field.look} value={given ?? field.value} />;
    case "checks":
      return <Checkboxes {...shared} choices={field.choices} values={given?.split(",")} />;
    case "check":
      return (
        <Checkbox
          {...{ id, label, hint, errorPrefix }}
          error={shared.error}
          isChecked={given !== undefined}
        />
      );
    case "select":
      return <Select {...shared} options={field.options} value={given} />;
  }
}
