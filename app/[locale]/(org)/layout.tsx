import type { Metadata } from "next";
import type { ReactNode } from "react";
import { isDemo } from "#app/_server/demo.ts";
import { pageWords } from "#app/_server/locale.ts";
import { DemoBanner } from "#components/ui/demo-banner.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Pages of institutions' members. Who may see a page is asked in each page, never here. */
export default async function InstitutionsLayout({ children }: { children: ReactNode }) {
  const { t } = await pageWords();
  return (
    <>
      <SkipLink label={t("common.skip")} />
      {isDemo() && (
        <section aria-label={t("common.demoLabel")}>
          <DemoBanner text={t("common.demoBanner")} />
        </section>
      )}
      {children}
    </>
  );
}
