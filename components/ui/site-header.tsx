import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { DemoBanner } from "./demo-banner.tsx";
import { Mark } from "./mark.tsx";

type Props = {
  locale: Locale;
  t: Translate;
  /** Address of this page without its locale, query included: the language link and the preference come back to it. */
  path: string;
  isElder: boolean;
  /** Words of the demonstration banner, when there is one. */
  demo?: string;
};

const PAGES = [
  { path: "/check", key: "header.check" },
  { path: "/registry", key: "header.registry" },
  { path: "/institutions", key: "header.institutions" },
  { path: "/report", key: "header.report" },
  { path: "/learn", key: "header.learn" },
] as const;

export function SiteHeader({ locale, t, path, isElder, demo }: Props) {
  const here = path.split("?")[0] ?? "/";
  return (
    <header className="site-header">
      {demo && <DemoBanner text={demo} />}
      <div className="frame site-header-row">
        <a className="brand" href={localeHref(locale, "/")}>
          <Mark />
          <Wordmark locale={locale} />
        </a>
        <nav aria-label={t("header.nav")}>
          <ul>
            {PAGES.map((page) => (
              <li key={page.path}>
                <a
                  href={localeHref(locale, page.path)}
                  aria-current={here === page.path || here.startsWith(`${page.path}/`) ? "page" : undefined}
                >
                  {t(page.key)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="header-tools">
          <form method="post" action="/preferences">
            <input type="hidden" name="return" value={localeHref(locale, path)} />
            <button type="submit" className="link-button" name="elder" value={isElder ? "0" : "1"}>
              {t(isElder ? "header.elderOff" : "header.elderOn")}
            </button>
          </form>
          <LanguageLink locale={locale} t={t} path={path} />
        </div>
      </div>
    </header>
  );
}

function Wordmark({ locale }: { locale: Locale }) {
  if (locale === "en") {
    return (
      <span>
        Mingjian <span lang="zh-CN">明鉴</span>
      </span>
    );
  }
  return (
    <span>
      明鉴{" "}
      <span className="brand-latin" lang="en">
        Mingjian
      </span>
    </span>
  );
}

/** The same page in the other language, named in that language. */
function LanguageLink({ locale, t, path }: { locale: Locale; t: Translate; path: string }) {
  const other: Locale = locale === "en" ? "zh-CN" : "en";
  return (
    <a className="link-button" href={localeHref(other, path)} lang={other} hrefLang={other}>
      {t(other === "en" ? "header.toEnglish" : "header.toChinese")}
    </a>
  );
}
