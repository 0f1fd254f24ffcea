import type { Tx } from "../client.ts";

/** A person said that this complaint belongs to the case, or does not. No machine says otherwise. */
export type PersonVerdict = {
  readonly caseId: string;
  readonly complaintId: string;
  readonly verdict: "join" | "part";
};

/** What people said about the complaints of these cases, the last word on each pair; a question opened anew has none. */
export async function personVerdicts(tx: Tx, caseIds: readonly string[]): Promise<PersonVerdict[]> {
  const rows = await tx<{ case_id: string; complaint_id: string; verdict: "join" | "part" | "unsure" }[]>`
    select distinct on (case_id, complaint_id) case_id, complaint_id, verdict from case_judgements
    where case_id = any(${[...caseIds]}::uuid[]) and (by_kind = 'person' or verdict = 'unsure')
    order by case_id, complaint_id, id desc`;
  return rows.flatMap(({ case_id, complaint_id, verdict }) =>
    verdict === "unsure" ? [] : [{ caseId: case_id, complaintId: complaint_id, verdict }],
  );
}
