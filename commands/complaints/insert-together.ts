import type { Tx } from "#db/client.ts";
import { type Row, rowsAsJson } from "#db/rows.ts";

/** Rows of one table. */
export type TableRows = readonly [table: string, rows: readonly Row[]];

const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * Rows of several tables with one statement: one round trip and one plan, where a report would take one for each table.
 * Foreign keys between them are checked at its end, so their order says nothing. Tables without rows are left out.
 */
export async function insertTogether(tx: Tx, tables: readonly TableRows[]): Promise<void> {
  const filled = tables.flatMap(([table, rows]) => {
    const [first] = rows;
    return first ? [{ table, rows, columns: Object.keys(first) }] : [];
  });
  if (filled.length === 0) return;
  if (!filled.every(({ table, columns }) => [table, ...columns].every((name) => NAME.test(name))))
    throw new Error("insertTogether: bad name");
  const parts = filled.map(({ table, columns }, at) => {
    const list = columns.join(", ");
    return `i${at} as (insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, $${at + 1}::text::jsonb))`;
  });
  await tx.unsafe(
    `with ${parts.join(", ")} select 1`,
    filled.map(({ rows }) => rowsAsJson(rows)),
    {
      prepare: true,
    },
  );
}
