import type { Sql } from "../client.ts";
import { hexList, insertRows } from "../rows.ts";

export type StoredApiKey = {
  readonly hash: Buffer;
  readonly id: string;
  readonly name: string;
  readonly institutionId: string | null;
  readonly scopes: readonly string[];
  /** Requests a minute. */
  readonly perMinute: number;
  readonly itemsPerDay: number;
  /** Different numbers and people it may ask about in a day. */
  readonly subjectsPerDay: number;
  readonly isRevoked: boolean;
  /** Items used on the day asked about, by all processes. */
  readonly itemsUsed: number;
};

/** API keys by the hashes of their secrets, with what they used on `day` (UTC). Unknown hashes are left out. */
export async function findApiKeys(
  sql: Sql,
  { hashes, day }: { readonly hashes: readonly Uint8Array[]; readonly day: string },
): Promise<StoredApiKey[]> {
  const rows = await sql`
    select h.hash, k.id, k.name, k.institution_id, k.scopes, k.per_minute, k.items_per_day::text, k.subjects_per_day::text, k.revoked_at,
      coalesce(u.items, 0)::text as items_used
    from api_key_hashes h join api_keys k on k.id = h.api_key_id
    left join api_usage u on u.api_key_id = k.id and u.day = ${day}::date
    where h.hash = any(${hexList(hashes)}::text[]::bytea[])`;
  return rows.map((row) => ({
    hash: row.hash,
    id: row.id,
    name: row.name,
    institutionId: row.institution_id,
    scopes: row.scopes,
    perMinute: row.per_minute,
    itemsPerDay: Number(row.items_per_day),
    subjectsPerDay: Number(row.subjects_per_day),
    isRevoked: row.revoked_at !== null,
    itemsUsed: Number(row.items_used),
  }));
}

export type ApiUsage = {
  readonly apiKeyId: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly requests: number;
  readonly items: number;
};

/** Adds to what keys have used; answers each key's items of that day, all processes together. */
export async function addApiUsage(
  sql: Sql,
  usage: readonly ApiUsage[],
): Promise<{ readonly apiKeyId: string; readonly day: string; readonly items: number }[]> {
  // In key order, so that two processes that flush at once do not wait for each other in a circle.
  const sorted = [...usage].sort((a, b) => (a.apiKeyId < b.apiKeyId ? -1 : 1));
  const rows = await insertRows<{ api_key_id: string; day: string; items: string }>(
    sql,
    "api_usage",
    sorted.map((one) => ({
      api_key_id: one.apiKeyId,
      day: one.day,
      requests: one.requests,
      items: one.items,
    })),
    `on conflict (api_key_id, day) do update set requests = api_usage.requests + excluded.requests,
      items = api_usage.items + excluded.items returning api_key_id, day::text, items::text`,
  );
  return rows.map((row) => ({ apiKeyId: row.api_key_id, day: row.day, items: Number(row.items) }));
}
