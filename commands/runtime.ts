import type { Clock } from "#adapters/clock.ts";
import type { Keys } from "#adapters/keys.ts";
import type { Log } from "#adapters/log.ts";
import type { Storage } from "#adapters/storage.ts";
import type { Db } from "#db/client.ts";
import type { ModelMemory } from "#db/model-memory.ts";
import type { RegisterMemory } from "#db/register-memory.ts";
import type { RegistryMemory } from "#db/registry-memory.ts";
import type { VerifierKey } from "#domain/transparency/signed-note.ts";
import type { Witness } from "#domain/transparency/witness.ts";

/** What a running portal consists of. One per process; pages reach it through app/_server/runtime.ts. */
export type Runtime = {
  readonly db: Db;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  /** What the portal publishes as files: the transparency log, lists. */
  readonly storage: Storage;
  /** Who is asked to cosign the log's checkpoints, and whose checkpoints this portal cosigns. */
  readonly witnesses: readonly Witness[];
  readonly witnessedLogs: readonly VerifierKey[];
  readonly isDemo: boolean;
  readonly publicUrl: string;
  /** Look-ups: listed, official and reported numbers in memory. */
  readonly registry: RegistryMemory;
  /** Institutions and agencies in memory, for resolving claimed names and routing. */
  readonly register: RegisterMemory;
  /** The model that ties reports into campaigns. */
  readonly models: ModelMemory;
};
