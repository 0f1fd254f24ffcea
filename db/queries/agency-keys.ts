import type { Scope } from "#domain/access/actor.ts";
import type { ApiScope } from "#domain/access/api-key.ts";
import type { Tx } from "../client.ts";

export type AgencyKeyRow = {
  readonly id: string;
  readonly name: string;
  readonly institution: string | null;
  readonly scopes: readonly ApiScope[];
  /** Requests a minute. */
  readonly perMinute: number;
  readonly itemsPerDay: number;
  readonly subjectsPerDay: number;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly revokedReason: string | null;
  /** Of the days asked about, all together. */
  readonly requests: number;
  readonly items: number;
};
/** A day in UTC, when quotas start anew, that the key was used on. */
export type KeyDay = { readonly day: string; readonly requests: number; readonly items: number };

/** More keys than an agency hands out; those beyond are the oldest revoked ones. */
const MOST = 500;

/** The agency's keys, those that may be used before the revoked ones, the newest first; `id` for one. `since`: YYYY-MM-DD, UTC. */
export async function listAgencyKeys(
  tx: Tx,
  scope: Scope<"key.manage">,
  { since, id = null }: { readonly since: string; readonly id?: string | null },
): Promise<readonly AgencyKeyRow[]> {
  const rows = await tx`
    select k.id, k.name, i.legal_name, k.scopes, k.per_minute, k.items_per_day::text, k.subjects_per_day::text, k.created_at,
      k.revoked_at, k.revoked_reason, coalesce(u.requests, 0)::text as requests, coalesce(u.items, 0)::text as items
    from api_keys k left join institutions i on i.id = k.institution_id
    left join lateral (select sum(requests) as requests, sum(items) as items from api_usage
      where api_key_id = k.id and day >= ${since}::date) u on true
    where k.agency_id = ${scope.agencyId} ${id === null ? tx`` : tx`and k.id = ${id}`}
    order by k.revoked_at desc nulls first, k.id desc limit ${MOST}`;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    institution: row.legal_name,
    scopes: row.scopes,
    perMinute: row.per_minute,
    itemsPerDay: Number(row.items_per_day),
    subjectsPerDay: Number(row.subjects_per_day),
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedReason: row.revoked_reason,
    requests: Number(row.requests),
    items: Number(row.items),
  }));
}

/** The days since that a key of the agency was used on, newest first. */
export async function listKeyDays(
  tx: Tx,
  scope: Scope<"key.manage">,
  { since, id }: { readonly since: string; readonly id: string },
): Promise<readonly KeyDay[]> {
  const rows = await tx`
    select u.day::text, u.requests::text, u.items::text from api_usage u join api_keys k on k.id = u.api_key_id
    where k.id = ${id} and k.agency_id = ${scope.agencyId} and u.day >= ${since}::date order by u.day desc`;
  return rows.map((row) => ({ day: row.day, requests: Number(row.requests), items: Number(row.items) }));
}
