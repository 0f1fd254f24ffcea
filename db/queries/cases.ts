import type { Scope } from "#domain/access/actor.ts";
import { assertCaseState, type CaseState } from "#domain/cases/case-state.ts";
import type { DecisionFacts, DecisionKind, DecisionState } from "#domain/cases/decision.ts";
import { AppError } from "#domain/errors.ts";
import type { Tx } from "../client.ts";

/** What a decision about a case is made on; the row is locked, so nobody changes it in between. */
export type LockedCase = {
  readonly id: string;
  readonly agencyId: string;
  readonly kind: "caller" | "lender" | "campaign";
  readonly state: CaseState;
  readonly reference: string;
  readonly numberIndex: Buffer | null;
  readonly numberKind: string | null;
  readonly country: string;
  readonly subjectPublic: string | null;
  readonly subjectSealed: Buffer | null;
  readonly institutionId: string | null;
};

/** Locks the case row. Another agency's case is not there at all (row-level security): not-found; a merged one is worked on through its survivor. */
export async function lockCase(tx: Tx, _scope: Scope, caseId: string): Promise<LockedCase> {
  // A number's row is locked before its case, as intake does it: two orders would be a deadlock.
  await tx`select 1 from number_keys where number_index = (select number_index from cases where id = ${caseId}) for update`;
  const [row] = await tx`
    select id, agency_id, kind, state, reference, number_index, number_kind, country, subject_public, subject_sealed, institution_id,
      merged_into
    from cases where id = ${caseId} for update`;
  if (!row) throw new AppError("not-found", "case");
  if (row.merged_into) throw new AppError("conflict", "case-merged");
  return {
    id: row.id,
    agencyId: row.agency_id,
    kind: row.kind,
    state: assertCaseState(row.state),
    reference: row.reference,
    numberIndex: row.number_index,
    numberKind: row.number_kind,
    country: row.country,
    subjectPublic: row.subject_public,
    subjectSealed: row.subject_sealed,
    institutionId: row.institution_id,
  };
}

export type StoredDecision = DecisionFacts & {
  readonly id: string;
  readonly tier: "minor" | "general" | "serious";
  readonly grounds: readonly string[];
  readonly statement: string;
  readonly findsCommercialUse: boolean;
  readonly entryId: string | null;
};

export async function findDecision(tx: Tx, caseId: string, decisionId: string): Promise<StoredDecision> {
  const [row] = await tx`
    select id, kind, state, proposed_by, proposed_at, window_ends_at, term_days, tier, grounds, statement, finds_commercial_use, entry_id
    from decisions where case_id = ${caseId} and id = ${decisionId} for update`;
  if (!row) throw new AppError("not-found", "decision");
  return {
    id: row.id,
    kind: row.kind as DecisionKind,
    state: row.state as DecisionState,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    windowEndsAt: row.window_ends_at,
    termDays: row.term_days,
    tier: row.tier,
    grounds: row.grounds,
    statement: row.statement,
    findsCommercialUse: row.finds_commercial_use,
    entryId: row.entry_id,
  };
}

export async function hasOpenDecision(tx: Tx, caseId: string): Promise<boolean> {
  const rows =
    await tx`select 1 from decisions where case_id = ${caseId} and state in ('proposed', 'window') limit 1`;
  return rows.length > 0;
}

/** The newest version of the entry about this case's subject, if it is in force at `now`. */
export async function activeVersion(
  tx: Tx,
  subject: string,
  now: Date,
): Promise<{
  entryId: string;
  kind: string;
  tier: string;
  grounds: string[];
  statement: string;
  listedAt: Date;
  publicKey: string | null;
} | null> {
  const [row] = await tx`
    select v.entry_id, v.kind, v.tier, v.grounds, v.statement, v.listed_at, v.public_key, v.status, v.expires_at
    from registry_subjects s join registry_versions v on v.entry_id = s.entry_id
    where s.subject = ${subject} order by v.version desc limit 1`;
  if (!row || (row.status !== "active" && row.status !== "under_appeal") || row.expires_at <= now)
    return null;
  return {
    entryId: row.entry_id,
    kind: row.kind,
    tier: row.tier,
    grounds: row.grounds,
    statement: row.statement,
    listedAt: row.listed_at,
    publicKey: row.public_key,
  };
}
