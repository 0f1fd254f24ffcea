import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows, type Row } from "#db/rows.ts";
import { rebuildCase } from "../cases/part-complaint.ts";

export type Move = {
  readonly complaintId: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly rule: string;
  readonly weights: unknown;
};

/**
 * Takes reports from one case to another by judgement of the machine: part here, join there, both kept for ever. Members,
 * sources and scores follow. What a person judged about the same report and case stands; such moves must not be asked for.
 */
export async function moveMembers(
  tx: Tx,
  moves: readonly Move[],
  { modelVersion, now }: { readonly modelVersion: string; readonly now: Date },
): Promise<void> {
  if (moves.length === 0) return;
  const touched = [...new Set(moves.flatMap((move) => [move.from, move.to]))]
    .filter((id) => id !== null)
    .sort();
  await tx`select 1 from number_keys where number_index = any(array(select number_index from cases where id = any(${touched}::uuid[])))
    order by number_index for update`;
  const locked = await tx<{ id: string; agency_id: string }[]>`
    select id, agency_id from cases where id = any(${touched}::uuid[]) order by id for update`;
  const agencyOf = new Map(locked.map((row) => [row.id, row.agency_id]));
  const judgements: (Row & { case_id: string; complaint_id: string; verdict: string; id: string })[] = [];
  for (const move of moves)
    for (const [caseId, verdict] of [
      [move.from, "part"],
      [move.to, "join"],
    ] as const)
      if (caseId)
        judgements.push({
          case_id: caseId,
          id: uuidv7(),
          complaint_id: move.complaintId,
          verdict,
          by_kind: "model",
          by_id: null,
          rule: move.rule,
          reason: null,
          weights: verdict === "join" ? move.weights : {},
          model_version: modelVersion,
          at: now,
        });
  await insertRows(tx, "case_judgements", judgements);
  const parts = judgements.filter((row) => row.verdict === "part");
  if (parts.length > 0)
    await tx`delete from case_members m using unnest(${parts.map((row) => row.case_id)}::uuid[], ${parts.map((row) => row.complaint_id)}::uuid[]) as r(case_id, complaint_id)
      where m.case_id = r.case_id and m.complaint_id = r.complaint_id`;
  const joins = judgements.filter((row) => row.verdict === "join");
  if (joins.length > 0) {
    await tx`insert into case_members (case_id, complaint_id, judgement_id, source_index, reported_at, severity, region)
      select r.case_id, r.complaint_id, r.judgement_id, c.reporter_index, t.at, c.severity, c.region
      from unnest(${joins.map((row) => row.case_id)}::uuid[], ${joins.map((row) => row.complaint_id)}::uuid[], ${joins.map((row) => row.id)}::uuid[])
        as r(case_id, complaint_id, judgement_id)
      join complaints c on c.id = r.complaint_id join complaint_traits t on t.complaint_id = r.complaint_id
      on conflict (case_id, complaint_id) do nothing`;
    await showTo(
      tx,
      joins.map((row) => ({ complaintId: row.complaint_id, agencyId: agencyOf.get(row.case_id) ?? "" })),
    );
  }
  for (const id of touched) await rebuildCase(tx, id, now);
}

/** A report may be seen by the agency of every case it belongs to. */
async function showTo(
  tx: Tx,
  rows: readonly { readonly complaintId: string; readonly agencyId: string }[],
): Promise<void> {
  const ids = rows.map((row) => row.complaintId);
  const agencies = rows.map((row) => row.agencyId);
  for (const [table, column] of [
    ["complaints", "id"],
    ["complaint_states", "complaint_id"],
  ] as const)
    await tx`update ${tx(table)} c set agency_ids = c.agency_ids || r.agency_id
      from unnest(${ids}::uuid[], ${agencies}::uuid[]) as r(complaint_id, agency_id)
      where c.${tx(column)} = r.complaint_id and r.agency_id <> all (c.agency_ids)`;
}
