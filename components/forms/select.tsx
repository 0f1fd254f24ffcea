import { Field, type FieldWords } from "./field.tsx";
import { describedBy } from "./form-state.ts";

export type Option = { value: string; label: string };
export type OptionGroup = { label: string; options: readonly Option[] };

type Props = FieldWords & {
  id: string;
  options: readonly (Option | OptionGroup)[];
  value?: string;
  errorPrefix?: string;
  width?: "full" | "half" | "short";
};

/** For long closed lists such as regions; for a handful of answers use Radios. */
export function Select({ id, options, value, width = "half", ...words }: Props) {
  return (
    <Field id={id} {...words}>
      <select
        id={id}
        name={id}
        className={`input input-${width}`}
        defaultValue={value}
        aria-invalid={words.error ? true : undefined}
        aria-describedby={describedBy(id, words)}
      >
        {options.map((option) =>
          "options" in option ? (
            <optgroup key={option.label} label={option.label}>
              {option.options.map((inner) => (
                <option key={inner.value} value={inner.value}>
                  {inner.label}
                </option>
              ))}
            </optgroup>
          ) : (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ),
        )}
      </select>
    </Field>
  );
}
