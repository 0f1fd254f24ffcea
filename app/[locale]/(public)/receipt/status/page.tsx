import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { FollowUpView } from "#components/report/follow-up-view.tsx";
import { openHeld, ReceiptAway } from "../_receipt/open-held.tsx";
import { closeReceipt } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/receipt/status", title: t("receipt.title"), isPrivate: true });
}

export default async function ReceiptStatusPage({
  searchParams,
}: {
  searchParams: Promise<{ proof?: string | string[] }>;
}) {
  const { locale, t } = await pageWords();
  const isProofAwaited = (await searchParams).proof === "none";
  const found = await openHeld(locale);
  if (!found) return <ReceiptAway locale={locale} t={t} path="/receipt/status" />;
  return (
    <FollowUpView locale={locale} t={t} report={found} isProofAwaited={isProofAwaited} close={closeReceipt} />
  );
}
