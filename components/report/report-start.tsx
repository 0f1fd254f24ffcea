import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { Urgent } from "./urgent.tsx";

type Props = {
  locale: Locale;
  t: Translate;
  /** An unfinished report in this browser: where it goes on, and how it is thrown away. */
  resume: { href: string; startAnew: (data: FormData) => Promise<void> } | null;
  /** Somebody came to a page of the journey without anything of it being kept. */
  isLost: boolean;
};

/** What reporting is, takes and leads to, and what cannot wait for it. */
export function ReportStart({ locale, t, resume, isLost }: Props) {
  return (
    <div className="with-aside report-start">
      <div>
        <h1>{t("report.title")}</h1>
        <p className="lead">{t("report.lead")}</p>
        {isLost && (
          <div className="report-go">
            <Notice kind="warn" title={t("report.lost.title")}>
              <p>{t("report.lost.body")}</p>
            </Notice>
          </div>
        )}
        {resume ? (
          <Resume locale={locale} t={t} {...resume} />
        ) : (
          <p className="report-go">
            <ButtonLink href={localeHref(locale, "/report/matter")}>{t("report.start")}</ButtonLink>
          </p>
        )}
      </div>
      <Urgent t={t} />
      <div className="report-more">
        <section>
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
