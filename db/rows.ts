import type { Sql, Tx } from "./client.ts";

export type Row = Readonly<Record<string, unknown>>;
const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * Inserts any number of rows with one statement whose text does not depend on how many there are (one plan, one
 * round trip). Column names come from the first row; the table's own types read the values, bytes as hex.
 * `tail` is appended as written ("on conflict … do nothing returning …").
 */
export async function insertRows<R extends Row = Row>(
  sql: Sql | Tx,
  table: string,
  rows: readonly Row[],
  tail = "",
): Promise<R[]> {
  const [first] = rows;
  if (!first) return [];
  const columns = Object.keys(first);
  if (![table, ...columns].every((name) => NAME.test(name)))
    throw new Error(`insertRows: bad name in ${table}`);
  const list = columns.join(", ");
  const text = `insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, $1::text::jsonb) ${tail}`;
  return (await sql.unsafe(text, [rowsAsJson(rows)], { prepare: true })) as unknown as R[];
}

/** Rows as JSON that PostgreSQL's own input functions read back: bytes as \x hex, dates as ISO, undefined as null. */
export function rowsAsJson(rows: readonly Row[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonValue(value)])),
    ),
  );
}

function jsonValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value === "bigint") return value.toString();
  // An array column is read from PostgreSQL's JSON array form; bytes inside it become hex as well.
  if (Array.isArray(value)) return value.map(jsonValue);
  return value;
}

/** For `any(${hexList(values)}::text[]::bytea[])`: the driver has no type for a list of bytes. */
export function hexList(values: Iterable<Uint8Array>): string[] {
  return Array.from(values, hex);
}

/** PostgreSQL's text form of bytea. */
export function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}
