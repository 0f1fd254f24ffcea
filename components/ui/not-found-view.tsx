import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

/** No such page: why that may be and the three places most people were looking for. */
export function NotFoundView({ locale, t }: { locale: Locale; t: Translate }) {
  const links = [
    { path: "/check", label: t("errors.notFound.check") },
    { path: "/report", label: t("errors.notFound.report") },
    { path: "/", label: t("errors.notFound.home") },
  ];
  return (
    <div className="column flow">
      <h1>{t("errors.notFound.title")}</h1>
      <p>{t("errors.notFound.body")}</p>
      <ul>
        {links.map((link) => (
          <li key={link.path}>
            <a href={localeHref(locale, link.path)}>{link.label}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
