import { concatBytes, equalBytes, type Sha256, utf8 } from "./bytes.ts";

/**
 * Merkle trees of RFC 6962 section 2.1 and the subtrees of draft-ietf-plants-merkle-tree-certs section 4. Sizes and
 * indexes are safe integers (2^53 leaves are more than any log has); beyond that every check fails.
 */
export type Range = { readonly start: number; readonly end: number };
/** A complete subtree: leaves [index · 2^level, (index + 1) · 2^level). */
export type Node = { readonly level: number; readonly index: number };

const HASH_BYTES = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const emptyRoot = (sha256: Sha256): Uint8Array => sha256(new Uint8Array(0));
export const leafHash = (sha256: Sha256, entry: Uint8Array): Uint8Array => sha256(concatBytes(LEAF, entry));
export const textLeafHash = (sha256: Sha256, text: string): Uint8Array => leafHash(sha256, utf8(text));
export const nodeHash = (sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concatBytes(NODE, left, right));

/** The largest power of two below `size` (size > 1). */
function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** Root over consecutive complete subtrees as `completeNodes` lists them: folded from the right (RFC 6962 section 2.1). */
export function foldHashes(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0
    ? emptyRoot(sha256)
    : hashes.reduceRight((right, left) => nodeHash(sha256, left, right));
}

/** The complete subtrees, largest first, that make up a range which is itself a subtree of some tree. */
export function completeNodes({ start, end }: Range): Node[] {
  const nodes: Node[] = [];
  let at = start;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** Ranges whose roots prove that leaf `index` is in a tree of `size`, from the leaf's sibling up (PATH). */
export function inclusionRanges(index: number, size: number): Range[] {
  return index < size ? subtreeRanges(index, index + 1, size) : [];
}

/** Ranges whose roots prove that a tree of `size` continues one of `old` (PROOF); none when either is empty or they are equal. */
export function consistencyRanges(old: number, size: number): Range[] {
  return old <= size ? subtreeRanges(0, old, size) : [];
}

/** SUBTREE_PROOF of draft-ietf-plants-merkle-tree-certs section 4.4.1. */
export function subtreeRanges(start: number, end: number, size: number): Range[] {
  return start === end ? [] : subProof(start, end, { start: 0, end: size }, true);
}

function subProof(start: number, end: number, within: Range, isKnown: boolean): Range[] {
  if (start === within.start && end === within.end) return isKnown ? [] : [within];
  const middle = within.start + splitPoint(within.end - within.start);
  const left = { start: within.start, end: middle };
  const right = { start: middle, end: within.end };
  if (end <= middle) return [...subProof(start, end, left, isKnown), right];
  if (start >= middle) return [...subProof(start, end, right, isKnown), left];
  return [...subProof(middle, end, right, false), left];
}

export type InclusionProof = {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};
export function verifyInclusion(sha256: Sha256, given: InclusionProof): boolean {
  const { leafHash: subtreeRoot, index, size, proof, root } = given;
  if (!isSize(index) || index >= size || subtreeRoot.length !== HASH_BYTES) return false;
  return verifySubtreeConsistency(sha256, { start: index, end: index + 1, size, subtreeRoot, root, proof });
}

export type ConsistencyProof = {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};
/** From an empty tree nothing can be proven: size 0 is refused here and dealt with by whoever allows it (witnesses do). */
export function verifyConsistency(sha256: Sha256, given: ConsistencyProof): boolean {
  const { oldSize, oldRoot, size, root, proof } = given;
  if (oldSize === 0) return false;
  return verifySubtreeConsistency(sha256, {
    start: 0,
    end: oldSize,
    size,
    subtreeRoot: oldRoot,
    root,
    proof,
  });
}

export type SubtreeInclusionProof = Range & {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};
/** Section 4.3: that a leaf is in the subtree [start, end) with the given root. */
export function verifySubtreeInclusion(sha256: Sha256, given: SubtreeInclusionProof): boolean {
  const { start, end, index } = given;
  if (!isSubtree(start, end) || !isSize(index) || index < start || index >= end) return false;
  return verifyInclusion(sha256, { ...given, index: index - start, size: end - start });
}

export type SubtreeConsistencyProof = Range & {
  readonly size: number;
  readonly subtreeRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};
/** Section 4.4.3: that the subtree [start, end) is part of the tree of `size`. Inclusion and consistency are cases of it. */
export function verifySubtreeConsistency(sha256: Sha256, given: SubtreeConsistencyProof): boolean {
  const { start, end, size, subtreeRoot, root } = given;
  if (!isSize(size) || !isSubtree(start, end) || end > size) return false;
  // The roots are compared whole; a proof's hashes are joined, so one of another length could stand for two.
  if (!given.proof.every((hash) => hash.length === HASH_BYTES)) return false;
  if (start === end) return given.proof.length === 0 && equalBytes(subtreeRoot, emptyRoot(sha256));

  let first = start;
  let last = end - 1;
  let edge = size - 1;
  const up = () => {
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
    edge = Math.floor(edge / 2);
  };
  if (last === edge) while (first !== last) up();
  else while (first !== last && last % 2 === 1) up();

  const [seed, ...rest] = first === last ? [subtreeRoot, ...given.proof] : given.proof;
  if (!seed) return false;
  let subtreeSide = seed;
  let treeSide = seed;
  for (const hash of rest) {
    if (edge === 0) return false;
    if (last % 2 === 1 || last === edge) {
      if (first < last) subtreeSide = nodeHash(sha256, hash, subtreeSide);
      treeSide = nodeHash(sha256, hash, treeSide);
      while (last % 2 === 0) up();
    } else {
      treeSide = nodeHash(sha256, treeSide, hash);
    }
    up();
  }
  return edge === 0 && equalBytes(subtreeSide, subtreeRoot) && equalBytes(treeSide, root);
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Section 4.1: start is a multiple of the smallest power of two that is not below the width. */
function isSubtree(start: number, end: number): boolean {
  if (!isSize(start) || !isSize(end) || start > end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}
