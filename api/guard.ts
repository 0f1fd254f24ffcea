import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiScope } from "#domain/access/api-key.ts";
import { AppError } from "#domain/errors.ts";
import { clientNetwork } from "./client-address.ts";
import type { KeyCache, VerifiedKey } from "./keys/key-cache.ts";
import { secondsLeftOfDay, type UsageMeter } from "./keys/usage-meter.ts";
import type { NetworkBudget } from "./limits/network-budget.ts";
import type { SubjectBudget } from "./limits/subject-budget.ts";
import { type Policy, policyHeader, standingHeader, windowLimiter } from "./limits/window.ts";
import { refusal } from "./problem.ts";

/** Who may call a route, and what a call counts against. Every route has one; the route matrix test reads them. */
export type Access = {
  /** `none`: keys are not looked at. `session`: an officer's session instead of a key (desk/session.ts). */
  readonly key: "none" | "optional" | "required" | "session";
  /** What a key that is given has to be allowed to do. */
  readonly scope: ApiScope | null;
  /** The policy for callers without a key. */
  readonly limit: "none" | "lookups" | "filings";
  /** Whether a call is one item of a key's daily quota, or the route counts its own. */
  readonly items: "none" | "one" | "own";
};

/** Who is calling, and where they stand. */
export type Caller = {
  /** An address block, never logged; empty on routes that limit no network. */
  readonly network: string;
  readonly key: VerifiedKey | null;
  /** Values of RateLimit-Policy and RateLimit; empty when nothing limits the call. */
  policy: string;
  /** Null: the key's, as it is when the answer is given (`standingOf`). */
  standing: string | null;
  /** The part of `standing` that is about this minute. */
  burst: string;
};

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

export type Limits = { readonly lookups: Policy | null; readonly filings: Policy | null };

/** Gentle on a shared address: a filing takes a person minutes, sixty in an hour are a crowd behind one address. */
export const DEFAULT_LIMITS: Limits = {
  lookups: { name: "burst", quota: 60, windowSeconds: 60 },
  filings: { name: "filings", quota: 60, windowSeconds: 3600 },
};
const KEY_GUESSES: Policy = { name: "keys", quota: 120, windowSeconds: 60 };

export type GuardParts = {
  readonly keys: KeyCache;
  readonly meter: UsageMeter;
  readonly budget: SubjectBudget;
  /** Null switches it off. */
  readonly networks: NetworkBudget | null;
  readonly limits: Limits;
  readonly trustedProxies: readonly string[];
  readonly realNow: () => number;
};

