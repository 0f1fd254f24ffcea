import { FieldGroup, type FieldWords } from "./field.tsx";

export const DATE_PARTS = ["year", "month", "day"] as const;
export type DatePart = (typeof DATE_PARTS)[number];

type Props = FieldWords & {
  id: string;
  /** Names of the parts in the page's language. */
  parts: Readonly<Record<DatePart, string>>;
  values?: Partial<Record<DatePart, string>>;
  /** The parts the error is about; all when left out. */
  wrong?: readonly DatePart[];
  order?: readonly DatePart[];
  errorPrefix?: string;
};

/** A date one knows, in three boxes; sends `id-year`, `id-month`, `id-day`. Never jumps to the next box by itself. */
export function DateParts({
  id,
  parts,
  values = {},
  wrong = DATE_PARTS,
  order = DATE_PARTS,
  ...words
}: Props) {
  return (
    <FieldGroup id={id} {...words}>
      <div className="date-parts">
        {order.map((part, index) => (
          <div key={part}>
            <label htmlFor={index === 0 ? id : `${id}-${part}`}>{parts[part]}</label>
            <input
              id={index === 0 ? id : `${id}-${part}`}
              name={`${id}-${part}`}
              className={part === "year" ? "input input-year" : "input input-two"}
              inputMode="numeric"
              autoComplete="off"
              defaultValue={values[part]}
              aria-invalid={words.error && wrong.includes(part) ? true : undefined}
            />
          </div>
        ))}
      </div>
    </FieldGroup>
  );
}
