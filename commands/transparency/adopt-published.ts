import { uuidv7 } from "uuidv7";
import type { Storage } from "#adapters/storage.ts";
import type { Sql, Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { equalBytes } from "#domain/transparency/bytes.ts";
import { type Edge, EMPTY_EDGE, edgeRoot, grow } from "#domain/transparency/edge.ts";
import { textLeafHash } from "#domain/transparency/merkle.ts";
import { parseNote, signedBy, type VerifierKey } from "#domain/transparency/signed-note.ts";
import { newTiles, splitBundle } from "#domain/transparency/tiles.ts";
import { sha256, verifyEd25519 } from "./crypto.ts";
import { LogInconsistent } from "./log-inconsistent.ts";
import { readTile, type StoredHead } from "./tile-store.ts";

/**
 * A database restored from a backup is older than what was signed and published since. The leaves of that time are taken
 * back from the bundles, when those give the signed head and agree with every leaf the database still has. What the
 * leaves commit to is lost with the rows. Under the sequencer's lock.
 */
export async function adoptPublished(
  { sql, storage, key }: { readonly sql: Sql; readonly storage: Storage; readonly key: VerifierKey },
  head: StoredHead,
  lock: (tx: Tx) => Promise<unknown>,
  now: Date,
): Promise<void> {
  const note = parseNote(head.note);
  if (!note || !signedBy(verifyEd25519, note, key))
    throw new LogInconsistent("The last signed head in the storage is not signed by this log's key.");
  await sql.begin(async (tx) => {
    await lock(tx);
    let edge: Edge = EMPTY_EDGE;
    const lost: { index: number; leaf: string }[] = [];
    for (const tile of newTiles(0, head.size).filter(({ level }) => level === "entries")) {
      const bundle = splitBundle((await readTile(storage, tile, head.size)) ?? new Uint8Array());
      const leaves = (bundle ?? []).map((entry) => Buffer.from(entry).toString("utf8"));
      const rows = await tx<{ index: bigint; leaf: string }[]>`
        select index, leaf from log_leaves where index >= ${edge.size} and index < ${edge.size + leaves.length}`;
      const known = new Map(rows.map((row) => [Number(row.index), row.leaf]));
      for (const [at, leaf] of leaves.entries()) {
        const index = edge.size + at;
        if (!known.has(index)) lost.push({ index, leaf });
        else if (known.get(index) !== leaf)
          throw new LogInconsistent(`Leaf ${index} in the database is not the one that was published.`);
      }
      edge = grow(sha256, edge, leaves).edge;
    }
    if (edge.size !== head.size || !equalBytes(edgeRoot(sha256, edge), head.root))
      throw new LogInconsistent("The published bundles do not give the head that was signed last.");
    await restore(tx, lost);
    await insertRows(tx, "log_checkpoints", [
      { size: head.size, root: head.root, note: head.note, signed_at: now },
    ]);
  });
}

/** Leaves that still wait in the restored database go where they had gone before. */
async function restore(tx: Tx, lost: readonly { index: number; leaf: string }[]): Promise<void> {
  const pending = await tx<{ leaf_id: string; leaf: string }[]>`select leaf_id, leaf from log_pending`;
  const waiting = new Map(pending.map((row) => [row.leaf, row.leaf_id]));
  const rows = lost.map(({ index, leaf }) => ({
    index,
    leaf_id: waiting.get(leaf) ?? uuidv7(),
    leaf,
    leaf_hash: textLeafHash(sha256, leaf),
  }));
  await insertRows(tx, "log_leaves", rows);
  await tx`delete from log_pending where leaf_id = any(${rows.map((row) => row.leaf_id)}::uuid[])`;
  for (const { leaf, leaf_id, leaf_hash } of rows) {
    if (waiting.has(leaf)) continue;
    const { entry, type } = JSON.parse(leaf) as { entry: string | null; type: string };
    // Without what it commits to, as after an erasure: the entry's next leaf continues from here.
    await tx`
      insert into log_records (leaf_id, entry_id, chain_seq, type, leaf_hash)
      select ${leaf_id}, ${entry}, coalesce(max(chain_seq), 0) + 1, ${type}, ${Buffer.from(leaf_hash)}
      from log_records where entry_id = ${entry}`;
  }
}