export type Guard = {
  /** Fastify's onRequest of a route: who is calling, are they allowed, is there quota left. */
  admit(
    access: Access,
  ): (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;
  /** Takes items from the key's daily quota; throws `quota` when they are not there. */
  charge(request: FastifyRequest, items: number): void;
  /**
   * Counts different subjects (canonical numbers, people) against the key's budget of the day; asking about one again
   * costs nothing. Throws `quota` and counts none when they are too many.
   */
  chargeSubjects(request: FastifyRequest, subjects: readonly string[]): void;
  /**
   * Counts one number that was looked up: against the key's budget, or without a key and for a private number against the
   * network's. What is public anyway costs a network nothing. Throws `quota`.
   */
  chargeNumber(
    request: FastifyRequest,
    number: { readonly canonical: string; readonly visibility: "public" | "restricted" },
  ): void;
  /** The value of RateLimit. */
  standingOf(caller: Caller): string;
  /** Items a key has left today. */
  itemsLeft(key: VerifiedKey): number;
  /** Different subjects it has left; null when it has no such budget. */
  subjectsLeft(key: VerifiedKey): number | null;
};

export function createGuard(parts: GuardParts): Guard {
  const { keys, meter, budget, networks: ofNetworks, limits, realNow } = parts;
  const limiters = {
    lookups: windowLimiter(),
    filings: windowLimiter(),
    guesses: windowLimiter(),
    keys: windowLimiter(),
  };
  const networks = new WeakMap<IncomingMessage["socket"], string>();
  const lookupsHeader = limits.lookups ? policyHeader([limits.lookups]) : "";
  const subjectsHeader = ofNetworks ? policyHeader([ofNetworks.policy]) : "";
  const filingsHeader = limits.filings ? policyHeader([limits.filings]) : "";
  const policies = new WeakMap<VerifiedKey, { readonly policy: Policy; readonly header: string }>();

  const networkFor = (request: FastifyRequest): string => {
    const { socket } = request.raw;
    if (parts.trustedProxies.length > 0) {
      const { "x-forwarded-for": forwarded } = request.headers;
      return clientNetwork(socket.remoteAddress ?? "", forwarded, parts.trustedProxies);
    }
    const known = networks.get(socket);
    if (known !== undefined) return known;
    const network = clientNetwork(socket.remoteAddress ?? "", undefined, []);
    networks.set(socket, network);
    return network;
  };

  const policyOf = (key: VerifiedKey) => {
    const known = policies.get(key);
    if (known) return known;
    const policy: Policy = { name: "burst", quota: key.perMinute, windowSeconds: 60 };
    const daily: Policy = { name: "daily", quota: key.itemsPerDay, windowSeconds: 86_400 };
    const subjects: Policy = { name: "subjects", quota: key.subjectsPerDay, windowSeconds: 86_400 };
    const shown = budget.isLimited(key) ? [policy, daily, subjects] : [policy, daily];
    const made = { policy, header: policyHeader(shown) };
    policies.set(key, made);
    return made;
  };

  const itemsLeft = (key: VerifiedKey) => Math.max(0, key.itemsPerDay - meter.itemsUsed(key.id));

  const subjectsLeft = (key: VerifiedKey) => (budget.isLimited(key) ? budget.left(key) : null);

  const standingOf = ({ key, standing, burst }: Caller): string => {
    if (standing !== null || !key) return standing ?? "";
    const seconds = secondsLeftOfDay(realNow());
    const daily = `${burst}, "daily";r=${itemsLeft(key)};t=${seconds}`;
    const subjects = subjectsLeft(key);
    return subjects === null ? daily : `${daily}, "subjects";r=${subjects};t=${seconds}`;
  };

  const admitNetwork = (access: Access, caller: Caller): void => {
    if (access.limit === "none") return;
    const policy = limits[access.limit];
    if (!policy) return;
    const standing = limiters[access.limit].take(caller.network, policy, realNow());
    caller.policy = access.limit === "filings" ? filingsHeader : lookupsHeader;
    caller.standing = standingHeader(policy.name, standing);
    if (!standing.isAllowed) throw refusal("quota", `${policy.name}-used-up`, standing.resetSeconds);
  };

  const admitKey = (access: Access, request: FastifyRequest, key: VerifiedKey | null): void => {
    if (!key) throw new AppError("unauthenticated", "key-unknown");
    if (key.isRevoked) throw new AppError("key-revoked", "key-revoked");
    if (access.scope && !key.scopes.includes(access.scope))
      throw new AppError("scope", `scope-${access.scope}`);
    const { policy, header } = policyOf(key);
    const standing = limiters.keys.take(key.id, policy, realNow());
    const burst = standingHeader(policy.name, standing);
    const network = access.limit === "none" ? "" : networkFor(request);
    request.caller = { network, key, policy: header, standing: null, burst };
    if (!standing.isAllowed) throw refusal("quota", "key-burst-used-up", standing.resetSeconds);
    meter.count(key.id, { requests: 1, items: 0 });
    if (access.items === "one") charge(request, 1);
  };

  const charge = (request: FastifyRequest, items: number): void => {
    const key = request.caller?.key;
    if (!key) return;
    if (items > itemsLeft(key)) throw refusal("quota", "key-day-used-up", secondsLeftOfDay(realNow()));
    meter.count(key.id, { requests: 0, items });
  };

  const chargeSubjects = (request: FastifyRequest, subjects: readonly string[]): void => {
    const key = request.caller?.key;
    if (!key || !budget.isLimited(key)) return;
    if (!budget.take(key, subjects))
      throw refusal("quota", "key-subjects-used-up", secondsLeftOfDay(realNow()));
  };

  const chargeNumber: Guard["chargeNumber"] = (request, { canonical, visibility }) => {
    const { caller } = request;
    if (caller?.key) return chargeSubjects(request, [canonical]);
    if (!caller || !ofNetworks || visibility === "public") return;
    const isAllowed = ofNetworks.take(caller.network, [canonical]);
    const resetSeconds = ofNetworks.secondsLeft();
    const { name } = ofNetworks.policy;
    const standing = standingHeader(name, {
      isAllowed,
      remaining: ofNetworks.left(caller.network),
      resetSeconds,
    });
    caller.policy = caller.policy ? `${caller.policy}, ${subjectsHeader}` : subjectsHeader;
    caller.standing = caller.standing ? `${caller.standing}, ${standing}` : standing;
    if (!isAllowed) throw refusal("quota", "network-subjects-used-up", resetSeconds);
  };

  return {
    admit: (access) => (request, _reply, done) => {
      try {
        const takesKey = access.key === "optional" || access.key === "required";
        const token = takesKey ? bearerToken(request.headers.authorization) : null;
        const known = token === null ? null : keys.peek(token);
        if (known) {
          admitKey(access, request, known);
          return done();
        }
        const network = access.limit === "none" && token === null ? "" : networkFor(request);
        const caller: Caller = { network, key: null, policy: "", standing: "", burst: "" };
        request.caller = caller;
        if (token === null) {
          if (access.key === "required") throw new AppError("unauthenticated", "key-missing");
          admitNetwork(access, caller);
          return done();
        }
        if (known === null) throw new AppError("unauthenticated", "key-unknown");
        // Only tokens nobody has seen come here: guessing them is slow by design.
        const guess = limiters.guesses.take(network, KEY_GUESSES, realNow());
        if (!guess.isAllowed) throw refusal("quota", "key-guesses-used-up", guess.resetSeconds);
        keys
          .verify(token)
          .then((key) => admitKey(access, request, key))
          .then(() => done(), done);
      } catch (error) {
        done(error as Error);
      }
    },
    charge,
    chargeSubjects,
    chargeNumber,
    standingOf,
    itemsLeft,
    subjectsLeft,
  };
}

/** Null without credentials; the empty string, which is no token, when they are of another kind. */
function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return authorization.startsWith("Bearer ") ? authorization.slice(7).trim() : "";
}
