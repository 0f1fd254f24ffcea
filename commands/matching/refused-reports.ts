import type { Sql, Tx } from "#db/client.ts";

/** Which of these reports were withdrawn or not accepted: they tie nobody and show nothing. */
export async function refusedAmong(
  tx: Tx | Sql,
  complaintIds: readonly string[],
): Promise<ReadonlySet<string>> {
  // On its own, not joined: the planner takes row-level security for a filter that leaves almost nothing.
  const rows = await tx<{ complaint_id: string }[]>`
    select complaint_id from complaint_states
    where complaint_id = any(${[...complaintIds]}::uuid[]) and status = 'not_accepted'`;
  return new Set(rows.map((row) => row.complaint_id));
}
