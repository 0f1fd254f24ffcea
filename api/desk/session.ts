import type { FastifyReply, FastifyRequest } from "fastify";
import { cookieName, sessionIdOf } from "#adapters/session-token.ts";
import { findActor } from "#commands/accounts/sign-in.ts";
import type { Runtime } from "#commands/runtime.ts";
import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { type Policy, policyHeader, standingHeader, windowLimiter } from "../limits/window.ts";
import { refusal } from "../problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The signed-in officer; set on routes whose access is `session` only. */
    actor: Actor | null;
  }
}

/** Faster than a person reads, slower than a script that copies a desk. */
const PER_SESSION: Policy = { name: "desk", quota: 240, windowSeconds: 60 };

/**
 * Fastify's onRequest of the desk's routes: the cookie that signs somebody in at the pages, looked up in the same place
 * on every request, so that an ended or revoked session is over here too. Whether the officer may is the route's own
 * question.
 */
export function deskSession(runtime: Pick<Runtime, "db" | "clock" | "keys" | "publicUrl">, port: number) {
  const name = cookieName("session", { publicUrl: runtime.publicUrl, port });
  const limiter = windowLimiter();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply
      .header("cross-origin-resource-policy", "same-origin")
      .header("vary", "cookie, sec-fetch-site, origin");
    if (!isOwnSite(request, runtime.publicUrl)) throw new AppError("forbidden", "cross-site");
    const sessionId = await sessionIdOf(cookieOf(request.headers.cookie, name), runtime.keys.sessionSecret);
    const actor = sessionId ? await findActor(runtime, sessionId) : null;
    if (!actor) throw new AppError("not-signed-in", "sign-in-first");
    const standing = limiter.take(actor.sessionId, PER_SESSION, runtime.clock.real().getTime());
    if (request.caller) {
      request.caller.policy = policyHeader([PER_SESSION]);
      request.caller.standing = standingHeader(PER_SESSION.name, standing);
    }
    if (!standing.isAllowed) throw refusal("quota", "desk-used-up", standing.resetSeconds);
    request.actor = actor;
  };
}

/**
 * SameSite=Lax still sends the cookie when another site's link is followed, and a neighbouring port is the same site. A
 * browser says who started a request (Fetch Metadata); an older one at least names the page's origin.
 */
function isOwnSite({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  return headers.origin === undefined || headers.origin === new URL(publicUrl).origin;
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const found = header?.split(";").find((pair) => pair.trimStart().startsWith(`${name}=`));
  return found?.slice(found.indexOf("=") + 1).trim();
}
