import type { Tx } from "#db/client.ts";
import { caseFigures } from "#domain/cases/case-figures.ts";
import { stateAfterReport } from "#domain/cases/case-state.ts";

type Stored = {
  root: string;
  case_id: string;
  source: string;
  first_at: Date;
  last_at: Date;
  severity: number;
  text: string | null;
  network: string | null;
  hour: number | null;
  low: number;
  high: number;
};

/**
 * Brings the figures of these cases in line with their sources: those of a merged case are its own, those of a survivor
 * are the group's, in which one reporter counts once. The rows must be locked. `now` is the portal's present.
 */
export async function rescoreCases(tx: Tx, caseIds: readonly string[], now: Date): Promise<void> {
  if (caseIds.length === 0) return;
  const ids = [...new Set(caseIds)].sort();
  const groups = tx`
    select id as root, id as member from cases where id = any(${ids}::uuid[])
    union all select merged_into, id from cases where merged_into = any(${ids}::uuid[])`;
  const [sources, counts] = await Promise.all([
    tx<Stored[]>`
      select g.root, s.case_id, encode(s.source_index, 'hex') as source, s.first_at, s.last_at, s.severity, s.hour,
        encode(s.text_group, 'hex') as text, encode(s.network_index, 'hex') as network, s.weight_low as low, s.weight_high as high
      from (${groups}) g join case_sources s on s.case_id = g.member`,
    tx<{ root: string; complaints: number }[]>`
      select g.root, count(distinct m.complaint_id)::int as complaints
      from (${groups}) g join case_members m on m.case_id = g.member group by g.root`,
  ]);
  const byRoot = Map.groupBy(sources, (row) => row.root);
  const complaints = new Map(counts.map((row) => [row.root, row.complaints]));
  const changes = ids.map((id) => {
    const figures = caseFigures(
      (byRoot.get(id) ?? []).map((row) => ({
        ...row,
        caseId: row.case_id,
        firstAt: row.first_at,
        lastAt: row.last_at,
      })),
    );
    return {
      id,
      ...figures,
      // JSON has no infinity; PostgreSQL reads its name.
      heat: Number.isFinite(figures.heat) ? String(figures.heat) : "-Infinity",
      complaints: complaints.get(id) ?? 0,
    };
  });
  await tx`update cases c set heat = r.heat::float8, complaint_count = r.complaints, source_count = r.sources, severity_max = r."severityMax",
      first_report_at = coalesce(r."firstAt", c.opened_at), last_report_at = coalesce(r."lastAt", c.opened_at),
      independent_low = r.low, independent_high = r.high, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as r(id uuid, heat text, complaints int, sources int,
      "severityMax" smallint, "firstAt" timestamptz, "lastAt" timestamptz, low float8, high float8)
    where c.id = r.id`;
}

/**
 * After reports joined or left these cases: the cases that stand for them follow, and a closed survivor is opened again
 * by a new report. Does nothing for cases that are not merged.
 */
export async function followMerges(
  tx: Tx,
  caseIds: readonly string[],
  { now, isReport }: { readonly now: Date; readonly isReport: boolean },
): Promise<void> {
  // As an array: a set of rows would have every case there is looked through.
  const rows = await tx<{ id: string; state: "closed" | "triage" }[]>`
    select id, state from cases where id = any(array(
      select coalesce(c.merged_into, c.id) from cases c where c.id = any(${[...caseIds]}::uuid[])
        and (c.merged_into is not null or (select true from cases m where m.merged_into = c.id limit 1))
    )) order by id for update`;
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  const closed = isReport ? rows.filter((row) => row.state === "closed").map((row) => row.id) : [];
  if (closed.length > 0)
    await tx`update cases set state = ${stateAfterReport("closed")} where id = any(${closed}::uuid[])`;
  await rescoreCases(tx, ids, now);
}
