/** Under this symbol the server keeps an AsyncLocalStorage with the response being written. */
export const RESPONSE_STORE = Symbol.for("mingjian.response");

type ResponseStore = {
  getStore():
    | { statusCode: number; headersSent: boolean; setHeader(name: string, value: string): unknown }
    | undefined;
};

/** Gives the page being rendered a status of its own; false when that is no longer possible. */
export function answerWithStatus(status: 404 | 410 | 429, retryAfterSeconds?: number): boolean {
  const response = (Reflect.get(globalThis, RESPONSE_STORE) as ResponseStore | undefined)?.getStore();
  if (!response || response.headersSent) return false;
  response.statusCode = status;
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", String(retryAfterSeconds));
  return true;
}
