import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { describeLists } from "#commands/lists/describe-lists.ts";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { ListsView } from "#components/open-data/lists-view.tsx";
import { env } from "#env";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/open-data",
    title: t("openData.navTitle"),
    description: t("openData.description"),
  });
}

export default async function OpenDataPage() {
  const { locale, t } = await pageWords();
  const described = await describeLists(getRuntime());
  if (!described) return <CannotAnswer t={t} />;
  return (
    <ListsView
      locale={locale}
      t={t}
      lists={described.lists}
      vkey={described.vkey}
      publicUrl={env.publicUrl}
    />
  );
}
