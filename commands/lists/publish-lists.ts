import type { Sql, Tx } from "#db/client.ts";
import { findRemoved, findSplit, listEntities } from "#db/queries/list-entities.ts";
import {
  hasPublishedSince,
  type ListVersion,
  listChangesAfter,
  listDeltas,
  listKeptFiles,
  listStatements,
  listVersionsOf,
  type StoredDelta,
} from "#db/queries/lists.ts";
import { findListVersion } from "#db/queries/registry.ts";
import { insertRows } from "#db/rows.ts";
import type { ListChange } from "#domain/registry/lists/delta.ts";
import { LIST_NAMES, type ListName } from "#domain/registry/lists/entity.ts";
import {
  ANCHOR_EVERY,
  deltaStarts,
  deltaTarget,
  KEPT_SNAPSHOTS,
  RESTATE_HOURS,
  WINDOW_DAYS,
  windowStart,
} from "#domain/registry/lists/window.ts";
import type { Runtime } from "../runtime.ts";
import { buildDeltas } from "./build-deltas.ts";
import { buildSnapshot, type Snapshot } from "./build-snapshot.ts";
import { type BuiltFile, currentPath, deltaPath, snapshotPath } from "./list-file.ts";
import { purgeErased } from "./purge-erased.ts";
import { resourcesOf, signManifest, stateList } from "./state-list.ts";

export type Publishing = Pick<Runtime, "db" | "keys" | "storage" | "clock" | "publicUrl" | "log">;
/** What became of each list: a new version, the old one stated anew, or nothing to say. */
export type ListOutcome = "new" | "restated" | "same" | "busy";

const LOCK = 7_461_030;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SUBJECTS: Readonly<Partial<Record<ListName, string>>> = {
  numbers: "number",
  "numbers-restricted": "number",
  "number-blocks": "number_block",
  institutions: "institution",
  domains: "domain",
  "sms-signatures": "sms_signature",
  apps: "app",
};

/**
 * Publishes every list in which something changed, states anew what has not been stated for most of a day, and destroys
 * what holds erased entries. Run by one worker at a time; a run that was cut off leaves files nobody refers to.
 */
export async function publishLists(
  runtime: Publishing,
  now: Date,
  lists: readonly ListName[] = LIST_NAMES,
): Promise<Map<ListName, ListOutcome>> {
  const outcomes = new Map<ListName, ListOutcome>();
  const failures: unknown[] = [];
  for (const list of lists)
    await publishList(runtime, list, now).then(
      (outcome) => outcomes.set(list, outcome),
      (error: unknown) => failures.push(error),
    );
  // A list that cannot be published keeps neither the others nor an erasure waiting.
  await purgeErased(runtime, now);
  if (failures.length > 0) throw failures[0];
  return outcomes;
}

/** Holds the list's lock and one consistent view of the registry while it reads; what it writes is one transaction. */
async function publishList(runtime: Publishing, list: ListName, now: Date): Promise<ListOutcome> {
  const sql = runtime.db.system;
  return (await sql.begin("isolation level repeatable read read only", async (view) => {
    const [lock] = await view<
      { taken: boolean }[]
    >`select pg_try_advisory_xact_lock(${LOCK}, ${LIST_NAMES.indexOf(list)}) as taken`;
    if (!lock?.taken) return "busy";
    const since = new Date(now.getTime() - WINDOW_DAYS * DAY_MS);
    const versions = await listVersionsOf(view, list, since);
    const last = versions.at(-1) ?? null;
    const statement = (await listStatements(view)).find((one) => one.list === list) ?? null;
    const isDue = !statement || now.getTime() - statement.publishedAt.getTime() >= RESTATE_HOURS * HOUR_MS;
    const subject = SUBJECTS[list];
    const mayHaveChanged =
      !last || isDue || !subject || (await hasPublishedSince(view, subject, last.registryVersion));
    // Also mends what a run that was cut off behind its commit left undone.
    if (last) await pointTo(runtime, list, last.version);
    if (!mayHaveChanged) return "same";

    const version = (last?.version ?? 0) + 1;
    const registryVersion = await findListVersion(view);
    const from = startOf(versions, now);
    const history = last ? await listChangesAfter(view, list, from ?? last.version) : [];
    const wanted = new Set(history.flatMap(({ changes }) => changes.map(({ id }) => id)));
    const snapshot = await buildSnapshot(
      {
        storage: runtime.storage,
        list,
        version,
        previous: last?.version ?? null,
        wanted,
        changedOn: now.toISOString().slice(0, 10),
      },
      listEntities(view, list, now),
    );
    try {
      if (last && snapshot.stateSha256 === last.stateSha256) {
        await snapshot.abandon();
        if (!isDue) return "same";
        await restate(runtime, sql, { list, last, versions, now });
        return "restated";
      }
      await publishNew(runtime, {
        view,
        sql,
        list,
        version,
        last,
        versions,
        from,
        history,
        snapshot,
        registryVersion,
        now,
      });
      return "new";
    } catch (error) {
      await snapshot.abandon();
      throw error;
    }
  })) as ListOutcome;
}

