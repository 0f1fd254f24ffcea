import type { Metadata } from "next";
import { ownDraft } from "#app/_server/draft.ts";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { ReportStart } from "#components/report/report-start.tsx";
import { whereToGoOn } from "./_journey/next-page.ts";
import { startAnew } from "./actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/report", title: t("report.title"), description: t("report.lead") });
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReportPage({ searchParams }: Props) {
  const { locale, t } = await pageWords();
  const own = await ownDraft();
  const resume = own.kind === "draft" ? { href: whereToGoOn(locale, own.answers, true), startAnew } : null;
  const isLost = own.kind === "none" && (await searchParams).lost === "yes";
  return <ReportStart locale={locale} t={t} resume={resume} isLost={isLost} />;
}
