import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { judgeInstitution } from "#commands/registry/look-up-institution.ts";
import { type BoardAnswer, findRatingBoard, SHOWN_METHOD } from "#commands/registry/rating-board.ts";
import { freshnessOf } from "#commands/registry/read-published.ts";
import {
  type BrowseQuery,
  InstitutionList,
  type InstitutionRow,
  type ListRatings,
} from "#components/institution/institution-list.tsx";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { PROVINCES } from "#domain/complaints/regions.ts";
import { AppError } from "#domain/errors.ts";
import { browseRegister, LICENCE_FILTERS, pageFrom, pageOf } from "#domain/institutions/browse-register.ts";
import { isInstitutionClass } from "#domain/institutions/classes.ts";
import { licenceStanding } from "#domain/institutions/licence-standing.ts";
import { inLetterOrder, mayRank, RATING_WORDS, ratingWord } from "#domain/rating/browse-ratings.ts";

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
    rating: RATING_WORDS.find((word) => word === one("rating")) ?? "",
    sort: one("sort") === "letter" ? "letter" : "",
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

async function browse(query: BrowseQuery) {
  const runtime = getRuntime();
  const { register, registry, clock } = runtime;
  if (!register.isReady) throw new AppError("unavailable", "registry-loading");
  const found = await findRatingBoard(runtime);
  const board = found.state === "known" ? found.board : null;
  const resultOf = ({ id }: { readonly id: string }) => board?.ratings.get(id)?.result ?? null;
  const on = clock.now().toISOString().slice(0, 10);
  const filtered = browseRegister(register.all(), {
    text: query.text,
    class: isInstitutionClass(query.class) ? query.class : null,
    region: query.region || null,
    licence: LICENCE_FILTERS.find((filter) => filter === query.licence) ?? null,
    on,
  });
  const matched = query.rating
    ? filtered.filter((institution) => ratingWord(resultOf(institution)) === query.rating)
    : filtered;
  const ratings = listRatings(found);
  const isByLetter = query.sort === "letter" && ratings.state === "known" && ratings.mayRank;
  const place = register.byId(query.after);
  const page = isByLetter
    ? pageFrom(
        inLetterOrder(matched, (institution) => ratingWord(resultOf(institution))),
        { place, size: PAGE_SIZE },
      )
    : pageOf(matched, { place, size: PAGE_SIZE });
  const verdictOf = (institution: (typeof matched)[number]) =>
    judgeInstitution(runtime, institution).verdict.verdict;
  const listed = matched.filter(
    (institution) =>
      registry.institutionEntry(institution.id) !== null &&
      ["listed", "warning"].includes(verdictOf(institution)),
  ).length;
  const rows = page.rows.map((institution): InstitutionRow => {
    const result = resultOf(institution);
    const estimate = result?.letter ? result.harm?.estimate : null;
    return {
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
      rating: {
        word: ratingWord(result),
        ratio: estimate?.ratio ?? null,
        low: estimate?.low ?? null,
        high: estimate?.high ?? null,
      },
    };
  });
  return { page: { ...page, rows }, listed, freshness: freshnessOf(runtime), ratings };
}

function listRatings(found: BoardAnswer): ListRatings {
  if (found.state !== "known") return { state: found.state };
  const { month, population } = found.board.batch;
  return {
    state: "known",
    month,
    rankability: population.rankability,
    mayRank: mayRank(population, SHOWN_METHOD),
  };
}
