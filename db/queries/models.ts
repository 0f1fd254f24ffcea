import { type CampaignModel, HAND_MODEL } from "#domain/matching/campaigns/link-kinds.ts";
import { readModel } from "#domain/matching/campaigns/stored-model.ts";
import type { Sql, Tx } from "../client.ts";

/** Where the portal keeps the version in force; without it the weights set by hand are. */
export const MODEL_STATE = "campaign_model";

/** A version that was kept; null for any other. */
export async function findModel(sql: Sql | Tx, version: string): Promise<CampaignModel | null> {
  if (version === HAND_MODEL.version) return HAND_MODEL;
  const [row] = await sql<{ parameters: unknown }[]>`
    select parameters from match_models where version = ${version}`;
  return row ? readModel(version, row.parameters) : null;
}

export async function versionInForce(sql: Sql | Tx): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
    select value ->> 'version' as version from portal_state where name = ${MODEL_STATE}`;
  return row?.version ?? HAND_MODEL.version;
}

/** The model that judges now. Throws when what was put in force cannot be read: weighing by another would be a lie. */
export async function modelInForce(sql: Sql | Tx): Promise<CampaignModel> {
  const version = await versionInForce(sql);
  const model = await findModel(sql, version);
  if (!model) throw new Error(`model ${version} is in force and cannot be read`);
  return model;
}
