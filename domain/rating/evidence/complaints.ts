import type { PerClass } from "../bundle.ts";
import { monthIndex } from "./months.ts";
import type { EvidenceComplaint, HeldCluster, Standing } from "./types.ts";

export const EPISODE_MS = 180 * 24 * 3_600_000;

export const WEIGHTS: Readonly<Record<Standing, number>> = {
  upheld: 1,
  unrebutted: 0.5,
  open: 0.25,
  rejected: 0,
  withdrawn: 0,
  duplicate: 0,
  // Somebody else used the name: the harm goes to the number and its campaign, never to the one impersonated.
  not_customer_spoof: 0,
};

/** One complaint as it counts before limits: `heads` is 1, or a like report's part of the root of their number. */
export type Weighed = {
  readonly complaint: EvidenceComplaint;
  readonly at: number;
  readonly heads: number;
  readonly weight: number;
  readonly isReviewed: boolean;
  /** Place among the clusters of the institution; null alone. */
  readonly cluster: number | null;
};

const isReviewed = ({ isReviewed: reviewed, standing }: EvidenceComplaint): boolean =>
  reviewed || standing === "upheld";

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those a verified person stands behind and an officer has read; what weighs nothing is left out. */
export const isEligible = (complaint: EvidenceComplaint): boolean =>
  complaint.isVerified && complaint.isTriaged && WEIGHTS[complaint.standing] > 0;

/**
 * One complaint a person and episode. An episode begins with the first complaint and takes in 180 days; the gravest
 * counts: by class and standing together, then class, then reviewed, then the earliest, then by id.
 */
export function onePerEpisode(
  complaints: readonly EvidenceComplaint[],
  weights: PerClass,
): readonly EvidenceComplaint[] {
  const gravity = (complaint: EvidenceComplaint): number =>
    weights[complaint.severityClass] * WEIGHTS[complaint.standing];
  const compare = (a: EvidenceComplaint, b: EvidenceComplaint): number =>
    gravity(b) - gravity(a) ||
    b.severityClass - a.severityClass ||
    Number(isReviewed(b)) - Number(isReviewed(a)) ||
    a.at.getTime() - b.at.getTime() ||
    compareText(a.id, b.id);
  const kept: EvidenceComplaint[] = [];
  for (const own of Map.groupBy(complaints, ({ person }) => person).values()) {
    const [first] = own;
    if (own.length === 1 && first) {
      kept.push(first);
      continue;
    }
    let start = Number.NEGATIVE_INFINITY;
    let best: EvidenceComplaint | null = null;
    for (const complaint of own.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
      if (complaint.at.getTime() - start > EPISODE_MS) {
        if (best) kept.push(best);
        best = null;
        start = complaint.at.getTime();
      }
      if (!best || compare(complaint, best) < 0) best = complaint;
    }
    if (best) kept.push(best);
  }
  return kept;
}

/** Places of complaints connected through shared keys, directly or over others; those connected with none are left out. */
function connected(keysOf: readonly (readonly string[])[]): readonly (readonly number[])[] {
  const parent = keysOf.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[i] = root;
    return root;
  };
  const firstWith = new Map<string, number>();
  for (const [i, keys] of keysOf.entries())
    for (const key of keys) {
      const other = firstWith.get(key);
      if (other === undefined) firstWith.set(key, i);
      else parent[rootOf(i)] = rootOf(other);
    }
  const groups = Map.groupBy(keysOf.keys(), rootOf);
  return [...groups.values()].filter((members) => members.length > 1);
}

/**
 * Weighs the complaints about one institution. Like reports that no person has reviewed count together as the root of
 * their number. A reviewed one counts whole and is in no cluster: an officer has decided on that person's own harm, and
 * one lender's texts to five hundred people are alike by nature.
 */
export function weigh(complaints: readonly EvidenceComplaint[]): {
  readonly weighed: readonly Weighed[];
  readonly clusters: readonly HeldCluster[];
} {
  const sorted = complaints.toSorted((a, b) => compareText(a.id, b.id));
  const open = sorted.filter((complaint) => !isReviewed(complaint));
  const groups = connected(open.map(({ clusters }) => clusters));
  const clusterOf = new Map<EvidenceComplaint, number>();
  const clusters = groups.map((members, cluster) => {
    const own = members.flatMap((i) => open[i] ?? []);
    for (const complaint of own) clusterOf.set(complaint, cluster);
    const keys = Map.groupBy(
      own.flatMap(({ clusters: keysOfOne }) => [...new Set(keysOfOne)]),
      (key) => key,
    );
    return {
      institutionId: own[0]?.institutionId ?? "",
      keys: [...keys].flatMap(([key, times]) => (times.length > 1 ? [key] : [])).sort(),
      complaintIds: own.map(({ id }) => id),
    };
  });
  const weighed = sorted.map((complaint) => {
    const cluster = clusterOf.get(complaint) ?? null;
    const heads = cluster === null ? 1 : 1 / Math.sqrt(clusters[cluster]?.complaintIds.length ?? 1);
    return {
      complaint,
      at: monthIndex(complaint.month),
      heads,
      weight: heads * WEIGHTS[complaint.standing],
      isReviewed: isReviewed(complaint),
      cluster,
    };
  });
  return { weighed, clusters };
}
