import type { Sql, Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { AppError } from "#domain/errors.ts";
import { ATTESTED_BY, MAX_GROUP } from "#domain/matching/campaigns/group-reports.ts";
import { CAMPAIGN_MODEL, LINK_KINDS, weigh } from "#domain/matching/campaigns/link-kinds.ts";

/**
 * Keeps what a version of the model was made of, once: a judgement names its version, and must be explained years later.
 * Only the version of this program can score; another one is refused with its name.
 */
export async function keepModel(sql: Sql | Tx, version: string, now: Date): Promise<void> {
  if (version !== CAMPAIGN_MODEL) throw new AppError("not-found", "model");
  const parameters = {
    kinds: LINK_KINDS,
    priorBits: weigh([{ kind: "number", complaints: 1 }])?.prior ?? null,
    maxGroup: MAX_GROUP,
    attestedBy: ATTESTED_BY,
  };
  await insertRows(
    sql,
    "match_models",
    [{ version, parameters, created_at: now }],
    "on conflict (version) do nothing",
  );
}
