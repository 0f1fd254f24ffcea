import { pageWords } from "#app/_server/locale.ts";
import { NotFoundView } from "#components/ui/not-found-view.tsx";

/** Only where a page threw notFound() itself; pages answer with `notFoundPage()`, which needs no script. */
export default async function NotFound() {
  const { locale, t } = await pageWords();
  return <NotFoundView locale={locale} t={t} />;
}
