import { concatBytes, parseDecimal, type Sha256 } from "./bytes.ts";
import { type Node, nodeHash } from "./merkle.ts";

/** C2SP tlog-tiles: the tree in files of 256 hashes, eight levels apart, and the entries in bundles of 256. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH_BYTES = 32;

/** `level` "entries" is a bundle; `width` is 256 for a full tile, less at the right edge. */
export type Tile = { readonly level: number | "entries"; readonly index: number; readonly width: number };

/** `tile/0/x001/234.p/7`: the path under the log's prefix. */
export function tilePath({ level, index, width }: Tile): string {
  const groups: string[] = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  return `tile/${level}/${groups.join("/")}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The folder that holds a tile's partial forms. */
export const partialsPath = (tile: Tile): string => `${tilePath({ ...tile, width: TILE_WIDTH })}.p`;

/** Null for a path that no tile has: another way to write the same number included. */
export function parseTilePath(path: string): Tile | null {
  const [, levelText = "", groups = "", widthText] =
    /^tile\/([^/]+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([^/]+))?$/.exec(path) ?? [];
  const level = levelText === "entries" ? "entries" : parseDecimal(levelText);
  const width = widthText === undefined ? TILE_WIDTH : parseDecimal(widthText);
  if (level === null || (level !== "entries" && level > 63) || width === null) return null;
  if (widthText !== undefined && (width < 1 || width >= TILE_WIDTH)) return null;
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  if (groups === "" || !Number.isSafeInteger(index)) return null;
  const tile: Tile = { level, index, width };
  return tilePath(tile) === path ? tile : null;
}

/** How many hashes a tree of `size` has at a tile level; a bundle has what level 0 has. */
export function hashesAt(level: Tile["level"], size: number): number {
  return level === "entries" ? size : Math.floor(size / TILE_WIDTH ** level);
}

/** The width of a tile in a tree of `size`; 0 when the tree has none of it. */
export function tileWidth(level: Tile["level"], index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH));
}

/** The tiles and bundles that a tree of `size` has and one of `from` has not, level by level from the leaves. */
export function newTiles(from: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  const add = (level: Tile["level"]) => {
    const known = hashesAt(level, from);
    const now = hashesAt(level, size);
    if (now === known) return;
    for (let index = Math.floor(known / TILE_WIDTH); index * TILE_WIDTH < now; index++)
      tiles.push({ level, index, width: tileWidth(level, index, size) });
  };
  add("entries");
  for (let level = 0; hashesAt(level, size) > 0; level++) add(level);
  return tiles;
}

/** The partial tiles at the right edge of a tree. */
export function edgeTiles(size: number): Tile[] {
  return newTiles(0, size).filter(({ width }) => width < TILE_WIDTH);
}

/** Where the tiles keep a complete subtree: `offset` hashes into the tile, `count` of them to be folded. */
export function tileOfNode({ level, index }: Node): {
  level: number;
  index: number;
  offset: number;
  count: number;
} {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level - tileLevel * TILE_HEIGHT);
  const first = index * count;
  return { level: tileLevel, index: Math.floor(first / TILE_WIDTH), offset: first % TILE_WIDTH, count };
}

/** Root of a number of hashes that is a power of two. */
export function perfectRoot(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 1 < level.length; at += 2)
      above.push(nodeHash(sha256, level[at] as Uint8Array, level[at + 1] as Uint8Array));
    level = above;
  }
  return level[0] as Uint8Array;
}

export function splitHashes(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) =>
    tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** Entries with their lengths (uint16, big-endian) before them. */
export function bundleEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]),
  );
}

/** The entries of a bundle; null when its lengths do not come out even. */
export function splitBundle(bundle: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const end = at + 2 + (((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0));
    if (end > bundle.length) return null;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** The first `width` of a tile or bundle: a narrower form of it that some earlier checkpoint asked for. */
export function narrowTile(tile: Tile, bytes: Uint8Array): Uint8Array | null {
  if (tile.level !== "entries") {
    const end = tile.width * HASH_BYTES;
    return bytes.length >= end ? bytes.subarray(0, end) : null;
  }
  const entries = splitBundle(bytes);
  return entries && entries.length >= tile.width ? bundleEntries(entries.slice(0, tile.width)) : null;
}
