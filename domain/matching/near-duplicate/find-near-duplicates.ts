import { joinSets } from "./join-sets.ts";
import { mix } from "./read-units.ts";
import type { StoredSketch } from "./sketch-text.ts";

/** Pairs of places in the list that was given, left < right, with their exact Jaccard: three arrays side by side. */
export type NearDuplicatePairs = {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly jaccard: Float64Array;
};

type Shingled = Pick<StoredSketch, "shingles">;

/** Texts with the same shingles are joined as one: blasts send one text thousands of times. */
type DistinctSets = {
  readonly sets: readonly Uint32Array[];
  /** Places in the given list, ascending, by distinct set. */
  readonly places: readonly (readonly number[])[];
};

function isEqual(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function distinctSets(sketches: readonly Shingled[]): DistinctSets {
  const sets: Uint32Array[] = [];
  const places: number[][] = [];
  const byHash = new Map<number, number[]>();
  for (const [place, { shingles }] of sketches.entries()) {
    if (shingles.length === 0) continue;
    let hash = shingles.length;
    for (let i = 0; i < shingles.length; i++)
      hash = Math.imul(hash ^ (shingles[i] as number), 0x5bd1e995) + i;
    const key = mix(hash);
    const known = byHash.get(key) ?? [];
    const same = known.find((id) => isEqual(sets[id] as Uint32Array, shingles));
    if (same !== undefined) {
      places[same]?.push(place);
      continue;
    }
    byHash.set(key, [...known, sets.length]);
    sets.push(shingles);
    places.push([place]);
  }
  return { sets, places };
}

function assertThreshold(threshold: number): void {
  if (!(threshold > 0 && threshold <= 1))
    throw new RangeError("The threshold lies above 0 and is at most 1.");
}

/** Arrays that double when they are full. */
function collectPairs(): {
  readonly add: (left: number, right: number, similarity: number) => void;
  readonly pairs: () => NearDuplicatePairs;
} {
  let left = new Uint32Array(1024);
  let right = new Uint32Array(1024);
  let jaccard = new Float64Array(1024);
  let length = 0;
  const grow = (): void => {
    const [moreLeft, moreRight, moreJaccard] = [
      new Uint32Array(length * 2),
      new Uint32Array(length * 2),
      new Float64Array(length * 2),
    ];
    moreLeft.set(left);
    moreRight.set(right);
    moreJaccard.set(jaccard);
    [left, right, jaccard] = [moreLeft, moreRight, moreJaccard];
  };
  return {
    add: (a, b, similarity) => {
      if (length === left.length) grow();
      left[length] = Math.min(a, b);
      right[length] = Math.max(a, b);
      jaccard[length++] = similarity;
    },
    pairs: () => ({
      left: left.slice(0, length),
      right: right.slice(0, length),
      jaccard: jaccard.slice(0, length),
    }),
  };
}

/**
 * All pairs with Jaccard ≥ threshold, exactly: none missed, none too many. For lists in memory; the number of pairs grows with the square
 * of a blast, so ask groupNearDuplicates where only the groups matter. RangeError for a threshold outside (0, 1].
 */
export function findNearDuplicates(sketches: readonly Shingled[], threshold: number): NearDuplicatePairs {
  assertThreshold(threshold);
  const { sets, places } = distinctSets(sketches);
  const { add, pairs } = collectPairs();
  for (const same of places) {
    for (let i = 0; i < same.length; i++)
      for (let j = i + 1; j < same.length; j++) add(same[i] as number, same[j] as number, 1);
  }
  joinSets({
    sets,
    threshold,
    onPair: (left, right, similarity) => {
      for (const a of places[left] ?? []) for (const b of places[right] ?? []) add(a, b, similarity);
    },
  });
  return pairs();
}

/**
 * The connected components of all pairs with Jaccard ≥ threshold: for each place of the list, the first place of its group; a text like
 * no other is a group of its own. The same groups in whatever order the texts come. RangeError for a threshold outside (0, 1].
 */
export function groupNearDuplicates(sketches: readonly Shingled[], threshold: number): Uint32Array {
  assertThreshold(threshold);
  const { sets, places } = distinctSets(sketches);
  const parents = Uint32Array.from(sets.keys());
  const rootOf = (id: number): number => {
    let root = id;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root] as number] as number;
      root = parents[root] as number;
    }
    return root;
  };
  joinSets({
    sets,
    threshold,
    isSettled: (left, right) => rootOf(left) === rootOf(right),
    onPair: (left, right) => {
      const [a, b] = [rootOf(left), rootOf(right)];
      parents[Math.max(a, b)] = Math.min(a, b);
    },
  });
  const groups = Uint32Array.from(sketches.keys());
  for (const [id, same] of places.entries()) {
    // Distinct sets are numbered by their first place, so the smallest root holds the first place of the group.
    const first = places[rootOf(id)]?.[0] ?? 0;
    for (const place of same) groups[place] = first;
  }
  return groups;
}
