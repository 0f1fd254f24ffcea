"use server";
import { redirect } from "next/navigation";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { stateOwnView } from "#commands/rating/state-own-view.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";
import { fieldsOf, refusalOf } from "../../../(desk)/_desk/form-action.ts";

/** Publishes what the institution has to say below its rating. */
export async function state(_: FormState, data: FormData): Promise<FormState> {
  const locale = localeOf(data.get("locale"));
  const context = await requestContext();
  if (!context.actor) signInFirst(locale, "/org/rating");
  const fields = fieldsOf(data, "statement");
  const refused = await refusalOf(data, "statement", translator(locale), () =>
    stateOwnView(context, { zh: fields.text("zh"), en: fields.text("en") }),
  );
  if (refused) return refused;
  redirect(localeHref(locale, "/org/rating?done=stated#statement-title"));
}
