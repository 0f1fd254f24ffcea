import type { Sql, Tx } from "#db/client.ts";
import { inTransaction } from "#db/client.ts";
import { findModel, MODEL_STATE, versionInForce } from "#db/queries/models.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { ATTESTED_BY, MAX_GROUP } from "#domain/matching/campaigns/group-reports.ts";
import {
  type CampaignModel,
  HAND_MODEL,
  LINK_KINDS,
  mapKinds,
} from "#domain/matching/campaigns/link-kinds.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";

/**
 * Keeps what a version of the model is made of, once: a judgement names its version, and must be explained years later.
 * `measured` is what it was fitted from, by kind and as a whole. False when the version was kept before.
 */
export async function keepModel(
  sql: Sql | Tx,
  model: CampaignModel,
  measured: { readonly kinds?: Readonly<Record<string, object>>; readonly fit?: object },
  now: Date,
): Promise<boolean> {
  const { kinds = {}, ...rest } = measured;
  const parameters = {
    kinds: mapKinds((kind) => ({ ...LINK_KINDS[kind], ...kinds[kind], bits: model.bits[kind] })),
    priorBits: model.prior,
    maxGroup: MAX_GROUP,
    attestedBy: ATTESTED_BY,
    ...rest,
  };
  const rows = await insertRows(
    sql,
    "match_models",
    [{ version: model.version, parameters, created_at: now }],
    "on conflict (version) do nothing returning version",
  );
  return rows.length > 0;
}

/** The weights set by hand judge until a person puts others in their place. */
export const keepHandModel = (sql: Sql | Tx, now: Date): Promise<boolean> =>
  keepModel(sql, HAND_MODEL, {}, now);

/**
 * A supervisor puts a kept version in force: from now on new reports are weighed by it. What was matched before stands
 * until everything is scored anew. Putting the version in force that is so already changes nothing.
 */
export async function adoptModel(
  { db, actor, now }: Pick<Context, "db" | "actor" | "now">,
  version: string,
): Promise<void> {
  const scope = authorize(actor, "model.adopt");
  await inTransaction(db.system, async (tx) => {
    if (!(await findModel(tx, version))) throw new AppError("not-found", "model");
    await insertRows(
      tx,
      "portal_state",
      [{ name: MODEL_STATE, value: { version: HAND_MODEL.version }, updated_at: now }],
      "on conflict (name) do nothing",
    );
    await tx`select 1 from portal_state where name = ${MODEL_STATE} for update`;
    const before = await versionInForce(tx);
    if (before === version) return;
    await tx`update portal_state set value = ${tx.json({ version })}, updated_at = ${now} where name = ${MODEL_STATE}`;
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action: "model.adopted",
      subject: { kind: "model", id: null },
      detail: { version, before },
    });
  });
}
