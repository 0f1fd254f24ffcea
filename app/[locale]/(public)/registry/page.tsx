import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { browseRegistry } from "#commands/registry/browse-registry.ts";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { REGISTRY_PATH, RegistryList } from "#components/registry/registry-list.tsx";
import { AppError } from "#domain/errors.ts";
import { readBrowseQuery } from "#domain/registry/browse-query.ts";
import { localeHref } from "#messages/locale.ts";

type Search = Record<string, string | string[] | undefined>;
type Props = { searchParams: Promise<Search> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: REGISTRY_PATH,
    title: t("registry.title"),
    description: t("registry.description"),
    isPrivate: Object.keys(await searchParams).length > 0,
  });
}

export default async function RegistryPage({ searchParams }: Props) {
  const { locale, t } = await pageWords();
  const search = await searchParams;
  const loaded = await unlessAway(() => browse(search));
  if (loaded === AWAY) return <CannotAnswer t={t} />;
  const { query, agencies, answer } = loaded;
  // Nobody's private number stays in an address.
  if (answer.state === "private") redirect(localeHref(locale, `${REGISTRY_PATH}?private=1`));
  return (
    <RegistryList
      locale={locale}
      t={t}
      query={query}
      agencies={agencies}
      page={answer.found}
      isPrivate={search.private === "1"}
    />
  );
}

async function browse(search: Search) {
  const runtime = getRuntime();
  if (!runtime.register.isReady) throw new AppError("unavailable", "registry-loading");
  const agencies = runtime.register.agencies();
  const query = readBrowseQuery(
    search,
    agencies.map(({ code }) => code),
  );
  return { query, agencies, answer: await browseRegistry(runtime, query) };
}
