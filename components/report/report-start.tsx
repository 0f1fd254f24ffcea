import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Urgent } from "./urgent.tsx";

type Props = {
  locale: Locale;
  t: Translate;
  /** An unfinished report in this browser: where it goes on, and how it is thrown away. */
  resume: { href: string; startAnew: (data: FormData) => Promise<void> } | null;
};

/** What reporting is, takes and leads to, and what cannot wait for it. */
export function ReportStart({ locale, t, resume }: Props) {
  return (
    <div className="with-aside">
      <div>
        <h1>{t("report.title")}</h1>
        <p className="lead">{t("report.lead")}</p>
        {resume ? (
          <Resume locale={locale} t={t} {...resume} />
        ) : (
          <p className="report-go">
            <ButtonLink href={localeHref(locale, "/report/matter")}>{t("report.start")}</ButtonLink>
          </p>
        )}
        <section className="section">
          <h2>{t("report.need.title")}</h2>
          <ul>
            <li>{t("report.need.number")}</li>
            <li>{t("report.need.message")}</li>
            <li>{t("report.need.when")}</li>
          </ul>
          <p className="report-note">{t("report.need.none")}</p>
          <p className="report-note">{t("report.need.leaveOut")}</p>
        </section>
        <section className="section">
          <h2>{t("report.after.title")}</h2>
          <ol className="steps">
            <li>{t("report.after.receipt")}</li>
            <li>{t("report.after.read")}</li>
            <li>{t("report.after.joined")}</li>
          </ol>
        </section>
        <section className="section">
          <h2>{t("report.privacy.title")}</h2>
          <ul>
            <li>{t("report.privacy.sealed")}</li>
            <li>{t("report.privacy.draft")}</li>
            <li>{t("report.privacy.source")}</li>
            <li>{t("report.privacy.exit")}</li>
          </ul>
        </section>
      </div>
      <Urgent t={t} />
    </div>
  );
}

function Resume({ locale, t, href, startAnew }: Pick<Props, "locale" | "t"> & NonNullable<Props["resume"]>) {
  return (
    <div className="report-go">
      <Card id="resume" title={t("report.resume.title")}>
        <p>{t("report.resume.body")}</p>
        <div className="form-actions">
          <ButtonLink href={href}>{t("report.resume.go")}</ButtonLink>
          <form action={startAnew}>
            <input type="hidden" name="locale" value={locale} />
            <button type="submit" className="button button-quiet">
              {t("report.resume.anew")}
            </button>
          </form>
        </div>
      </Card>
    </div>
  );
}
