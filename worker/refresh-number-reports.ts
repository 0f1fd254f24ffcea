import { refreshNumberReports } from "#commands/complaints/write-memberships.ts";
import type { Runtime } from "#commands/runtime.ts";

const BATCH = 500;

/** Reports leave the thirty-day window by the passing of time alone: counts that were above zero are taken anew. */
export async function refreshNumberReportsJob({ db, clock }: Runtime): Promise<void> {
  const rows = await db.system<{ case_id: string }[]>`
    select k.case_id from number_reports n join number_keys k on k.number_index = n.number_index
    where n.sources_30d > 0 and k.case_id is not null order by k.case_id`;
  for (let from = 0; from < rows.length; from += BATCH) {
    const caseIds = rows.slice(from, from + BATCH).map((row) => row.case_id);
    await db.system.begin((tx) => refreshNumberReports(tx, caseIds, clock.now()));
  }
}
