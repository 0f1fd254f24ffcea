import type { Tier } from "#domain/cases/decision.ts";
import type { RegistryKind, VersionStatus } from "#domain/registry/entry.ts";
import type { Sql } from "../client.ts";
import { insertRows } from "../rows.ts";

/** Private numbers with an entry, as outputs of the OPRF. */
export type OprfEntry = {
  readonly output: Buffer;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly expiresAt: Date;
};

/** The outputs of one bucket with what is decided about them now; a number that became public is not among them. */
export async function listOprfBucket(
  sql: Sql,
  { epoch, prefix }: { readonly epoch: number; readonly prefix: number },
): Promise<OprfEntry[]> {
  const rows = await sql<
    { output: Buffer; kind: RegistryKind; status: VersionStatus; tier: Tier; expires_at: Date }[]
  >`
    select o.output, v.kind, v.status, v.tier, v.expires_at from number_oprf o
    cross join lateral (select kind, status, tier, expires_at, public_key from registry_versions
      where entry_id = o.entry_id order by version desc limit 1) v
    where o.epoch = ${epoch} and o.prefix = ${prefix} and v.public_key is null`;
  return rows.map(({ expires_at, ...row }) => ({ ...row, expiresAt: expires_at }));
}

/** Numbers in the fullest bucket of an epoch. */
export async function countFullestBucket(sql: Sql, epoch: number): Promise<number> {
  const [row] = await sql<{ fullest: string | null }[]>`
    select max(n)::text as fullest from (select count(*) as n from number_oprf where epoch = ${epoch} group by prefix) b`;
  return Number(row?.fullest ?? 0);
}

export type SealedEntry = { readonly entryId: string; readonly keySealed: Buffer };

/** Private numbers in force that have no output of this epoch yet. */
export async function listEntriesWithoutOprf(
  sql: Sql,
  { epoch, now, limit }: { readonly epoch: number; readonly now: Date; readonly limit: number },
): Promise<SealedEntry[]> {
  const rows = await sql<{ id: string; key_sealed: Buffer }[]>`
    select e.id, e.key_sealed from registry_entries e
    cross join lateral (select status, expires_at, public_key from registry_versions
      where entry_id = e.id order by version desc limit 1) v
    where e.subject_kind = 'number' and e.key_sealed is not null and v.public_key is null
      and v.status in ('active', 'under_appeal') and v.expires_at > ${now}
      and not exists (select from number_oprf o where o.entry_id = e.id and o.epoch = ${epoch})
    order by e.id limit ${limit}`;
  return rows.map((row) => ({ entryId: row.id, keySealed: row.key_sealed }));
}

export async function insertOprfOutputs(
  sql: Sql,
  rows: readonly {
    readonly entryId: string;
    readonly epoch: number;
    readonly prefix: number;
    readonly output: Uint8Array;
  }[],
): Promise<void> {
  await insertRows(
    sql,
    "number_oprf",
    rows.map(({ entryId, ...row }) => ({ entry_id: entryId, ...row })),
    "on conflict do nothing",
  );
}

/** Removes outputs of other epochs, and those of entries that are over or public; answers how many. */
export async function deleteStaleOprf(
  sql: Sql,
  { epoch, now }: { readonly epoch: number; readonly now: Date },
): Promise<number> {
  const { count } = await sql`
    delete from number_oprf o where o.epoch <> ${epoch} or not exists (
      select from registry_entries e
      cross join lateral (select status, expires_at, public_key from registry_versions
        where entry_id = e.id order by version desc limit 1) v
      where e.id = o.entry_id and e.key_sealed is not null and v.public_key is null
        and v.status in ('active', 'under_appeal') and v.expires_at > ${now})`;
  return count;
}
