import { refreshNumberReports } from "#commands/complaints/write-memberships.ts";
import type { Runtime } from "#commands/runtime.ts";
import { inTransaction } from "#db/client.ts";

const BATCH = 500;

/** Reports leave the thirty-day window by the passing of time alone: counts that were above zero are taken anew. */
export async function refreshNumberReportsJob({ db, clock }: Runtime): Promise<void> {
  const rows = await db.system<{ case_id: string }[]>`
    select k.case_id from number_reports n join number_keys k on k.number_index = n.number_index
    where n.sources_30d > 0 and k.case_id is not null order by k.case_id`;
  for (let from = 0; from < rows.length; from += BATCH) {
    const caseIds = rows.slice(from, from + BATCH).map((row) => row.case_id);
    await inTransaction(db.system, async (tx) => {
      // Locked as intake locks them, or an older count could overwrite a newer one.
      await tx`select id from cases where id = any(${caseIds}::uuid[]) order by id for update`;
      await refreshNumberReports(tx, caseIds, clock.now());
    });
  }
}