/** The oldest version that deltas start from; null when nothing was published that could be continued. */
function startOf(versions: readonly ListVersion[], now: Date): number | null {
  const broken = versions.findLast((one) => !one.isContinued)?.version ?? 0;
  return windowStart(
    versions.filter(({ version }) => version >= broken),
    now,
  );
}

type NewList = {
  readonly view: Tx;
  readonly sql: Sql;
  readonly list: ListName;
  readonly version: number;
  readonly last: ListVersion | null;
  readonly versions: readonly ListVersion[];
  readonly from: number | null;
  readonly history: readonly { readonly version: number; readonly changes: ListChange[] }[];
  readonly snapshot: Snapshot;
  readonly registryVersion: number;
  readonly now: Date;
};

async function publishNew(runtime: Publishing, next: NewList): Promise<void> {
  const { view, sql, list, version, last, from, snapshot, now } = next;
  const files = await snapshot.finish();
  const changes = await classify(view, snapshot);
  const isContinued = changes !== null && last !== null;
  const known = await listDeltas(view, list);
  const hasDelta = new Set(known.map((delta) => delta.from));
  const first = isContinued && from !== null ? from : version;
  // A version that lost its delta (a file that held an erased entry) gets one to here.
  const starts = new Set(deltaStarts(first, version));
  for (let at = first; at < version; at++) if (!hasDelta.has(at)) starts.add(at);
  const deltas =
    list === "numbers-restricted"
      ? []
      : await buildDeltas({
          storage: runtime.storage,
          list,
          starts: [...starts].sort((a, b) => a - b),
          to: version,
          versions: [...next.history, { version, changes: changes ?? [] }],
          stateSha256: snapshot.stateSha256,
          texts: snapshot.texts,
        });
  const statedVersion: ListVersion = {
    version,
    entries: snapshot.entries,
    stateSha256: snapshot.stateSha256,
    prefixBits: snapshot.prefixBits,
    registryVersion: next.registryVersion,
    isContinued,
    publishedAt: now,
  };
  const obsolete = obsoleteOf(known, first, version);
  const kept = (await listKeptFiles(view, list)).filter((file) => file.version <= version - KEPT_SNAPSHOTS);
  const signed = await signManifest(runtime, {
    list,
    version: statedVersion,
    previous: last?.version ?? null,
    windowFrom: first,
    resources: resourcesOf(list, version, files),
    now,
  });
  await sql.begin(async (tx) => {
    await insertRows(tx, "list_versions", [
      {
        list,
        version,
        entries: snapshot.entries,
        state_sha256: Buffer.from(snapshot.stateSha256, "hex"),
        prefix_bits: snapshot.prefixBits,
        registry_version: next.registryVersion,
        is_continued: isContinued,
        published_at: now,
      },
    ]);
    await insertRows(
      tx,
      "list_files",
      files.map((file) => ({ list, version, ...fileRow(file) })),
    );
    await insertRows(
      tx,
      "list_changes",
      (changes ?? []).map((change) => ({ list, version, ...changeRow(change) })),
    );
    await insertRows(
      tx,
      "list_deltas",
      deltas.map(({ from: start, to, bytes, sha256: digest }) => ({
        list,
        from_version: start,
        to_version: to,
        bytes,
        sha256: digest,
      })),
    );
    for (const { from: start, to } of obsolete)
      await tx`delete from list_deltas where list = ${list} and from_version = ${start} and to_version = ${to}`;
    await tx`delete from list_changes where list = ${list} and version <= ${first}`;
    await tx`update list_files set removed_at = ${now}
      where list = ${list} and version <= ${version - KEPT_SNAPSHOTS} and removed_at is null`;
    await stateList(tx, signed, { list, version, now });
  });
  await pointTo(runtime, list, version);
  // After the commit: until then they are what the catalog refers to.
  for (const { from: start, to } of obsolete) await runtime.storage.remove(deltaPath(list, start, to));
  for (const file of kept)
    await runtime.storage.remove(snapshotPath(list, file.version, file.file, file.coding));
}

