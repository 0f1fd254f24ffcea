import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { heldReceiptInBrowser } from "#app/_server/receipt.ts";
import { ReportDone, ReportDoneGone } from "#components/report/report-done.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/report/done", title: t("report.done.title"), isPrivate: true });
}

/** Can be reloaded and gone back to for half an hour; afterwards only the receipt itself opens the report. */
export default async function DonePage() {
  const { locale, t } = await pageWords();
  const held = await heldReceiptInBrowser();
  if (!held?.filed) return <ReportDoneGone locale={locale} t={t} />;
  return <ReportDone locale={locale} t={t} receipt={held.receipt} filed={held.filed} />;
}
