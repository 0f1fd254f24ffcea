import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

type Props = {
  locale: Locale;
  t: Translate;
  /** Address of this page without its locale; the preference form returns to it. */
  path: string;
  theme: Theme;
  isElder: boolean;
  /** When the registry was last brought up to date, in words. */
  updated?: string;
};

const LINKS = [
  { path: "/methods", key: "footer.methods" },
  { path: "/methods/rating", key: "footer.ratingMethod" },
  { path: "/trends", key: "footer.trends" },
  { path: "/transparency", key: "footer.transparency" },
  { path: "/open-data", key: "footer.openData" },
  { path: "/objections", key: "footer.objections" },
  { path: "/receipt", key: "footer.receipt" },
  { path: "/learn", key: "footer.learn" },
  { path: "/developers", key: "footer.developers" },
] as const;

export function SiteFooter({ locale, t, path, theme, isElder, updated }: Props) {
  return (
    <footer className="site-footer">
      <div className="frame">
        <nav aria-label={t("footer.links")}>
          <ul>
            {LINKS.map((link) => (
              <li key={link.path}>
                <a href={localeHref(locale, link.path)}>{t(link.key)}</a>
              </li>
            ))}
            <li>
              <a href={localeHref(locale, "/sign-in")}>{t("footer.signIn")}</a>
            </li>
          </ul>
        </nav>
        <p className="site-footer-note">
          {t("footer.operator")}
          {updated && <> {updated}</>}
        </p>
        <form method="post" action="/preferences" className="preferences">
          <input type="hidden" name="return" value={localeHref(locale, path)} />
          <fieldset>
            <legend>{t("footer.theme")}</legend>
            {THEMES.map((choice) => (
              <button key={choice} type="submit" name="theme" value={choice} aria-pressed={choice === theme}>
                {t(`footer.${choice}`)}
              </button>
            ))}
          </fieldset>
          <fieldset>
            <legend>{t("footer.elder")}</legend>
            <button type="submit" name="elder" value="0" aria-pressed={!isElder}>
              {t("footer.elderOff")}
            </button>
            <button type="submit" name="elder" value="1" aria-pressed={isElder}>
              {t("footer.elderOn")}
            </button>
          </fieldset>
        </form>
      </div>
    </footer>
  );
}
