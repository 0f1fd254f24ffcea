import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { NotFoundView } from "#components/ui/not-found-view.tsx";
import { pageWords } from "./locale.ts";

/** Under this symbol the server keeps an AsyncLocalStorage with the response being written. */
export const RESPONSE_STORE = Symbol.for("mingjian.response");

type ResponseStore = {
  getStore():
    | { statusCode: number; headersSent: boolean; setHeader(name: string, value: string): unknown }
    | undefined;
};

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

/** Gives the page being rendered a status of its own; false when that is no longer possible. */
export function answerWithStatus(status: 404 | 410 | 429, retryAfterSeconds?: number): boolean {
  const response = (Reflect.get(globalThis, RESPONSE_STORE) as ResponseStore | undefined)?.getStore();
  if (!response || response.headersSent) return false;
  response.statusCode = status;
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", String(retryAfterSeconds));
  return true;
}
