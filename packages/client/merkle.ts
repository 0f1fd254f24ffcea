import { createHash } from "node:crypto";

/** RFC 6962 hashing with SHA-256. */
export function leafHash(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(Buffer.of(0)).update(bytes).digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
}

export type Inclusion = {
  readonly index: bigint;
  readonly size: bigint;
  readonly leaf: Uint8Array;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/** Whether the leaf at `index` belongs to the tree of that size and root (RFC 9162, 2.1.3.2). */
export function isIncluded({ index, size, leaf, path, root }: Inclusion): boolean {
  if (index < 0n || index >= size) return false;
  let node = index;
  let last = size - 1n;
  let hash: Uint8Array = leaf;
  for (const sibling of path) {
    if (sibling.length !== 32 || last === 0n) return false;
    if (node % 2n === 1n || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2n === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && Buffer.from(hash).equals(root);
}
