/** zh-CN is the source and has no prefix in addresses; every other locale has its own. */
export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "zh-CN";

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** The address of a page in a locale: `/check` is `/check` in zh-CN and `/en/check` in English. `path` starts with "/". */
export function localeHref(locale: Locale, path: string): string {
  if (locale === DEFAULT_LOCALE) return path;
  return path === "/" ? `/${locale}` : `/${locale}${path}`;
}

/** The same address without its locale: `/en/check?a=1` is `/check?a=1`. */
export function withoutLocale(path: string): string {
  const rest = path.replace(/^\/(?:zh-CN|en)(?=[/?#]|$)/, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
}
