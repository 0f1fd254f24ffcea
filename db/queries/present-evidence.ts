import type { Scope } from "#domain/access/actor.ts";
import { isLinkKind, tiesAlone, weigh } from "#domain/matching/campaigns/link-kinds.ts";
import { readWaterfall, type Waterfall } from "#domain/matching/waterfall.ts";
import type { Tx } from "../client.ts";
import { caseFamily } from "./case-family.ts";
import { modelInForce } from "./models.ts";

export type PresentEvidence = {
  readonly modelVersion: string;
  /** Null where nothing ties the report to any other of the case any more. */
  readonly waterfall: Waterfall | null;
};

/**
 * What ties a report to the others of its case as things stand: keys that were called common since are left out, counts
 * are today's, and the model in force weighs. Nothing is stored; the judgement keeps what it was made on.
 */
export async function presentEvidence(
  tx: Tx,
  scope: Scope,
  caseId: string,
  complaintId: string,
): Promise<PresentEvidence> {
  const [family, model] = await Promise.all([caseFamily(tx, scope, caseId), modelInForce(tx)]);
  const ties = await tx<{ kind: string; complaints: number }[]>`
    select k.kind, k.complaints from complaint_links l join link_keys k on k.key = l.key
    where l.complaint_id = ${complaintId} and not k.is_common and exists (
      select 1 from complaint_links o join case_members m on m.complaint_id = o.complaint_id
      where o.key = l.key and o.complaint_id <> l.complaint_id and m.case_id = any(${family}::uuid[]))`;
  const evidence = weigh(
    ties.flatMap(({ kind, complaints }) =>
      isLinkKind(kind) && tiesAlone(model, kind) ? [{ kind, complaints }] : [],
    ),
    model,
  );
  return { modelVersion: model.version, waterfall: readWaterfall(evidence) };
}
