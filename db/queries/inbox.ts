import type { Scope } from "#domain/access/actor.ts";
import { CASE_STATES, type CaseState } from "#domain/cases/case-state.ts";
import { EMERGENCY_HOURS } from "#domain/cases/decision.ts";
import {
  type CaseKind,
  type CaseSubject,
  COUNT_CAP,
  INBOX_PAGE_SIZE,
  INBOX_QUEUES,
  type InboxCounts,
  type InboxFilter,
  type InboxPage,
  type InboxRow,
  type InboxSort,
  isInstant,
  isNumeric,
  readCursor,
  writeCursor,
} from "#domain/cases/inbox.ts";
import { REPORTED_WINDOW_DAYS } from "#domain/cases/score.ts";
import type { Tx } from "../client.ts";
import { type CampaignName, campaignNames, caseSubject, type SealedKeys } from "./case-subjects.ts";

const DAY_MS = 86_400_000;
/** Beyond this many names a search is too wide to be one; the newest cases of the first are enough to refine it. */
const NAMES_SEARCHED = 200;
const RECENT_CAP = 5000;

type InboxOptions = { readonly now: Date; readonly sealed: SealedKeys };

/**
 * One page of an agency's cases in the order asked for. Each state is read from its own index range
 * (cases_inbox, cases_inbox_due) and the few rows of each are merged, so a page costs the same at any size.
 */
export async function listInbox(
  tx: Tx,
  scope: Scope,
  filter: InboxFilter,
  { now, sealed }: InboxOptions,
): Promise<InboxPage> {
  const found = await narrowing(tx, scope, filter, now);
  if (found?.length === 0) return { rows: [], next: null, total: 0 };
  const { order, key, merge } = orderOf(tx, filter.sort);
  const states = [...INBOX_QUEUES[filter.state]];
  const since = new Date(now.getTime() - REPORTED_WINDOW_DAYS * DAY_MS);
  const matches = () => tx`
    c.agency_id = ${scope.agencyId} and c.merged_into is null
    ${filter.kind ? tx`and c.kind = ${filter.kind}` : tx``}
    ${filter.severity ? tx`and c.severity_max >= ${filter.severity}` : tx``}
    ${filter.assigned === "nobody" ? tx`and c.assigned_to is null` : tx``}
    ${found ? tx`and c.id = any(${found}::uuid[])` : tx``}`;
  const [rows, [counted]] = await Promise.all([
    tx`
    select page.*, i.legal_name, i.english_name, i.status as institution_status, a.name as assignee_name, recent.sources_30d
    from (
      select c.* from unnest(${states}::text[]) as wanted(state) cross join lateral (
        select c.id, c.reference, c.kind, c.state, c.subject_public, c.subject_sealed, c.number_kind, c.institution_id, c.source_count,
          c.severity_max, c.last_report_at, c.review_due_at, c.assigned_to, c.heat
        from cases c where ${matches()} and c.state = wanted.state ${after(tx, filter)}
        order by ${order} limit ${INBOX_PAGE_SIZE + 1}
      ) c order by ${order} limit ${INBOX_PAGE_SIZE + 1}
    ) page
    left join institutions i on i.id = page.institution_id
    left join accounts a on a.id = page.assigned_to
    cross join lateral (
      select count(distinct counted.source_index)::int as sources_30d from (
        select s.source_index from case_sources s
        where s.case_id in (select page.id union all select g.id from cases g where g.merged_into = page.id) and s.last_at > ${since} limit ${RECENT_CAP}
      ) counted
    ) recent
    order by ${merge}`,
    tx<{ total: number }[]>`
    select count(*)::int as total from
      (select 1 from cases c where ${matches()} and c.state = any(${states}) limit ${COUNT_CAP + 1}) counted`,
  ]);
  const shown = rows.slice(0, INBOX_PAGE_SIZE);
  const last = shown.at(-1);
  const names = await campaignNames(
    tx,
    shown.filter((row) => row.kind === "campaign").map((row) => row.id),
  );
  return {
    rows: shown.map((row) => toRow(row, sealed, names.get(row.id))),
    next: rows.length > INBOX_PAGE_SIZE && last ? writeCursor({ value: key(last), id: last.id }) : null,
    total: counted?.total ?? 0,
  };
}

