import {
  checkAt,
  isEmptyRow,
  mergeRows,
  type NumberRow,
  type PackedRows,
  type Placed,
  readRow,
  rowList,
} from "./number-rows.ts";

/**
 * The look-up index: every number the registry knows something about, sorted in typed arrays, with an overlay for
 * what changed since they were built. A number is here only as part of its keyed blind index (a uniformly random
 * value): 53 bits to search by and 32 more to make sure, so a stranger meets another's row once in 2^85.
 */
export type NumberIndex = {
  /** Null when nothing is known. Allocates only on a hit. */
  get(key: number, check: number): NumberRow | null;
  /** An empty row forgets the number. */
  set(key: number, check: number, row: NumberRow): void;
  /** Rows in the sorted arrays and in the overlay (which may hide rows of the arrays). */
  readonly sorted: number;
  readonly overlaid: number;
  /** Folds the overlay into the arrays now; otherwise it happens when the overlay passes its limit. */
  rebuild(): void;
  /** Everything in it, sorted; the arrays are the index's own and must not be written to. */
  packed(): PackedRows;
};

/** The overlay is folded in when it passes 1 % of the arrays, and not before it holds this many. */
const OVERLAY_FLOOR = 10_000;

/** An index over sorted rows, which it takes over. `overlayFloor` is for tests. */
export function createNumberIndex(
  rows: PackedRows = rowList().take(),
  overlayFloor = OVERLAY_FLOOR,
): NumberIndex {
  let base = rows;
  let overlay = new Map<number, Placed[]>();
  let overlaid = 0;

  const rebuild = () => {
    if (overlaid === 0) return;
    base = mergeRows(base, [...overlay.values()].flat());
    overlay = new Map();
    overlaid = 0;
  };

  return {
    get(key, check) {
      if (overlaid > 0) {
        const changed = overlay.get(key)?.find((placed) => placed.check === check);
        if (changed) return isEmptyRow(changed.row) ? null : changed.row;
      }
      const at = find(base, key, check);
      return at < 0 ? null : readRow(base, at);
    },
    set(key, check, row) {
      const known = overlay.get(key) ?? [];
      const others = known.filter((other) => other.check !== check);
      overlay.set(key, [...others, { key, check, row }]);
      overlaid += others.length + 1 - known.length;
      if (overlaid > Math.max(overlayFloor, base.keys.length / 100)) rebuild();
    },
    get sorted() {
      return base.keys.length;
    },
    get overlaid() {
      return overlaid;
    },
    rebuild,
    packed() {
      rebuild();
      return base;
    },
  };
}

/** The first 53 bits of a blind index as a number that is exact. */
export function keyOf(index: Uint8Array): number {
  const low = (byte(index, 4) << 13) | (byte(index, 5) << 5) | (byte(index, 6) >>> 3);
  return word(index, 0) * 2_097_152 + low;
}

/** 32 further bits. */
export function checkOf(index: Uint8Array): number {
  return word(index, 8);
}

const byte = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
const word = (bytes: Uint8Array, at: number): number =>
  ((byte(bytes, at) << 24) |
    (byte(bytes, at + 1) << 16) |
    (byte(bytes, at + 2) << 8) |
    byte(bytes, at + 3)) >>>
  0;

/**
 * Place of a row, or -1. Blind indexes are uniform, so the place is guessed from the key's size and corrected a few
 * times (interpolation search); what is left is halved.
 */
function find(rows: PackedRows, key: number, check: number): number {
  const { keys } = rows;
  let low = 0;
  let high = keys.length - 1;
  for (let probes = 0; probes < 4 && high - low > 32; probes++) {
    const first = keys[low] ?? 0;
    const last = keys[high] ?? 0;
    if (key < first || key > last) return -1;
    if (first === last) break;
    const guess = low + Math.floor(((key - first) / (last - first)) * (high - low));
    // The true place is about √n away from the guess, so a margin of that size traps it from both sides.
    const margin = Math.ceil(Math.sqrt(high - low));
    const left = Math.max(low, guess - margin);
    const right = Math.min(high, guess + margin);
    // "At least", not "above": of equal keys the first one is looked for.
    if ((keys[left] ?? 0) >= key) high = left;
    else if ((keys[right] ?? 0) < key) low = right;
    else {
      low = left;
      high = right;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  // Two numbers may share the 53 bits; the check tells them apart.
  for (let at = low; keys[at] === key; at++) if (checkAt(rows, at) === check) return at;
  return -1;
}
