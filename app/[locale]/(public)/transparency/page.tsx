import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { describeLog } from "#commands/transparency/describe-log.ts";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { LogView } from "#components/transparency/log-view.tsx";
import { env } from "#env";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/transparency",
    title: t("transparency.navTitle"),
    description: t("transparency.description"),
  });
}

export default async function TransparencyPage() {
  const { locale, t } = await pageWords();
  const log = await describeLog(getRuntime());
  if (!log) return <CannotAnswer t={t} />;
  return <LogView locale={locale} t={t} log={log} publicUrl={env.publicUrl} />;
}
