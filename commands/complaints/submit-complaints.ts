import { hash } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { inTransaction, type Tx } from "#db/client.ts";
import { canonicalComplaint } from "#domain/complaints/complaint-input.ts";
import { auditRows } from "../audit.ts";
import { linkReports, traitRows } from "../matching/link-reports.ts";
import type { Runtime } from "../runtime.ts";
import { firstLeaves, type NewLeaf } from "../transparency/append-leaves.ts";
import { claimOnce } from "./claim-once.ts";
import type { TableRows } from "./insert-together.ts";
import { casesOf, type JoinableCase, joinableCases } from "./joinable-cases.ts";
import { type Prepared, prepareSubmission, type Submission } from "./prepare-submission.ts";
import { resolveInstitutions } from "./resolve-institutions.ts";
import { writeMemberships } from "./write-memberships.ts";

export type SubmitResult =
  | { readonly outcome: "new"; readonly id: string; readonly receipt: string }
  /** The same idempotency key and body, or the same source record: what was answered then. */
  | { readonly outcome: "same"; readonly id: string; readonly receipt: string | null }
  /** The key or source id is taken by something else. */
  | { readonly outcome: "conflict" };

/**
 * The one write of intake, in bulk form: any number of complaints in one transaction. Each joins, in that
 * transaction, the caller case of every number it was called from and the lender case of the institution it names.
 * Shared tables are written before large ones and rows are locked in key order, so concurrent batches do not deadlock.
 */
export async function submitComplaints(
  runtime: Runtime,
  submissions: readonly Submission[],
  now: Date,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<SubmitResult[]> {
  const prepared = submissions.map((submission) => prepareSubmission(runtime, submission));
  let results: SubmitResult[] = [];
  const write = inTransaction(runtime.db.system, async (tx) => {
    const known = new Map<Prepared, SubmitResult>();
    // Here and below: sent without waiting for the answers in between; the server takes statements in this order.
    const [, fresh] = await Promise.all([planOnce(tx), claimOnce(runtime, tx, prepared, known, now)]);
    if (fresh.length > 0) {
      await resolveInstitutions(runtime, tx, fresh, now);
      const cases = await joinableCases(runtime, tx, fresh, now);
      const linked = await linkReports(runtime, tx, fresh, cases, now);
      await writeMemberships(tx, fresh, cases, {
        now,
        changedAt: runtime.clock.now(),
        beside: [...complaintRows(fresh, cases, now), ...linked, ...firstLeaves(fresh.map(receiptLeaf), now)],
      });
    }
    results = prepared.map(
      (item) => known.get(item) ?? { outcome: "new", id: item.id, receipt: item.receipt },
    );
    if (dryRun) throw new RollBack();
  });
  await write.catch((error: unknown) => {
    if (!(error instanceof RollBack)) throw error;
  });
  return results;
}

/**
 * Every statement of intake looks up keys by index, whatever the keys are: planning each anew, as PostgreSQL does for
 * lists of unknown length, costs a quarter of the server's time and finds the same plan.
 */
async function planOnce(tx: Tx): Promise<void> {
  await tx`set local plan_cache_mode = force_generic_plan`;
}

/** Ends a trial run's transaction without keeping anything. */
export class RollBack extends Error {}

/**
 * What a receipt proves: that these words were filed at that moment. The hash is of what was said as it was said, and is
 * itself only committed to, so that nobody but the receipt's holder can try words against it.
 */
const receiptLeaf = (item: Prepared): NewLeaf => ({
  type: "complaint",
  entry: item.id,
  seq: null,
  record: {
    complaint: item.id,
    receivedAt: item.receivedAt.toISOString(),
    content: hash("sha256", canonicalComplaint(item.complaint)),
  },
  effective: item.receivedAt,
});

/** What a complaint is written as: rows that no other writer waits for. */
function complaintRows(
  items: readonly Prepared[],
  cases: ReadonlyMap<string, JoinableCase>,
  now: Date,
): TableRows[] {
  const agenciesOf = (item: Prepared) => {
    const own = casesOf(item, cases).map((joined) => joined.agencyId);
    return [...new Set(own.length > 0 ? own : [item.competentAgencyId])];
  };
  const system = { by_kind: "system", by_id: null, reason: null, message: null };
  return [
    [
      "complaints",
      items.map((item) => ({
        ...item.row,
        claimed_institution_id: item.institutionId,
        claimed_match: item.claimedMatch,
        agency_ids: agenciesOf(item),
      })),
    ],
    [
      "complaint_keys",
      items.map((item) => ({
        complaint_id: item.id,
        wrapped: item.wrapped,
        key_version: item.row.key_version,
      })),
    ],
    ["complaint_identifiers", items.flatMap((item) => item.identifiers)],
    ["complaint_traits", traitRows(items)],
    [
      "complaint_states",
      items.map((item) => ({
        complaint_id: item.id,
        agency_ids: agenciesOf(item),
        status: "screening",
        reason: null,
        message: null,
        updated_at: now,
      })),
    ],
    [
      "complaint_events",
      items.map((item) => ({
        complaint_id: item.id,
        id: uuidv7(),
        status: "submitted",
        ...system,
        at: item.receivedAt,
      })),
    ],
    [
      "receipt_hashes",
      items.map((item) => ({ hash: item.receiptHash, complaint_id: item.id, created_at: now })),
    ],
    [
      "audit_events",
      auditRows(
        items.map((item) => ({
          at: now,
          actor: item.actor,
          agencyId: agenciesOf(item)[0] ?? null,
          action: "complaint.submitted",
          subject: { kind: "complaint", id: item.id },
          detail: { source: item.source, matter: item.complaint.matter, cases: casesOf(item, cases).length },
        })),
      ),
    ],
  ];
}
