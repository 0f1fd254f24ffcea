import type { Metadata } from "next";
import { cache } from "react";
import { inTime } from "#app/_server/in-time.ts";
import { pageWords } from "#app/_server/locale.ts";
import { AWAY, unlessAway } from "#app/_server/look-up.ts";
import { notFoundMetadata, pageMetadata } from "#app/_server/metadata.ts";
import { notFoundPage } from "#app/_server/not-found.tsx";
import { getRuntime } from "#app/_server/runtime.ts";
import { describeBatch } from "#commands/rating/describe-batch.ts";
import { BatchView } from "#components/rating/batch-view.tsx";
import { monthText } from "#components/rating/figures.ts";
import { isUuid } from "#domain/cases/inbox.ts";
import { env } from "#env";

type Props = { params: Promise<{ batch: string }> };

/** Asked once for a page and its title. */
const loadBatch = cache(async (id: string) =>
  isUuid(id) ? unlessAway(() => inTime(describeBatch(getRuntime(), id))) : null,
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ locale, t }, { batch: id }] = await Promise.all([pageWords(), params]);
  const found = await loadBatch(id);
  if (found === AWAY)
    return pageMetadata({ locale, path: `/ratings/${id}`, title: t("ratingBatch.away"), isPrivate: true });
  if (!found) return notFoundMetadata(locale);
  const { month, kind, institutions, rated } = found.batch;
  return pageMetadata({
    locale,
    path: `/ratings/${id}`,
    title: t("ratingBatch.title", { month: monthText(locale, month), kind: t(`ratingBatch.${kind}`) }),
    description: t("ratingBatch.lead", { count: institutions, rated }),
  });
}

/** One publication of ratings: what it says, its files, its proof, how to check it, and what it changed. */
export default async function BatchPage({ params }: Props) {
  const [{ locale, t }, { batch: id }] = await Promise.all([pageWords(), params]);
  const found = await loadBatch(id);
  if (found === AWAY)
    return (
      <div className="column flow">
        <h1>{t("ratingBatch.away")}</h1>
        <p>{t("ratingBatch.awayBody")}</p>
        <p>
          <a href={`/api/v1/ratings/${encodeURIComponent(id)}/bundle`}>{t("ratingBatch.bundle")}</a>
        </p>
      </div>
    );
  if (!found) return notFoundPage();
  return <BatchView locale={locale} t={t} found={found} origin={env.publicUrl} />;
}
