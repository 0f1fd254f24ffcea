import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";

/** Accounts of one institution in one month (YYYY-MM), of one product or of `all`. */
export type Filing = {
  readonly institutionId: string;
  readonly month: string;
  readonly product: string;
  readonly accounts: number;
  readonly source: string;
  readonly filedAt: Date;
};

/** Adds filings; one that is there already, to the letter, is not added again. Answers how many were new. */
export async function saveFilings(
  tx: Tx,
  filings: readonly Filing[],
  /** `recordedAt` null: known from the day it was filed. */
  { recordedBy, recordedAt }: { readonly recordedBy: string | null; readonly recordedAt: Date | null },
): Promise<number> {
  if (filings.length === 0) return 0;
  const known = new Set<string>();
  const rows = await tx<FilingRow[]>`
    select institution_id, to_char(month, 'YYYY-MM') as month, product, accounts::text, source, filed_at from exposure_filings
    where institution_id = any(${[...new Set(filings.map(({ institutionId }) => institutionId))]}::uuid[])`;
  for (const row of rows)
    known.add(nameOf(row.institution_id, row.month, row.product, row.accounts, row.source, row.filed_at));
  const fresh = filings.filter(({ institutionId, month, product, accounts, source, filedAt }) => {
    const name = nameOf(institutionId, month, product, String(accounts), source, filedAt);
    const isNew = !known.has(name);
    known.add(name);
    return isNew;
  });
  await insertRows(
    tx,
    "exposure_filings",
    fresh.map(({ institutionId, month, product, accounts, source, filedAt }) => ({
      institution_id: institutionId,
      id: uuidv7(),
      month: `${month}-01`,
      product,
      accounts,
      source,
      filed_at: filedAt,
      recorded_by: recordedBy,
      recorded_at: recordedAt ?? filedAt,
    })),
  );
  return fresh.length;
}

/** When the accounts of a month (its first day) are filed where nobody says: on the third day after it. */
export function filedAfter(month: string): Date {
  const start = new Date(`${month.slice(0, 7)}-03T00:00:00+08:00`);
  start.setUTCMonth(start.getUTCMonth() + 1);
  return start;
}

type FilingRow = {
  institution_id: string;
  month: string;
  product: string;
  accounts: string;
  source: string;
  filed_at: Date;
};

const nameOf = (...facts: readonly (string | Date)[]): string =>
  facts.map((fact) => (fact instanceof Date ? fact.toISOString() : fact)).join("|");
