import type { ComponentProps } from "react";
import { CharacterCount } from "./character-count.tsx";
import { Field, type FieldWords } from "./field.tsx";
import { describedBy } from "./form-state.ts";

type Props = FieldWords &
  Pick<ComponentProps<"textarea">, "rows" | "autoComplete" | "spellCheck"> & {
    id: string;
    value?: string;
    errorPrefix?: string;
    /** Longest text in characters, and the words that count it. There is no maxLength: people may paste first and cut later. */
    count?: { max: number; limit: string; remaining: string; over: string };
  };

export function TextArea(props: Props) {
  const {
    id,
    label,
    hint,
    error,
    optional,
    isQuestion,
    errorPrefix,
    value,
    rows = 6,
    count,
    ...area
  } = props;
  return (
    <Field {...{ id, label, hint, error, optional, isQuestion, errorPrefix }}>
      <textarea
        id={id}
        name={id}
        className="input input-full"
        rows={rows}
        defaultValue={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error, count })}
        {...area}
      />
      {count && <CharacterCount fieldId={id} {...count} />}
    </Field>
  );
}
