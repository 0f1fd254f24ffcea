import { listRecentListings, type RecentListing } from "#db/queries/registry.ts";
import type { Runtime } from "../runtime.ts";
import { readPublished } from "./read-published.ts";

type Recent = {
  readonly listVersion: number;
  readonly at: number;
  readonly listings: readonly RecentListing[];
};
type RecentRuntime = Pick<Runtime, "db" | "registry" | "clock">;

/** The list changes when something is published or a term ends; between them every visitor sees the same. */
const KEPT_MS = 60_000;
const SHOWN = 5;
const kept = new WeakMap<Runtime["registry"], Recent>();

/** The public entries listed last, newest first; null when they have never been read and the database is away. */
export async function recentListings(runtime: RecentRuntime): Promise<readonly RecentListing[] | null> {
  const { db, registry, clock } = runtime;
  const now = clock.now();
  const known = kept.get(registry);
  const { listVersion } = registry;
  if (known && known.listVersion === listVersion && Math.abs(now.getTime() - known.at) < KEPT_MS)
    return known.listings;
  const read = await readPublished(runtime, () => listRecentListings(db.open, { now, limit: SHOWN }));
  if (!read) return known?.listings ?? null;
  kept.set(registry, { listVersion, at: now.getTime(), listings: read.value });
  return read.value;
}
