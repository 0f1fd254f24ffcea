import type { Tx } from "#db/client.ts";
import { hexList } from "#db/rows.ts";

/**
 * A campaign that lost all its reports when a key was called common, and to which one of these keys leads again: it goes on
 * instead of a new one. Null where there is none, or where it is taken.
 */
export async function emptiedCase(
  tx: Tx,
  keysHex: readonly string[],
  taken: readonly string[],
): Promise<string | null> {
  const keys = hexList(keysHex.map((hex) => Buffer.from(hex, "hex")));
  const [row] = await tx<{ id: string }[]>`
    select c.id from cases c where c.kind = 'campaign' and c.merged_into is null and c.id <> all(${[...taken]}::uuid[])
      and c.id in (select case_id from link_keys where key = any(${keys}::text[]::bytea[]) and case_id is not null)
      and not exists (
        select 1 from cases own join case_members m on m.case_id = own.id where own.id = c.id or own.merged_into = c.id)
    order by c.opened_at, c.id limit 1`;
  return row?.id ?? null;
}
