import { redirect } from "next/navigation";
import { type Locale, localeHref } from "#messages/locale.ts";

/** A control's text as it was sent; a file or a control that is not there is "". */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}

/** To the sign-in page, and from there back to `path` (without its locale). */
export function signInFirst(locale: Locale, path: string): never {
  redirect(localeHref(locale, `/sign-in?next=${encodeURIComponent(localeHref(locale, path))}`));
}

/** A case's page, with a word about what was done; an id that is none ends at a page that is not there. */
export function casePath(caseId: string, done?: string): string {
  const path = `/desk/cases/${encodeURIComponent(caseId)}`;
  return done === undefined ? path : `${path}?done=${done}`;
}
