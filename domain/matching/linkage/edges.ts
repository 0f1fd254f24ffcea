/** Weighted edges between records 0 .. size-1, as parallel lists; bits are log odds. Each pair of records at most once. */
export type Edges = {
  readonly size: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly bits: Float32Array;
};

/** Two records that a person said are not the same. */
export type CannotLink = readonly [number, number];

export type ReviewReason = "cannot-link" | "too-large" | "bridge" | "weak-bond";

/** An edge at or above the threshold that joined nothing, for a person to look at. */
export type ReviewEdge = {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
  readonly reason: ReviewReason;
};

export type Partition = {
  /** Cluster of each record: the smallest record in it. */
  readonly clusterOf: Int32Array;
  readonly review: readonly ReviewEdge[];
};

/** Places of the edges at or above a threshold, heaviest first, ties by the records they join. */
export function heaviestFirst(edges: Edges, threshold: number): number[] {
  const { left, right, bits } = edges;
  const low = (e: number): number => Math.min(left[e] as number, right[e] as number);
  const high = (e: number): number => Math.max(left[e] as number, right[e] as number);
  const chosen: number[] = [];
  for (let e = 0; e < left.length; e++) if ((bits[e] as number) >= threshold) chosen.push(e);
  return chosen.sort(
    (a, b) => (bits[b] as number) - (bits[a] as number) || low(a) - low(b) || high(a) - high(b),
  );
}

/** Finds the root of a record in a forest, shortening the way. */
export function rootOf(parents: Int32Array, record: number): number {
  let at = record;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at] as number] as number;
    at = parents[at] as number;
  }
  return at;
}
