import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { hexList, insertRows, type Row } from "#db/rows.ts";
import { assertCaseState, stateAfterReport } from "#domain/cases/case-state.ts";
import { weighSource } from "#domain/cases/independent-sources.ts";
import {
  addHeat,
  heatOf,
  REPORTED_SOURCES,
  REPORTED_WEIGHT,
  REPORTED_WINDOW_DAYS,
} from "#domain/cases/score.ts";
import { followMerges } from "../cases/rescore-cases.ts";
import { insertTogether, type TableRows } from "./insert-together.ts";
import { casesOf, type JoinableCase } from "./joinable-cases.ts";
import type { Prepared } from "./prepare-submission.ts";

const RULE_VERSION = "keys-1";
const DAY_MS = 86_400_000;

/**
 * Appends the judgements that join these complaints to their cases, and brings members, sources and scores in line.
 * `beside` are rows to write with them.
 */
export async function writeMemberships(
  tx: Tx,
  items: readonly Prepared[],
  cases: ReadonlyMap<string, JoinableCase>,
  /** `now` dates the judgements; `changedAt` is the portal's present, which look-ups follow. */
  {
    now,
    changedAt,
    beside,
  }: { readonly now: Date; readonly changedAt: Date; readonly beside: readonly TableRows[] },
): Promise<void> {
  const judgements: Row[] = [];
  const members: Row[] = [];
  const sources = new Map<string, SourceRow>();
  for (const item of items) {
    for (const joined of casesOf(item, cases)) {
      const judgementId = uuidv7();
      judgements.push({
        case_id: joined.id,
        id: judgementId,
        complaint_id: item.id,
        verdict: "join",
        by_kind: joined.kind === "campaign" ? "model" : "rule",
        by_id: null,
        rule: joined.rule,
        reason: joined.kind === "lender" ? item.claimedMatch : null,
        weights: joined.kind === "campaign" ? joined.evidence : {},
        model_version: joined.kind === "campaign" ? joined.evidence.model : RULE_VERSION,
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
      const key = `${joined.id}|${item.reporterHex}`;
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
          text_group: item.textGroup,
          network_index: item.traits.networkIndex,
          hour: hourOf(item.receivedAt),
        });
      }
    }
  }
  if (members.length === 0) return insertTogether(tx, beside);
  const caseIds = [...new Set(members.map((row) => row.case_id as string))].sort();
  // What nobody waits for is written before the cases are locked, which everybody with a report on them waits for. What
  // refers to them comes after: a foreign key's own lock, taken first, would deadlock with another batch.
  const [, rows, merged, , upserted] = await Promise.all([
    insertTogether(tx, beside),
    tx<CaseRow[]>`
      select id, heat, state, number_index, number_kind, subject_public from cases
      where id = any(array(
        select unnest(${caseIds}::uuid[]) union select merged_into from cases where id = any(${caseIds}::uuid[])
      )) order by id for update`,
    // Asked under the locks; one look-up a case, where EXISTS would hash every merge there ever was.
    tx<{ id: string }[]>`select c.id from cases c where c.id = any(${caseIds}::uuid[])
      and (c.merged_into is not null or (select true from cases m where m.merged_into = c.id limit 1))`,
    insertTogether(tx, [
      ["case_judgements", judgements],
      ["case_members", members],
    ]),
    insertRows<UpsertedSource>(
      tx,
      "case_sources",
      [...sources.values()],
      `on conflict (case_id, source_index) do update set first_at = least(case_sources.first_at, excluded.first_at),
        last_at = greatest(case_sources.last_at, excluded.last_at), severity = greatest(case_sources.severity, excluded.severity),
        complaint_count = case_sources.complaint_count + excluded.complaint_count
        returning new.case_id, new.source_index, new.first_at, new.severity, new.weight_low as weight, old.first_at as old_first_at,
          old.severity as old_severity`,
    ),
  ]);
  const locked = rows.filter((row) => caseIds.includes(row.id));
  const isNew = (source: UpsertedSource) => source.old_first_at === null;
  const weights = await weighNewSources(
    tx,
    upserted.filter(isNew).flatMap((source) => sources.get(sourceName(source)) ?? []),
  );

  // A known source that reports something graver, or earlier, weighs otherwise than before: its part is exchanged.
  const exchanged = new Map(locked.map((row) => [row.id, exchangeHeat(row, upserted)]));
  const summedAnew = locked.filter((row) => exchanged.get(row.id) === null).map((row) => row.id);
  const isAnew = summedAnew.length > 0;
  const [, heats] = await Promise.all([
    isAnew && discountSources(tx, weights),
    isAnew ? heatsOf(tx, summedAnew) : new Map<string, number>(),
  ]);
  const changes = locked.map((row) => {
    const own = members.filter((member) => member.case_id === row.id);
    const touched = upserted.filter((source) => source.case_id === row.id);
    const added = touched.filter(isNew);
    const recomputed = heats.get(row.id);
    let heat = recomputed ?? exchanged.get(row.id) ?? row.heat;
    if (recomputed === undefined)
      for (const source of added)
        heat = addHeat(heat, {
          firstAt: source.first_at,
          severity: source.severity,
          weight: weights.get(sourceName(source))?.low ?? 1,
        });
    const ownWeights = added.flatMap((source) => weights.get(sourceName(source)) ?? []);
    const times = own.map((member) => (member.reported_at as Date).getTime());
    return {
      id: row.id,
      heat,
      state: stateAfterReport(assertCaseState(row.state)),
      complaints: own.length,
      sources: added.length,
      low: ownWeights.reduce((sum, weight) => sum + weight.low, 0),
      high: ownWeights.reduce((sum, weight) => sum + weight.high, 0),
      severity: Math.max(...own.map((member) => member.severity as number)),
      first: new Date(Math.min(...times)),
      last: new Date(Math.max(...times)),
    };
  });
  // Each reads what those before it wrote: they are sent in this order.
  await Promise.all([
    !isAnew && discountSources(tx, weights),
    updateCases(tx, changes, now),
    refreshNumberReports(
      tx,
      locked.filter((row) => row.number_index).map((row) => row.id),
      changedAt,
    ),
  ]);
  if (merged.length > 0)
    await followMerges(
      tx,
      merged.map((row) => row.id),
      { now: changedAt, isReport: true },
    );
}

