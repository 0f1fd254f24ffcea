import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { QuestionForm } from "#components/report/question-form.tsx";
import { Details } from "#components/ui/details.tsx";
import { receiptQuestion } from "./_receipt/questions.ts";
import { openReceipt } from "./actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return { ...pageMetadata({ locale, path: "/receipt", title: t("receipt.title") }), title: null };
}

export default async function ReceiptPage() {
  const { locale, t } = await pageWords();
  return (
    <div className="column">
      <QuestionForm action={openReceipt} question={receiptQuestion({ locale, t })} away={null} />
      <div className="section">
        <Details summary={t("receipt.lost.title")}>
          <p>{t("receipt.lost.body")}</p>
        </Details>
      </div>
    </div>
  );
}
