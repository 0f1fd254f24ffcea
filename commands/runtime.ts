import type { Clock } from "#adapters/clock.ts";
import type { Keys } from "#adapters/keys.ts";
import type { Log } from "#adapters/log.ts";
import type { Db } from "#db/client.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import type { RegistryMemory } from "#db/registry-memory.ts";

/** What a running portal consists of. One per process; pages reach it through app/_server/runtime.ts. */
export type Runtime = {
  readonly db: Db;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly isDemo: boolean;
  readonly publicUrl: string;
  /** Look-ups: listed, official and reported numbers in memory. */
  readonly registry: RegistryMemory;
  /** Institutions and agencies in memory, for resolving claimed names and routing. */
  readonly register: RegisterMemory;
};