function orderOf(tx: Tx, sort: InboxSort) {
  switch (sort) {
    case "urgency":
      return {
        order: tx`c.heat desc, c.id`,
        merge: tx`page.heat desc, page.id`,
        key: (row: Row) => String(row.heat),
      };
    case "deadline":
      return {
        order: tx`c.review_due_at, c.id`,
        merge: tx`page.review_due_at, page.id`,
        key: (row: Row) => (row.review_due_at as Date).toISOString(),
      };
    case "newest":
      return {
        order: tx`c.last_report_at desc, c.id`,
        merge: tx`page.last_report_at desc, page.id`,
        key: (row: Row) => (row.last_report_at as Date).toISOString(),
      };
    case "sources":
      return {
        order: tx`c.source_count desc, c.id`,
        merge: tx`page.source_count desc, page.id`,
        key: (row: Row) => String(row.source_count),
      };
  }
}

/** Rows behind the cursor. The first comparison alone bounds the index range; the second breaks ties by id. */
function after(tx: Tx, { sort, after: text }: InboxFilter) {
  const isDate = sort === "deadline" || sort === "newest";
  const cursor = readCursor(text, isDate ? isInstant : isNumeric);
  if (!cursor) return tx``;
  const { value, id } = cursor;
  switch (sort) {
    case "urgency":
      return tx`and c.heat <= ${value}::float8 and (c.heat < ${value}::float8 or c.id > ${id})`;
    case "deadline":
      return tx`and c.review_due_at >= ${value}::timestamptz and (c.review_due_at > ${value}::timestamptz or c.id > ${id})`;
    case "newest":
      return tx`and c.last_report_at <= ${value}::timestamptz and (c.last_report_at < ${value}::timestamptz or c.id > ${id})`;
    case "sources":
      return tx`and c.source_count <= ${value}::float8 and (c.source_count < ${value}::float8 or c.id > ${id})`;
  }
}

/** The few cases that a search text, the second-person queue or "mine" narrow the list to; null when none does. */
async function narrowing(tx: Tx, scope: Scope, filter: InboxFilter, now: Date): Promise<string[] | null> {
  const sets = await Promise.all([
    filter.state === "second" ? casesAwaiting(tx, scope, now) : null,
    filter.assigned === "me" ? casesOf(tx, scope) : null,
    filter.q ? searchCases(tx, scope, filter.q) : null,
  ]);
  return sets.reduce((all, set) => (all && set ? all.filter((id) => set.includes(id)) : (all ?? set)), null);
}

