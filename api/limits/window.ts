/** A quota of a window of time: `quota` requests in `windowSeconds`, counted from the first one. */
export type Policy = { readonly name: string; readonly quota: number; readonly windowSeconds: number };

/** What is left of a quota after a request. */
export type Standing = {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Whole seconds until the quota is full again. */
  readonly resetSeconds: number;
};

export type WindowLimiter = {
  /**
   * Counts one request of `who`, or as many units as it costs, and tells where it stands. `nowMs` is the machine's
   * clock.
   */
  take(who: string, policy: Policy, nowMs: number, cost?: number): Standing;
  readonly size: number;
};

type Count = { used: number; resetsAt: number };

/**
 * Fixed windows in memory, one a client. Our own and not @fastify/rate-limit, because that sends the older
 * `ratelimit-limit` headers, knows one policy a request, and costs a promise and a timer lookup on every call; this is
 * one map look-up. A window and not a bucket, because then "60 in 60 seconds" is what happens and `Retry-After` is exact.
 */
export function windowLimiter(maxClients = 200_000): WindowLimiter {
  const counts = new Map<string, Count>();
  let sweepAt = 0;

  const sweep = (nowMs: number) => {
    for (const [who, count] of counts) if (count.resetsAt <= nowMs) counts.delete(who);
    sweepAt = nowMs + 60_000;
  };
  const forgetOldest = () => {
    const [oldest] = counts.keys();
    if (oldest !== undefined) counts.delete(oldest);
  };

  return {
    take(who, policy, nowMs, cost = 1) {
      let count = counts.get(who);
      if (!count || count.resetsAt <= nowMs) {
        if (nowMs >= sweepAt) sweep(nowMs);
        // A flood of addresses must not fill the memory: the client counted longest is forgotten, in its favour.
        if (!count && counts.size >= maxClients) forgetOldest();
        count = { used: 0, resetsAt: nowMs + policy.windowSeconds * 1000 };
        counts.set(who, count);
      }
      const isAllowed = count.used + cost <= policy.quota;
      if (isAllowed) count.used += cost;
      return {
        isAllowed,
        remaining: policy.quota - count.used,
        resetSeconds: Math.max(1, Math.ceil((count.resetsAt - nowMs) / 1000)),
      };
    },
    get size() {
      return counts.size;
    },
  };
}

/** `"burst";q=60;w=60` (draft-ietf-httpapi-ratelimit-headers, structured form). */
export function policyHeader(policies: readonly Policy[]): string {
  return policies
    .map(({ name, quota, windowSeconds }) => `"${name}";q=${quota};w=${windowSeconds}`)
    .join(", ");
}

/** `"burst";r=59;t=30` */
export function standingHeader(name: string, { remaining, resetSeconds }: Standing): string {
  return `"${name}";r=${remaining};t=${resetSeconds}`;
}
