import { Away } from "#components/report/away.tsx";
import { type Locale, localeHref } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";

/** In place of a page of the journey that cannot be read at the moment. */
export function AwayPage({ locale, t, path }: { locale: Locale; t: Translate; path: string }) {
  return (
    <Away
      title={t("report.away.title")}
      body={t("report.away.body")}
      retry={t("report.away.retry")}
      urgent={t("report.away.urgent")}
      href={localeHref(locale, path)}
    />
  );
}
