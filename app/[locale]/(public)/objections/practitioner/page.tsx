import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { OwnRecord } from "#components/practitioner/own-record.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { localeHref } from "#messages/locale.ts";
import { ownRecord } from "./actions.ts";
import { proofFields } from "./own-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/objections/practitioner",
    title: t("practitioner.own.title"),
    isPrivate: true,
  });
}

/** A person sees what is kept about them (个人信息保护法 44 to 47). */
export default async function OwnRecordPage() {
  const { locale, t } = await pageWords();
  return (
    <div className="column">
      <BackLink href={localeHref(locale, "/objections")}>{t("practitioner.own.back")}</BackLink>
      <h1>{t("practitioner.own.title")}</h1>
      <p className="lead">{t("practitioner.own.lead")}</p>
      <p className="section muted">{t("practitioner.own.proof")}</p>
      <OwnRecord
        action={ownRecord}
        locale={locale}
        fields={proofFields(t)}
        words={{
          errorTitle: t("forms.errorTitle"),
          errorPrefix: t("forms.errorPrefix"),
          submit: t("practitioner.own.submit"),
          send: t("practitioner.own.send"),
          leave: t("practitioner.own.leave"),
          grade: t("practitioner.grade.title"),
          items: t("practitioner.item.title"),
          itemsEmpty: t("practitioner.item.empty"),
          applications: t("practitioner.own.applications"),
          questions: t("practitioner.own.questions"),
          questionsLead: t("practitioner.own.questionsLead"),
          questionsEmpty: t("practitioner.own.questionsEmpty"),
          when: t("practitioner.own.when"),
          who: t("practitioner.own.who"),
          why: t("practitioner.own.why"),
          what: t("practitioner.own.what"),
        }}
      />
      <section className="section flow">
        <h2>{t("practitioner.own.rights")}</h2>
        <ul>
          <li>{t("practitioner.own.right1")}</li>
          <li>{t("practitioner.own.right2")}</li>
          <li>{t("practitioner.own.right3")}</li>
        </ul>
      </section>
    </div>
  );
}
