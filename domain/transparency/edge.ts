import { concatBytes, type Sha256, utf8 } from "./bytes.ts";
import { foldHashes, leafHash } from "./merkle.ts";
import { bundleEntries, perfectRoot, TILE_WIDTH, type Tile, tilePath } from "./tiles.ts";

/** The right edge of a tree: all that is needed to make it grow. */
export type Edge = {
  readonly size: number;
  /** Entries of the bundle that is not full yet. */
  readonly entries: readonly Uint8Array[];
  /** Hashes of the tiles that are not full yet, level by level from the leaves. */
  readonly levels: readonly (readonly Uint8Array[])[];
};
export type TileFile = { readonly path: string; readonly bytes: Uint8Array };

export const EMPTY_EDGE: Edge = { size: 0, entries: [], levels: [] };

/** Appends entries. `files`: every tile and bundle that the larger tree has and the smaller one had not. */
export function grow(
  sha256: Sha256,
  edge: Edge,
  texts: readonly string[],
): { edge: Edge; files: readonly TileFile[] } {
  const files: TileFile[] = [];
  if (texts.length === 0) return { edge, files };
  const put = (tile: Tile, bytes: Uint8Array) => files.push({ path: tilePath(tile), bytes });
  const added = texts.map(utf8);
  const entries = putRow("entries", edge.size, edge.entries, added, (tile, bundle) => {
    put(tile, bundleEntries(bundle));
  });
  const levels: Uint8Array[][] = [];
  let rising = added.map((entry) => leafHash(sha256, entry));
  for (let level = 0; rising.length > 0; level++) {
    const above: Uint8Array[] = [];
    const known = Math.floor(edge.size / TILE_WIDTH ** level);
    levels[level] = putRow(level, known, edge.levels[level] ?? [], rising, (tile, hashes) => {
      put(tile, concatBytes(...hashes));
      if (tile.width === TILE_WIDTH) above.push(perfectRoot(sha256, hashes));
    });
    rising = above;
  }
  return {
    edge: {
      size: edge.size + texts.length,
      entries,
      levels: [...levels, ...edge.levels.slice(levels.length)],
    },
    files,
  };
}

/** One level: what stood at its edge and what comes after it, cut into tiles. Returns the new edge. */
function putRow(
  level: Tile["level"],
  known: number,
  edge: readonly Uint8Array[],
  added: readonly Uint8Array[],
  put: (tile: Tile, items: readonly Uint8Array[]) => void,
): Uint8Array[] {
  const items = [...edge, ...added];
  const first = Math.floor(known / TILE_WIDTH);
  for (let at = 0; at < items.length; at += TILE_WIDTH) {
    const part = items.slice(at, at + TILE_WIDTH);
    put({ level, index: first + at / TILE_WIDTH, width: part.length }, part);
  }
  return items.slice(items.length - (items.length % TILE_WIDTH));
}

/** Root of the tree (RFC 6962): its complete subtrees, largest first, are in the tiles at its edge. */
export function edgeRoot(sha256: Sha256, { levels }: Edge): Uint8Array {
  const peaks = levels.toReversed().flatMap((hashes) => {
    const roots: Uint8Array[] = [];
    for (let at = 0; at < hashes.length; ) {
      const width = 2 ** Math.floor(Math.log2(hashes.length - at));
      roots.push(perfectRoot(sha256, hashes.slice(at, at + width)));
      at += width;
    }
    return roots;
  });
  return foldHashes(sha256, peaks);
}
