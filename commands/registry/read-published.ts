import { AppError } from "#domain/errors.ts";
import type { Runtime } from "../runtime.ts";
import { toAppError } from "../to-app-error.ts";

/** A page answers from memory within this time, whatever the database does. */
const PATIENCE_MS = 2_000;
/** The memory looks every second; a look that takes longer than this is waiting for a database that hangs. */
const HANGING_SECONDS = 10;
const AWAY = Symbol("away");

/**
 * Reads what a page can do without: null when the database is away, known at once from the last look at it, or
 * after two seconds of silence. Other failures are thrown.
 */
export async function readPublished<T>(
  runtime: Pick<Runtime, "registry" | "clock">,
  read: () => Promise<T>,
): Promise<{ readonly value: T } | null> {
  if (!runtime.registry.isFresh || freshnessOf(runtime).ageSeconds > HANGING_SECONDS) return null;
  const timeout = Promise.withResolvers<typeof AWAY>();
  const timer = setTimeout(() => timeout.resolve(AWAY), PATIENCE_MS);
  try {
    const value = await Promise.race([read(), timeout.promise]);
    return value === AWAY ? null : { value };
  } catch (error) {
    const failure = toAppError(error);
    if (failure instanceof AppError && failure.code === "unavailable") return null;
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}

export type Freshness = {
  /** When the memory was last in line with the database, RFC 3339. */
  readonly asOf: string;
  /** How long ago that was, in seconds of the portal's time; never negative. */
  readonly ageSeconds: number;
  /** The last look failed, or there has been none for a minute: the page has to say how old its answer is. */
  readonly isStale: boolean;
};

const STALE_SECONDS = 60;

export function freshnessOf({ registry, clock }: Pick<Runtime, "registry" | "clock">): Freshness {
  const asOf = registry.asOf();
  const ageSeconds = ageOf(asOf, clock.now());
  return { asOf: asOf.toISOString(), ageSeconds, isStale: isStale(registry, ageSeconds) };
}

export const ageOf = (asOf: Date, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - asOf.getTime()) / 1000));

export const isStale = (registry: Pick<Runtime["registry"], "isFresh">, ageSeconds: number): boolean =>
  !registry.isFresh || ageSeconds > STALE_SECONDS;
