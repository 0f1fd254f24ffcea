import type { AccountRow } from "#domain/rating/evidence/account.ts";
import type { Finding } from "#domain/rating/evidence/findings.ts";
import type { Sql, Tx } from "../client.ts";

export type NamedFinding = Finding & { readonly id: string; readonly legalName: string };
export type FindingKind = Finding["kind"];

/** What the newest batch found about institutions of the agency that the transaction sees, the weightiest of a kind first. */
export async function listFindings(
  tx: Sql | Tx,
  { kind, limit }: { readonly kind: FindingKind; readonly limit: number },
): Promise<{ readonly all: number; readonly findings: readonly NamedFinding[] }> {
  const rows = await tx`
    select f.id, f.institution_id, f.kind, f.detail, i.legal_name, count(*) over ()::int as everything
    from rating_findings f join institutions i on i.id = f.institution_id
    where f.kind = ${kind} order by f.size desc, f.id limit ${limit}`;
  return {
    all: rows[0]?.everything ?? 0,
    findings: rows.map((row) => ({
      ...row.detail,
      kind: row.kind,
      id: row.id,
      institutionId: row.institution_id,
      legalName: row.legal_name,
    })),
  };
}

/** The reports of these holds, for links; only of holds that the transaction sees. */
export async function listHoldReports(
  tx: Sql | Tx,
  holdIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx<{ hold_id: string; complaint_ids: string[] }[]>`
    select h.id as hold_id, array_agg(c.complaint_id order by c.complaint_id)::text[] as complaint_ids
    from rating_holds h join rating_hold_complaints c on c.institution_id = h.institution_id and c.hold_id = h.id
    where h.id = any(${[...holdIds]}::uuid[]) group by h.id`;
  return new Map(rows.map((row) => [row.hold_id, row.complaint_ids]));
}

/** What a batch counted about an institution; null where that is not kept any more, or nothing counted. */
export async function findAccountRows(
  sql: Sql | Tx,
  { batchId, institutionId }: { readonly batchId: string; readonly institutionId: string },
): Promise<readonly AccountRow[] | null> {
  const [row] = await sql<{ rows: AccountRow[] }[]>`
    select rows from rating_accounts where batch_id = ${batchId} and institution_id = ${institutionId}`;
  return row?.rows ?? null;
}

export type OwnFiling = {
  /** YYYY-MM. */
  readonly month: string;
  readonly product: string;
  readonly accounts: number;
  readonly source: string;
  readonly filedAt: string;
  /** The agency whose officer recorded it; null where a file did. */
  readonly recordedBy: { readonly zh: string; readonly en: string } | null;
};

/** Sizes of one institution as they were filed, the newest month first. */
export async function listOwnFilings(
  sql: Sql | Tx,
  institutionId: string,
  { limit }: { readonly limit: number },
): Promise<OwnFiling[]> {
  const rows = await sql`
    select to_char(f.month, 'YYYY-MM') as month, f.product, f.accounts::text, f.source, f.filed_at, g.name_zh, g.name_en
    from exposure_filings f left join accounts a on a.id = f.recorded_by left join agencies g on g.id = a.agency_id
    where f.institution_id = ${institutionId} order by f.month desc, f.filed_at desc, f.id desc limit ${limit}`;
  return rows.map((row) => ({
    month: row.month,
    product: row.product,
    accounts: Number(row.accounts),
    source: row.source,
    filedAt: row.filed_at.toISOString(),
    recordedBy: row.name_zh === null ? null : { zh: row.name_zh, en: row.name_en },
  }));
}