async function pointTo({ storage }: Publishing, list: ListName, version: number): Promise<void> {
  const wanted = Buffer.from(JSON.stringify({ version }));
  const known = await storage.read(currentPath(list));
  if (!known?.equals(wanted)) await storage.write(currentPath(list), wanted);
}

/** Those outside the window, and those that lead to a newest version no more, but for the ways to multiples of 64. */
function obsoleteOf(known: readonly StoredDelta[], first: number, newest: number): StoredDelta[] {
  const leadsToAnchor = ({ from, to }: StoredDelta) => to === Math.ceil(from / ANCHOR_EVERY) * ANCHOR_EVERY;
  const isAnchored = new Set(known.filter(leadsToAnchor).map(({ from }) => from));
  return known.filter((delta) => {
    if (delta.from < first) return true;
    if (leadsToAnchor(delta)) return false;
    return deltaTarget(delta.from, newest) === newest || isAnchored.has(delta.from);
  });
}

/** What happened to each entity, as the registry tells of it; null without a version to compare with. */
async function classify(view: Tx, { changes }: Snapshot): Promise<ListChange[] | null> {
  if (!changes) return null;
  const removed = changes.removed.length > 0 ? await findRemoved(view, changes.removed) : new Map();
  const split = changes.added.length > 0 ? await findSplit(view, changes.added) : new Map();
  return [
    ...changes.removed.map((id): ListChange => {
      const became = removed.get(id);
      if (became?.op === "merge" && became.into !== null) return { op: "merge", id, into: became.into };
      return { op: became?.op === "repair" ? "repair" : "del", id };
    }),
    ...changes.changed.map((id): ListChange => ({ op: "mod", id })),
    ...changes.added.map((id): ListChange => {
      const whole = split.get(id);
      return whole === undefined ? { op: "add", id } : { op: "split", id, from: whole };
    }),
  ];
}

type Stated = {
  readonly list: ListName;
  readonly last: ListVersion;
  readonly versions: readonly ListVersion[];
  readonly now: Date;
};

/** The same version once more, with a new date: nothing has changed, and nobody keeps anything back. */
async function restate(runtime: Publishing, sql: Sql, { list, last, versions, now }: Stated): Promise<void> {
  const files = (await listKeptFiles(sql, list)).filter(({ version }) => version === last.version);
  const signed = await signManifest(runtime, {
    list,
    version: last,
    previous: last.version > 1 ? last.version - 1 : null,
    windowFrom: startOf(versions, now) ?? last.version,
    resources: resourcesOf(list, last.version, files),
    now,
  });
  await sql.begin((tx) => stateList(tx, signed, { list, version: last.version, now }));
}

const fileRow = ({ file, coding, format, bytes, sha256: digest }: BuiltFile) => ({
  file,
  coding,
  format,
  bytes,
  sha256: digest,
});

function changeRow(change: ListChange) {
  const other = change.op === "merge" ? change.into : change.op === "split" ? change.from : null;
  return { entity_id: change.id, op: change.op, other_id: other };
}
