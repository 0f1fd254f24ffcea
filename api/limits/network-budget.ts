import { keyedHash } from "./subject-sketch.ts";
import type { Policy } from "./window.ts";

/** What a network without a key may ask of private numbers in a day (UTC). */
export const NETWORK_SUBJECTS: Policy = { name: "subjects", quota: 500, windowSeconds: 86_400 };

/**
 * How many different private numbers a network without a key may ask about in a day (UTC), so that a walk through the
 * number plan costs an anonymous caller more than a key's. What was asked can be asked again. One for the API and the
 * pages of a process; in memory only, so a restart refills it.
 */
export type NetworkBudget = {
  readonly policy: Policy;
  /** Counts the subjects, all or none: false when they would pass the budget. */
  take(network: string, subjects: readonly string[]): boolean;
  left(network: string): number;
  /** Whole seconds until every budget is full again. */
  secondsLeft(): number;
  /** Networks and subjects that are held; the memory this takes. */
  readonly size: { readonly networks: number; readonly subjects: number };
};

type NetworkBudgetOptions = {
  readonly policy: Policy;
  readonly realNow: () => number;
  /** At least 8 secret bytes. */
  readonly secret: Uint8Array;
  readonly maxNetworks?: number;
  readonly maxSubjects?: number;
};

const DAY_MS = 86_400_000;

/**
 * A set of keyed 32-bit hashes a network: exact at some hundreds, where the bitmap of a key would be 32 KB for each.
 * However many addresses ask, a hundred thousand networks and a million subjects are held (some tens of megabytes); beyond them the
 * network that asked something new longest ago is forgotten, in its favour.
 */
export function networkBudget({
  policy,
  realNow,
  secret,
  maxNetworks = 100_000,
  maxSubjects = 1_000_000,
}: NetworkBudgetOptions): NetworkBudget {
  const view = new DataView(secret.buffer, secret.byteOffset, secret.byteLength);
  const [key0, key1] = [view.getInt32(0), view.getInt32(4)];
  const networks = new Map<string, Set<number>>();
  let subjectsHeld = 0;
  let dayEnds = 0;

  const forgetYesterday = (now: number) => {
    if (now < dayEnds) return;
    networks.clear();
    subjectsHeld = 0;
    dayEnds = now - (now % DAY_MS) + DAY_MS;
  };
  const forgetOldest = () => {
    for (const [network, seen] of networks) {
      if (networks.size <= maxNetworks && subjectsHeld <= maxSubjects) return;
      networks.delete(network);
      subjectsHeld -= seen.size;
    }
  };

  return {
    policy,
    take(network, subjects) {
      forgetYesterday(realNow());
      const seen = networks.get(network);
      const hashes = subjects.map((subject) => keyedHash(subject, key0, key1));
      const fresh = hashes.filter((hash, at) => !seen?.has(hash) && hashes.indexOf(hash) === at);
      if (fresh.length === 0) return true;
      if ((seen?.size ?? 0) + fresh.length > policy.quota) return false;
      // Behind all others: the map's order is the order in which they last asked something new.
      networks.delete(network);
      const held = seen ?? new Set<number>();
      for (const hash of fresh) held.add(hash);
      networks.set(network, held);
      subjectsHeld += fresh.length;
      forgetOldest();
      return true;
    },
    left(network) {
      forgetYesterday(realNow());
      return policy.quota - (networks.get(network)?.size ?? 0);
    },
    secondsLeft() {
      const now = realNow();
      forgetYesterday(now);
      return Math.max(1, Math.ceil((dayEnds - now) / 1000));
    },
    get size() {
      return { networks: networks.size, subjects: subjectsHeld };
    },
  };
}
