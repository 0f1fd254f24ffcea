import type { Sql } from "#db/client.ts";

/** Where the worker says that the log is stopped, for every process to tell. */
const NAME = "log_stopped";

/** Since when the log is stopped; null while it goes on. */
export async function logStoppedAt(sql: Sql): Promise<Date | null> {
  const [row] = await sql<{ updated_at: Date }[]>`
    select updated_at from portal_state where name = ${NAME} and value = 'true'::jsonb`;
  return row?.updated_at ?? null;
}

/** Keeps the time it was first found; why stands in the worker's own log. */
export async function recordLogStopped(sql: Sql, now: Date): Promise<void> {
  await sql`insert into portal_state (name, value, updated_at) values (${NAME}, 'true'::jsonb, ${now})
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at
    where portal_state.value <> excluded.value`;
}

/** The log goes on: somebody has looked. */
export async function clearLogStopped(sql: Sql, now: Date): Promise<void> {
  await sql`update portal_state set value = 'false'::jsonb, updated_at = ${now}
    where name = ${NAME} and value = 'true'::jsonb`;
}
