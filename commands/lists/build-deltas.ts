import { hash } from "node:crypto";
import type { Storage } from "#adapters/storage.ts";
import type { StoredDelta } from "#db/queries/lists.ts";
import { deltaLines, type ListChange, mergeChanges } from "#domain/registry/lists/delta.ts";
import type { ListName } from "#domain/registry/lists/entity.ts";
import { deltaPath } from "./list-file.ts";

export type DeltaOptions = {
  readonly storage: Storage;
  readonly list: ListName;
  /** Versions to start from. */
  readonly starts: readonly number[];
  readonly to: number;
  /** What changed in each version, ascending, up to `to`. */
  readonly versions: readonly { readonly version: number; readonly changes: readonly ListChange[] }[];
  readonly stateSha256: string;
  /** JCS of the entities on the list at `to` that changed since the first start. */
  readonly texts: ReadonlyMap<string, string>;
};

/** Files built at once: what waits is the disk. */
const AT_ONCE = 16;

/** Writes the delta from every start to the newest version, once, when that version is made. */
export async function buildDeltas(options: DeltaOptions): Promise<StoredDelta[]> {
  const { storage, list, to, versions, stateSha256, texts } = options;
  const entityOf = (id: string) => {
    const text = texts.get(id);
    if (text === undefined) throw new Error(`list ${list}: no text of a changed entity`);
    return text;
  };
  const built: StoredDelta[] = [];
  for (let at = 0; at < options.starts.length; at += AT_ONCE) {
    const files = options.starts.slice(at, at + AT_ONCE).map((from) => {
      const changes = mergeChanges(
        versions.filter(({ version }) => version > from).map((version) => version.changes),
      );
      const bytes = Buffer.from([...deltaLines({ from, to, changes, stateSha256 }, entityOf)].join(""));
      built.push({ from, to, bytes: bytes.length, sha256: hash("sha256", bytes, "buffer") });
      return { path: deltaPath(list, from, to), bytes };
    });
    await storage.writeAll(files);
  }
  return built;
}
