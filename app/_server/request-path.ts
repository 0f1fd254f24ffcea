import { headers } from "next/headers";
import { withoutLocale } from "#messages/locale.ts";

/** Set by the server on every request for a page, replacing whatever a client may have sent under this name. */
export const PATH_HEADER = "x-mingjian-path";

/** Address of the page being rendered without its locale, query included. "/" when the server did not say. */
export async function requestPath(): Promise<string> {
  return withoutLocale(safePath((await headers()).get(PATH_HEADER)));
}

/** A path of our own site and nothing else: "//evil.example", "/\evil" and full addresses become "/". */
export function safePath(value: unknown): string {
  if (typeof value !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes("\\"))
    return "/";
  return value;
}
