import { reviewDueBy } from "#domain/rating/evidence/review-due.ts";
import type { Sql, Tx } from "../client.ts";

/** Reports of one month beyond what could be foreseen, not counted until people have looked. */
export type RatingHold = {
  readonly institutionId: string;
  readonly id: string;
  readonly legalName: string;
  readonly severityClass: number;
  readonly month: string;
  readonly spanMonths: number;
  /** Weighted complaints of the month, and how many of them count. */
  readonly found: number;
  readonly counted: number;
  readonly complaints: number;
  readonly foundAt: string;
  /** From then on it is overdue while it is open. */
  readonly dueAt: string;
  readonly state: "open" | "released" | "dismissed";
  readonly verdict: "release" | "dismiss" | null;
  readonly byId: string | null;
  readonly byName: string | null;
  readonly reason: string | null;
  readonly at: string | null;
  readonly secondBy: string | null;
  readonly secondReason: string | null;
  readonly closedAt: string | null;
};

/** Holds of the agency that the transaction sees: open ones first, the longest waiting at the top. */
export async function listHolds(tx: Sql | Tx, { limit }: { readonly limit: number }): Promise<RatingHold[]> {
  const rows = await tx`
    select ${columns(tx)} from rating_holds h join institutions i on i.id = h.institution_id left join accounts a on a.id = h.by_id
    order by (h.state = 'open') desc, h.found_at, h.id limit ${limit}`;
  return rows.map(holdOf);
}

/** Of months up to this one (YYYY-MM), bins that people have not decided about, half a dismissal among them. */
export async function listWaitingHolds(
  tx: Sql | Tx,
  { month }: { readonly month: string },
): Promise<{ readonly institutionId: string; readonly foundAt: Date }[]> {
  const rows = await tx<{ institution_id: string; found_at: Date }[]>`
    select institution_id, found_at from rating_holds where state = 'open' and month <= ${`${month}-01`}::date`;
  return rows.map((row) => ({ institutionId: row.institution_id, foundAt: row.found_at }));
}

/** One hold with the ids of its reports; null when there is none, or another agency's. */
export async function findHold(
  tx: Sql | Tx,
  { institutionId, id }: { readonly institutionId: string; readonly id: string },
): Promise<(RatingHold & { readonly complaintIds: readonly string[] }) | null> {
  const [row] = await tx`
    select ${columns(tx)} from rating_holds h join institutions i on i.id = h.institution_id left join accounts a on a.id = h.by_id
    where h.institution_id = ${institutionId} and h.id = ${id}`;
  if (!row) return null;
  const reports = await tx<{ complaint_id: string }[]>`
    select complaint_id from rating_hold_complaints where institution_id = ${institutionId} and hold_id = ${id} order by complaint_id`;
  return { ...holdOf(row), complaintIds: reports.map((report) => report.complaint_id) };
}

/** Reports about an institution that one person alone dismissed since then. */
export async function countDismissedAlone(
  tx: Sql | Tx,
  { institutionId, since }: { readonly institutionId: string; readonly since: Date },
): Promise<number> {
  const [row] = await tx<{ reports: number }[]>`
    select coalesce(sum(complaint_count), 0)::int as reports from rating_holds
    where institution_id = ${institutionId} and state = 'dismissed' and second_by is null and closed_at > ${since}`;
  return row?.reports ?? 0;
}

const columns = (sql: Sql | Tx) => sql`h.institution_id, h.id, i.legal_name, h.severity_class,
  to_char(h.month, 'YYYY-MM') as month, h.span_months, h.found_weight, h.counted_weight, h.complaint_count, h.found_at,
  h.state, h.verdict, h.by_id, a.name as by_name, h.reason, h.at, h.second_by, h.second_reason, h.closed_at`;

function holdOf(row: Record<string, unknown>): RatingHold {
  const time = (value: unknown) => (value === null ? null : (value as Date).toISOString());
  return {
    institutionId: row.institution_id as string,
    id: row.id as string,
    legalName: row.legal_name as string,
    severityClass: row.severity_class as number,
    month: row.month as string,
    spanMonths: row.span_months as number,
    found: row.found_weight as number,
    counted: row.counted_weight as number,
    complaints: row.complaint_count as number,
    foundAt: (row.found_at as Date).toISOString(),
    dueAt: reviewDueBy(row.found_at as Date).toISOString(),
    state: row.state as RatingHold["state"],
    verdict: row.verdict as RatingHold["verdict"],
    byId: row.by_id as string | null,
    byName: row.by_name as string | null,
    reason: row.reason as string | null,
    at: time(row.at),
    secondBy: row.second_by as string | null,
    secondReason: row.second_reason as string | null,
    closedAt: time(row.closed_at),
  };
}
