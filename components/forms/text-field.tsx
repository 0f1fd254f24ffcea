import type { ComponentProps } from "react";
import { Field, type FieldWords } from "./field.tsx";
import { describedBy } from "./form-state.ts";

type Input = Pick<
  ComponentProps<"input">,
  "type" | "inputMode" | "autoComplete" | "spellCheck" | "placeholder" | "min" | "max"
>;
type Props = FieldWords &
  Input & {
    /** id and name of the control; error summaries link to it. */
    id: string;
    value?: string;
    errorPrefix?: string;
    /** As wide as the answer is long. */
    width?: "full" | "half" | "short" | "code";
    /** Unit before or after the box, such as 元. */
    prefix?: string;
    suffix?: string;
  };

export function TextField(props: Props) {
  const {
    id,
    label,
    hint,
    error,
    optional,
    isQuestion,
    errorPrefix,
    value,
    width = "full",
    prefix,
    suffix,
    ...input
  } = props;
  const box = (
    <input
      id={id}
      name={id}
      className={`input input-${width}`}
      defaultValue={value}
      aria-invalid={error ? true : undefined}
      aria-describedby={describedBy(id, { hint, error })}
      {...input}
    />
  );
  return (
    <Field {...{ id, label, hint, error, optional, isQuestion, errorPrefix }}>
      {prefix || suffix ? (
        <div className="input-affixed">
          {prefix && <span aria-hidden="true">{prefix}</span>}
          {box}
          {suffix && <span aria-hidden="true">{suffix}</span>}
        </div>
      ) : (
        box
      )}
    </Field>
  );
}
