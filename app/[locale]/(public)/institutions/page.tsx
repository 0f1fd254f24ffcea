import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { judgeInstitution } from "#commands/registry/look-up-institution.ts";
import { freshnessOf } from "#commands/registry/read-published.ts";
import {
  type BrowseQuery,
  InstitutionList,
  type InstitutionRow,
} from "#components/institution/institution-list.tsx";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { AppError } from "#domain/errors.ts";
import { browseRegister, LICENCE_FILTERS, pageOf } from "#domain/institutions/browse-register.ts";
import { isInstitutionClass } from "#domain/institutions/classes.ts";
import { licenceStanding } from "#domain/institutions/licence-standing.ts";

type Search = Record<string, string | string[] | undefined>;
type Props = { searchParams: Promise<Search> };

const PAGE_SIZE = 30;
const LONGEST_TEXT = 60;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { locale, t } = await pageWords();
  const isFiltered = Object.keys(await searchParams).length > 0;
  return pageMetadata({
    locale,
    path: "/institutions",
    title: t("institutions.heading"),
    description: t("institutions.lead"),
    isPrivate: isFiltered,
  });
}

/** The whole state is in the address; a value it does not know is no filter. */
function queryOf(search: Search): BrowseQuery {
  const one = (name: string) => {
    const value = search[name];
    return typeof value === "string" ? value.trim() : "";
  };
  return {
    text: one("q").slice(0, LONGEST_TEXT),
    class: isInstitutionClass(one("class")) ? one("class") : "",
    region: PROVINCES.some(({ code }) => code === one("region")) ? one("region") : "",
    licence: LICENCE_FILTERS.find((filter) => filter === one("licence")) ?? "",
    after: one("after").slice(0, 40),
  };
}

export default async function InstitutionsPage({ searchParams }: Props) {
  const { locale, t } = await pageWords();
  const query = queryOf(await searchParams);
  const found = await unlessAway(() => browse(query));
  if (found === AWAY) return <CannotAnswer t={t} />;
  return <InstitutionList locale={locale} t={t} query={query} {...found} />;
}

function browse(query: BrowseQuery) {
  const runtime = getRuntime();
  const { register, registry, clock } = runtime;
  if (!register.isReady) throw new AppError("unavailable", "registry-loading");
  const on = clock.now().toISOString().slice(0, 10);
  const matched = browseRegister(register.all(), {
    text: query.text,
    class: isInstitutionClass(query.class) ? query.class : null,
    region: query.region || null,
    licence: LICENCE_FILTERS.find((filter) => filter === query.licence) ?? null,
    on,
  });
  const page = pageOf(matched, { place: register.byId(query.after), size: PAGE_SIZE });
  const verdictOf = (institution: (typeof matched)[number]) =>
    judgeInstitution(runtime, institution).verdict.verdict;
  const listed = matched.filter(
    (institution) =>
      registry.institutionEntry(institution.id) !== null &&
      ["listed", "warning"].includes(verdictOf(institution)),
  ).length;
  const rows = page.rows.map(
    (institution): InstitutionRow => ({
      id: institution.id,
      legalName: institution.legalName,
      englishName: institution.englishName,
      class: institution.class,
      isDeregistered: institution.status === "deregistered",
      standing: licenceStanding(institution.licences, on),
      numbers: institution.contacts.filter(
        ({ kind, until }) => kind === "number" && (until === null || until >= on),
      ).length,
      verdict: verdictOf(institution),
    }),
  );
  return { page: { ...page, rows }, listed, freshness: freshnessOf(runtime) };
}
