import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename } from "node:fs/promises";
import path from "node:path";
import { type ListItem, readCatalogItem } from "./catalog.ts";
import {
  type Changes,
  type EntityLine,
  linesOf,
  parseEntity,
  readEntities,
  stateHash,
  takeDelta,
  withChanges,
} from "./entities.ts";
import { ClientError } from "./errors.ts";
import { readIfThere, removeIfThere, replaceFile, syncFolder } from "./files.ts";
import { type Portal, request } from "./http.ts";
import { lockFolder } from "./lock.ts";
import type { NoteKey } from "./note.ts";
import { KINDS, type MarkedKey, numbersBuilder } from "./numbers-index.ts";

/**
 * A local copy of a list: `<folder>/<list>/current.json` names the folder of the version in use. A new version is
 * built beside, checked whole, and then named; whatever breaks off leaves the old one in use.
 */
export type CopyState = {
  readonly item: ListItem;
  /** Name of the folder with this version's files. */
  readonly folder: string;
  /** Milliseconds since 1970 when the portal was last asked. */
  readonly askedAt: number;
};

export type SyncOptions = {
  readonly portal: Portal;
  readonly list: string;
  readonly folder: string;
  /** The key of the publisher's log, from where you trust it; never from the portal itself. */
  readonly key: NoteKey;
  /** Asks although the list said to wait. */
  readonly isForced?: boolean;
  readonly onStep?: (step: SyncStep) => void;
};
export type SyncStep = { readonly step: "delta" | "snapshot" | "build" | "recover"; readonly detail: string };

export type SyncResult = {
  readonly list: string;
  readonly version: number;
  readonly previous: number | null;
  /** `waited`: the list said not to ask yet; nothing was asked. */
  readonly how: "snapshot" | "delta" | "unchanged" | "waited";
  readonly entries: number;
  readonly validUntil: string;
  readonly isStale: boolean;
};

/** Lists whose entities are numbers or beginnings of numbers, and get an index. */
const SECTIONS: Readonly<Record<string, "exact" | "prefixes">> = {
  numbers: "exact",
  official: "exact",
  "number-blocks": "prefixes",
};
const LIST_NAME = /^[a-z][a-z-]{0,40}$/;
/** A list is published while it is followed: so often is begun anew before giving up. */
const ROUNDS = 5;

/** Brings a local copy up to date; nothing of it is used before its signature, hashes and state are checked. */
export async function syncList(options: SyncOptions): Promise<SyncResult> {
  const { portal, list, key } = options;
  if (!LIST_NAME.test(list)) throw new ClientError("input", { detail: `list ${list}` });
  const home = path.join(options.folder, list);
  await mkdir(home, { recursive: true });
  const unlock = await lockFolder(home);
  try {
    const before = await readCopy(options.folder, list);
    await sweep(home, before?.folder ?? null);
    const result = (how: SyncResult["how"], item: ListItem): SyncResult => ({
      list,
      version: item.version,
      previous: before?.item.version ?? null,
      how,
      entries: item.entries,
      validUntil: item.validUntil,
      isStale: isStale(item, portal.now()),
    });
    if (before && !options.isForced && portal.now() < before.askedAt + before.item.minWaitS * 1000)
      return result("waited", before.item);

    for (let round = 0; round < ROUNDS; round++) {
      const item = await readCatalogItem(portal, list, key);
      refuseRollback(before, item);
      if (before && item.version === before.item.version) {
        await name(home, { item, folder: before.folder, askedAt: portal.now() });
        return result("unchanged", item);
      }
      const made = before && round < ROUNDS - 1 ? await byDelta(options, home, before, item) : null;
      // The list moved on while it was followed: what was signed is read again.
      if (made === "moved") continue;
      const how = made ? "delta" : "snapshot";
      const folder = made ?? (await bySnapshot(options, home, item));
      await name(home, { item, folder, askedAt: portal.now() });
      await sweep(home, folder);
      return result(how, item);
    }
    throw new ClientError("bad-answer", { detail: `list ${list} keeps changing` });
  } finally {
    await unlock();
  }
}

/** The copy in use; null when there is none. */
export async function readCopy(folder: string, list: string): Promise<CopyState | null> {
  const bytes = await readIfThere(path.join(folder, list, "current.json"));
  return bytes ? (JSON.parse(bytes.toString("utf8")) as CopyState) : null;
}

/** After `validUntil` somebody may be keeping news away: the copy still answers, and has to be said to be old. */
export function isStale(item: ListItem, nowMs: number): boolean {
  return nowMs > Date.parse(item.validUntil);
}

function refuseRollback(before: CopyState | null, item: ListItem): void {
  if (!before) return;
  if (item.version < before.item.version)
    throw new ClientError("rollback", { detail: `${before.item.version} → ${item.version}` });
  if (item.version === before.item.version && item.stateSha256 !== before.item.stateSha256)
    throw new ClientError("rollback", { detail: `two states of version ${item.version}` });
}

