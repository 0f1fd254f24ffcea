import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { listCaseAgencies } from "#db/queries/integrity-holds.ts";
import { insertRows } from "#db/rows.ts";
import { accountRows } from "#domain/rating/evidence/account.ts";
import { findingsOf, sizeOf } from "#domain/rating/evidence/findings.ts";
import type { ForReview } from "#domain/rating/evidence/types.ts";

/** Batches whose accounts are kept: until the newest is under a signed head, the one before it is shown. */
const KEPT_BATCHES = 2;

/**
 * Keeps what a batch found for officers of the agency whose business each institution is, and what it counted for each
 * institution's own eyes. Of older batches neither is kept: they told of people.
 */
export async function saveFindings(
  tx: Tx,
  review: ForReview,
  { batchId, matters }: { readonly batchId: string; readonly matters: ReadonlyMap<string, string> },
): Promise<void> {
  const findings = findingsOf(review);
  const agencyOf = await listCaseAgencies(tx, [
    ...new Set(findings.map(({ institutionId }) => institutionId)),
  ]);
  await tx`delete from rating_findings`;
  await insertRows(
    tx,
    "rating_findings",
    findings.map((finding) => {
      const { institutionId, kind, ...detail } = finding;
      return {
        batch_id: batchId,
        id: uuidv7(),
        institution_id: institutionId,
        agency_id: agencyOf(institutionId),
        kind,
        size: sizeOf(finding),
        detail,
      };
    }),
  );
  const counted = Map.groupBy(review.counted, ({ institutionId }) => institutionId);
  await insertRows(
    tx,
    "rating_accounts",
    [...counted].map(([institutionId, own]) => ({
      batch_id: batchId,
      institution_id: institutionId,
      rows: accountRows(own, (id) => matters.get(id) ?? "other"),
    })),
  );
  await tx`delete from rating_accounts where batch_id not in (
    select batch_id from rating_accounts group by batch_id order by batch_id desc limit ${KEPT_BATCHES})`;
}
