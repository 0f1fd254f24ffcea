import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { localeHref } from "#messages/locale.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/objections",
    title: t("objections.title"),
    description: t("objections.lead"),
  });
}

const TIMES = ["mark", "answer", "late"] as const;

/** 征信业管理条例 art. 25 (20 days) and the stricter local rule of one working day for the mark. */
export default async function ObjectionsPage() {
  const { locale, t } = await pageWords();
  return (
    <div className="column">
      <h1>{t("objections.title")}</h1>
      <p className="lead">{t("objections.lead")}</p>
      <section className="section flow">
        <h2>{t("objections.who.title")}</h2>
        <ul>
          <li>{t("objections.who.item1")}</li>
          <li>{t("objections.who.item2")}</li>
          <li>{t("objections.who.item3")}</li>
          <li>{t("objections.who.item4")}</li>
        </ul>
      </section>
      <section className="section flow">
        <h2>{t("objections.how.title")}</h2>
        <ol className="steps">
          <li>{t("objections.how.item1")}</li>
          <li>{t("objections.how.item2")}</li>
          <li>{t("objections.how.item3")}</li>
          <li>{t("objections.how.item4")}</li>
        </ol>
        <p>
          <ButtonLink href={localeHref(locale, "/check")}>{t("objections.how.action")}</ButtonLink>
        </p>
      </section>
      <section className="section flow">
        <h2>{t("objections.state.title")}</h2>
        <ul>
          <li>{t("objections.state.item1")}</li>
          <li>{t("objections.state.item2")}</li>
          <li>{t("objections.state.item3")}</li>
          <li>{t("objections.state.item4")}</li>
          <li>{t("objections.state.item5")}</li>
        </ul>
      </section>
      <section className="section">
        <h2>{t("objections.time.title")}</h2>
        <DataTable
          id="objection-times"
          caption={t("objections.time.caption")}
          isCaptionHidden
          rows={TIMES}
          rowKey={(step) => step}
          columns={[
            {
              key: "step",
              header: t("objections.time.step"),
              isRowHeader: true,
              cell: (step) => t(`objections.time.${step}`),
            },
            {
              key: "limit",
              header: t("objections.time.limit"),
              cell: (step) => t(`objections.time.${step}Limit`),
            },
          ]}
        />
      </section>
      <section className="section flow">
        <h2>{t("objections.after.title")}</h2>
        <p>{t("objections.after.body")}</p>
      </section>
    </div>
  );
}
