import { cookies } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { cache } from "react";
import { cookieName, sessionIdOf } from "#adapters/session-token.ts";
import { findActor, revokeSession, signIn } from "#commands/accounts/sign-in.ts";
import type { Actor } from "#domain/access/actor.ts";
import { env } from "#env";
import { clientNetwork } from "./network.ts";
import { findRuntime, getRuntime } from "./runtime.ts";

const isSecure = env.publicUrl.startsWith("https://");
const SESSION_COOKIE = cookieName("session", env);
const CSRF_COOKIE = cookieName("csrf", env);
const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure } as const;

/** next-auth signs people in; its token carries only a session id, which is looked up on every request. */
export function authOptions(): NextAuthOptions {
  const { keys } = getRuntime();
  return {
    secret: keys.sessionSecret,
    session: { strategy: "jwt", maxAge: 12 * 3600 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: { name: SESSION_COOKIE, options: cookieOptions },
      csrfToken: { name: CSRF_COOKIE, options: cookieOptions },
      callbackUrl: { name: `mj-callback-${env.port}`, options: cookieOptions },
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {}, totp: {} },
        authorize: async (given, request) => {
          try {
            const opened = await signIn(getRuntime(), {
              email: given?.email ?? "",
              password: given?.password ?? "",
              totp: given?.totp ?? "",
              network: clientNetwork(request.headers ?? {}),
            });
            return { id: opened.accountId, sessionId: opened.sessionId };
          } catch {
            // Every failure looks the same from outside; the throttle and its reason are in the database.
            return null;
          }
        },
      }),
    ],
    events: {
      signOut: async ({ token }) => {
        const runtime = getRuntime();
        const actor = typeof token.sid === "string" ? await findActor(runtime, token.sid) : null;
        if (actor) await revokeSession(runtime, actor, actor.sessionId);
      },
    },
    callbacks: {
      jwt: ({ token, user }) =>
        user ? { sub: user.id, sid: (user as { sessionId?: string }).sessionId } : token,
      session: ({ session }) => ({ expires: session.expires }),
    },
  };
}

/** The signed-in person, or null; asked once per request. A revoked session is over at once. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const runtime = findRuntime();
  if (!runtime) return null;
  const token = (await cookies()).get(SESSION_COOKIE)?.value;
  const sessionId = await sessionIdOf(token, runtime.keys.sessionSecret);
  return sessionId ? findActor(runtime, sessionId) : null;
});

/** Clears the browser's side of a session. */
export async function forgetSessionCookie(): Promise<void> {
  (await cookies()).delete(SESSION_COOKIE);
}
