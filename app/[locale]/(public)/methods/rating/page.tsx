import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { RatingMethodView } from "#components/rating-method/rating-method.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({
    locale,
    path: "/methods/rating",
    title: t("ratingMethod.title"),
    description: t("ratingMethod.lead"),
  });
}

export default async function RatingMethodPage() {
  const { locale, t } = await pageWords();
  return <RatingMethodView locale={locale} t={t} />;
}