async function casesOf(tx: Tx, scope: Scope): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from cases where assigned_to = ${scope.accountId} and agency_id = ${scope.agencyId} and merged_into is null limit ${COUNT_CAP}`;
  return rows.map((row) => row.id);
}

/**
 * Cases with a colleague's decision that a second person may make now: a window that has ended, a proposal to
 * delist, or an emergency warning that would lapse.
 */
async function casesAwaiting(tx: Tx, scope: Scope, now: Date): Promise<string[]> {
  const emergencySince = new Date(now.getTime() - EMERGENCY_HOURS * 3_600_000);
  const rows = await tx<{ case_id: string }[]>`
    select case_id from decisions
    where agency_id = ${scope.agencyId} and proposed_by <> ${scope.accountId} and state in ('proposed', 'window')
      and ((kind = 'list' and state = 'window' and window_ends_at <= ${now}) or (kind = 'delist' and state = 'proposed'))
    union
    select case_id from decisions
    where agency_id = ${scope.agencyId} and proposed_by <> ${scope.accountId} and kind = 'emergency' and state = 'published'
      and decided_by is null and proposed_at > ${emergencySince}
    limit ${COUNT_CAP}`;
  return rows.map((row) => row.case_id);
}

async function searchCases(tx: Tx, scope: Scope, text: string): Promise<string[]> {
  const [exact, named] = await Promise.all([
    tx<{ case_id: string }[]>`
      select coalesce(c.merged_into, c.id) as case_id from case_references r join cases c on c.id = r.case_id
      where r.reference = ${text.toUpperCase()} and r.agency_id = ${scope.agencyId}`,
    tx<{ id: string }[]>`
      select c.id from cases c
      where c.agency_id = ${scope.agencyId} and c.institution_id in (
        select id from (
          select id from institutions where legal_name ilike ${likeAny(text)} or english_name ilike ${likeAny(text)}
          union select institution_id from institution_names where name ilike ${likeAny(text)}
        ) found limit ${NAMES_SEARCHED})
      limit ${COUNT_CAP}`,
  ]);
  return [...exact.map((row) => row.case_id), ...named.map((row) => row.id)];
}

const likeAny = (text: string): string => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

/** The case of one exact number, by its keyed index; null when the agency has none. */
export async function findCaseOfNumber(
  tx: Tx,
  scope: Scope,
  numberIndex: Uint8Array,
): Promise<string | null> {
  const [row] = await tx<{ case_id: string | null }[]>`
    select case_id from number_keys where number_index = ${Buffer.from(numberIndex)} and agency_id = ${scope.agencyId}`;
  return row?.case_id ?? null;
}

/** The case of an exact reference; null when the agency has none. */
export async function findCaseOfReference(tx: Tx, scope: Scope, reference: string): Promise<string | null> {
  const [row] = await tx<{ case_id: string }[]>`
    select case_id from case_references where reference = ${reference.toUpperCase()} and agency_id = ${scope.agencyId}`;
  return row?.case_id ?? null;
}

/** How many cases each queue holds, counted to the cap and no further. */
export async function countInbox(tx: Tx, scope: Scope, now: Date): Promise<InboxCounts> {
  const states = Object.keys(CASE_STATES) as CaseState[];
  const [rows, [own], second] = await Promise.all([
    tx<{ state: CaseState; count: number }[]>`
      select wanted.state, counted.count from unnest(${states}::text[]) as wanted(state) cross join lateral (
        select count(*)::int as count from
          (select 1 from cases c where c.agency_id = ${scope.agencyId} and c.state = wanted.state and c.merged_into is null limit ${COUNT_CAP + 1}) few
      ) counted`,
    tx<{ count: number }[]>`
      select count(*)::int as count from cases c
      where c.assigned_to = ${scope.accountId} and c.agency_id = ${scope.agencyId} and c.state = any(${[...INBOX_QUEUES.open]}) and c.merged_into is null`,
    casesAwaiting(tx, scope, now),
  ]);
  const of = (state: CaseState) => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    triage: of("triage"),
    investigating: of("investigating"),
    proposed: of("proposed"),
    window: of("window"),
    published: of("published"),
    closed: of("closed"),
    open: INBOX_QUEUES.open.reduce((sum, state) => sum + of(state), 0),
    second: second.length,
    mine: own?.count ?? 0,
  };
}

type Row = Record<string, unknown>;

function toRow(row: Row, sealed: SealedKeys, campaign: CampaignName | undefined): InboxRow {
  const subject: CaseSubject = caseSubject(row, sealed, { isMasked: true, campaign });
  return {
    id: row.id as string,
    reference: row.reference as string,
    kind: row.kind as CaseKind,
    state: row.state as CaseState,
    subject,
    sources: row.source_count as number,
    sources30d: row.sources_30d as number,
    severityMax: row.severity_max as number,
    lastReportAt: (row.last_report_at as Date).toISOString(),
    dueAt: (row.review_due_at as Date).toISOString(),
    assignee: row.assigned_to ? { id: row.assigned_to as string, name: row.assignee_name as string } : null,
  };
}
