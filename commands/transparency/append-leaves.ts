import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import type { Row } from "#db/rows.ts";
import { jcs } from "#domain/transparency/jcs.ts";
import { commitment, type LeafType, leafText, type NewLeaf, NONCE_BYTES } from "#domain/transparency/leaf.ts";
import { textLeafHash } from "#domain/transparency/merkle.ts";
import { sha256 } from "./crypto.ts";

export type { LeafType, NewLeaf } from "#domain/transparency/leaf.ts";

/** The newest leaf of an entry, which its next one continues. */
type ChainEnd = { readonly id: string; readonly seq: number; readonly hash: Buffer };

/** A leaf as it is written: to `log_pending`, and what it commits to beside it to `log_records`. */
type LeafRow = ChainEnd & {
  readonly entry: string | null;
  readonly type: LeafType;
  readonly text: string;
  readonly nonce: Buffer;
  readonly record: string;
};

/**
 * Puts leaves on the log, in the transaction of the write they tell of; the sequencer gives them their indexes. Each is
 * final from here on: nonce, commitment and hash do not depend on where it will stand. Lock the entry first; two
 * transactions that continue one entry's chain without it cannot both commit, and the later one is tried again.
 */
export async function appendLeaves(
  tx: Tx,
  leaves: readonly NewLeaf[],
  now: Date,
): Promise<{ id: string; leafHash: Buffer }[]> {
  if (leaves.length === 0) return [];
  const rows = leafRows(leaves, await chainEnds(tx, leaves));
  await insertLeaves(tx, rows, now).catch(asTransient);
  return rows.map(({ id, hash }) => ({ id, leafHash: hash }));
}

/** Rows of the first leaf of each of these entries, for a write that sends them with others; nothing may be known of them. */
export function firstLeaves(
  leaves: readonly NewLeaf[],
  now: Date,
): (readonly [table: string, rows: Row[]])[] {
  const rows = leafRows(leaves, new Map());
  return [
    [
      "log_records",
      rows.map(({ id, entry, seq, type, hash, nonce, record }) => ({
        leaf_id: id,
        entry_id: entry,
        chain_seq: seq,
        type,
        leaf_hash: hash,
        nonce,
        record,
      })),
    ],
    [
      "log_pending",
      rows.map(({ id, text, hash }) => ({ leaf_id: id, leaf: text, leaf_hash: hash, appended_at: now })),
    ],
  ];
}

function leafRows(leaves: readonly NewLeaf[], ends: Map<string, ChainEnd>): LeafRow[] {
  const nonces = randomBytes(NONCE_BYTES * leaves.length);
  return leaves.map((leaf, at) => {
    const nonce = nonces.subarray(at * NONCE_BYTES, (at + 1) * NONCE_BYTES);
    const record = jcs(leaf.record);
    const previous = leaf.entry === null ? undefined : ends.get(leaf.entry);
    const text = leafText(leaf, commitment(sha256, nonce, record), previous?.hash ?? null);
    const hash = Buffer.from(textLeafHash(sha256, text));
    const end = { id: idAfter(previous?.id), seq: (previous?.seq ?? 0) + 1, hash };
    if (leaf.entry !== null) ends.set(leaf.entry, end);
    return { ...end, entry: leaf.entry, type: leaf.type, text, nonce, record };
  });
}

/**
 * Both tables with one statement. A column is one text with a value a line, which is several times cheaper to write and
 * to read than rows as JSON; no value has a line break, since JSON text escapes them.
 */
async function insertLeaves(tx: Tx, rows: readonly LeafRow[], now: Date): Promise<void> {
  const column = (of: (row: LeafRow) => string | number) => rows.map(of).join("\n");
  const columns = [
    column((row) => row.id),
    column((row) => row.entry ?? ""),
    column((row) => row.seq),
    column((row) => row.type),
    column((row) => row.text),
    column((row) => row.hash.toString("hex")),
    column((row) => row.nonce.toString("hex")),
    column((row) => row.record),
  ];
  await tx.unsafe(INSERT, [...columns, now], { prepare: true });
}

const INSERT = `
  with given as materialized (
    select id::uuid as leaf_id, nullif(entry, '')::uuid as entry_id, seq::integer as chain_seq, type, leaf,
      decode(hash, 'hex') as leaf_hash, decode(nonce, 'hex') as nonce, record
    from unnest(${Array.from({ length: 8 }, (_, at) => `string_to_array($${at + 1}, E'\\n')`).join(", ")})
      as columns(id, entry, seq, type, leaf, hash, nonce, record)),
  recorded as (
    insert into log_records (leaf_id, entry_id, chain_seq, type, leaf_hash, nonce, record)
    select leaf_id, entry_id, chain_seq, type, leaf_hash, nonce, record from given)
  insert into log_pending (leaf_id, leaf, leaf_hash, appended_at)
  select leaf_id, leaf, leaf_hash, $9::timestamptz from given`;

async function chainEnds(tx: Tx, leaves: readonly NewLeaf[]): Promise<Map<string, ChainEnd>> {
  const entries = [...new Set(leaves.flatMap((leaf) => leaf.entry ?? []))];
  if (entries.length === 0) return new Map();
  const rows = await tx<{ entry_id: string; leaf_id: string; chain_seq: number; leaf_hash: Buffer }[]>`
    select e.entry_id, r.leaf_id, r.chain_seq, r.leaf_hash
    from unnest(${entries}::uuid[]) as e(entry_id) cross join lateral (
      select leaf_id, chain_seq, leaf_hash from log_records
      where entry_id = e.entry_id order by chain_seq desc limit 1) r`;
  return new Map(
    rows.map((row) => [row.entry_id, { id: row.leaf_id, seq: row.chain_seq, hash: row.leaf_hash }]),
  );
}

/** A new id that sorts after `previous`, whatever the clocks of two processes say: leaves are sequenced by id. */
function idAfter(previous: string | undefined): string {
  const id = uuidv7();
  if (previous === undefined || id > previous) return id;
  const next = (BigInt(`0x${previous.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Somebody else continued the chain in the meantime: as PostgreSQL would say it, so that the transaction is tried again. */
function asTransient(error: unknown): never {
  const conflict = error as { code?: string; constraint_name?: string };
  if (conflict.code === "23505" && conflict.constraint_name === "log_records_chain")
    throw Object.assign(new Error("The entry's chain went on meanwhile.", { cause: error }), {
      code: "40001",
    });
  throw error;
}