async function updateCases(tx: Tx, changes: readonly Row[], now: Date): Promise<void> {
  await tx`update cases c set heat = r.heat, state = r.state, complaint_count = c.complaint_count + r.complaints,
      source_count = c.source_count + r.sources, independent_low = c.independent_low + r.low,
      independent_high = c.independent_high + r.high, severity_max = greatest(c.severity_max, r.severity),
      first_report_at = case when c.complaint_count = 0 then r.first else least(c.first_report_at, r.first) end,
      last_report_at = case when c.complaint_count = 0 then r.last else greatest(c.last_report_at, r.last) end, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb)
      as r(id uuid, heat float8, state text, complaints int, sources int, low float8, high float8, severity smallint, first timestamptz, last timestamptz)
    where c.id = r.id`;
}

type CaseRow = {
  id: string;
  heat: number;
  state: string;
  number_index: Buffer | null;
  number_kind: string | null;
  subject_public: string | null;
};

/** One source of a case, as it is stored. */
export type SourceRow = {
  case_id: string;
  source_index: Buffer;
  first_at: Date;
  last_at: Date;
  severity: number;
  region: string | null;
  complaint_count: number;
  text_group: Buffer | null;
  network_index: Buffer | null;
  hour: number | null;
};

type UpsertedSource = {
  case_id: string;
  source_index: Buffer;
  first_at: Date;
  severity: number;
  weight: number;
  old_first_at: Date | null;
  old_severity: number | null;
};

const sourceName = (source: { readonly case_id: string; readonly source_index: Buffer }): string =>
  `${source.case_id}|${source.source_index.toString("hex")}`;

const HOUR_MS = 3_600_000;
/** A time of exactly midnight is a day that somebody wrote as a time: it says nothing about the hour. */
const hourOf = (at: Date): number | null =>
  at.getTime() % DAY_MS === 0 ? null : Math.floor(at.getTime() / HOUR_MS);

type Weighed = Pick<SourceRow, "case_id" | "source_index" | "text_group" | "network_index" | "hour">;

type SourceWeight = { readonly source: Weighed; readonly low: number; readonly high: number };

/**
 * What each new source of a case counts for beside those that came before it: near-identical words, one network and one
 * hour discount (domain/cases/independent-sources.ts). The case rows must be locked, so that counts follow one another.
 */
export async function weighNewSources(
  tx: Tx,
  sources: readonly Weighed[],
): Promise<ReadonlyMap<string, SourceWeight>> {
  const groups = new Map<string, { case_id: string; dimension: string; value: Buffer; sources: number }>();
  for (const source of sources)
    for (const group of groupsOf(source)) {
      const name = groupName(group);
      const known = groups.get(name);
      if (known) known.sources += 1;
      else groups.set(name, { ...group, sources: 1 });
    }
  const rows = await insertRows<{ case_id: string; dimension: string; value: Buffer; sources: number }>(
    tx,
    "case_source_groups",
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group),
    `on conflict (case_id, dimension, value) do update set sources = case_source_groups.sources + excluded.sources
      returning case_id, dimension, value, sources`,
  );
  const seen = new Map(
    rows.map((row) => [groupName(row), row.sources - (groups.get(groupName(row))?.sources ?? 0)]),
  );
  const weights = new Map<string, SourceWeight>();
  for (const source of sources) {
    const before = { text: 0, network: 0, device: 0, hour: 0 };
    for (const group of groupsOf(source)) {
      const name = groupName(group);
      before[group.dimension] = seen.get(name) ?? 0;
      seen.set(name, before[group.dimension] + 1);
    }
    weights.set(sourceName(source), { source, ...weighSource(before) });
  }
  return weights;
}

