import type { Scope } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors.ts";
import type { Tx } from "../client.ts";
import { caseGroup } from "./merges.ts";

/**
 * The case and every case merged into it: reports stay with the case they joined. A case of another agency is
 * `not-found`.
 */
export async function caseFamily(tx: Tx, scope: Scope, caseId: string): Promise<string[]> {
  const [own] = await tx`select 1 from cases where id = ${caseId} and agency_id = ${scope.agencyId}`;
  if (!own) throw new AppError("not-found", "case");
  return caseGroup(tx, caseId);
}
