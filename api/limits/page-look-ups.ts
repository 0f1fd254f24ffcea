import type { Policy } from "./window.ts";

/**
 * Look-ups through the pages are limited as through the API: nobody walks the number plan by posting forms. Searches of the
 * registry count too, because each asks the database.
 */
export const PAGE_LOOK_UPS: Policy = { name: "pages", quota: 120, windowSeconds: 60 };

/** Whether a request for a page is a look-up, by its method and address. */
export function isPageLookUp(method: string | undefined, url: string): boolean {
  const path = url.replace(/^\/(?:en|zh-CN)(?=\/|\?|$)/, "").split("?")[0] || "/";
  if (path === "/check" || path.startsWith("/numbers/")) return true;
  if (method === "POST") return path === "/";
  return path === "/report/check" || path === "/registry" || path.startsWith("/registry/");
}
