import type { Metadata } from "next";
import { uuidv7 } from "uuidv7";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { type Asked, applicationFields } from "#components/objection/application-fields.ts";
import { ApplicationForm } from "#components/objection/application-form.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { isUuid } from "#domain/cases/inbox.ts";
import { APPLICATION_KINDS, type ApplicationKind } from "#domain/registry/application.ts";
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
  const [{ locale, t }, query] = await Promise.all([pageWords(), searchParams]);
  const asked = askedOf(query);
  const isRepair = asked.kind === "repair";
  const form = (
    <section className="section flow" id="form">
      <h2>{t("objections.form.title")}</h2>
      <p className="muted">{t("objections.form.lead")}</p>
      <Apply locale={locale} t={t} asked={asked} />
      <p>
        <a href={localeHref(locale, "/objections/follow")}>{t("objections.form.follow")}</a>
      </p>
    </section>
  );
  return (
    <div className="column">
      <h1>{t(isRepair ? "objections.repairTitle" : "objections.title")}</h1>
      <p className="lead">{t(isRepair ? "objections.repairLead" : "objections.lead")}</p>
      {asked.about && form}
      <section className="section flow">
        <h2>{t("objections.who.title")}</h2>
        <ul>
          <li>{t("objections.who.item1")}</li>
          <li>{t("objections.who.item2")}</li>
          <li>{t("objections.who.item3")}</li>
          <li>{t("objections.who.item4")}</li>
        </ul>
      </section>
      <p>
        <a href={localeHref(locale, "/objections/practitioner")}>{t("practitioner.own.link")}</a>
      </p>
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
      {!asked.about && form}
      <section className="section flow">
        <h2>{t("objections.after.title")}</h2>
        <p>{t("objections.after.body")}</p>
      </section>
    </div>
  );
}

/** Whoever comes from a listing finds it filled in, and the form before the explanations. */
function askedOf({ entry, kind }: Awaited<Props["searchParams"]>): Asked {
  const isKind = typeof kind === "string" && Object.hasOwn(APPLICATION_KINDS, kind);
  return {
    about: typeof entry === "string" && isUuid(entry) ? entry : "",
    kind: isKind ? (kind as ApplicationKind) : "objection",
  };
}

function Apply({ locale, t, asked }: { locale: Locale; t: Translate; asked: Asked }) {
  return (
    <ApplicationForm
      action={apply}
      fields={applicationFields(locale, t, asked)}
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
