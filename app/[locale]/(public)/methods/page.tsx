import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { Tag } from "#components/ui/tag.tsx";
import { localeHref } from "#messages/locale.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/methods",
    title: t("methods.title"),
    description: t("methods.lead"),
  });
}

const STEPS = ["report", "join", "notice", "decide", "publish"] as const;
const VERDICTS = ["listed", "warning", "reported", "official", "unknown"] as const;

export default async function MethodsPage() {
  const { locale, t } = await pageWords();
  return (
    <div className="column">
      <h1>{t("methods.title")}</h1>
      <p className="lead">{t("methods.lead")}</p>
      <section className="section flow">
        <h2>{t("methods.steps.title")}</h2>
        <ol className="steps">
          {STEPS.map((step) => (
            <li key={step}>
              <b>{t(`methods.steps.${step}`)}</b>
              <p>{t(`methods.steps.${step}Body`)}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className="section">
        <h2>{t("methods.words.title")}</h2>
        <DataTable
          id="verdicts"
          caption={t("methods.words.caption")}
          isCaptionHidden
          phone="stack"
          rows={VERDICTS}
          rowKey={(verdict) => verdict}
          columns={[
            {
              key: "verdict",
              header: t("methods.words.verdict"),
              isRowHeader: true,
              cell: (verdict) => <Tag tone={verdict}>{t(`verdict.word.${verdict}`)}</Tag>,
            },
            {
              key: "meaning",
              header: t("methods.words.meaning"),
              cell: (verdict) => t(`methods.words.${verdict}`),
            },
          ]}
        />
      </section>
      <section className="section flow">
        <h2>{t("methods.sources.title")}</h2>
        <p>{t("methods.sources.body")}</p>
      </section>
      <section className="section flow">
        <h2>{t("methods.limits.title")}</h2>
        <ul>
          <li>{t("methods.limits.item1")}</li>
          <li>{t("methods.limits.item2")}</li>
          <li>{t("methods.limits.item3")}</li>
          <li>{t("methods.limits.item4")}</li>
        </ul>
      </section>
      <section className="section flow">
        <h2>{t("methods.end.title")}</h2>
        <p>{t("methods.end.body")}</p>
        <p>
          <a href={localeHref(locale, "/objections")}>{t("objections.title")}</a>
        </p>
        <p>
          <a href={localeHref(locale, "/methods/rating")}>{t("ratingMethod.title")}</a>
        </p>
        <p>
          <a href={localeHref(locale, "/trends")}>{t("trends.title")}</a>
        </p>
      </section>
    </div>
  );
}
