import type { Storage } from "#adapters/storage.ts";
import { equalBytes } from "#domain/transparency/bytes.ts";
import { parseCheckpoint } from "#domain/transparency/checkpoint.ts";
import { EMPTY_EDGE, edgeRoot, grow } from "#domain/transparency/edge.ts";
import { parseNote, signedBy, type VerifierKey } from "#domain/transparency/signed-note.ts";
import { newTiles, splitBundle, tilePath } from "#domain/transparency/tiles.ts";
import { sha256, verifyEd25519 } from "../crypto.ts";
import { CHECKPOINT, readPublishedTile } from "../tile-store.ts";

/**
 * What an auditor does with the published files alone: the signature, every tile and every bundle of the tree that the
 * checkpoint names. Gives the entries; throws on the first thing that is not as it has to be.
 */
export async function auditLog(storage: Storage, key: VerifierKey): Promise<string[] | null> {
  const file = await storage.read(CHECKPOINT);
  if (!file) return null;
  const note = parseNote(file.toString());
  const head = note && parseCheckpoint(note.text);
  if (!note || !head || !signedBy(verifyEd25519, note, key)) throw new Error("checkpoint");
  const entries: string[] = [];
  const tiles = newTiles(0, head.size);
  for (const tile of tiles.filter(({ level }) => level === "entries")) {
    const bundle = splitBundle((await readPublishedTile(storage, tile)) ?? Buffer.of(1));
    if (bundle?.length !== tile.width) throw new Error(`bundle ${tile.index}`);
    entries.push(...bundle.map((entry) => Buffer.from(entry).toString()));
  }
  const { edge, files } = grow(sha256, EMPTY_EDGE, entries);
  for (const made of files) {
    const tile = tiles.find((one) => tilePath(one) === made.path);
    const stored = tile && (await readPublishedTile(storage, tile));
    if (!stored || !equalBytes(stored, made.bytes)) throw new Error(made.path);
  }
  if (!equalBytes(edgeRoot(sha256, edge), head.root)) throw new Error("root");
  return entries;
}

/** The root that a log of these entries has. */
export const rootOf = (entries: readonly string[]): Uint8Array =>
  edgeRoot(sha256, grow(sha256, EMPTY_EDGE, entries).edge);
