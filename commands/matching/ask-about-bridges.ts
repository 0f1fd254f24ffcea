import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import type { Bridge, ReportGroup } from "#domain/matching/campaigns/group-reports.ts";
import type { Evidence } from "#domain/matching/campaigns/link-kinds.ts";

type Asking = {
  readonly bridges: readonly Bridge[];
  readonly campaigns: readonly ReportGroup[];
  readonly caseOf: (group: ReportGroup) => string | null;
  readonly evidenceOf: (keys: readonly string[]) => Evidence | null;
  readonly now: Date;
};

/**
 * A tie that a guard did not follow is asked about: one report for each tie and campaign goes to the review queue as
 * unsure, with the evidence. What was judged about that report and case before, by whomever, is not asked again.
 */
export async function askAboutBridges(
  tx: Tx,
  { bridges, campaigns, caseOf, evidenceOf, now }: Asking,
): Promise<void> {
  const keysOf = new Map(campaigns.map((group) => [group, new Set(group.keys)]));
  const asked = new Map<string, { caseId: string; complaintId: string; keys: readonly string[] }>();
  for (const bridge of bridges) {
    const [complaintId] = bridge.reports;
    for (const group of campaigns) {
      const keys = bridge.keys.filter((key) => keysOf.get(group)?.has(key));
      const caseId = caseOf(group);
      const name = `${caseId}|${keys[0]}`;
      if (!complaintId || !caseId || keys.length === 0 || asked.has(name)) continue;
      if (!group.reports.includes(complaintId)) asked.set(name, { caseId, complaintId, keys });
    }
  }
  if (asked.size === 0) return;
  const pairs = [...asked.values()];
  const judged = await tx<{ case_id: string; complaint_id: string }[]>`
    select distinct j.case_id, j.complaint_id from case_judgements j
    join unnest(${pairs.map((pair) => pair.caseId)}::uuid[], ${pairs.map((pair) => pair.complaintId)}::uuid[]) as r(case_id, complaint_id)
      on r.case_id = j.case_id and r.complaint_id = j.complaint_id`;
  const known = new Set(judged.map((row) => `${row.case_id}|${row.complaint_id}`));
  await insertRows(
    tx,
    "case_judgements",
    pairs
      .filter((pair) => !known.has(`${pair.caseId}|${pair.complaintId}`))
      .flatMap(({ caseId, complaintId, keys }) => {
        const evidence = evidenceOf(keys);
        if (!evidence) return [];
        return [
          {
            case_id: caseId,
            id: uuidv7(),
            complaint_id: complaintId,
            verdict: "unsure",
            by_kind: "model",
            by_id: null,
            rule: evidence.rule,
            reason: null,
            weights: evidence,
            model_version: evidence.model,
            at: now,
          },
        ];
      }),
  );
}
