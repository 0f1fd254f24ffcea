import type { Metadata } from "next";
import { inTime } from "#app/_server/in-time.ts";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { readTrends } from "#commands/trends/read-trends.ts";
import { TRENDS_PATH } from "#components/trends/trend-words.ts";
import { TrendsView } from "#components/trends/trends-view.tsx";
import { readTrendQuery } from "#domain/trends/trend-query.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: TRENDS_PATH,
    title: t("trends.title"),
    description: t("trends.lead"),
    // One page for search engines, not one for each of a million choices.
    isPrivate: Object.keys(await searchParams).length > 0,
  });
}

export default async function TrendsPage({ searchParams }: Props) {
  const { locale, t } = await pageWords();
  const query = readTrendQuery(await searchParams);
  const trends = await unlessAway(() => inTime(readTrends(getRuntime(), query)));
  if (trends === AWAY) {
    return (
      <div className="column flow">
        <h1>{t("trends.away.title")}</h1>
        <p>{t("trends.away.body")}</p>
      </div>
    );
  }
  return <TrendsView locale={locale} t={t} trends={trends} />;
}
