import type { Tx } from "#db/client.ts";
import {
  type ListFile,
  listDeltas,
  listErasedTraces,
  listKeptFiles,
  type StoredDelta,
} from "#db/queries/lists.ts";
import { insertRows } from "#db/rows.ts";
import type { ListName } from "#domain/registry/lists/entity.ts";
import type { Runtime } from "../runtime.ts";
import { deltaPath, snapshotPath } from "./list-file.ts";

const STATE = "lists_purged_until";
/** Rows carry the time their transaction began; one that committed late is met by the next run. */
const OVERLAP_MS = 3_600_000;

type Trace = Awaited<ReturnType<typeof listErasedTraces>>[number];

/**
 * Destroys what still holds an erased entry: snapshots of versions in which it was listed, the file that tells phones
 * to remove it, and deltas that told of it. Their addresses answer 410 from then on. The newest version never holds one:
 * lists are published before they are purged.
 */
export async function purgeErased(
  { db, storage, log }: Pick<Runtime, "db" | "storage" | "log">,
  now: Date,
): Promise<void> {
  const sql = db.system;
  const [row] = await sql<{ value: string }[]>`select value from portal_state where name = ${STATE}`;
  const since = new Date(row ? new Date(row.value).getTime() - OVERLAP_MS : 0);
  const byList = Map.groupBy(await listErasedTraces(sql, since), (trace) => trace.list);
  let destroyed = 0;
  for (const [list, traces] of byList) {
    const files = (await listKeptFiles(sql, list)).filter((file) => holdsErased(file, traces));
    const deltas = (await listDeltas(sql, list)).filter((delta) => toldOfErased(delta, traces));
    // Files first: a record without its file is mended by the next run, a file without its record never would be.
    for (const file of files) await storage.remove(snapshotPath(list, file.version, file.file, file.coding));
    for (const { from, to } of deltas) await storage.remove(deltaPath(list, from, to));
    await sql.begin((tx) => forget(tx, list, { files, deltas, now }));
    destroyed += files.length + deltas.length;
  }
  await insertRows(
    sql,
    "portal_state",
    [{ name: STATE, value: now.toISOString(), updated_at: now }],
    "on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at",
  );
  if (destroyed > 0) log.info({ destroyed }, "files that held erased entries were destroyed");
}

/** Until the version that removed it, a list held the entry; that version's removals name its number once more. */
function holdsErased(file: ListFile, traces: readonly Trace[]): boolean {
  return traces.some(
    ({ op, version }) =>
      isRemoval(op) &&
      (file.version < version || (file.version === version && file.format === "callkit-remove")),
  );
}

function toldOfErased({ from, to }: StoredDelta, traces: readonly Trace[]): boolean {
  return traces.some(({ op, version, id }) => {
    if (isRemoval(op) || version <= from || version > to) return false;
    return !traces.some(
      (other) => other.id === id && isRemoval(other.op) && other.version > version && other.version <= to,
    );
  });
}

const isRemoval = (op: Trace["op"]) => op === "del" || op === "repair" || op === "merge";

async function forget(
  tx: Tx,
  list: ListName,
  gone: { readonly files: readonly ListFile[]; readonly deltas: readonly StoredDelta[]; readonly now: Date },
): Promise<void> {
  for (const { version, file, coding } of gone.files)
    await tx`update list_files set removed_at = ${gone.now}
      where list = ${list} and version = ${version} and file = ${file} and coding = ${coding}`;
  for (const { from, to } of gone.deltas)
    await tx`delete from list_deltas where list = ${list} and from_version = ${from} and to_version = ${to}`;
}
