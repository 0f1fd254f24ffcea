import { uuidv7 } from "uuidv7";
import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";

export type NewAgency = {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** GB/T 2260 prefixes of the regions it is competent for. */
  readonly regionPrefixes: readonly string[];
  readonly isDefault: boolean;
};

/** Adds agencies that are not there yet, by code; returns code → id of all. */
export async function saveAgencies(
  sql: Sql,
  agencies: readonly NewAgency[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  await insertRows(
    sql,
    "agencies",
    agencies.map((agency) => ({
      id: uuidv7(),
      code: agency.code,
      name_zh: agency.nameZh,
      name_en: agency.nameEn,
      region_prefixes: agency.regionPrefixes,
      is_default: agency.isDefault,
      created_at: now,
    })),
    "on conflict (code) do nothing",
  );
  const rows = await sql<{ code: string; id: string }[]>`select code, id from agencies`;
  return new Map(rows.map((row) => [row.code, row.id]));
}

/** A portal needs one agency to route reports to; until the operator names its own, this one receives them. */
export async function ensureAgency(sql: Sql, now: Date): Promise<void> {
  const known = await sql`select 1 from agencies limit 1`;
  if (known.length > 0) return;
  await saveAgencies(
    sql,
    [
      {
        code: "MAIN",
        nameZh: "受理机关",
        nameEn: "Receiving authority",
        regionPrefixes: [],
        isDefault: true,
      },
    ],
    now,
  );
}
