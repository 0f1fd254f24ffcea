import type { Metadata } from "next";
import { uuidv7 } from "uuidv7";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { applicationFields } from "#components/objection/application-fields.ts";
import { ApplicationForm } from "#components/objection/application-form.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { isUuid } from "#domain/cases/inbox.ts";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { apply } from "./actions.ts";

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
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ObjectionsPage({ searchParams }: Props) {
  const [{ locale, t }, { entry }] = await Promise.all([pageWords(), searchParams]);
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
      <section className="section flow" id="form">
        <h2>{t("objections.form.title")}</h2>
        <p className="muted">{t("objections.form.lead")}</p>
        <Apply locale={locale} t={t} about={typeof entry === "string" && isUuid(entry) ? entry : ""} />
        <p>
          <a href={localeHref(locale, "/objections/follow")}>{t("objections.form.follow")}</a>
        </p>
      </section>
      <section className="section flow">
        <h2>{t("objections.after.title")}</h2>
        <p>{t("objections.after.body")}</p>
      </section>
    </div>
  );
}

function Apply({ locale, t, about }: { locale: Locale; t: Translate; about: string }) {
  return (
    <ApplicationForm
      action={apply}
      fields={applicationFields(locale, t, about)}
      // Sent again, by a second press or a reload, it is the same application.
      hidden={{ locale, once: uuidv7() }}
      followHref={localeHref(locale, "/objections/follow")}
      words={{
        errorTitle: t("forms.errorTitle"),
        errorPrefix: t("forms.errorPrefix"),
        submit: t("objections.form.submit"),
        doneTitle: t("objections.done.title"),
        code: t("objections.done.code"),
        copy: t("objections.done.copy"),
        copied: t("objections.done.copied"),
        print: t("objections.done.print"),
        follow: t("objections.done.follow"),
      }}
    />
  );
}
