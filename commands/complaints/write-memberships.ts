import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { insertRows, type Row } from "#db/rows.ts";
import { assertCaseState, stateAfterReport } from "#domain/cases/case-state.ts";
import { addHeat, heatOf, REPORTED_SOURCES, REPORTED_WINDOW_DAYS } from "#domain/cases/score.ts";
import { casesOf, type JoinableCase } from "./joinable-cases.ts";
import type { Prepared } from "./prepare-submission.ts";

const RULE_VERSION = "keys-1";
const DAY_MS = 86_400_000;

/** Appends the judgements that join these complaints to their cases, and brings members, sources and scores in line. */
export async function writeMemberships(
  tx: Tx,
  items: readonly Prepared[],
  cases: ReadonlyMap<string, JoinableCase>,
  /** `now` dates the judgements; `changedAt` is the portal's present, which look-ups follow. */
  { now, changedAt }: { readonly now: Date; readonly changedAt: Date },
): Promise<void> {
  const judgements: Row[] = [];
  const members: Row[] = [];
  const sources = new Map<
    string,
    {
      case_id: string;
      source_index: Buffer;
      first_at: Date;
      last_at: Date;
      severity: number;
      region: string | null;
      complaint_count: number;
    }
  >();
  for (const item of items) {
    for (const joined of casesOf(item, cases)) {
      const judgementId = uuidv7();
      judgements.push({
        case_id: joined.id,
        id: judgementId,
        complaint_id: item.id,
        verdict: "join",
        by_kind: "rule",
        by_id: null,
        rule: joined.rule,
        reason: joined.kind === "lender" ? item.claimedMatch : null,
        weights: {},
        model_version: RULE_VERSION,
        at: now,
      });
      members.push({
        case_id: joined.id,
        complaint_id: item.id,
        judgement_id: judgementId,
        source_index: item.reporterIndex,
        reported_at: item.reportedAt,
        severity: item.severity,
        region: item.complaint.region,
      });
      const key = `${joined.id}${item.reporterHex}`;
      const known = sources.get(key);
      if (known) {
        known.complaint_count += 1;
        if (item.reportedAt < known.first_at) known.first_at = item.reportedAt;
        if (item.reportedAt > known.last_at) known.last_at = item.reportedAt;
        known.severity = Math.max(known.severity, item.severity);
      } else {
        sources.set(key, {
          case_id: joined.id,
          source_index: item.reporterIndex,
          first_at: item.reportedAt,
          last_at: item.reportedAt,
          severity: item.severity,
          region: item.complaint.region,
          complaint_count: 1,
        });
      }
    }
  }
  if (members.length === 0) return;
  const caseIds = [...new Set(members.map((row) => row.case_id as string))].sort();
  // Locked before anything refers to the cases: a foreign key's own lock, taken first, would deadlock with another batch.
  const locked = await tx<
    {
      id: string;
      heat: number;
      state: string;
      number_index: Buffer | null;
      number_kind: string | null;
      subject_public: string | null;
    }[]
  >`
      select id, heat, state, number_index, number_kind, subject_public from cases where id = any(${caseIds}::uuid[]) order by id for update`;
  const [, , upserted] = await Promise.all([
    insertRows(tx, "case_judgements", judgements),
    insertRows(tx, "case_members", members),
    insertRows<UpsertedSource>(
      tx,
      "case_sources",
      [...sources.values()],
      `on conflict (case_id, source_index) do update set first_at = least(case_sources.first_at, excluded.first_at),
        last_at = greatest(case_sources.last_at, excluded.last_at), severity = greatest(case_sources.severity, excluded.severity),
        complaint_count = case_sources.complaint_count + excluded.complaint_count
        returning new.case_id, new.first_at, new.severity, old.first_at as old_first_at, old.severity as old_severity`,
    ),
  ]);

  // A known source that reports something graver, or earlier, weighs otherwise than before: those cases are summed anew.
  const changedIds = upserted.filter(weighsOtherwise).map((source) => source.case_id);
  const heats = await heatsOf(tx, [...new Set(changedIds)]);
  const changes = locked.map((row) => {
    const own = members.filter((member) => member.case_id === row.id);
    const touched = upserted.filter((source) => source.case_id === row.id);
    const added = touched.filter((source) => source.old_first_at === null);
    const recomputed = heats.get(row.id);
    let heat = recomputed ?? row.heat;
    if (recomputed === undefined)
      for (const source of added)
        heat = addHeat(heat, { firstAt: source.first_at, severity: source.severity });
    const times = own.map((member) => (member.reported_at as Date).getTime());
    return {
      id: row.id,
      heat,
      state: stateAfterReport(assertCaseState(row.state)),
      complaints: own.length,
      sources: added.length,
      severity: Math.max(...own.map((member) => member.severity as number)),
      first: new Date(Math.min(...times)),
      last: new Date(Math.max(...times)),
    };
  });
  await tx`update cases c set heat = r.heat, state = r.state, complaint_count = c.complaint_count + r.complaints,
      source_count = c.source_count + r.sources, severity_max = greatest(c.severity_max, r.severity),
      first_report_at = least(c.first_report_at, r.first), last_report_at = greatest(c.last_report_at, r.last), updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb)
      as r(id uuid, heat float8, state text, complaints int, sources int, severity smallint, first timestamptz, last timestamptz)
    where c.id = r.id`;
  await refreshNumberReports(
    tx,
    locked.filter((row) => row.number_index).map((row) => row.id),
    changedAt,
  );
}

type UpsertedSource = {
  case_id: string;
  first_at: Date;
  severity: number;
  old_first_at: Date | null;
  old_severity: number | null;
};

function weighsOtherwise(source: UpsertedSource): boolean {
  if (source.old_first_at === null) return false;
  return (
    source.old_severity !== source.severity || source.old_first_at.getTime() !== source.first_at.getTime()
  );
}

async function heatsOf(tx: Tx, caseIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (caseIds.length === 0) return new Map();
  const rows = await tx<{ case_id: string; first_at: Date; severity: number }[]>`
    select case_id, first_at, severity from case_sources where case_id = any(${[...caseIds]}::uuid[])`;
  const byCase = Map.groupBy(rows, (row) => row.case_id);
  return new Map(
    [...byCase].map(([id, sources]) => [
      id,
      heatOf(sources.map((row) => ({ firstAt: row.first_at, severity: row.severity }))),
    ]),
  );
}

/** Brings the look-up's summary of undecided reports in line with the sources of these caller cases. */
export async function refreshNumberReports(tx: Tx, caseIds: readonly string[], now: Date): Promise<void> {
  if (caseIds.length === 0) return;
  const since = new Date(now.getTime() - REPORTED_WINDOW_DAYS * DAY_MS);
  await tx`insert into number_reports (number_index, number_kind, visibility, source_count, sources_30d, fifth_last_at, last_at, updated_at)
    select c.number_index, c.number_kind, case when c.subject_public is null then 'restricted' else 'public' end, c.source_count,
      (select count(*) from (select 1 from case_sources s where s.case_id = c.id and s.last_at > ${since} limit 5000) recent),
      (select s.last_at from case_sources s where s.case_id = c.id order by s.last_at desc offset ${REPORTED_SOURCES - 1} limit 1),
      c.last_report_at, ${now}
    from cases c where c.id = any(${[...caseIds]}::uuid[]) and c.kind = 'caller'
    order by c.number_index
    on conflict (number_index) do update set source_count = excluded.source_count, sources_30d = excluded.sources_30d,
      fifth_last_at = excluded.fifth_last_at, last_at = excluded.last_at, updated_at = excluded.updated_at`;
}
