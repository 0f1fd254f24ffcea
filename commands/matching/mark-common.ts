import { uuidv7 } from "uuidv7";
import * as z from "zod";
import type { Tx } from "#db/client.ts";
import { caseFamily } from "#db/queries/case-family.ts";
import { agenciesConcerned, isCarried } from "#db/queries/common-keys.ts";
import { insertRows } from "#db/rows.ts";
import { authorize } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import { audit } from "../audit.ts";
import { caseEvent } from "../cases/case-event.ts";
import { reason } from "../cases/merge-cases.ts";
import type { Context } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { enqueueCarriers } from "./queue.ts";

export const commonInput = z.object({
  /** The campaign on whose page it is said. */
  caseId: z.uuid(),
  /** The key's opaque name. */
  key: z.string().regex(/^[0-9a-f]{32}$/),
  reason,
  /** Made with the form: sending it twice says it once. */
  actionId: z.uuid(),
});
export type CommonInput = z.input<typeof commonInput>;

/** `waiting`: campaigns of another agency hang on the key too, and it has not said so. */
export type Said = { readonly state: "common" | "waiting" | "ties"; readonly complaints: number };

type Verdict = "common" | "ties";
type KeyRow = { readonly kind: string; readonly complaints: number; readonly is_common: boolean };

/**
 * An officer says that something ties nobody together: a platform's domain, a shared cash desk. Once every agency whose
 * campaigns hang on it says so it joins no reports any more, and those that hung on it are settled again by the worker.
 */
export function markCommon(context: Context, raw: CommonInput): Promise<Said> {
  return say(context, raw, "common");
}

/** Takes that back: the key ties again, and what it tied is settled again into the case it was taken from. */
export function takeBackCommon(context: Context, raw: CommonInput): Promise<Said> {
  return say(context, raw, "ties");
}

async function say(context: Context, raw: CommonInput, verdict: Verdict): Promise<Said> {
  const { db, actor, now } = context;
  const scope = authorize(actor, "case.merge");
  const input = parseInput(commonInput, raw);
  const key = Buffer.from(input.key, "hex");

  return db.scoped(scope.agencyId, async (tx) => {
    const family = await caseFamily(tx, scope, input.caseId);
    // Keys before cases, as everybody locks them.
    const [row] = await tx<KeyRow[]>`
      select kind, complaints, is_common from link_keys where key = ${key} for update`;
    if (!row || !isCarried(row.kind)) throw new AppError("not-found", "key");
    const words = await lastWords(tx, key);
    const own = words.get(scope.agencyId);
    const [done] = await tx<{ key: Buffer; verdict: Verdict; by_id: string }[]>`
      select key, verdict, by_id from key_judgements where action_id = ${input.actionId} limit 1`;
    if (done) {
      const isSame = done.key.equals(key) && done.verdict === verdict && done.by_id === scope.accountId;
      if (!isSame) throw new AppError("idempotency-conflict", "action-used");
      return { state: stateOf(row, own?.verdict), complaints: row.complaints };
    }
    const isOurs = own ? family.includes(own.caseId) : false;
    if (!isOurs && !(await isCarriedIn(tx, key, family))) throw new AppError("not-found", "key");
    if ((own?.verdict ?? "ties") === verdict)
      throw new AppError("conflict", verdict === "common" ? "key-common-already" : "key-ties-already");

    await insertRows(tx, "key_judgements", [
      {
        key,
        id: uuidv7(),
        agency_id: scope.agencyId,
        case_id: input.caseId,
        verdict,
        by_id: scope.accountId,
        reason: input.reason,
        complaints: row.complaints,
        action_id: input.actionId,
        at: now,
      },
    ]);
    const others = (await agenciesConcerned(tx, input.key)).filter((id) => id !== scope.agencyId);
    const isCommon = verdict === "common" && others.every((id) => words.get(id)?.verdict === "common");
    if (isCommon !== row.is_common) {
      // A key that ties again leads to the case it was taken from, which may have nothing else left.
      const caseId = isCommon ? null : (own?.caseId ?? null);
      await tx`update link_keys set is_common = ${isCommon}, case_id = ${caseId} where key = ${key}`;
      await enqueueCarriers(tx, key, now);
    }
    const action = verdict === "common" ? "case.key_common" : "case.key_ties";
    const detail = { kind: row.kind, complaints: row.complaints, isInForce: isCommon };
    await caseEvent(tx, { caseId: input.caseId, kind: action, byId: scope.accountId, at: now, detail });
    await audit(tx, {
      at: now,
      actor: { kind: "officer", id: scope.accountId },
      agencyId: scope.agencyId,
      action,
      subject: { kind: "case", id: input.caseId },
      detail: { ...detail, actionId: input.actionId },
    });
    return { state: stateOf({ is_common: isCommon }, verdict), complaints: row.complaints };
  });
}

const stateOf = ({ is_common }: Pick<KeyRow, "is_common">, verdict: Verdict | undefined): Said["state"] =>
  verdict !== "common" ? "ties" : is_common ? "common" : "waiting";

type Word = { readonly caseId: string; readonly verdict: Verdict };

/** What each agency said last about a key. */
async function lastWords(tx: Tx, key: Buffer): Promise<Map<string, Word>> {
  const rows = await tx<{ agency_id: string; case_id: string; verdict: Verdict }[]>`
    select distinct on (agency_id) agency_id, case_id, verdict from key_judgements where key = ${key} order by agency_id, id desc`;
  return new Map(rows.map((row) => [row.agency_id, { caseId: row.case_id, verdict: row.verdict }]));
}

async function isCarriedIn(tx: Tx, key: Buffer, family: readonly string[]): Promise<boolean> {
  const rows = await tx`
    select 1 from complaint_links l join case_members m on m.complaint_id = l.complaint_id join cases c on c.id = m.case_id
    where l.key = ${key} and m.case_id = any(${[...family]}::uuid[]) and c.kind = 'campaign' limit 1`;
  return rows.length > 0;
}
