"use server";
import { revalidatePath } from "next/cache";
import { requestContext } from "#app/_server/context.ts";
import { signInFirst } from "#app/_server/desk-form.ts";
import { localeOf } from "#app/_server/locale.ts";
import { type IssuedApiKey, issueAgencyKey } from "#commands/api-keys/issue-api-key.ts";
import { revokeApiKey } from "#commands/api-keys/revoke-api-key.ts";
import type { RevealState } from "#components/desk/reveal-form.tsx";
import type { FormState } from "#components/forms/form-state.ts";
import type { ApiKeyInput } from "#domain/access/api-key.ts";
import { localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";
import { act, fieldsOf, refusalOf } from "../../_desk/form-action.ts";

/** Answers with the token, which exists in this response only. */
export async function issue(_: RevealState, data: FormData): Promise<RevealState> {
  const locale = localeOf(data.get("locale"));
  const context = await requestContext();
  if (!context.actor) signInFirst(locale, "/desk/keys");
  const t = translator(locale);
  const fields = fieldsOf(data, "key");
  let issued: IssuedApiKey | null = null;
  const refused = await refusalOf(data, "key", t, async () => {
    issued = await issueAgencyKey(context, {
      id: String(data.get("once")),
      name: fields.text("name"),
      institution: fields.text("institution"),
      scopes: fields.list("scopes") as ApiKeyInput["scopes"],
      perMinute: fields.text("perMinute"),
      itemsPerDay: fields.text("itemsPerDay"),
    });
  });
  if (refused || !issued) return { ...(refused ?? { values: {}, errors: {} }), opened: null };
  // The list below the form, and the form's next id.
  revalidatePath(localeHref(locale, "/desk/keys"));
  const { id, token } = issued as IssuedApiKey;
  return {
    values: {},
    errors: {},
    opened: [
      { term: t("apiKeys.issue.token"), text: token },
      { term: t("apiKeys.issue.id"), text: id },
    ],
  };
}

export async function revoke(_: FormState, data: FormData): Promise<FormState> {
  return act(data, {
    form: "revoke",
    goTo: "/desk/keys?done=keyRevoked",
    run: (context, fields) =>
      revokeApiKey(context, { id: String(data.get("id")), reason: fields.text("reason") }),
  });
}
