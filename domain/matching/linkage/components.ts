import {
  type CannotLink,
  type Edges,
  heaviestFirst,
  type Partition,
  type ReviewEdge,
  type ReviewReason,
  rootOf,
} from "./edges.ts";

export type ComponentGuards = {
  /** Larger components are not made without a person. */
  readonly maxSize: number;
  /** An edge alone joining two groups of at least this size goes to review. */
  readonly bridgeGroup: number;
};

/** Per root, the roots it must not join, kept up to date by merging the smaller set into the larger. */
function foesOf(size: number, cannotLinks: readonly CannotLink[]): (Set<number> | undefined)[] {
  const foes: (Set<number> | undefined)[] = new Array(size).fill(undefined);
  for (const [a, b] of cannotLinks) {
    if (a === b) continue;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const set = foes[from] ?? new Set<number>();
      set.add(to);
      foes[from] = set;
    }
  }
  return foes;
}

function edgeFor(edges: Edges, e: number, reason: ReviewReason): ReviewEdge {
  const [a, b] = [edges.left[e] as number, edges.right[e] as number];
  return { left: Math.min(a, b), right: Math.max(a, b), bits: edges.bits[e] as number, reason };
}

/**
 * Edges of `kept` whose removal would part two groups of `group` or more records (bridges, by Tarjan's low points, without recursion).
 */
function heavyBridges(edges: Edges, kept: readonly number[], group: number): number[] {
  const { size, left, right } = edges;
  const starts = new Int32Array(size + 1);
  for (const e of kept)
    for (const end of [left[e] as number, right[e] as number])
      starts[end + 1] = (starts[end + 1] as number) + 1;
  for (let i = 0; i < size; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  const next = starts.slice(0, size);
  const incident = new Int32Array(kept.length * 2);
  for (const e of kept) {
    for (const end of [left[e] as number, right[e] as number]) {
      incident[next[end] as number] = e;
      next[end] = (next[end] as number) + 1;
    }
  }
  const cursor = starts.slice(0, size);
  const [seenAt, low, below, via] = [
    new Int32Array(size),
    new Int32Array(size),
    new Int32Array(size),
    new Int32Array(size).fill(-1),
  ];
  let time = 0;
  const bridges: number[] = [];
  for (let root = 0; root < size; root++) {
    if (seenAt[root] !== 0) continue;
    const candidates: { edge: number; below: number }[] = [];
    const stack = [root];
    seenAt[root] = low[root] = ++time;
    below[root] = 1;
    while (stack.length > 0) {
      const at = stack.at(-1) as number;
      const place = cursor[at] as number;
      if (place < (starts[at + 1] as number)) {
        cursor[at] = place + 1;
        const e = incident[place] as number;
        if (e === via[at]) continue;
        const to = left[e] === at ? (right[e] as number) : (left[e] as number);
        if (seenAt[to] === 0) {
          via[to] = e;
          seenAt[to] = low[to] = ++time;
          below[to] = 1;
          stack.push(to);
        } else low[at] = Math.min(low[at] as number, seenAt[to] as number);
        continue;
      }
      stack.pop();
      const above = stack.at(-1);
      if (above === undefined) continue;
      low[above] = Math.min(low[above] as number, low[at] as number);
      below[above] = (below[above] as number) + (below[at] as number);
      if ((low[at] as number) > (seenAt[above] as number))
        candidates.push({ edge: via[at] as number, below: below[at] as number });
    }
    const whole = below[root] as number;
    for (const one of candidates)
      if (one.below >= group && whole - one.below >= group) bridges.push(one.edge);
  }
  return bridges;
}

function joined(edges: Edges, order: readonly number[], cannotLinks: readonly CannotLink[], maxSize: number) {
  const parents = Int32Array.from({ length: edges.size }, (_, i) => i);
  const sizes = new Int32Array(edges.size).fill(1);
  const foes = foesOf(edges.size, cannotLinks);
  const review: ReviewEdge[] = [];
  for (const e of order) {
    const a = rootOf(parents, edges.left[e] as number);
    const b = rootOf(parents, edges.right[e] as number);
    if (a === b) continue;
    const [large, small] = (sizes[a] as number) >= (sizes[b] as number) ? [a, b] : [b, a];
    if (foes[small]?.has(large)) review.push(edgeFor(edges, e, "cannot-link"));
    else if ((sizes[a] as number) + (sizes[b] as number) > maxSize)
      review.push(edgeFor(edges, e, "too-large"));
    else {
      parents[small] = large;
      sizes[large] = (sizes[a] as number) + (sizes[b] as number);
      for (const foe of foes[small] ?? []) {
        foes[foe]?.delete(small);
        foes[foe]?.add(large);
        foes[large] = (foes[large] ?? new Set<number>()).add(foe);
      }
      foes[small] = undefined;
    }
  }
  return { parents, review };
}

/** Each record's cluster named by its smallest record. */
export function smallestMember(parents: Int32Array): Int32Array {
  const first = new Int32Array(parents.length).fill(-1);
  return parents.map((_, i) => {
    const root = rootOf(parents, i);
    if (first[root] === -1) first[root] = i;
    return first[root] as number;
  });
}

/**
 * Connected components over the edges at or above `threshold` bits, with guards. Edges join heaviest first, so where two records that
 * must not meet are connected, it is the weakest edge of the path that is cut; likewise where a component would grow over `maxSize`. An
 * edge that alone joins two groups of `bridgeGroup` or more is cut and handed to review. The order of edges never shows.
 */
export function clusterComponents(input: {
  readonly edges: Edges;
  readonly threshold: number;
  readonly cannotLinks: readonly CannotLink[];
  readonly guards: ComponentGuards;
}): Partition {
  const { edges, threshold, cannotLinks, guards } = input;
  const order = heaviestFirst(edges, threshold);
  const { parents, review } = joined(edges, order, cannotLinks, guards.maxSize);
  const within = order.filter(
    (e) => rootOf(parents, edges.left[e] as number) === rootOf(parents, edges.right[e] as number),
  );
  const bridges = new Set(heavyBridges(edges, within, guards.bridgeGroup));
  if (bridges.size === 0) return { clusterOf: smallestMember(parents), review };
  const again = joined(
    edges,
    within.filter((e) => !bridges.has(e)),
    [],
    edges.size,
  );
  const cut = [...bridges].sort((a, b) => a - b).map((e) => edgeFor(edges, e, "bridge"));
  return { clusterOf: smallestMember(again.parents), review: [...review, ...cut] };
}
