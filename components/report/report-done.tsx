import { dueOn } from "#domain/clocks/due-on.ts";
import { clockPreset } from "#domain/clocks/presets.ts";
import { RELATIONSHIPS } from "#domain/complaints/relationships.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import { formatDate, type Translate } from "#messages/translate.ts";
import { ConfirmationPanel } from "../forms/confirmation-panel.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { ReceiptTools } from "./receipt-tools.tsx";

type Props = {
  locale: Locale;
  t: Translate;
  receipt: string;
  filed: { at: string; relationship: string | null; isEarlier: boolean };
};

/** The report is in: the receipt, and what follows by when. */
export function ReportDone({ locale, t, receipt, filed }: Props) {
  const acceptance = dueOn(clockPreset("acceptance"), new Date(filed.at));
  const relationship = RELATIONSHIPS.find((entry) => entry.code === filed.relationship);
  return (
    <div className="column">
      <ConfirmationPanel
        title={t("report.done.title")}
        codeLabel={t("report.done.code")}
        code={receipt.split("-")}
      >
        <p>{t("report.done.keep")}</p>
        <ReceiptTools
          receipt={receipt}
          words={{
            copy: t("report.done.copy"),
            copied: t("report.done.copied"),
            print: t("common.print"),
          }}
        />
      </ConfirmationPanel>
      {filed.isEarlier && (
        <div className="report-go">
          <Notice kind="warn" title={t("report.done.earlier")}>
            <p>{t("report.done.earlierBody")}</p>
          </Notice>
        </div>
      )}
      <section className="section">
        <h2>{t("report.done.next")}</h2>
        <ol className="steps">
          <li>{t("report.done.read", { date: formatDate(locale, acceptance) })}</li>
          <li>{t("report.done.joined")}</li>
          <li>{t("report.done.look")}</li>
        </ol>
        <p className="report-note muted small">{t("report.done.holidays")}</p>
        <div className="form-actions">
          <ButtonLink href={localeHref(locale, "/receipt/status")}>{t("report.done.follow")}</ButtonLink>
        </div>
      </section>
      {relationship && (
        <section className="section">
          <h2>{t("report.done.rights")}</h2>
          <p>{locale === "en" ? relationship.effect.en : relationship.effect.zh}</p>
          {relationship.effect.source && (
            <p className="report-note muted small">
              {t("report.done.source", { source: relationship.effect.source })}
            </p>
          )}
        </section>
      )}
      <section className="section no-print">
        <h2>{t("report.done.elsewhere")}</h2>
        <p>
          {t.rich("report.done.elsewhereBody", {
            learn: (chunks) => <a href={`${localeHref(locale, "/learn")}#elsewhere`}>{chunks}</a>,
          })}
        </p>
      </section>
    </div>
  );
}

/** The half hour is over, or this is another browser. */
export function ReportDoneGone({ locale, t }: Pick<Props, "locale" | "t">) {
  return (
    <div className="column flow">
      <h1>{t("report.gone.title")}</h1>
      <p>{t("report.gone.body")}</p>
      <p>
        <ButtonLink href={localeHref(locale, "/receipt")}>{t("report.gone.follow")}</ButtonLink>
      </p>
      <p>
        <a href={localeHref(locale, "/report")}>{t("report.gone.report")}</a>
      </p>
    </div>
  );
}
