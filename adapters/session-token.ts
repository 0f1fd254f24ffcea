import { decode } from "next-auth/jwt";

/** Where the portal is reached: two portals on one host tell their cookies apart by the port. */
export type CookiePlace = { readonly publicUrl: string; readonly port: number };

/** Over https the name itself forbids other hosts and plain http. */
export function cookieName(purpose: "session" | "csrf", { publicUrl, port }: CookiePlace): string {
  return `${publicUrl.startsWith("https://") ? "__Host-" : ""}mj-${purpose}-${port}`;
}

/** The session a signed-in browser's cookie names; null when it is forged, expired or of another portal. */
export async function sessionIdOf(token: string | undefined, secret: string): Promise<string | null> {
  if (!token) return null;
  const claims = await decode({ token, secret }).catch(() => null);
  return typeof claims?.sid === "string" ? claims.sid : null;
}
