import type { Scope } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Tx } from "../client.ts";

/**
 * The case and every case merged into it: reports stay with the case they joined. A case of another agency is
 * `not-found`.
 */
export async function caseFamily(tx: Tx, scope: Scope, caseId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    with recursive family(id) as (
      select id from cases where id = ${caseId} and agency_id = ${scope.agencyId}
      union select c.id from cases c join family f on c.merged_into = f.id and c.agency_id = ${scope.agencyId}
    ) select id from family`;
  if (rows.length === 0) throw new AppError("not-found", "case");
  return rows.map((row) => row.id);
}
