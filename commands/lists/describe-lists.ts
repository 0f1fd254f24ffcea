import type { ListName } from "#domain/registry/lists/entity.ts";
import { readPublished } from "../registry/read-published.ts";
import type { Runtime } from "../runtime.ts";
import { logVkey } from "../transparency/log-identity.ts";
import { readCatalog } from "./read-catalog.ts";

export type DescribedList = {
  readonly name: ListName;
  readonly version: number;
  readonly entries: number;
  readonly publishedAt: string;
  readonly changedAt: string;
  readonly validUntil: string;
  /** Nobody has stated the list anew in time. */
  readonly isStale: boolean;
  readonly resources: readonly {
    readonly format: string;
    readonly href: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};
export type DescribedLists = { readonly vkey: string; readonly lists: readonly DescribedList[] };

type ListRuntime = Pick<Runtime, "db" | "keys" | "publicUrl" | "registry" | "clock">;

/**
 * The catalog for people. What cannot be downloaded, the private numbers, is not in it: how many there are is nobody's
 * to browse. Null when the database is away.
 */
export async function describeLists(runtime: ListRuntime): Promise<DescribedLists | null> {
  const { db, clock, publicUrl } = runtime;
  const now = clock.now();
  const read = await readPublished(runtime, async () => {
    const [catalog, vkey] = await Promise.all([
      readCatalog(db.system, publicUrl, clock.real()),
      logVkey(runtime),
    ]);
    return { catalog, vkey };
  });
  if (!read) return null;
  const { catalog, vkey } = read.value;
  return {
    vkey,
    lists: catalog.lists
      .filter(({ resources }) => resources.length > 0)
      .map(({ name, version, entries, publishedAt, changedAt, validUntil, resources }) => ({
        name,
        version,
        entries,
        publishedAt,
        changedAt,
        validUntil,
        isStale: new Date(validUntil) < now,
        resources,
      })),
  };
}
