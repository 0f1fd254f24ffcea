/** What a form action gives back when something has to be mended: what was typed and what to say, by field id. */
export type FormState = {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
};

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

/** The ids that describe a field, in reading order: hint, then error, then counter. */
export function describedBy(
  id: string,
  parts: { hint?: unknown; error?: unknown; count?: unknown },
): string | undefined {
  const ids = [parts.hint && `${id}-hint`, parts.error && `${id}-error`, parts.count && `${id}-count`].filter(
    Boolean,
  );
  return ids.length > 0 ? ids.join(" ") : undefined;
}
