import type { Keys } from "#adapters/keys.ts";
import type { Storage } from "#adapters/storage.ts";
import type { Sql, Tx } from "#db/client.ts";
import { equalBytes, utf8 } from "#domain/transparency/bytes.ts";
import { checkpointText } from "#domain/transparency/checkpoint.ts";
import { type Edge, EMPTY_EDGE, edgeRoot, grow } from "#domain/transparency/edge.ts";
import { joinNote, SIGNATURE_TYPE, signatureLine, verifierKey } from "#domain/transparency/signed-note.ts";
import { edgeTiles, newTiles, partialsPath, TILE_WIDTH, tilePath } from "#domain/transparency/tiles.ts";
import { adoptPublished } from "./adopt-published.ts";
import { sha256 } from "./crypto.ts";
import { LogInconsistent } from "./log-inconsistent.ts";
import { CHECKPOINT, LAST_SIGNED, logPath, readEdge, readHead } from "./tile-store.ts";

export type LogWriter = {
  /** A worker's pool: only its role may give out indexes and sign. */
  readonly sql: Sql;
  readonly storage: Storage;
  readonly keys: Pick<Keys, "signLog" | "logPublicKey">;
  readonly origin: string;
  /** Asks witnesses to cosign a head and stores what they answered; must not throw for a witness's failure. */
  readonly cosign?: (head: SignedHead) => Promise<void>;
};
export type SignedHead = { readonly size: number; readonly root: Buffer; readonly note: string };

const LOCK = 7_461_020;
/** Leaves integrated at once: memory and the time until they are published stay bounded. */
const BATCH = 20_000;

/**
 * One round of the log: indexes are given to what is pending, tiles and bundles are written, then the head is signed and
 * published last. Each step is durable before the next and can be done again, so a round that was cut off anywhere, or two
 * that ran at once, leave what one whole round would have. Returns how many leaves were integrated.
 */
export async function sequenceLog(writer: LogWriter, now: Date): Promise<number> {
  // Before anything is assigned: an index that was published is not given out again by a database that forgot it.
  const last = await lastHead(writer, now);
  const assigned = await assignIndexes(writer.sql);
  let edge = last ? await resumeEdge(writer, last) : EMPTY_EDGE;
  if (!edge) return 0;
  while (edge.size < assigned) edge = await integrate(writer, edge, Math.min(edge.size + BATCH, assigned));
  const head = last && last.size === edge.size ? last : await signHead(writer, last, edge, now);
  if (head) await publishHead(writer, head, last?.size ?? 0);
  return edge.size - (last?.size ?? 0);
}

/** Moves what is pending behind the last leaf. For good: an index is never given to another leaf. Returns how many leaves there are. */
async function assignIndexes(sql: Sql): Promise<number> {
  return (await sql.begin(async (tx) => {
    await lock(tx);
    const base = await countLeaves(tx);
    const rows = await tx<{ index: bigint }[]>`
      with batch as (select leaf_id from log_pending order by leaf_id limit ${BATCH}),
        taken as (delete from log_pending p using batch b where p.leaf_id = b.leaf_id
          returning p.leaf_id, p.leaf, p.leaf_hash),
        placed as (insert into log_leaves (index, leaf_id, leaf, leaf_hash)
          select ${base.toString()}::bigint - 1 + row_number() over (order by leaf_id), leaf_id, leaf, leaf_hash from taken
          returning 1)
      select count(*) as index from placed`;
    return base + Number(rows[0]?.index ?? 0);
  })) as number;
}

async function countLeaves(tx: Tx): Promise<number> {
  const [row] = await tx<{ index: bigint }[]>`select index from log_leaves order by index desc limit 1`;
  return row ? Number(row.index) + 1 : 0;
}

const keyOf = ({ origin, keys }: LogWriter) =>
  verifierKey(sha256, origin, SIGNATURE_TYPE.ed25519, keys.logPublicKey);

const lock = (tx: Tx) => tx`select pg_advisory_xact_lock(${LOCK})`;

/** The newest head of the table. The file beside the tiles may know of a newer one, and never of another. */
async function lastHead(writer: LogWriter, now: Date): Promise<SignedHead | null> {
  const { sql, storage, origin } = writer;
  // The file first: it is written after the table, so it can be behind it and never ahead.
  const file = await readHead(storage, LAST_SIGNED);
  const head = await newestHead(sql);
  if (!file) return head;
  if (file.origin !== origin)
    throw new LogInconsistent(`The log in the storage is ${file.origin}, not ${origin}.`);
  if (!head || file.size > head.size) {
    await adoptPublished({ sql, storage, key: keyOf(writer) }, file, lock, now);
    return newestHead(sql);
  }
  const [same] = await sql<{ root: Buffer }[]>`select root from log_checkpoints where size = ${file.size}`;
  if (!same || !equalBytes(same.root, file.root))
    throw new LogInconsistent(`Two heads of size ${file.size} were signed.`);
  return head;
}

