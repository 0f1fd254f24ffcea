/**
 * Exact similarity self-join on sets of hashes: all pairs with Jaccard of at least the threshold, none missed. Prefix filter, length
 * filter and positional filter after Chaudhuri 2006, Bayardo 2007 (All-Pairs) and Xiao 2008 (PPJoin), then the overlap is counted.
 */
export type SetJoin = {
  /** Each sorted ascending, each member once. */
  readonly sets: readonly Uint32Array[];
  /** Above 0, at most 1. */
  readonly threshold: number;
  /** Called once for each pair found, in no particular order. */
  readonly onPair: (left: number, right: number, jaccard: number) => void;
  /** True for a pair that need not be looked at any more. */
  readonly isSettled?: (left: number, right: number) => boolean;
};

/** Room for the rounding of threshold × size: a filter may let a pair through, never lose one. */
const SLACK = 1e-9;
const MAX_BUCKETS = 1 << 22;

const leastOverlap = (threshold: number, a: number, b: number): number =>
  Math.ceil((threshold / (1 + threshold)) * (a + b) - SLACK);

const prefixLength = (threshold: number, size: number): number =>
  size - Math.max(1, Math.ceil(threshold * size - SLACK)) + 1;

/** |A ∩ B|, or -1 as soon as it cannot reach `least`. */
function overlapOf(a: Uint32Array, b: Uint32Array, least: number): number {
  let i = 0;
  let j = 0;
  let shared = 0;
  // How many members each set may still lose.
  let spareA = a.length - least;
  let spareB = b.length - least;
  while (i < a.length && j < b.length) {
    const left = a[i] as number;
    const right = b[j] as number;
    if (left === right) {
      shared++;
      i++;
      j++;
    } else if (left < right) {
      i++;
      if (--spareA < 0) return -1;
    } else {
      j++;
      if (--spareB < 0) return -1;
    }
  }
  return shared;
}

/** How often each hash occurs, counted in buckets: any fixed order keeps the join exact, rare first keeps it fast. */
function countMembers(sets: readonly Uint32Array[], buckets: number): Uint32Array {
  const counts = new Uint32Array(buckets);
  for (const set of sets) {
    for (let i = 0; i < set.length; i++) {
      const bucket = (set[i] as number) & (buckets - 1);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  }
  return counts;
}

/** The prefixes of the sets seen so far by member, as linked lists; the latest set comes first. */
type PrefixIndex = {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly members: Uint32Array;
  readonly owners: Uint32Array;
  readonly places: Uint32Array;
};

function prefixIndex(entries: number, buckets: number): PrefixIndex {
  return {
    heads: new Int32Array(buckets).fill(-1),
    next: new Int32Array(entries),
    members: new Uint32Array(entries),
    owners: new Uint32Array(entries),
    places: new Uint32Array(entries),
  };
}

export function joinSets({ sets, threshold, onPair, isSettled = () => false }: SetJoin): void {
  let total = 0;
  let entries = 0;
  let longest = 0;
  for (const set of sets) {
    total += set.length;
    longest = Math.max(longest, set.length);
    if (set.length > 0) entries += prefixLength(threshold, set.length);
  }
  let buckets = 1024;
  while (buckets < 2 * total && buckets < MAX_BUCKETS) buckets *= 2;
  const counts = countMembers(sets, buckets);
  const index = prefixIndex(entries, buckets);
  const order = Uint32Array.from(sets.keys()).sort(
    (a, b) => (sets[a] as Uint32Array).length - (sets[b] as Uint32Array).length || a - b,
  );
  /** The last set each set was met by, so that a pair is counted once. */
  const metBy = new Int32Array(sets.length).fill(-1);
  const keys = new Float64Array(longest);
  let used = 0;

  for (const current of order) {
    const set = sets[current] as Uint32Array;
    const size = set.length;
    if (size === 0) continue;
    for (let i = 0; i < size; i++) {
      const member = set[i] as number;
      keys[i] = (counts[member & (buckets - 1)] as number) * 2 ** 32 + member;
    }
    const rarestFirst = keys.subarray(0, size).sort();
    const prefix = prefixLength(threshold, size);
    const leastSize = Math.ceil(threshold * size - SLACK);
    for (let place = 0; place < prefix; place++) {
      const member = (rarestFirst[place] as number) % 2 ** 32;
      const bucket = member & (buckets - 1);
      for (let at = index.heads[bucket] as number; at >= 0; at = index.next[at] as number) {
        const other = index.owners[at] as number;
        const otherSet = sets[other] as Uint32Array;
        // Sets came in by size, and the lists run backwards: all that follow are too short as well.
        if (otherSet.length < leastSize) break;
        if (index.members[at] !== member || metBy[other] === current) continue;
        metBy[other] = current;
        const least = leastOverlap(threshold, size, otherSet.length);
        const stillPossible = Math.min(size - place, otherSet.length - (index.places[at] as number));
        if (stillPossible < least || isSettled(current, other)) continue;
        const shared = overlapOf(set, otherSet, least);
        if (shared <= 0) continue;
        const similarity = shared / (size + otherSet.length - shared);
        if (similarity >= threshold) onPair(Math.min(current, other), Math.max(current, other), similarity);
      }
    }
    for (let place = 0; place < prefix; place++) {
      const member = (rarestFirst[place] as number) % 2 ** 32;
      const bucket = member & (buckets - 1);
      index.next[used] = index.heads[bucket] as number;
      index.members[used] = member;
      index.owners[used] = current;
      index.places[used] = place;
      index.heads[bucket] = used++;
    }
  }
}
