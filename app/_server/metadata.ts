import type { Metadata } from "next";
import { DEFAULT_LOCALE, LOCALES, type Locale, localeHref } from "#messages/locale.ts";
import { translator } from "#messages/translate.ts";

type Page = {
  locale: Locale;
  /** Address without its locale. */
  path: string;
  title: string;
  description?: string;
  /** Receipts, results and the desk stay out of search engines. */
  isPrivate?: boolean;
  /** The page is about something public and may be shown as a preview where its link is shared. */
  isShareable?: boolean;
};

/** Title, canonical address and the same page in the other languages. */
export function pageMetadata({ locale, path, title, description, isPrivate, isShareable }: Page): Metadata {
  const t = translator(locale);
  const languages = Object.fromEntries(LOCALES.map((other) => [other, localeHref(other, path)]));
  return {
    title: t(path === "/" ? "common.homeTitle" : "common.titleSuffix", { title }),
    description: description ?? t("common.description"),
    alternates: isPrivate
      ? undefined
      : {
          canonical: localeHref(locale, path),
          languages: { ...languages, "x-default": localeHref(DEFAULT_LOCALE, path) },
        },
    robots: isPrivate ? { index: false, follow: false } : undefined,
    openGraph: isShareable
      ? {
          type: "article",
          title,
          description,
          siteName: t("common.name"),
          url: localeHref(locale, path),
          locale: locale.replace("-", "_"),
        }
      : undefined,
  };
}

/** For a page whose subject does not exist; goes with `notFoundPage()`. */
export function notFoundMetadata(locale: Locale): Metadata {
  return pageMetadata({
    locale,
    path: "/404",
    title: translator(locale)("errors.notFound.title"),
    isPrivate: true,
  });
}
