import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { FollowForm } from "#components/objection/follow-form.tsx";
import { BackLink } from "#components/ui/navigation.tsx";
import { localeHref } from "#messages/locale.ts";
import { follow } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/objections/follow",
    title: t("objections.follow.title"),
    isPrivate: true,
  });
}

export default async function FollowPage() {
  const { locale, t } = await pageWords();
  return (
    <div className="column">
      <BackLink href={localeHref(locale, "/objections")}>{t("common.back")}</BackLink>
      <h1>{t("objections.follow.title")}</h1>
      <FollowForm
        action={follow}
        locale={locale}
        words={{
          errorTitle: t("forms.errorTitle"),
          errorPrefix: t("forms.errorPrefix"),
          label: t("objections.follow.label"),
          hint: t("objections.follow.hint"),
          submit: t("objections.follow.submit"),
        }}
      />
    </div>
  );
}
