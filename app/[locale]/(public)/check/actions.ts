"use server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { localeOf } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { readQuery } from "#commands/registry/read-query.ts";
import type { LookUpState } from "#components/look-up/look-up-form.tsx";
import { QUERY_LIMIT } from "#domain/registry/classify-query.ts";
import { localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";

/** Reads what was pasted and goes to its answer. What cannot be read comes back with words on how to mend it. */
export async function lookUp(_state: LookUpState, data: FormData): Promise<LookUpState> {
  const locale = localeOf(data.get("locale"));
  const q = String(data.get("q") ?? "");
  const read = await unlessAway(() => readQuery(getRuntime(), q));
  const t = translator(locale);
  if (read === AWAY) return { values: { q }, errors: { q: t("check.unavailable") } };
  if (!read.ok)
    return { values: { q }, errors: { q: t(`check.mend.${read.problem}`, { limit: QUERY_LIMIT }) } };
  const goTo = localeHref(locale, read.path);
  // With script the browser loads the answer as a page of its own, as every link here does: a redirect would change
  // only the middle of this one and leave its navigation and language link behind.
  if ((await headers()).has("next-action")) return { values: { q }, errors: {}, goTo };
  redirect(goTo);
}
