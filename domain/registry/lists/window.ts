/** How long a version can be updated from, and how often a list says anew that nothing changed. */
export const WINDOW_DAYS = 45;
export const VALID_HOURS = 36;
/** A list that has not been stated for so long is stated anew, though nothing changed. */
export const RESTATE_HOURS = 23;
/** What a client waits before it asks again. */
export const MIN_WAIT_S = 300;
/** The newest versions that hold their snapshots; older clients have deltas. */
export const KEPT_SNAPSHOTS = 4;
/** One delta goes straight to the newest version from so many versions before it, and from every such multiple. */
export const ANCHOR_EVERY = 64;

const DAY_MS = 86_400_000;

/** The versions (ascending) that a delta may start from: published within the window, or the newest before now. */
export function windowStart(
  versions: readonly { readonly version: number; readonly publishedAt: Date }[],
  now: Date,
): number | null {
  const oldest = now.getTime() - WINDOW_DAYS * DAY_MS;
  // A version was current until the next one came: a client that had it then is within the window.
  const first = versions.find((_, at) => {
    const next = versions[at + 1];
    return !next || next.publishedAt.getTime() >= oldest;
  });
  return first?.version ?? null;
}

/** The versions from which a delta to `newest` is built: the last 64 and the multiples of 64. */
export function deltaStarts(from: number, newest: number): number[] {
  const starts: number[] = [];
  for (let version = from; version < newest; version++)
    if (newest - version <= ANCHOR_EVERY || version % ANCHOR_EVERY === 0) starts.push(version);
  return starts;
}

/** Where the delta from `version` leads while `newest` is the newest: there, or to the next multiple of 64. */
export function deltaTarget(version: number, newest: number): number {
  if (newest - version <= ANCHOR_EVERY || version % ANCHOR_EVERY === 0) return newest;
  return Math.ceil(version / ANCHOR_EVERY) * ANCHOR_EVERY;
}
