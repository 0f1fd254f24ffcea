import type { Clock } from "#adapters/clock.ts";
import type { Keys } from "#adapters/keys.ts";
import type { Log } from "#adapters/log.ts";
import type { Storage } from "#adapters/storage.ts";
import { connect } from "#db/client.ts";
import { startModelMemory } from "#db/model-memory.ts";
import { startRegisterMemory } from "#db/register-memory.ts";
import { startRegistryMemory } from "#db/registry-memory.ts";
import { parseWitness, parseWitnessedLog } from "#domain/transparency/witness.ts";
import type { SavedLookUps } from "./registry/saved-look-ups.ts";
import type { Runtime } from "./runtime.ts";
import { sha256 } from "./transparency/crypto.ts";

export type OpenOptions = {
  readonly databaseUrl: string;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly isDemo: boolean;
  readonly publicUrl: string;
  /** As WITNESSES and WITNESSED_LOGS have them. */
  readonly witnesses?: readonly string[];
  readonly witnessedLogs?: readonly string[];
  /** What an earlier process left for a start without the database. */
  readonly saved?: Pick<SavedLookUps, "registry" | "register"> | null;
  readonly role?: "mingjian_app" | "mingjian_worker";
  readonly maxConnections?: number;
};

export type OpenRuntime = Runtime & { close(): Promise<void> };

/** Puts a portal together. Nothing waits for the database: the memories load, and reload, when it answers. */
export function openRuntime(options: OpenOptions): OpenRuntime {
  const { keys, clock, log, storage, isDemo, publicUrl, saved } = options;
  const db = connect(options.databaseUrl, { role: options.role, max: options.maxConnections });
  const registry = startRegistryMemory({
    db,
    blindNumber: (key) => keys.blindIndex("number", key),
    log,
    now: () => clock.now(),
    saved: saved?.registry,
  });
  const register = startRegisterMemory({ db, log, saved: saved?.register });
  const models = startModelMemory({ db, log });
  return {
    db,
    keys,
    clock,
    log,
    storage,
    witnesses: (options.witnesses ?? []).map((text) => parseWitness(sha256, text)),
    witnessedLogs: (options.witnessedLogs ?? []).map((text) => parseWitnessedLog(sha256, text)),
    isDemo,
    publicUrl,
    registry,
    register,
    models,
    close: async () => {
      await Promise.allSettled([registry.close(), register.close(), models.close()]);
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
