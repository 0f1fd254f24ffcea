import type { LeafType } from "#domain/transparency/leaf.ts";
import type { Sql } from "../client.ts";

/** The newest record of an entry on the log. */
export type EntryLeaf = {
  readonly type: LeafType;
  /** Leaf hash, lower-case hex. */
  readonly hash: string;
  /** Null until it is sequenced. */
  readonly index: number | null;
};

export async function findNewestLeaf(sql: Sql, entryId: string): Promise<EntryLeaf | null> {
  const [row] = await sql`
    select r.type, encode(r.leaf_hash, 'hex') as hash, l.index
    from log_records r left join log_leaves l on l.leaf_id = r.leaf_id
    where r.entry_id = ${entryId} and r.type <> 'complaint' order by r.chain_seq desc limit 1`;
  return row
    ? { type: row.type, hash: row.hash, index: row.index === null ? null : Number(row.index) }
    : null;
}

/** When the head of a size was signed, and the first head of all. */
export async function findSignings(
  sql: Sql,
  size: number,
): Promise<{ readonly signedAt: Date | null; readonly firstSignedAt: Date | null }> {
  const [row] = await sql`
    select (select signed_at from log_checkpoints where size = ${size}) as signed_at,
      (select signed_at from log_checkpoints order by size limit 1) as first_signed_at`;
  return { signedAt: row?.signed_at ?? null, firstSignedAt: row?.first_signed_at ?? null };
}

/** How large the log was at each moment; null before it began. */
export async function listLogSizes(sql: Sql, moments: readonly Date[]): Promise<(number | null)[]> {
  const rows = await sql<{ size: bigint | null }[]>`
    select (select size from log_checkpoints where signed_at < moment.at order by signed_at desc, size desc limit 1) as size
    from unnest(${moments.map((at) => at.toISOString())}::timestamptz[]) with ordinality as moment(at, place) order by place`;
  return rows.map(({ size }) => (size === null ? null : Number(size)));
}

/** Deadlines that passed without an answer, by the agency's code, as the log's own leaves tell it. */
export async function countMissedDeadlines(
  sql: Sql,
): Promise<{ readonly agency: string | null; readonly count: number }[]> {
  const rows = await sql<{ agency: string | null; count: number }[]>`
    select l.leaf::jsonb ->> 'decidedBy' as agency, count(*)::int as count
    from log_records r join log_leaves l on l.leaf_id = r.leaf_id
    where r.type = 'deadline-missed' group by 1 order by 2 desc, 1`;
  return rows.map(({ agency, count }) => ({ agency, count }));
}

/** The newest head that each witness cosigned, by `name+key id`. */
export async function listCosigned(
  sql: Sql,
): Promise<{ readonly witness: string; readonly size: number; readonly at: Date }[]> {
  const rows = await sql`
    select distinct on (witness) witness, size, cosigned_at from log_cosignatures order by witness, size desc`;
  return rows.map((row) => ({ witness: row.witness, size: Number(row.size), at: row.cosigned_at }));
}