async function newestHead(sql: Sql | Tx): Promise<SignedHead | null> {
  const [row] = await sql<{ size: bigint; root: Buffer; note: string }[]>`
    select size, root, note from log_checkpoints order by size desc limit 1`;
  return row ? { ...row, size: Number(row.size) } : null;
}

/**
 * The edge of the tree that was signed last, from its files; made anew from the leaves when they are not whole. Null when
 * they are gone because another worker went on meanwhile.
 */
async function resumeEdge(writer: LogWriter, last: SignedHead): Promise<Edge | null> {
  const stored = await readEdge(writer.storage, last.size);
  if (stored && equalBytes(edgeRoot(sha256, stored), last.root)) return stored;
  if ((await newestHead(writer.sql))?.size !== last.size) return null;
  let edge: Edge = EMPTY_EDGE;
  while (edge.size < last.size) edge = await integrate(writer, edge, Math.min(edge.size + BATCH, last.size));
  if (!equalBytes(edgeRoot(sha256, edge), last.root))
    throw new LogInconsistent(`The leaves do not give the head of size ${last.size} that was signed.`);
  return edge;
}

/** Writes the tiles and bundles by which the tree grows to `size`. */
async function integrate({ sql, storage }: LogWriter, edge: Edge, size: number): Promise<Edge> {
  const rows = await sql<{ leaf: string }[]>`
    select leaf from log_leaves where index >= ${edge.size} and index < ${size} order by index`;
  if (rows.length !== size - edge.size)
    throw new LogInconsistent(`Leaves between ${edge.size} and ${size} are missing.`);
  const grown = grow(
    sha256,
    edge,
    rows.map((row) => row.leaf),
  );
  await storage.writeAll(grown.files.map((file) => ({ ...file, path: logPath(file.path) })));
  return grown.edge;
}

/** Signs the head of a tree that was grown from `last`, unless another worker signed one in the meantime. */
async function signHead(
  writer: LogWriter,
  last: SignedHead | null,
  edge: Edge,
  now: Date,
): Promise<SignedHead | null> {
  const { sql, keys, origin } = writer;
  const root = Buffer.from(edgeRoot(sha256, edge));
  return (await sql.begin(async (tx) => {
    await lock(tx);
    const newest = await newestHead(tx);
    if (newest?.size !== last?.size) return null;
    const text = checkpointText({ origin, size: edge.size, root });
    const note = joinNote(text, [signatureLine(keyOf(writer), keys.signLog(utf8(text)))]);
    await tx`insert into log_checkpoints (size, root, note, signed_at) values (${edge.size}, ${root}, ${note}, ${now})`;
    return { size: edge.size, root, note };
  })) as SignedHead | null;
}

/** Makes a signed head the one that is served, with the cosignatures there are; never an older one than is served. */
async function publishHead(writer: LogWriter, head: SignedHead, previousSize: number): Promise<void> {
  const { storage, cosign } = writer;
  await writeNote(writer, head, LAST_SIGNED, async () => head.note);
  await cosign?.(head);
  await writeNote(writer, head, CHECKPOINT, async (tx) => {
    const lines = await tx<{ line: string }[]>`
      select line from log_cosignatures where size = ${head.size} order by witness`;
    return head.note + lines.map((row) => row.line).join("");
  });
  await removeOutgrown(storage, previousSize, head.size);
}

/** Under the lock and only for the newest head: a worker that fell behind writes nothing over what came after. */
async function writeNote(
  { sql, storage }: LogWriter,
  head: SignedHead,
  file: string,
  noteOf: (tx: Tx) => Promise<string>,
): Promise<void> {
  await sql.begin(async (tx) => {
    await lock(tx);
    if ((await newestHead(tx))?.size !== head.size) return;
    const note = await noteOf(tx);
    const written = (await storage.read(file))?.toString("utf8");
    if (written !== note) await storage.write(file, utf8(note));
  });
}

/**
 * Narrower forms of the tiles at the edge: the newest form or the full tile begins with them. What a round that was cut
 * off left behind goes with the folder once the tile is full.
 */
async function removeOutgrown(storage: Storage, from: number, size: number): Promise<void> {
  const kept = new Set(edgeTiles(size).map(tilePath));
  for (const tile of edgeTiles(from))
    if (!kept.has(tilePath(tile))) await storage.remove(logPath(tilePath(tile)));
  for (const tile of newTiles(from, size))
    if (tile.width === TILE_WIDTH) await storage.remove(logPath(partialsPath(tile)));
}
