import { uuidv7 } from "uuidv7";
import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { REPORTED_SOURCES } from "#domain/cases/score.ts";
import { audit } from "../audit.ts";

/** A case nobody has taken up, with few sources and no report for this long, closes by itself; a new report reopens it. */
export const QUIET_DAYS = 90;
const BATCH = 1_000;

export async function closeQuietCases(sql: Sql, now: Date): Promise<number> {
  const before = new Date(now.getTime() - QUIET_DAYS * 86_400_000);
  let closed = 0;
  for (;;) {
    const count = (await sql.begin(async (tx) => {
      const rows = await tx<{ id: string; agency_id: string }[]>`
        update cases set state = 'closed', updated_at = ${now}
        where id in (select id from cases where state = 'triage' and last_report_at < ${before} and source_count < ${REPORTED_SOURCES} order by id limit ${BATCH} for update skip locked)
        returning id, agency_id`;
      await insertRows(
        tx,
        "case_events",
        rows.map((row) => ({
          case_id: row.id,
          id: uuidv7(),
          kind: "case.closed_quiet",
          by_id: null,
          detail: { quietDays: QUIET_DAYS },
          at: now,
        })),
      );
      await audit(
        tx,
        ...rows.map((row) => ({
          at: now,
          actor: { kind: "system" as const, id: null },
          agencyId: row.agency_id,
          action: "case.closed_quiet",
          subject: { kind: "case", id: row.id },
          detail: {},
        })),
      );
      return rows.length;
    })) as number;
    closed += count;
    if (count < BATCH) return closed;
  }
}
