import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { getRuntime } from "#app/_server/runtime.ts";
import { judgeInstitution } from "#commands/registry/look-up-institution.ts";
import { findRatingBoard } from "#commands/registry/rating-board.ts";
import { CannotAnswer } from "#components/look-up/stale-notice.tsx";
import { type Compared, CompareView } from "#components/rating/compare-view.tsx";
import { AppError } from "#domain/errors.ts";
import { licenceStanding } from "#domain/institutions/licence-standing.ts";
import { chooseCompared } from "#domain/rating/browse-ratings.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Ids of an address that are looked at; what a person selects on a page is far fewer. */
const MOST_ASKED = 50;

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/institutions/compare",
    title: t("rating.compare.title"),
    isPrivate: true,
  });
}

export default async function ComparePage({ searchParams }: Props) {
  const { locale, t } = await pageWords();
  const { id = [] } = await searchParams;
  const asked = (typeof id === "string" ? [id] : id).slice(0, MOST_ASKED);
  const found = await unlessAway(() => compare(asked));
  if (found === AWAY) return <CannotAnswer t={t} />;
  return <CompareView locale={locale} t={t} {...found} />;
}

async function compare(asked: readonly string[]) {
  const runtime = getRuntime();
  const { register, clock } = runtime;
  if (!register.isReady) throw new AppError("unavailable", "registry-loading");
  const { ids, unknown, left } = chooseCompared(asked, (id) => register.byId(id) !== null);
  const found = await findRatingBoard(runtime);
  const board = found.state === "known" ? found.board : null;
  const on = clock.now().toISOString().slice(0, 10);
  const institutions = ids.flatMap((id): Compared[] => {
    const institution = register.byId(id);
    if (!institution) return [];
    const rating = board?.ratings.get(id);
    return [
      {
        id,
        legalName: institution.legalName,
        englishName: institution.englishName,
        class: institution.class,
        isDeregistered: institution.status === "deregistered",
        standing: licenceStanding(institution.licences, on),
        verdict: judgeInstitution(runtime, institution).verdict.verdict,
        result: rating?.result ?? null,
        basis: rating?.basis ?? null,
      },
    ];
  });
  return { institutions, unknown, left, ratings: found.state, month: board?.batch.month ?? null };
}
