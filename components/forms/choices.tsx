import type { ReactNode } from "react";
import { FieldGroup, type FieldWords } from "./field.tsx";

export type Choice = {
  value: string;
  label: ReactNode;
  hint?: ReactNode /** A line with 或 before it sets "I do not know" and "none" apart. */;
  divider?: string;
};

type RadiosProps = FieldWords & {
  id: string;
  choices: readonly Choice[];
  value?: string;
  errorPrefix?: string;
  look?: "list" | "inline";
};

/** One of several. The first radio carries the group's id, so that the error summary's link lands on it. */
export function Radios({ id, choices, value, look = "list", ...words }: RadiosProps) {
  return (
    <FieldGroup id={id} {...words}>
      <div className={`choices choices-${look}`}>
        {choices.map((choice, index) => (
          <ChoiceRow
            key={choice.value}
            type="radio"
            name={id}
            id={choiceId(id, index)}
            choice={choice}
            isChecked={choice.value === value}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

type CheckboxesProps = FieldWords & {
  id: string;
  choices: readonly Choice[];
  values?: readonly string[];
  errorPrefix?: string;
};

/** Any of several; each is sent under the group's name. */
export function Checkboxes({ id, choices, values = [], ...words }: CheckboxesProps) {
  return (
    <FieldGroup id={id} {...words}>
      <div className="choices choices-list">
        {choices.map((choice, index) => (
          <ChoiceRow
            key={choice.value}
            type="checkbox"
            name={id}
            id={choiceId(id, index)}
            choice={choice}
            isChecked={values.includes(choice.value)}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

/** One box to tick, such as a declaration. Never ticked beforehand for consent. */
export function Checkbox({ id, label, hint, value = "on", isChecked, error, errorPrefix }: CheckboxProps) {
  return (
    <div className="field" data-error={error ? "" : undefined}>
      {error && (
        <p id={`${id}-error`} className="field-error">
          {errorPrefix && <span className="visually-hidden">{errorPrefix}</span>}
          {error}
        </p>
      )}
      <div className="choices choices-list">
        <ChoiceRow
          type="checkbox"
          name={id}
          id={id}
          choice={{ value, label, hint }}
          isChecked={isChecked}
          errorId={error ? `${id}-error` : undefined}
        />
      </div>
    </div>
  );
}

type CheckboxProps = {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  value?: string;
  isChecked?: boolean;
  error?: string;
  errorPrefix?: string;
};

type RowProps = {
  type: "radio" | "checkbox";
  name: string;
  id: string;
  choice: Choice;
  isChecked?: boolean;
  errorId?: string;
};

function ChoiceRow({ type, name, id, choice, isChecked, errorId }: RowProps) {
  const described = [choice.hint && `${id}-hint`, errorId].filter(Boolean).join(" ") || undefined;
  return (
    <>
      {choice.divider && <p className="choice-divider">{choice.divider}</p>}
      <div className="choice">
        <input
          type={type}
          id={id}
          name={name}
          value={choice.value}
          defaultChecked={isChecked}
          aria-describedby={described}
          aria-invalid={errorId ? true : undefined}
        />
        <label htmlFor={id}>{choice.label}</label>
        {choice.hint && (
          <p id={`${id}-hint`} className="choice-hint">
            {choice.hint}
          </p>
        )}
      </div>
    </>
  );
}

function choiceId(group: string, index: number): string {
  return index === 0 ? group : `${group}-${index + 1}`;
}
