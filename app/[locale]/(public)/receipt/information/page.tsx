import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { QuestionForm } from "#components/report/question-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { eventsFrom } from "#domain/complaints/status.ts";
import { localeHref } from "#messages/locale.ts";
import { openHeld, ReceiptAway } from "../_receipt/open-held.tsx";
import { informationQuestion } from "../_receipt/questions.ts";
import { answerRequest } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const title = t("receipt.information.title");
  return { ...pageMetadata({ locale, path: "/receipt/information", title, isPrivate: true }), title: null };
}

/** What an officer asks for goes into a report of its own, where it is sealed like any; here the reporter says that it did. */
export default async function InformationPage() {
  const { locale, t } = await pageWords();
  const found = await openHeld(locale);
  const away = <ReceiptAway locale={locale} t={t} path="/receipt/information" />;
  if (found && !eventsFrom(found.status, "reporter").includes("give_info"))
    redirect(localeHref(locale, "/receipt/status"));
  return (
    <QuestionForm
      action={answerRequest}
      question={found && informationQuestion({ locale, t })}
      away={away}
      before={
        <div className="flow">
          {found?.message && (
            <Card id="asked" title={t("receipt.message")}>
              <p className="receipt-message">{found.message}</p>
            </Card>
          )}
          <p>
            {t.rich("receipt.information.how", {
              report: (chunks) => <a href={localeHref(locale, "/report")}>{chunks}</a>,
            })}
          </p>
          <p>{t("receipt.information.noReceipt")}</p>
        </div>
      }
    />
  );
}
