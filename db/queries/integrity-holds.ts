import type { IntegrityCode } from "#domain/rating/integrity.ts";
import type { Sql, Tx } from "../client.ts";

/** Somebody held back an institution's figures as a whole, or wants to. */
export type IntegrityHold = {
  readonly institutionId: string;
  readonly id: string;
  readonly legalName: string;
  readonly code: IntegrityCode;
  readonly state: "proposed" | "in_force" | "refused" | "lifted";
  readonly proposedBy: { readonly id: string; readonly name: string };
  readonly proposedAt: string;
  readonly reason: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decidedReason: string | null;
  readonly liftedBy: string | null;
  readonly liftedAt: string | null;
  readonly liftedReason: string | null;
};

/** Holds of the agency that the transaction sees: those that wait, those in force, then the newest of the others. */
export async function listIntegrityHolds(
  tx: Sql | Tx,
  { limit, id = null }: { readonly limit: number; readonly id?: string | null },
): Promise<IntegrityHold[]> {
  const rows = await tx`
    select h.*, i.legal_name, p.name as proposer, d.name as decider, l.name as lifter
    from rating_integrity_holds h join institutions i on i.id = h.institution_id join accounts p on p.id = h.proposed_by
      left join accounts d on d.id = h.decided_by left join accounts l on l.id = h.lifted_by
    where ${id === null ? tx`true` : tx`h.id = ${id}`}
    order by (h.state = 'proposed') desc, (h.state = 'in_force') desc, h.id desc limit ${limit}`;
  const time = (value: Date | null) => value?.toISOString() ?? null;
  return rows.map((row) => ({
    institutionId: row.institution_id,
    id: row.id,
    legalName: row.legal_name,
    code: row.code,
    state: row.state,
    proposedBy: { id: row.proposed_by, name: row.proposer },
    proposedAt: row.proposed_at.toISOString(),
    reason: row.reason,
    decidedBy: row.decider,
    decidedAt: time(row.decided_at),
    decidedReason: row.decided_reason,
    liftedBy: row.lifter,
    liftedAt: time(row.lifted_at),
    liftedReason: row.lifted_reason,
  }));
}

/** Whose figures were held back at `asOf`, and what the public is told of why. */
export async function listHeldInstitutions(
  sql: Sql | Tx,
  { asOf }: { readonly asOf: Date },
): Promise<ReadonlyMap<string, IntegrityCode>> {
  const rows = await sql<{ institution_id: string; code: IntegrityCode }[]>`
    select institution_id, min(code) as code from rating_integrity_holds
    where state in ('in_force', 'lifted') and decided_at <= ${asOf} and (lifted_at is null or lifted_at > ${asOf})
    group by institution_id order by institution_id`;
  return new Map(rows.map((row) => [row.institution_id, row.code]));
}

/** Whose business an institution is: the agency that holds its case, or the default one. */
export async function listCaseAgencies(
  sql: Sql | Tx,
  institutionIds: readonly string[],
): Promise<(institutionId: string) => string | null> {
  const [rows, [fallback]] = await Promise.all([
    sql<{ institution_id: string; agency_id: string }[]>`
      select institution_id, agency_id from institution_cases where institution_id = any(${[...institutionIds]}::uuid[])`,
    sql<{ id: string }[]>`select id from agencies order by is_default desc, created_at, id limit 1`,
  ]);
  const agencies = new Map(rows.map((row) => [row.institution_id, row.agency_id]));
  return (institutionId) => agencies.get(institutionId) ?? fallback?.id ?? null;
}
