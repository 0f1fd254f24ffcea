import { formatProof } from "#domain/transparency/proof.ts";
import type { Runtime } from "../runtime.ts";
import { CHECKPOINT, proveInclusion, readHead } from "./tile-store.ts";

export type LeafProof = {
  readonly index: number;
  /** The leaf as it is on the log. */
  readonly leaf: string;
  /** C2SP tlog-proof: the leaf's place under the published checkpoint. */
  readonly proof: string;
};
type LogReader = Pick<Runtime, "db" | "storage">;

/** Null while the leaf is not under a published checkpoint, which takes about a second. */
export async function proveLeaf({ db, storage }: LogReader, leafId: string): Promise<LeafProof | null> {
  const [row] = await db.system<{ index: bigint; leaf: string }[]>`
    select index, leaf from log_leaves where leaf_id = ${leafId}`;
  const head = row && (await readHead(storage, CHECKPOINT));
  if (!head || row.index >= head.size) return null;
  const index = Number(row.index);
  const hashes = await proveInclusion(storage, index, head.size);
  return { index, leaf: row.leaf, proof: formatProof({ index, hashes, checkpoint: head.note }) };
}

/** The id of an entry's newest leaf; null for an id that the log has nothing of. Complaints are nobody's to ask for here. */
export async function newestLeafOf({ db }: Pick<Runtime, "db">, entryId: string): Promise<string | null> {
  const [row] = await db.system<{ leaf_id: string }[]>`
    select leaf_id from log_records where entry_id = ${entryId} and type <> 'complaint' order by chain_seq desc limit 1`;
  return row?.leaf_id ?? null;
}
