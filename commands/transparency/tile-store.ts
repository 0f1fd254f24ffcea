import type { Storage } from "#adapters/storage.ts";
import { type Checkpoint, parseCheckpoint } from "#domain/transparency/checkpoint.ts";
import type { Edge } from "#domain/transparency/edge.ts";
import {
  completeNodes,
  consistencyRanges,
  foldHashes,
  inclusionRanges,
  type Node,
  type Range,
} from "#domain/transparency/merkle.ts";
import { parseNote } from "#domain/transparency/signed-note.ts";
import {
  edgeTiles,
  hashesAt,
  narrowTile,
  perfectRoot,
  splitBundle,
  splitHashes,
  TILE_WIDTH,
  type Tile,
  tileOfNode,
  tilePath,
  tileWidth,
} from "#domain/transparency/tiles.ts";
import { sha256 } from "./crypto.ts";

/** Where the log is in the storage: the paths below it are those of its addresses (C2SP tlog-tiles). */
export const logPath = (file: string): string => `log/${file}`;
/** The newest head for everyone, and the newest that was signed at all. */
export const CHECKPOINT = logPath("checkpoint");
export const LAST_SIGNED = logPath("last-signed");

export type StoredHead = Checkpoint & { readonly note: string };

/** A signed head as a file of the portal's own; its signature was made here and is not looked at again. */
export async function readHead(storage: Storage, file: string): Promise<StoredHead | null> {
  const note = (await storage.read(file))?.toString("utf8");
  if (note === undefined) return null;
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? "");
  if (!checkpoint) throw new Error(`${file} is not a checkpoint.`);
  return { ...checkpoint, note };
}

/**
 * A tile or bundle of the tree of `size`, null when its files have none such. Of the tiles at the edge only the newest
 * form is kept; a narrower one, which an earlier checkpoint refers to, is the beginning of it.
 */
export async function readTile(storage: Storage, tile: Tile, size: number): Promise<Uint8Array | null> {
  const widest = tileWidth(tile.level, tile.index, size);
  if (widest < tile.width) return null;
  for (const width of new Set([tile.width, TILE_WIDTH, widest])) {
    const bytes = await storage.read(logPath(tilePath({ ...tile, width })));
    if (bytes) return width === tile.width ? bytes : narrowTile(tile, bytes);
  }
  return null;
}

/** A tile of the tree that the served checkpoint names; what is beyond it is not there for anyone yet. */
export async function readPublishedTile(storage: Storage, tile: Tile): Promise<Uint8Array | null> {
  const head = await readHead(storage, CHECKPOINT);
  const found = head && (await readTile(storage, tile, head.size));
  if (!head || found) return found ?? null;
  // Between looking for the newest form and reading it, a newer one may have taken its place.
  const next = await readHead(storage, CHECKPOINT);
  return next && next.size !== head.size ? readTile(storage, tile, next.size) : null;
}

type ReadTile = (tile: Tile) => Promise<Uint8Array | null>;

/** Roots of ranges of the tree of `size`, from its tiles. */
async function rangeRoots(read: ReadTile, size: number, ranges: readonly Range[]): Promise<Uint8Array[]> {
  const tiles = new Map<string, Promise<Uint8Array[]>>();
  const tileHashes = (level: number, index: number): Promise<Uint8Array[]> => {
    const tile = { level, index, width: tileWidth(level, index, size) };
    const key = tilePath(tile);
    const known = tiles.get(key);
    if (known) return known;
    const hashes = read(tile).then((bytes) => {
      if (!bytes) throw new Error(`The log lacks ${key}.`);
      return splitHashes(bytes);
    });
    tiles.set(key, hashes);
    return hashes;
  };
  const nodeRoot = async (node: Node): Promise<Uint8Array> => {
    const { level, index, offset, count } = tileOfNode(node);
    return perfectRoot(sha256, (await tileHashes(level, index)).slice(offset, offset + count));
  };
  return Promise.all(
    ranges.map(async (range) => foldHashes(sha256, await Promise.all(completeNodes(range).map(nodeRoot)))),
  );
}

/** The hashes that prove leaf `index` in the published tree of `size`, or in a smaller one of its past. */
export const proveInclusion = (storage: Storage, index: number, size: number): Promise<Uint8Array[]> =>
  rangeRoots((tile) => readPublishedTile(storage, tile), size, inclusionRanges(index, size));

/** The hashes that prove that the tree of `size` continues that of `old`, for a head that need not be published yet. */
export const proveConsistency = (storage: Storage, old: number, size: number): Promise<Uint8Array[]> =>
  rangeRoots((tile) => readTile(storage, tile, size), size, consistencyRanges(old, size));

/** The edge of a tree as its files have it; null when one of them is missing or is not whole. */
export async function readEdge(storage: Storage, size: number): Promise<Edge | null> {
  const levels: Uint8Array[][] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) levels.push([]);
  let entries: Uint8Array[] = [];
  for (const tile of edgeTiles(size)) {
    const bytes = await storage.read(logPath(tilePath(tile)));
    const items = bytes && (tile.level === "entries" ? splitBundle(bytes) : splitHashes(bytes));
    if (items?.length !== tile.width) return null;
    if (tile.level === "entries") entries = items;
    else levels[tile.level] = items;
  }
  return { size, entries, levels };
}
