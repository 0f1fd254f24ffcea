import "../../../styles/report.css";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { pageWords } from "#app/_server/locale.ts";
import { EXIT_HREF } from "#components/report/exit-href.ts";
import { ExitPage } from "#components/report/exit-page.tsx";
import { PageStart } from "#components/report/page-start.tsx";

/**
 * Without any referrer a browser also leaves its origin out of a plain form post, and a form action without origin is
 * refused. To other sites nothing is sent either way.
 */
export const metadata: Metadata = { referrer: "same-origin" };

export default async function ReceiptLayout({ children }: { children: ReactNode }) {
  const { t } = await pageWords();
  return (
    <>
      <ExitPage
        href={EXIT_HREF}
        label={t("report.exit.label")}
        pressed={{ once: t("report.exit.once"), twice: t("report.exit.twice") }}
      />
      <PageStart />
      {children}
    </>
  );
}
