import type { Clock } from "#adapters/clock.ts";
import type { Keys } from "#adapters/keys.ts";
import type { Log } from "#adapters/log.ts";
import { connect } from "#db/client.ts";
import { startRegisterMemory } from "#db/register-memory.ts";
import { startRegistryMemory } from "#db/registry-memory.ts";
import type { Runtime } from "./runtime.ts";

export type OpenOptions = {
  readonly databaseUrl: string;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly isDemo: boolean;
  readonly publicUrl: string;
  readonly role?: "mingjian_app" | "mingjian_worker";
  readonly maxConnections?: number;
};

export type OpenRuntime = Runtime & { close(): Promise<void> };

/** Puts a portal together. Nothing waits for the database: the memories load, and reload, when it answers. */
export function openRuntime(options: OpenOptions): OpenRuntime {
  const { keys, clock, log, isDemo, publicUrl } = options;
  const db = connect(options.databaseUrl, { role: options.role, max: options.maxConnections });
  const registry = startRegistryMemory({
    db,
    blindNumber: (key) => keys.blindIndex("number", key),
    log,
    now: () => clock.now(),
  });
  const register = startRegisterMemory({ db, log });
  return {
    db,
    keys,
    clock,
    log,
    isDemo,
    publicUrl,
    registry,
    register,
    close: async () => {
      await Promise.allSettled([registry.close(), register.close()]);
      await db.close();
    },
  };
}

/** The portal clock as it was last moved (demonstration and tests); zero on a portal nobody moved. */
export async function loadClockOffset({ db, clock }: Pick<Runtime, "db" | "clock">): Promise<void> {
  const [row] = await db.system<
    { value: number }[]
  >`select value from portal_state where name = 'clock_offset_ms'`;
  clock.setOffsetMs(Number(row?.value ?? 0));
}
