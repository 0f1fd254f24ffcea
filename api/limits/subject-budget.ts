import type { Log } from "#adapters/log.ts";
import type { Db } from "#db/client.ts";
import { addApiSubjects, findApiSubjects } from "#db/queries/api-subjects.ts";
import {
  countOf,
  freePlace,
  joinSketch,
  keyedHash,
  MAX_BUDGET,
  newSketch,
  placeOf,
  type SubjectSketch,
  takePlace,
} from "./subject-sketch.ts";

/** A key as far as its budget goes. */
export type BudgetedKey = {
  readonly id: string;
  readonly itemsPerDay: number;
  readonly subjectsPerDay: number;
};

/**
 * How many different subjects (numbers, people) a key may ask about in a day (UTC). Asking about the same one again
 * costs nothing, so that a partner's own customers are no burden and a walk through the numbers is stopped.
 */
export type SubjectBudget = {
  /** Whether the key has a budget; one that could not be reached by its items is none. */
  isLimited(key: BudgetedKey): boolean;
  /** Resolves when what the key has used today is known here; a restart refills nothing. */
  ready(key: BudgetedKey): Promise<void>;
  /** Counts the subjects, all or none: false when they would pass the budget. */
  take(key: BudgetedKey, subjects: readonly string[]): boolean;
  left(key: BudgetedKey): number;
  flush(): Promise<void>;
  close(): Promise<void>;
};

type Day = {
  readonly apiKeyId: string;
  readonly day: string;
  readonly sketch: SubjectSketch;
  /** Bits set that the database is known to have. */
  written: number;
  /** Resolves when the database's bits were taken in. */
  loaded: Promise<void> | null;
};

const FLUSH_MS = 3_000;
/** A key that has used this part of its budget since it was last written is written at once: a kill gives little back. */
const SOON = 0.01;
const DAY_MS = 86_400_000;

export type SubjectBudgetOptions = {
  readonly db: Pick<Db, "system">;
  readonly log: Pick<Log, "warn">;
  readonly realNow: () => number;
  /** At least 8 secret bytes; the same in every process. */
  readonly secret: Uint8Array;
};

/** Counts in memory and writes every few seconds, as the meter does: a look-up waits for nothing. */
export function subjectBudget({ db, log, realNow, secret }: SubjectBudgetOptions): SubjectBudget {
  const view = new DataView(secret.buffer, secret.byteOffset, secret.byteLength);
  const [key0, key1] = [view.getInt32(0), view.getInt32(4)];
  let days = new Map<string, Day>();
  let leaving: Day[] = [];
  let todayEnds = 0;
  let today = "";
  /** Where the subjects of a day lie in its bitmap changes with the day. */
  let salt = 0;

  const dayFor = (apiKeyId: string): Day => {
    const now = realNow();
    if (now >= todayEnds) {
      leaving.push(...days.values());
      days = new Map();
      today = new Date(now).toISOString().slice(0, 10);
      todayEnds = now - (now % DAY_MS) + DAY_MS;
      salt = Math.floor(now / DAY_MS);
    }
    const known = days.get(apiKeyId);
    if (known) return known;
    const made: Day = { apiKeyId, day: today, sketch: newSketch(), written: 0, loaded: null };
    days.set(apiKeyId, made);
    return made;
  };

  const load = async (of: Day) => {
    const bits = await findApiSubjects(db.system, of);
    if (!bits) return;
    joinSketch(of.sketch, bits);
    const other: SubjectSketch = newSketch();
    joinSketch(other, bits);
    of.written = other.set;
  };

  const write = async () => {
    for (const one of [...leaving, ...days.values()]) {
      const { set } = one.sketch;
      if (set === one.written) continue;
      const stored = await addApiSubjects(db.system, { ...one, bits: one.sketch.bits });
      one.written = stored;
      // Another process has counted as well.
      if (stored > set) await load(one);
    }
    leaving = [];
  };
  let writing: Promise<void> | null = null;
  const flush = async () => {
    await writing;
    writing = write().catch((error: unknown) =>
      log.warn({ err: error }, "subjects not written, kept for the next time"),
    );
    await writing;
    writing = null;
  };
  const timer = setInterval(() => {
    if (!writing) void flush();
  }, FLUSH_MS);
  timer.unref();

  const isLimited = ({ itemsPerDay, subjectsPerDay }: BudgetedKey) =>
    subjectsPerDay < itemsPerDay && subjectsPerDay <= MAX_BUDGET;

  return {
    isLimited,
    async ready(key) {
      if (!isLimited(key)) return;
      const day = dayFor(key.id);
      day.loaded ??= load(day);
      try {
        await day.loaded;
      } catch (error) {
        day.loaded = null;
        throw error;
      }
    },
    take(key, subjects) {
      if (!isLimited(key)) return true;
      const day = dayFor(key.id);
      const { sketch } = day;
      const taken: number[] = [];
      for (const subject of subjects) {
        const place = placeOf(keyedHash(subject, key0 ^ salt, key1));
        if (takePlace(sketch, place)) taken.push(place);
      }
      // Nothing new costs nothing, also when the budget is used up.
      if (taken.length === 0) return true;
      if (countOf(sketch) <= key.subjectsPerDay) {
        if (!writing && sketch.set - day.written > key.subjectsPerDay * SOON) void flush();
        return true;
      }
      for (const place of taken) freePlace(sketch, place);
      return false;
    },
    left: (key) => Math.max(0, key.subjectsPerDay - countOf(dayFor(key.id).sketch)),
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
