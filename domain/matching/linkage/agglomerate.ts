import { smallestMember } from "./components.ts";
import { type CannotLink, type Edges, heaviestFirst, type ReviewEdge, rootOf } from "./edges.ts";
import { mergeHeap } from "./merge-heap.ts";

/** No single pair speaks for a merge with more than this. */
const MOST_FOR = 10;
/**
 * What a pair speaks against a merge at most; a pair no blocking rule put forward counts as much, since blocking finds most matches. So
 * only pairs above it need to be kept.
 */
const MOST_AGAINST = -5;
/** Sums are whole numbers of 1/1000 bit, so that they do not depend on the order of adding. */
const UNIT = 1000;
const NEVER = -1e15;

/** A merge of two clusters, each named by its smallest record, at the mean weight of their pairs. */
export type Merge = { readonly bits: number; readonly left: number; readonly right: number };

/** For each record, the others it has a scored pair with, and by how much that is above `against`. */
function bondsOf(edges: Edges, cannotLinks: readonly CannotLink[], against: number): Map<number, number>[] {
  const bonds: Map<number, number>[] = Array.from({ length: edges.size }, () => new Map());
  for (let e = 0; e < edges.left.length; e++) {
    const bits = edges.bits[e] as number;
    if (bits <= against) continue;
    const [a, b] = [edges.left[e] as number, edges.right[e] as number];
    const excess = Math.round((Math.min(MOST_FOR, bits) - against) * UNIT);
    bonds[a]?.set(b, excess);
    bonds[b]?.set(a, excess);
  }
  for (const [a, b] of cannotLinks) {
    if (a === b) continue;
    bonds[a]?.set(b, NEVER);
    bonds[b]?.set(a, NEVER);
  }
  return bonds;
}

/**
 * Average linkage: starting from single records, the two clusters with the highest mean weight over all their pairs are merged, again and
 * again while that mean is at least `lowest` bits. One strong edge between two groups whose other pairs disagree therefore joins nothing,
 * where connected components would join them. Clusters with a cannot-link between them never merge, nor do two that would exceed
 * `maxSize`. The merges come in falling order, so one run serves every threshold from `lowest` up (see cutMerges).
 */
export function mergeTree(input: {
  readonly edges: Edges;
  readonly lowest: number;
  readonly cannotLinks: readonly CannotLink[];
  readonly maxSize: number;
}): Merge[] {
  const { edges, lowest, cannotLinks, maxSize } = input;
  // Under a lax threshold too, pairs that were never scored speak against.
  const against = Math.min(MOST_AGAINST, lowest - 1);
  const bonds = bondsOf(edges, cannotLinks, against);
  const sizes = new Int32Array(edges.size).fill(1);
  const parents = Int32Array.from({ length: edges.size }, (_, i) => i);
  // The bonds of cluster a are kept at holder[a]: of two merged, the longer list stays where it is.
  const holder = Int32Array.from({ length: edges.size }, (_, i) => i);
  const mean = (excess: number, a: number, b: number): number =>
    against + excess / UNIT / ((sizes[a] as number) * (sizes[b] as number));
  const heap = mergeHeap();
  bonds.forEach((near, a) => {
    for (const [b, excess] of near) {
      const weight = mean(excess, a, b);
      if (a < b && weight >= lowest) heap.push(weight, a, b);
    }
  });
  const merges: Merge[] = [];
  const top = new Float64Array(3);
  while (heap.pop(top)) {
    const one = rootOf(parents, top[1] as number);
    const other = rootOf(parents, top[2] as number);
    if (one === other) continue;
    const [a, b] = one < other ? [one, other] : [other, one];
    const [atA, atB] = [holder[a] as number, holder[b] as number];
    const [ofA, ofB] = [bonds[atA] as Map<number, number>, bonds[atB] as Map<number, number>];
    const weight = mean(ofA.get(atB) ?? 0, a, b);
    // Merging never raises a mean above the higher of the two it came from, so an entry can only be too high: it goes back where it belongs.
    if (weight < lowest) continue;
    if (weight !== top[0] || a !== top[1] || b !== top[2]) {
      heap.push(weight, a, b);
      continue;
    }
    if ((sizes[a] as number) + (sizes[b] as number) > maxSize) continue;
    const [stays, goes] = ofA.size >= ofB.size ? [atA, atB] : [atB, atA];
    const [kept, moved] = ofA.size >= ofB.size ? [ofA, ofB] : [ofB, ofA];
    kept.delete(goes);
    moved.delete(stays);
    for (const [c, excess] of moved) {
      const sum = excess + (kept.get(c) ?? 0);
      kept.set(c, sum);
      const near = bonds[c] as Map<number, number>;
      near.delete(goes);
      near.set(stays, sum);
    }
    moved.clear();
    parents[b] = a;
    sizes[a] = (sizes[a] as number) + (sizes[b] as number);
    holder[a] = stays;
    merges.push({ bits: weight, left: a, right: b });
  }
  return merges;
}

/** The cluster of each record (its smallest member) at a threshold in bits, from the merges of a run down to it or lower. */
export function cutMerges(merges: readonly Merge[], size: number, threshold: number): Int32Array {
  const parents = Int32Array.from({ length: size }, (_, i) => i);
  for (const { bits, left, right } of merges) if (bits >= threshold) parents[right] = left;
  return smallestMember(parents);
}

/** Edges at or above a threshold between two clusters: for a person to look at. */
export function unjoinedEdges(input: {
  readonly edges: Edges;
  readonly clusterOf: Int32Array;
  readonly threshold: number;
  readonly cannotLinks: readonly CannotLink[];
}): ReviewEdge[] {
  const { edges, clusterOf, threshold, cannotLinks } = input;
  const parted = new Set(cannotLinks.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  return heaviestFirst(edges, threshold).flatMap((e): ReviewEdge[] => {
    const [a, b] = [edges.left[e] as number, edges.right[e] as number];
    if (clusterOf[a] === clusterOf[b]) return [];
    const reason = parted.has(`${a} ${b}`) ? "cannot-link" : "weak-bond";
    return [{ left: Math.min(a, b), right: Math.max(a, b), bits: edges.bits[e] as number, reason }];
  });
}
