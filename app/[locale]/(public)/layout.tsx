import type { ReactNode } from "react";
import { isDemo } from "#app/_server/demo.ts";
import { pageWords } from "#app/_server/locale.ts";
import { readPreferences } from "#app/_server/preferences.ts";
import { requestPath } from "#app/_server/request-path.ts";
import { SiteFooter } from "#components/ui/site-footer.tsx";
import { SiteHeader } from "#components/ui/site-header.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";

export default async function PublicLayout({ children }: { children: ReactNode }) {
  const { locale, t } = await pageWords();
  const { theme, isElder } = await readPreferences();
  const path = await requestPath();
  return (
    <>
      <SkipLink label={t("common.skip")} />
      <SiteHeader
        locale={locale}
        t={t}
        path={path}
        isElder={isElder}
        demo={isDemo() ? t("common.demoBanner") : undefined}
      />
      <main id="main" className="frame main" tabIndex={-1}>
        {children}
      </main>
      <SiteFooter locale={locale} t={t} path={path} theme={theme} isElder={isElder} />
    </>
  );
}
