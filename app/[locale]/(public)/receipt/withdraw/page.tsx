import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { QuestionForm } from "#components/report/question-form.tsx";
import { eventsFrom } from "#domain/complaints/status.ts";
import { localeHref } from "#messages/locale.ts";
import { openHeld, ReceiptAway } from "../_receipt/open-held.tsx";
import { withdrawQuestion } from "../_receipt/questions.ts";
import { withdrawReport } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const title = t("receipt.withdraw.title");
  return { ...pageMetadata({ locale, path: "/receipt/withdraw", title, isPrivate: true }), title: null };
}

export default async function WithdrawPage() {
  const { locale, t } = await pageWords();
  const found = await openHeld(locale);
  const away = <ReceiptAway locale={locale} t={t} path="/receipt/withdraw" />;
  if (found && !eventsFrom(found.status, "reporter").includes("withdraw"))
    redirect(localeHref(locale, "/receipt/status"));
  return (
    <QuestionForm
      action={withdrawReport}
      question={found && withdrawQuestion({ locale, t })}
      away={away}
      before={
        <ul id="withdraw">
          <li>{t("receipt.withdraw.leaves")}</li>
          <li>{t("receipt.withdraw.final")}</li>
          <li>{t("receipt.withdraw.others")}</li>
          <li>{t("receipt.withdraw.kept")}</li>
        </ul>
      }
    />
  );
}
