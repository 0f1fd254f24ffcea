import { pageWords } from "#app/_server/locale.ts";
import { localeHref } from "#messages/locale.ts";

/** Another agency's case, a mistyped id, a page the role does not hold: all the same to whoever asks. */
export default async function DeskNotFound() {
  const { locale, t } = await pageWords();
  return (
    <main id="main" className="frame main" tabIndex={-1}>
      <title>{t("common.titleSuffix", { title: t("desk.notFound.title") })}</title>
      <div className="column flow">
        <h1>{t("desk.notFound.title")}</h1>
        <p>{t("desk.notFound.body")}</p>
        <p>
          <a href={localeHref(locale, "/desk")}>{t("desk.notFound.back")}</a>
        </p>
      </div>
    </main>
  );
}
