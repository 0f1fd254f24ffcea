import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import type { TestDatabase } from "#db/testing/database.ts";
import type { Actor } from "#domain/access/actor.ts";
import { ensureAgency } from "../agencies/save-agencies.ts";
import type { Context } from "../context.ts";
import { openRuntime } from "../open-runtime.ts";

export type TestContext = Context & {
  readonly clock: ReturnType<typeof fixedClock>;
  /** The same portal at a later moment. */
  at(now: Date): TestContext;
  /** Call before the database is dropped. */
  close(): Promise<void>;
};

/** A portal on a test's own database with one agency, keys of its own and a clock that stands still. */
export async function testContext(
  database: TestDatabase,
  { now = new Date("2026-03-02T04:00:00Z"), actor = null }: { now?: Date; actor?: Actor | null } = {},
): Promise<TestContext> {
  const clock = fixedClock(now);
  const runtime = openRuntime({
    databaseUrl: database.url,
    keys: parseKeyRing(generateKeyRing()),
    clock,
    log: createLog("silent"),
    storage: memoryStorage(),
    isDemo: false,
    publicUrl: "https://mingjian.example",
    maxConnections: 4,
  });
  await ensureAgency(runtime.db.system, now);
  await runtime.register.refresh();
  const at = (moment: Date): TestContext => {
    clock.advance(moment.getTime() - clock.now().getTime());
    return { ...runtime, clock, actor, now: moment, at, close: runtime.close };
  };
  return at(now);
}
