import type { ListChange } from "#domain/registry/lists/delta.ts";
import type { ListName } from "#domain/registry/lists/entity.ts";
import type { Sql, Tx } from "../client.ts";

export type ListVersion = {
  readonly version: number;
  readonly entries: number;
  readonly stateSha256: string;
  readonly prefixBits: number | null;
  readonly registryVersion: number;
  /** Whether deltas lead here from the version before. */
  readonly isContinued: boolean;
  readonly publishedAt: Date;
};

/** Every version of a list since `since`, and the newest before that; ascending. */
export async function listVersionsOf(sql: Sql | Tx, list: ListName, since: Date): Promise<ListVersion[]> {
  const rows = await sql`
    select version, entries, encode(state_sha256, 'hex') as state, prefix_bits, registry_version, is_continued, published_at
    from list_versions where list = ${list} and version >= coalesce(
      (select max(version) from list_versions where list = ${list} and published_at < ${since}), 0)
    order by version`;
  return rows.map((row) => ({
    version: Number(row.version),
    entries: Number(row.entries),
    stateSha256: row.state,
    prefixBits: row.prefix_bits,
    registryVersion: Number(row.registry_version),
    isContinued: row.is_continued,
    publishedAt: row.published_at,
  }));
}

/** Whether the registry has published anything about one kind of subject after a list version of its own. */
export async function hasPublishedSince(
  sql: Sql | Tx,
  subjectKind: string,
  registryVersion: number,
): Promise<boolean> {
  const rows = await sql`
    select 1 from registry_versions v join registry_entries e on e.id = v.entry_id
    where v.list_version > ${registryVersion} and e.subject_kind = ${subjectKind} limit 1`;
  return rows.length > 0;
}

/** What changed in the versions after `after`, a list of changes a version, ascending. */
export async function listChangesAfter(
  sql: Sql | Tx,
  list: ListName,
  after: number,
): Promise<{ readonly version: number; readonly changes: ListChange[] }[]> {
  const rows = await sql`
    select version, entity_id, op, other_id from list_changes
    where list = ${list} and version > ${after} order by version, entity_id`;
  const versions = new Map<number, ListChange[]>();
  for (const row of rows) {
    const version = Number(row.version);
    const own = versions.get(version) ?? [];
    own.push(changeOf(row.op, row.entity_id, row.other_id));
    versions.set(version, own);
  }
  return [...versions].map(([version, changes]) => ({ version, changes }));
}

function changeOf(op: ListChange["op"], id: string, other: string | null): ListChange {
  if (op === "merge") return { op, id, into: other ?? id };
  if (op === "split") return { op, id, from: other ?? id };
  return { op, id };
}

/** What was last signed about a list, and where the log has it. */
export type ListStatement = {
  readonly list: ListName;
  readonly version: number;
  readonly manifest: string;
  readonly signature: string;
  readonly nonce: Buffer | null;
  readonly publishedAt: Date;
  readonly validUntil: Date;
  /** Index of its leaf; null until it is sequenced under a signed head. */
  readonly index: number | null;
};

/** The newest statement of every list that was ever published. */
export async function listStatements(sql: Sql | Tx): Promise<ListStatement[]> {
  const rows = await sql`
    select s.list, s.version, s.manifest, s.signature, s.published_at, s.valid_until, r.nonce, l.index
    from (select distinct list from list_versions) names
    cross join lateral (select * from list_statements where list = names.list order by id desc limit 1) s
    left join log_records r on r.leaf_id = s.leaf_id left join log_leaves l on l.leaf_id = s.leaf_id`;
  return rows.map((row) => ({
    list: row.list,
    version: Number(row.version),
    manifest: row.manifest,
    signature: row.signature,
    nonce: row.nonce,
    publishedAt: row.published_at,
    validUntil: row.valid_until,
    index: row.index === null ? null : Number(row.index),
  }));
}

export type LogHead = { readonly size: number; readonly root: Buffer };

/** The newest signed head of the log; null before the first. */
export async function findLogHead(sql: Sql | Tx): Promise<LogHead | null> {
  const [row] = await sql`select size, root from log_checkpoints order by size desc limit 1`;
  return row ? { size: Number(row.size), root: row.root } : null;
}

export type ListFile = {
  readonly version: number;
  readonly file: string;
  readonly format: string;
  readonly coding: "identity" | "zstd" | "gzip";
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly isRemoved: boolean;
};

/** A file of a version in every coding it is kept in; empty when there never was one. */
export async function findListFiles(
  sql: Sql | Tx,
  list: ListName,
  version: number,
  file: string,
): Promise<ListFile[]> {
  const rows = await sql`
    select version, file, format, coding, bytes, sha256, removed_at is not null as is_removed from list_files
    where list = ${list} and version = ${version} and file = ${file}`;
  return rows.map(fileOf);
}

/** Files that are still there. */
export async function listKeptFiles(sql: Sql | Tx, list: ListName): Promise<ListFile[]> {
  const rows = await sql`
    select version, file, format, coding, bytes, sha256, false as is_removed from list_files
    where list = ${list} and removed_at is null order by version, format, coding`;
  return rows.map(fileOf);
}

function fileOf(row: Record<string, unknown>): ListFile {
  return {
    version: Number(row.version),
    file: row.file as string,
    format: row.format as string,
    coding: row.coding as ListFile["coding"],
    bytes: Number(row.bytes),
    sha256: row.sha256 as Buffer,
    isRemoved: row.is_removed as boolean,
  };
}

export type StoredDelta = {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly sha256: Buffer;
};

/** The delta from a version that leads farthest; null when there is none. */
export async function findDelta(sql: Sql | Tx, list: ListName, from: number): Promise<StoredDelta | null> {
  const [row] = await sql`
    select from_version, to_version, bytes, sha256 from list_deltas
    where list = ${list} and from_version = ${from} order by to_version desc limit 1`;
  return row ? deltaOf(row) : null;
}

export async function listDeltas(sql: Sql | Tx, list: ListName): Promise<StoredDelta[]> {
  const rows = await sql`
    select from_version, to_version, bytes, sha256 from list_deltas where list = ${list} order by from_version, to_version`;
  return rows.map(deltaOf);
}

function deltaOf(row: Record<string, unknown>): StoredDelta {
  return {
    from: Number(row.from_version),
    to: Number(row.to_version),
    bytes: Number(row.bytes),
    sha256: row.sha256 as Buffer,
  };
}

/**
 * Entries whose record was destroyed after `since`, with every list and version that told of them. Where the lists'
 * changes of that time are no longer kept, the first version after the entry's end is taken as its removal, in every list:
 * what is older may hold it.
 */
export async function listErasedTraces(
  sql: Sql | Tx,
  since: Date,
): Promise<
  { readonly list: ListName; readonly version: number; readonly op: ListChange["op"]; readonly id: string }[]
> {
  const rows = await sql`
    with erased as (select id, ended_at from registry_entries where erased_at >= ${since})
    select c.list, c.version, c.op, c.entity_id from erased e join list_changes c on c.entity_id = e.id
    union all
    select v.list, v.version, 'del', e.id from erased e cross join lateral (
      select list, min(version) as version from list_versions where published_at >= e.ended_at group by list) v
    where not exists (
      select 1 from list_changes c where c.entity_id = e.id and c.op in ('del', 'repair', 'merge'))
    order by 1, 4, 2`;
  return rows.map((row) => ({ list: row.list, version: Number(row.version), op: row.op, id: row.entity_id }));
}