/** The folder of the new version; null when the snapshot is needed; `moved` when a newer version came meanwhile. */
async function byDelta(
  options: SyncOptions,
  home: string,
  before: CopyState,
  item: ListItem,
): Promise<string | "moved" | null> {
  const { portal, list } = options;
  const changes: Changes = new Map();
  let at = before.item.version;
  try {
    while (at !== item.version) {
      if (at > item.version) return "moved";
      const response = await request(portal, {
        path: `/api/v1/lists/${list}/delta?from=${at}`,
        also: [204, 400, 404, 410],
        isPublic: true,
      });
      if (response.status === 204) return "moved";
      if (response.status !== 200 || !response.body) return null;
      const delta = await takeDelta(linesOf(response.body), changes);
      if (delta.from !== at) return null;
      options.onStep?.({ step: "delta", detail: `${delta.from} → ${delta.to}` });
      at = delta.to;
    }
    const entities = readEntities(path.join(home, before.folder, "entities.ndjson"));
    return await build(options, home, item, withChanges(entities, changes));
  } catch (error) {
    // A copy that was damaged, or a delta this program does not understand, is no reason to stay behind.
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const isWrong =
      error instanceof ClientError && (error.code === "bad-state" || error.code === "bad-answer");
    if (!isMissing && !isWrong) throw error;
    options.onStep?.({ step: "recover", detail: error instanceof Error ? error.message : "" });
    return null;
  }
}

async function bySnapshot(options: SyncOptions, home: string, item: ListItem): Promise<string> {
  const resource = item.resources.find(({ href }) => href.endsWith("/entities.ndjson"));
  if (!resource) throw new ClientError("bad-answer", { detail: `list ${item.name}: no entities` });
  options.onStep?.({ step: "snapshot", detail: `${item.version}, ${resource.bytes} bytes` });
  const { body } = await request(options.portal, { path: resource.href, isPublic: true });
  const hash = createHash("sha256");
  let bytes = 0;
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of body ?? []) {
      hash.update(piece);
      bytes += piece.length;
      if (bytes > resource.bytes) throw new ClientError("bad-digest", { detail: resource.href });
      yield piece;
    }
  };
  const lines = async function* (): AsyncGenerator<EntityLine> {
    for await (const line of linesOf(hashed())) yield { entity: parseEntity(line), line };
  };
  const folder = await build(options, home, item, lines());
  if (bytes === resource.bytes && hash.digest("hex") === resource.sha256) return folder;
  await removeIfThere(path.join(home, folder));
  throw new ClientError("bad-digest", { detail: resource.href });
}

const WRITE_BYTES = 1 << 20;

/** Writes a version's files into a folder of their own; throws `bad-state` unless they hold exactly what was signed. */
async function build(
  options: SyncOptions,
  home: string,
  item: ListItem,
  entities: AsyncIterable<EntityLine>,
): Promise<string> {
  const folder = `v${item.version}-${options.portal.now().toString(36)}`;
  const place = path.join(home, folder);
  await mkdir(place, { recursive: true });
  const state = stateHash();
  const section = SECTIONS[item.name];
  const index = section ? numbersBuilder(section) : null;
  try {
    const file = await open(path.join(place, "entities.ndjson"), "w");
    try {
      let waiting: Buffer[] = [];
      let bytes = 0;
      const flush = async () => {
        await file.writeFile(Buffer.concat(waiting));
        waiting = [];
        bytes = 0;
      };
      for await (const { entity, line } of entities) {
        state.add(entity.id, line);
        waiting.push(line, LF);
        bytes += line.length + 1;
        if (bytes > WRITE_BYTES) await flush();
        const marked = index ? markedKey(entity) : null;
        if (marked) index?.add(marked);
      }
      await flush();
      await file.sync();
    } finally {
      await file.close();
    }
    if (state.hex() !== item.stateSha256 || state.entries !== item.entries)
      throw new ClientError("bad-state", { detail: `list ${item.name}, version ${item.version}` });
    options.onStep?.({ step: "build", detail: `${state.entries}` });
    if (index) await replaceFile(path.join(place, "index.bin"), index.bytes(item.version));
    await syncFolder(place);
    return folder;
  } catch (error) {
    await removeIfThere(place);
    throw error;
  }
}

const LF = Buffer.of(10);
const TIER_PLACES = ["", "minor", "general", "serious"];

/** The index's record of an entity; none for a kind or status this program does not know: then nothing is done. */
function markedKey(entity: EntityLine["entity"]): MarkedKey | null {
  const kind = KINDS.find((known) => known === entity.kind);
  const { canonical, status, tier } = entity;
  const isKnown = kind === "official" || status === "active" || status === "under_appeal";
  if (!kind || !isKnown || typeof canonical !== "string") return null;
  return {
    key: canonical,
    kind,
    tier: Math.max(0, TIER_PLACES.indexOf(String(tier ?? ""))),
    isUnderAppeal: status === "under_appeal",
  };
}

/** From here on this version is the one in use. */
async function name(home: string, state: CopyState): Promise<void> {
  await replaceFile(path.join(home, "current.json"), `${JSON.stringify(state)}\n`);
}

/** Removes what an earlier run left behind. First out of the way, so that a half-removed folder is never taken for one. */
async function sweep(home: string, inUse: string | null): Promise<void> {
  for (const found of await readdir(home)) {
    if (found === inUse || !/^(v\d+-|gone-)|\.tmp$/.test(found)) continue;
    const gone = path.join(home, `gone-${found}`);
    await rename(path.join(home, found), gone).catch(() => {});
    await removeIfThere(gone);
  }
}
