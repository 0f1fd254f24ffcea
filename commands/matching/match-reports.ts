import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import type { Runtime } from "../runtime.ts";
import { settleGroups } from "./settle-groups.ts";
import { settleHolders } from "./settle-holders.ts";
import { settleScripts } from "./settle-scripts.ts";

const BATCH = 2_000;
/** Keys whose neighbourhoods are walked together. */
const KEYS_AT_ONCE = 300;
const MATCH_LOCK = 7_461_004;

type Queued = { id: string; kind: "number" | "script" | "key"; key: Buffer };
type Step = {
  readonly rows: readonly Queued[];
  readonly run: (tx: Tx, keys: readonly Buffer[]) => Promise<void>;
};

/**
 * Settles what intake queued: holders of numbers first, then operators of scripts, then the groups around keys, each
 * from all reports concerned. A transaction a step, one worker at a time; what a crash cut off is still queued.
 * Returns how many rows were consumed.
 */
export async function matchReports(
  runtime: Pick<Runtime, "keys" | "register">,
  sql: Sql,
  now: Date,
): Promise<number> {
  const rows = await sql<Queued[]>`
    select id, kind, key from match_queue order by (kind = 'key'), id limit ${BATCH}`;
  const of = (kind: Queued["kind"]) => rows.filter((row) => row.kind === kind);
  const byNumber = Map.groupBy(of("number"), (row) => row.key.toString("hex"));
  const steps: Step[] = [
    ...[...byNumber.values()].map((own) => ({
      rows: own,
      run: async (tx: Tx, [key]: readonly Buffer[]) => {
        if (key) await settleHolders(runtime, tx, key, now);
      },
    })),
    { rows: of("script"), run: (tx, keys) => settleScripts(runtime.keys, tx, keys, now) },
    ...chunksOf(of("key"), KEYS_AT_ONCE).map((own) => ({
      rows: own,
      run: (tx: Tx, keys: readonly Buffer[]) => settleGroups(runtime, tx, keys, now),
    })),
  ];
  for (const { rows: own, run } of steps) {
    if (own.length === 0) continue;
    const keys = [...new Map(own.map((row) => [row.key.toString("hex"), row.key])).values()];
    await inTransaction(sql, async (tx) => {
      await tx`select pg_advisory_xact_lock(${MATCH_LOCK})`;
      await run(tx, keys);
      await tx`delete from match_queue where id = any(${own.map((row) => row.id)}::uuid[])`;
    });
  }
  return rows.length;
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}

/** Until nothing waits any more: after a file was read, or the demonstration was loaded. */
export async function matchAll(
  runtime: Pick<Runtime, "keys" | "register">,
  sql: Sql,
  now: Date,
): Promise<void> {
  while ((await matchReports(runtime, sql, now)) > 0);
}