/** Writes what new sources count for, where that is less than one. */
export async function discountSources(tx: Tx, weights: ReadonlyMap<string, SourceWeight>): Promise<void> {
  const discounted = [...weights.values()].filter(({ low }) => low < 1);
  if (discounted.length === 0) return;
  await tx`update case_sources s set weight_low = r.low, weight_high = r.high
    from unnest(${discounted.map(({ source }) => source.case_id)}::uuid[], ${hexList(discounted.map(({ source }) => source.source_index))}::text[]::bytea[],
      ${discounted.map(({ low }) => low)}::float8[], ${discounted.map(({ high }) => high)}::float8[]) as r(case_id, source_index, low, high)
    where s.case_id = r.case_id and s.source_index = r.source_index`;
}

type SourceGroup = {
  readonly case_id: string;
  readonly dimension: "text" | "network" | "hour";
  readonly value: Buffer;
};
const groupName = (group: {
  readonly case_id: string;
  readonly dimension: string;
  readonly value: Buffer;
}): string => `${group.case_id}|${group.dimension}|${group.value.toString("hex")}`;

function groupsOf(source: Weighed): SourceGroup[] {
  const { case_id, text_group: text, network_index: network, hour } = source;
  return [
    ...(text ? [{ case_id, dimension: "text" as const, value: text }] : []),
    ...(network ? [{ case_id, dimension: "network" as const, value: network }] : []),
    ...(hour === null ? [] : [{ case_id, dimension: "hour" as const, value: Buffer.from(String(hour)) }]),
  ];
}

/** Where one source is nearly all of a case's heat, taking it out leaves rounding only: the case is summed anew. */
const MOST_EXCHANGED = 0.99;

/** A case's heat after its known sources changed; null when it has to be summed anew. */
function exchangeHeat(
  row: { readonly id: string; readonly heat: number },
  sources: readonly UpsertedSource[],
): number | null {
  let heat = row.heat;
  for (const { case_id, weight, severity, first_at, old_severity, old_first_at } of sources) {
    if (case_id !== row.id || old_first_at === null || old_severity === null) continue;
    if (old_severity === severity && old_first_at.getTime() === first_at.getTime()) continue;
    const own = heatOf([{ firstAt: old_first_at, severity: old_severity, weight }]);
    const share = 2 ** (own - heat);
    if (share > MOST_EXCHANGED) return null;
    heat = addHeat(heat + Math.log2(1 - share), { firstAt: first_at, severity, weight });
  }
  return heat;
}

async function heatsOf(tx: Tx, caseIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (caseIds.length === 0) return new Map();
  const rows = await tx<{ case_id: string; first_at: Date; severity: number; weight: number }[]>`
    select case_id, first_at, severity, weight_low as weight from case_sources where case_id = any(${[...caseIds]}::uuid[])`;
  const byCase = Map.groupBy(rows, (row) => row.case_id);
  return new Map(
    [...byCase].map(([id, sources]) => [
      id,
      heatOf(sources.map((row) => ({ firstAt: row.first_at, severity: row.severity, weight: row.weight }))),
    ]),
  );
}

/** Enough of the newest sources to tell whether five that are not one voice reported lately. */
const NEWEST_SOURCES = 200;

/** Brings the look-up's summary of undecided reports in line with the sources of these caller cases, as far as the number's present holder is concerned. */
export async function refreshNumberReports(tx: Tx, caseIds: readonly string[], now: Date): Promise<void> {
  if (caseIds.length === 0) return;
  const since = new Date(now.getTime() - REPORTED_WINDOW_DAYS * DAY_MS);
  await tx`insert into number_reports (number_index, number_kind, visibility, source_count, sources_30d, fifth_last_at, last_at, updated_at)
    select c.number_index, c.number_kind, case when c.subject_public is null then 'restricted' else 'public' end,
      -- A survivor's figures are its group's; a look-up is about one number.
      case when (select true from cases m where m.merged_into = c.id limit 1)
        then (select count(*)::int from case_sources s where s.case_id = c.id) else c.source_count end,
      (select count(*) from (select 1 from case_sources s where s.case_id = c.id and s.last_at > ${since} limit 5000) recent),
      (select newest.last_at from (
        select last_at, row_number() over newer as place, sum(weight_high) over newer as weight
        from (select last_at, source_index, weight_high from case_sources where case_id = c.id order by last_at desc limit ${NEWEST_SOURCES}) s
        window newer as (order by last_at desc, source_index)
      ) newest where place >= ${REPORTED_SOURCES} and weight >= ${REPORTED_WEIGHT} order by place limit 1),
      coalesce((select max(s.last_at) from case_sources s where s.case_id = c.id), c.last_report_at), ${now}
    from cases c join number_keys n on n.number_index = c.number_index and n.case_id = c.id
    where c.id = any(${[...caseIds]}::uuid[]) and c.kind = 'caller'
    order by c.number_index
    on conflict (number_index) do update set source_count = excluded.source_count, sources_30d = excluded.sources_30d,
      fifth_last_at = excluded.fifth_last_at, last_at = excluded.last_at, updated_at = excluded.updated_at`;
}
