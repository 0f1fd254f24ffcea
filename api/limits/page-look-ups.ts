import type { Policy } from "./window.ts";

/**
 * Look-ups through the pages are limited as through the API: nobody walks the number plan by posting forms. Searches of the
 * registry and figures by choice count too, because each asks the database.
 */
export const PAGE_LOOK_UPS: Policy = { name: "pages", quota: 120, windowSeconds: 60 };

/** Whether a request for a page is a look-up, by its method and address. */
export function isPageLookUp(method: string | undefined, url: string): boolean {
  const path = decoded(url.split("?")[0] ?? "").replace(/^\/(?:en|zh-CN)(?=\/|$)/, "") || "/";
  if (path === "/check" || path.startsWith("/numbers/")) return true;
  if (method === "POST") return path === "/";
  return ["/report/check", "/registry", "/trends"].includes(path) || path.startsWith("/registry/");
}

/** Routes are found by what an address spells, escaped or not, and with its host in front (RFC 9112, 3.2.2). */
function decoded(address: string): string {
  const path = address.replace(/^https?:\/\/[^/]*/i, "");
  try {
    return path.includes("%") ? decodeURIComponent(path) : path;
  } catch {
    return path;
  }
}
