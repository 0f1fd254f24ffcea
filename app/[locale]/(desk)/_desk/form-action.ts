import { notFound, redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import type { Context } from "#commands/context.ts";
import { toAppError } from "#commands/to-app-error.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { AppError } from "#domain/errors.ts";
import { localeHref } from "#messages/locale.ts";
import { type Translate, translator } from "#messages/translate.ts";
import { reasonWords } from "./reason-words.ts";

/** Reads a form whose control names carry the form's own prefix, since a page holds several forms. */
export type FormFields = {
  text(name: string): string;
  list(name: string): string[];
  has(name: string): boolean;
};

type Act<R> = {
  /** Prefix of the form's controls and id of the form itself. */
  readonly form: string;
  readonly run: (context: Context, fields: FormFields) => Promise<R>;
  /** Where to go when it is done, without the locale; from what the command answered, where that decides. */
  readonly goTo: string | ((result: R) => string);
};

/**
 * The body of every desk form action: run the command, then go to `goTo`. A refusal comes back as words beside the
 * fields it is about, with everything typed kept.
 */
export async function act<R>(data: FormData, { form, run, goTo }: Act<R>): Promise<FormState> {
  const locale = localeOf(data.get("locale"));
  const context = await requestContext();
  if (!context.actor) signInFirst(locale, typeof goTo === "string" ? goTo : "/desk");
  let place = "";
  const refused = await refusalOf(data, form, translator(locale), async () => {
    const result = await run(context, fieldsOf(data, form));
    place = typeof goTo === "string" ? goTo : goTo(result);
  });
  if (refused) return refused;
  redirect(localeHref(locale, place));
}

/** Runs a command; null when it went through, else what to show. Another agency's record is a page that is not there. */
export async function refusalOf(
  data: FormData,
  form: string,
  t: Translate,
  run: () => Promise<unknown>,
): Promise<FormState | null> {
  try {
    await run();
    return null;
  } catch (error) {
    const refusal = toAppError(error);
    if (!isAppError(refusal)) throw error;
    if (refusal.code === "not-found") notFound();
    return { values: valuesOf(data), errors: errorsOf(refusal, form, t) };
  }
}

/** The bundler may hold two copies of the class, so its name decides. */
function isAppError(error: unknown): error is AppError {
  return error instanceof AppError || (error instanceof Error && error.name === "AppError");
}

export function fieldsOf(data: FormData, form: string): FormFields {
  const of = (name: string) =>
    data.getAll(`${form}-${name}`).filter((value): value is string => typeof value === "string");
  return { text: (name) => of(name)[0] ?? "", list: of, has: (name) => of(name).length > 0 };
}

/** What was typed, by control name; several choices of one name are joined by commas. */
export function valuesOf(data: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of data) {
    if (typeof value !== "string" || name.startsWith("$")) continue;
    values[name] = name in values ? `${values[name]},${value}` : value;
  }
  return values;
}

/** Where the rule's field is answered by another control of the form. */
const ANSWERED_BY: Readonly<Record<string, string>> = { reviewerIds: "reasonCode" };

function errorsOf(refusal: AppError, form: string, t: Translate): Record<string, string> {
  const general =
    refusal.code === "forbidden" && !refusal.reason.includes("-") ? "forbidden" : refusal.reason;
  if (refusal.fields.length === 0) return { [form]: reasonWords(t, general) };
  return Object.fromEntries(
    refusal.fields.map(({ pointer, code }) => {
      const name = pointer.split("/")[1] ?? "";
      return [`${form}-${ANSWERED_BY[name] ?? name}`, reasonWords(t, code, name)];
    }),
  );
}
