import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import type { Runtime } from "../runtime.ts";
import { keepHandModel } from "./keep-model.ts";
import { settleGroups } from "./settle-groups.ts";
import { settleHolders } from "./settle-holders.ts";
import { settleScripts } from "./settle-scripts.ts";

const BATCH = 20_000;
const SCRIPTS_AT_ONCE = 500;
/** Keys whose neighbourhoods are walked together. */
const KEYS_AT_ONCE = 300;
export const MATCH_LOCK = 7_461_004;

type Queued = { id: string; kind: "number" | "script" | "key"; key: Buffer };

/**
 * Settles what intake queued: holders of numbers first, then operators of scripts, then the groups around keys, each
 * from all reports concerned. A transaction a step, one worker at a time; what a crash cut off is still queued, and what
 * came meanwhile stays queued. Returns how many rows were consumed.
 */
export async function matchReports(
  runtime: Pick<Runtime, "keys" | "register" | "models">,
  sql: Sql,
  now: Date,
): Promise<number> {
  const rows = await sql<Queued[]>`
    select id, kind, key from match_queue order by (kind = 'key'), id limit ${BATCH}`;
  if (rows.length === 0) return 0;
  await keepHandModel(sql, now);
  await runtime.models.refresh();
  const waiting = Map.groupBy(rows, (row) => `${row.kind}|${row.key.toString("hex")}`);
  const of = (kind: Queued["kind"]): string[] =>
    [...waiting.keys()].filter((name) => name.startsWith(`${kind}|`));
  /** Runs in a transaction that also takes what it settled off the queue. */
  const settle = (run: (tx: Tx) => Promise<readonly string[]>) =>
    inTransaction(sql, async (tx) => {
      await tx`select pg_advisory_xact_lock(${MATCH_LOCK})`;
      const names = await run(tx);
      const ids = names.flatMap((name) => waiting.get(name) ?? []).map((row) => row.id);
      await tx`delete from match_queue where id = any(${ids}::uuid[])`;
      return names;
    });

  for (const name of of("number"))
    await settle(async (tx) => {
      await settleHolders(runtime, tx, keyOf(name), now);
      return [name];
    });
  for (const names of chunksOf(of("script"), SCRIPTS_AT_ONCE))
    await settle(async (tx) => {
      await settleScripts(runtime, tx, names.map(keyOf), now);
      return names;
    });
  const left = new Set(of("key"));
  while (left.size > 0) {
    const names = [...left].slice(0, KEYS_AT_ONCE);
    const settled = await settle(async (tx) => {
      const reached = await settleGroups(runtime, tx, names.map(keyOf), now);
      return [...names, ...reached.map((hex) => `key|${hex}`)];
    });
    for (const name of settled) left.delete(name);
  }
  return rows.length;
}

const keyOf = (name: string): Buffer => Buffer.from(name.slice(name.indexOf("|") + 1), "hex");

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}

/** Until nothing waits any more: after a file was read, or the demonstration was loaded. */
export async function matchAll(
  runtime: Pick<Runtime, "keys" | "register" | "models">,
  sql: Sql,
  now: Date,
): Promise<void> {
  while ((await matchReports(runtime, sql, now)) > 0);
}
