type Window = { count: number; endsAt: number };

const MOST_KEYS = 20_000;

/**
 * Counts what one network does within a window, in this process's memory: enough to keep guesses and floods off the
 * database, and gone after a restart. Many people may share an address, so limits are generous.
 */
export function slowDown({ limit, minutes }: { readonly limit: number; readonly minutes: number }) {
  const windows = new Map<string, Window>();
  const windowOf = (network: string, now: number): Window => {
    const known = windows.get(network);
    if (known && known.endsAt > now) return known;
    if (windows.size >= MOST_KEYS)
      for (const [key, one] of windows) if (one.endsAt <= now) windows.delete(key);
    if (windows.size >= MOST_KEYS) windows.clear();
    const fresh = { count: 0, endsAt: now + minutes * 60_000 };
    windows.set(network, fresh);
    return fresh;
  };
  return {
    /** Whether this network has used up its window. `now` in milliseconds. */
    isTooMuch: (network: string | null, now: number): boolean =>
      network !== null && windowOf(network, now).count >= limit,
    count(network: string | null, now: number): void {
      if (network !== null) windowOf(network, now).count += 1;
    },
  };
}
