import type { ReactNode } from "react";

export type FieldWords = {
  label: string;
  hint?: ReactNode;
  error?: string;
  /** （选填）, when the field may stay empty. */
  optional?: string;
  /** The label is the page's one question and so its h1. */
  isQuestion?: boolean;
};

type Props = FieldWords & { id: string; errorPrefix?: string; children: ReactNode };

/** Label, hint, error and control in the order they are read. */
export function Field({ id, label, hint, error, optional, isQuestion, errorPrefix, children }: Props) {
  const name = (
    <label htmlFor={id}>
      {label}
      {optional && <span className="optional"> {optional}</span>}
    </label>
  );
  return (
    <div className="field" data-error={error ? "" : undefined}>
      {isQuestion ? <h1 className="field-label">{name}</h1> : <div className="field-label">{name}</div>}
      {hint && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      <FieldError id={id} error={error} prefix={errorPrefix} />
      {children}
    </div>
  );
}

export function FieldError({ id, error, prefix }: { id: string; error?: string; prefix?: string }) {
  if (!error) return null;
  return (
    <p id={`${id}-error`} className="field-error">
      {prefix && <span className="visually-hidden">{prefix}</span>}
      {error}
    </p>
  );
}

type GroupProps = FieldWords & {
  id: string;
  errorPrefix?: string;
  role?: "group" | "radiogroup";
  children: ReactNode;
};

/** A question with several controls: the legend is the label. */
export function FieldGroup({
  id,
  label,
  hint,
  error,
  optional,
  isQuestion,
  errorPrefix,
  children,
}: GroupProps) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const name = (
    <>
      {label}
      {optional && <span className="optional"> {optional}</span>}
    </>
  );
  return (
    <fieldset className="field" data-error={error ? "" : undefined} aria-describedby={described}>
      <legend className="field-label">{isQuestion ? <h1>{name}</h1> : name}</legend>
      {hint && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      <FieldError id={id} error={error} prefix={errorPrefix} />
      {children}
    </fieldset>
  );
}
