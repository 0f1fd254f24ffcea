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
  let directory = directoryOf(base);
  let overlay = new Map<number, Placed[]>();
  let overlaid = 0;

  const rebuild = () => {
    if (overlaid === 0) return;
    base = mergeRows(base, [...overlay.values()].flat());
    directory = directoryOf(base);
    overlay = new Map();
    overlaid = 0;
  };

  return {
    get(key, check) {
      if (overlaid > 0) {
        const changed = overlay.get(key)?.find((placed) => placed.check === check);
        if (changed) return isEmptyRow(changed.row) ? null : changed.row;
      }
      const at = find(base, directory, key, check);
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

/** Where the rows of each part of the keys' span begin: blind indexes are uniform, so a part holds about four. */
type Directory = { readonly starts: Uint32Array; readonly span: number };

const KEY_SPAN = 2 ** 53;
const ROWS_PER_PART = 4;

function directoryOf({ keys }: PackedRows): Directory {
  const parts = 2 ** Math.ceil(Math.log2(Math.max(1, keys.length / ROWS_PER_PART)));
  const span = KEY_SPAN / parts;
  const starts = new Uint32Array(parts + 1);
  let part = 0;
  for (let at = 0; at < keys.length; at++) {
    const own = Math.floor((keys[at] ?? 0) / span);
    while (part < own) starts[++part] = at;
  }
  while (part < parts) starts[++part] = keys.length;
  return { starts, span };
}

/** Place of a row, or -1. One look at the directory and one at the keys: two waits for memory, where halving has ten. */
function find(rows: PackedRows, { starts, span }: Directory, key: number, check: number): number {
  const { keys } = rows;
  const part = Math.floor(key / span);
  let low = starts[part] ?? 0;
  let high = starts[part + 1] ?? 0;
  // Only keys that are not uniform crowd in one part.
  while (high - low > 16) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle + 1;
  }
  for (let at = low; at < keys.length; at++) {
    const own = keys[at] ?? 0;
    if (own > key) return -1;
    // Two numbers may share the 53 bits; the check tells them apart.
    if (own === key && checkAt(rows, at) === check) return at;
  }
  return -1;
}
