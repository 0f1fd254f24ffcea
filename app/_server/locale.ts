import { locale as localeParam } from "next/root-params";
import { DEFAULT_LOCALE, isLocale, type Locale } from "#messages/locale.ts";
import { type Translate, translator } from "#messages/translate.ts";

/** Anything that should name a locale, such as a route parameter or a form field; what names none is the default. */
export function localeOf(value: unknown): Locale {
  return isLocale(value) ? value : DEFAULT_LOCALE;
}

/** The locale of the page being rendered. For pages, layouts and metadata; form actions and route handlers use `localeOf`. */
export async function currentLocale(): Promise<Locale> {
  return localeOf(await localeParam());
}

/** The locale and its translator: the first line of most pages. */
export async function pageWords(): Promise<{ locale: Locale; t: Translate }> {
  const locale = await currentLocale();
  return { locale, t: translator(locale) };
}
