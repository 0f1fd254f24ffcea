"use server";
import { redirect } from "next/navigation";
import { localeOf } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { readQuery } from "#commands/registry/read-query.ts";
import type { FormState } from "#components/forms/form-state.ts";
import { QUERY_LIMIT } from "#domain/registry/classify-query.ts";
import { localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";

/** Reads what was pasted and goes to its answer. What cannot be read comes back with words on how to mend it. */
export async function lookUp(_state: FormState, data: FormData): Promise<FormState> {
  const locale = localeOf(data.get("locale"));
  const q = String(data.get("q") ?? "");
  const read = await unlessAway(() => readQuery(getRuntime(), q));
  const t = translator(locale);
  if (read === AWAY) return { values: { q }, errors: { q: t("check.unavailable") } };
  if (!read.ok)
    return { values: { q }, errors: { q: t(`check.mend.${read.problem}`, { limit: QUERY_LIMIT }) } };
  redirect(localeHref(locale, read.path));
}
