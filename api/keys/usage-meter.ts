import type { Log } from "#adapters/log.ts";
import type { Db } from "#db/client.ts";
import { addApiUsage } from "#db/queries/api-keys.ts";

export type UsageMeter = {
  /** Takes note of what the database says a key has used today, by all processes. */
  see(key: { readonly id: string; readonly itemsUsed: number }): void;
  count(apiKeyId: string, used: { readonly requests: number; readonly items: number }): void;
  /** Items used today as far as this process knows. */
  itemsUsed(apiKeyId: string): number;
  /** Writes what was counted; what cannot be written is kept and tried again. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

const FLUSH_MS = 3_000;
const DAY_MS = 86_400_000;

type Tally = { requests: number; items: number };
type Day = {
  readonly apiKeyId: string;
  readonly day: string;
  written: number;
  pending: Tally;
  inFlight: Tally | null;
};

/** Whole seconds until the next day begins in UTC, when quotas start anew. */
export function secondsLeftOfDay(nowMs: number): number {
  return Math.max(1, Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1000));
}

/**
 * Counts requests and items of API keys in memory and adds them to the table every few seconds and at the end, so
 * that metering costs a look-up no write. A process that is killed loses at most those seconds, in the key's favour.
 */
export function usageMeter({
  db,
  log,
  realNow,
}: {
  readonly db: Pick<Db, "system">;
  readonly log: Pick<Log, "warn">;
  readonly realNow: () => number;
}): UsageMeter {
  let days = new Map<string, Day>();
  /** Yesterday's counts that are not written yet. */
  let leaving: Day[] = [];
  let today = dayOf(realNow());
  let todayEnds = endOf(realNow());

  const turn = () => {
    const now = realNow();
    if (now < todayEnds) return;
    leaving.push(...days.values());
    days = new Map();
    today = dayOf(now);
    todayEnds = endOf(now);
  };
  const dayFor = (apiKeyId: string): Day => {
    turn();
    const known = days.get(apiKeyId);
    if (known) return known;
    const made: Day = {
      apiKeyId,
      day: today,
      written: 0,
      pending: { requests: 0, items: 0 },
      inFlight: null,
    };
    days.set(apiKeyId, made);
    return made;
  };

  const write = async () => {
    turn();
    const due = [...leaving, ...days.values()].filter(
      ({ pending }) => pending.requests > 0 || pending.items > 0,
    );
    if (due.length === 0) return;
    for (const one of due) {
      one.inFlight = one.pending;
      one.pending = { requests: 0, items: 0 };
    }
    try {
      const totals = await addApiUsage(
        db.system,
        due.map(({ apiKeyId, day, inFlight }) => ({
          apiKeyId,
          day,
          ...(inFlight ?? { requests: 0, items: 0 }),
        })),
      );
      const byName = new Map(totals.map((total) => [`${total.apiKeyId}|${total.day}`, total.items]));
      for (const one of due) {
        one.written = byName.get(`${one.apiKeyId}|${one.day}`) ?? one.written;
        one.inFlight = null;
      }
      leaving = leaving.filter(({ pending }) => pending.requests > 0 || pending.items > 0);
    } catch (error) {
      for (const one of due) {
        one.pending.requests += one.inFlight?.requests ?? 0;
        one.pending.items += one.inFlight?.items ?? 0;
        one.inFlight = null;
      }
      log.warn({ err: error }, "usage not written, kept for the next time");
    }
  };
  let writing: Promise<void> | null = null;
  const flush = async () => {
    if (writing) await writing;
    writing = write();
    await writing;
    writing = null;
  };
  const timer = setInterval(() => {
    if (!writing) void flush();
  }, FLUSH_MS);
  timer.unref();

  return {
    see({ id, itemsUsed }) {
      const day = dayFor(id);
      // A number read while a write is under way may or may not hold that write.
      if (!day.inFlight) day.written = Math.max(day.written, itemsUsed);
    },
    count(apiKeyId, { requests, items }) {
      const { pending } = dayFor(apiKeyId);
      pending.requests += requests;
      pending.items += items;
    },
    itemsUsed(apiKeyId) {
      const { written, pending, inFlight } = dayFor(apiKeyId);
      return written + pending.items + (inFlight?.items ?? 0);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

const dayOf = (nowMs: number): string => new Date(nowMs).toISOString().slice(0, 10);
const endOf = (nowMs: number): number => nowMs - (nowMs % DAY_MS) + DAY_MS;
