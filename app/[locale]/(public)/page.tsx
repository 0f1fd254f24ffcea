import type { Metadata } from "next";
import { pageWords } from "#app/_server/locale.ts";
import { pageMetadata } from "#app/_server/metadata.ts";
import { Home } from "#components/home/home.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const { locale, t } = await pageWords();
  return pageMetadata({ locale, path: "/", title: t("home.title") });
}

export default async function HomePage() {
  const { locale, t } = await pageWords();
  return <Home locale={locale} t={t} recent={[]} />;
}
