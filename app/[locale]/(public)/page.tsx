import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { recentListings } from "#commands/registry/list-recent-listings.ts";
import { numberPath } from "#commands/registry/read-query.ts";
import { Home, type RecentEntry } from "#components/home/home.tsx";
import { institutionName } from "#components/look-up/institution-name.ts";
import { groundWords, groupsOf } from "#components/look-up/number-facts.ts";
import type { Locale } from "#messages/locale.ts";
import type { Translate } from "#messages/translate.ts";
import { AskForm } from "./_look-up/ask-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/", title: t("home.title"), isShareable: true });
}

export default async function HomePage() {
  const { locale, t } = await pageWords();
  const recent = await unlessAway(() => recentEntries(locale, t));
  return (
    <Home
      locale={locale}
      t={t}
      ask={<AskForm locale={locale} t={t} look="line" label={t("home.label")} hint={t("home.hint")} />}
      recent={recent === AWAY ? null : recent}
    />
  );
}

async function recentEntries(locale: Locale, t: Translate): Promise<readonly RecentEntry[] | null> {
  const runtime = getRuntime();
  const listings = await recentListings(runtime);
  return (
    listings?.flatMap(({ entryId, kind, tier, numberKey, institutionId, grounds, listedAt }) => {
      const shared = {
        id: entryId,
        kind,
        tier,
        grounds: groundWords(locale, t, grounds),
        listedOn: listedAt,
      };
      if (numberKey !== null)
        return [{ ...shared, path: numberPath(numberKey), subject: groupsOf(numberKey) }];
      const institution = institutionId === null ? null : runtime.register.byId(institutionId);
      if (!institution) return [];
      const path = `/institutions/${institution.id}`;
      return [{ ...shared, path, subject: [institutionName(locale, institution)] }];
    }) ?? null
  );
}
