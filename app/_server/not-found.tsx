import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { NotFoundView } from "#components/ui/not-found-view.tsx";
import { answerWithStatus } from "./answer-status.ts";
import { pageWords } from "./locale.ts";

/**
 * `if (!institution) return notFoundPage();` Answers 404 with the page's own words.
 * Next's notFound() leaves the page blank until a script has run (its server render stops at the throw), and public
 * pages have to work without script: so the page is rendered as any other and the server's response is told its status.
 */
export async function notFoundPage(): Promise<ReactElement> {
  if (!answerWithStatus(404)) notFound();
  const { locale, t } = await pageWords();
  return <NotFoundView locale={locale} t={t} />;
}
