import { type CampaignModel, HAND_MODEL } from "#domain/matching/campaigns/link-kinds.ts";
import type { Db } from "./client.ts";
import { keepFresh, type MemoryLog } from "./keep-fresh.ts";
import { modelInForce, versionInForce } from "./queries/models.ts";

export type ModelMemory = {
  /** The model that judges reports now, at no cost: the one set by hand until the database has answered. */
  inForce(): CampaignModel;
  /** Looks at the database now; rejects when it cannot be reached. */
  refresh(): Promise<void>;
  close(): Promise<void>;
};

const POLL_MS = 2_000;

/** The model in force in memory, read anew when another version is. Judgements name their version, so a short delay is seen. */
export function startModelMemory({
  db,
  log,
}: {
  readonly db: Pick<Db, "system">;
  readonly log: MemoryLog;
}): ModelMemory {
  let model = HAND_MODEL;
  const look = async () => {
    if ((await versionInForce(db.system)) !== model.version) model = await modelInForce(db.system);
  };
  const { refresh, close } = keepFresh({ name: "models", everyMs: POLL_MS, log, look });
  return { inForce: () => model, refresh, close };
}
