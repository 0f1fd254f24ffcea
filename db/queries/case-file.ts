import type { Scope } from "#domain/access/actor.ts";
import type {
  CaseFile,
  Claim,
  DecisionView,
  HistoryEntry,
  InstitutionPanel,
  InvolvedValue,
  Listing,
  MemberPage,
} from "#domain/cases/case-file.ts";
import type { CaseState } from "#domain/cases/case-state.ts";
import type { DecisionKind, DecisionState, Ground, NoticeMethod, Tier } from "#domain/cases/decision.ts";
import { type CaseKind, isInstant, readCursor, writeCursor } from "#domain/cases/inbox.ts";
import { presentWeight, REPORTED_WINDOW_DAYS } from "#domain/cases/score.ts";
import { AppError } from "#domain/errors.ts";
import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";
import { isInForce, type VersionStatus } from "#domain/registry/entry.ts";
import type { Tx } from "../client.ts";
import { caseSubject, numberGroups, type SealedKeys } from "./case-subjects.ts";
import { caseGroup } from "./merges.ts";

const DAY_MS = 86_400_000;
const MEMBERS_PAGE = 20;
/** What the panels beside a case are drawn from: its newest reports, not all of a case of ten thousand. */
export const SAMPLED_REPORTS = 500;
const HISTORY_LIMIT = 60;

type Options = { readonly now: Date; readonly sealed: SealedKeys };
type Row = Record<string, unknown>;
const iso = (value: unknown): string => (value as Date).toISOString();
const isoOrNull = (value: unknown): string | null => (value ? iso(value) : null);

/**
 * One case of the agency with all that its page shows; another agency's is `not-found` (row-level security). Reports,
 * sources and history are those of the case and of everything merged into it; decisions are its own.
 */
export async function getCaseFile(
  tx: Tx,
  scope: Scope,
  caseId: string,
  { now, sealed }: Options,
): Promise<CaseFile> {
  const [row] = await tx`
    select c.*, encode(c.number_index, 'hex') as index_hex, i.legal_name, i.english_name, i.status as institution_status, a.name as assignee_name
    from cases c left join institutions i on i.id = c.institution_id left join accounts a on a.id = c.assigned_to
    where c.id = ${caseId} and c.agency_id = ${scope.agencyId}`;
  if (!row) throw new AppError("not-found", "case");
  const group = row.merged_into ? [caseId] : await caseGroup(tx, caseId);
  const subjectName = row.index_hex ? `number:${row.index_hex}` : `institution:${row.institution_id}`;
  const [recent, likenesses, provinces, reasons, institution, claims, decisions, listing] = await Promise.all(
    [
      recentSources(tx, group, now),
      likenessesOf(tx, group),
      provincesOf(tx, group),
      severityReasonsOf(tx, group, row.severity_max),
      row.institution_id ? institutionPanel(tx, row.institution_id) : null,
      row.kind === "caller" ? claimsOf(tx, group) : [],
      decisionsOf(tx, caseId),
      listingOf(tx, subjectName, now),
    ],
  );
  const key = row.subject_sealed ? sealed.ofCase(caseId, row.subject_sealed) : null;
  const described = key ? describeKey(key as NumberKey) : null;
  return {
    id: row.id,
    reference: row.reference,
    kind: row.kind as CaseKind,
    state: row.state as CaseState,
    subject: caseSubject(row, sealed, { isMasked: false }),
    openedAt: iso(row.opened_at),
    firstReportAt: iso(row.first_report_at),
    lastReportAt: iso(row.last_report_at),
    dueAt: iso(row.review_due_at),
    complaints: row.complaint_count,
    score: {
      sources: row.source_count,
      sources30d: recent,
      independent: { low: row.independent_low, high: row.independent_high },
      likenesses,
      weight: presentWeight(row.heat, now),
      severityMax: row.severity_max,
      spread: provinces.length,
    },
    provinces,
    severityReasons: reasons,
    assignee: row.assigned_to ? { id: row.assigned_to, name: row.assignee_name } : null,
    institution,
    claims,
    decisions,
    listing,
    isRestricted: described?.visibility === "restricted",
    isProtected: described?.isProtected ?? false,
    mergedInto: row.merged_into,
    mergedCases: group.length - 1,
  };
}

async function recentSources(tx: Tx, group: readonly string[], now: Date): Promise<number> {
  const since = new Date(now.getTime() - REPORTED_WINDOW_DAYS * DAY_MS);
  const [row] = await tx<{ count: number }[]>`
    select count(distinct source_index)::int as count from case_sources where case_id = any(${[...group]}::uuid[]) and last_at > ${since}`;
  return row?.count ?? 0;
}

async function likenessesOf(tx: Tx, group: readonly string[]): Promise<CaseFile["score"]["likenesses"]> {
  const rows = await tx<{ dimension: "text" | "network" | "hour"; sources: number }[]>`
    select dimension, sum(sources)::int as sources from case_source_groups
    where case_id = any(${[...group]}::uuid[]) and sources > 1 group by 1 order by 2 desc, 1`;
  return [...rows];
}

async function provincesOf(tx: Tx, group: readonly string[]): Promise<{ code: string; sources: number }[]> {
  const rows = await tx<{ code: string; sources: number }[]>`
    select left(region, 2) || '0000' as code, count(distinct source_index)::int as sources from case_sources
    where case_id = any(${[...group]}::uuid[]) and region is not null group by 1 order by 2 desc, 1`;
  return [...rows];
}

/** Each report's reasons come gravest first, so its first one is why it is as grave as it is. */
async function severityReasonsOf(tx: Tx, group: readonly string[], severity: number): Promise<string[]> {
  const rows = await tx<{ reason: string }[]>`
    select c.severity_reasons[1] as reason from (
      select distinct complaint_id from case_members where case_id = any(${[...group]}::uuid[]) and severity = ${severity} limit ${SAMPLED_REPORTS}
    ) m join complaints c on c.id = m.complaint_id
    group by 1 order by count(*) desc, 1 limit 5`;
  return rows.map((row) => row.reason);
}

async function institutionPanel(tx: Tx, institutionId: string): Promise<InstitutionPanel | null> {
  const [[row], licences, [contacts]] = await Promise.all([
    tx`select id, legal_name, english_name, status, class, uscc, regulator_code, region, source from institutions where id = ${institutionId}`,
    tx`select number, regulator, scope, status, expires_on::text as expires_on from licences where institution_id = ${institutionId}
      order by (status = 'valid') desc, issued_on desc nulls last limit 20`,
    tx<
      { count: number }[]
    >`select count(*)::int as count from institution_contacts where institution_id = ${institutionId}`,
  ]);
  if (!row) return null;
  return {
    id: row.id,
    name: row.legal_name,
    englishName: row.english_name,
    status: row.status,
    class: row.class,
    uscc: row.uscc,
    regulatorCode: row.regulator_code,
    region: row.region,
    source: row.source,
    officialContacts: contacts?.count ?? 0,
    licences: licences.map((licence) => ({
      number: licence.number,
      regulator: licence.regulator,
      scope: licence.scope,
      status: licence.status,
      expiresOn: licence.expires_on,
    })),
  };
}

async function claimsOf(tx: Tx, group: readonly string[]): Promise<Claim[]> {
  const rows = await tx`
    select i.id, i.legal_name, i.english_name, i.status, claimed.complaints, own.id as case_id
    from (
      select c.claimed_institution_id as id, count(*)::int as complaints from (
        ${newestOf(tx, group, SAMPLED_REPORTS)}
      ) m join complaints c on c.id = m.complaint_id where c.claimed_institution_id is not null group by 1 order by 2 desc limit 6
    ) claimed join institutions i on i.id = claimed.id
    left join institution_cases ic on ic.institution_id = i.id left join cases own on own.id = ic.case_id
    order by claimed.complaints desc, i.legal_name`;
  return rows.map((row) => ({
    institutionId: row.id,
    name: row.legal_name,
    englishName: row.english_name,
    isProvisional: row.status === "provisional",
    complaints: row.complaints,
    caseId: row.case_id,
  }));
}

/** Newest reports of a group, each once, from the front of each case's index range; as a subquery. */
function newestOf(tx: Tx, group: readonly string[], limit: number, agencyId?: string) {
  return tx`
    select complaint_id, max(reported_at) as reported_at from (
      select newest.* from cases c cross join lateral (
        select m.complaint_id, m.reported_at from case_members m where m.case_id = c.id order by m.reported_at desc limit ${limit}
      ) newest where c.id = any(${[...group]}::uuid[]) ${agencyId ? tx`and c.agency_id = ${agencyId}` : tx``}
    ) each_case group by complaint_id order by 2 desc limit ${limit}`;
}

async function decisionsOf(tx: Tx, caseId: string): Promise<DecisionView[]> {
  const rows = await tx`
    select d.*, p.name as proposer, s.name as decider, n.method, n.served_at, n.unserved_reason, n.respond_by, n.recorded_at, r.name as recorder
    from decisions d join accounts p on p.id = d.proposed_by left join accounts s on s.id = d.decided_by
    left join lateral (select * from notices where case_id = d.case_id and decision_id = d.id order by id desc limit 1) n on true
    left join accounts r on r.id = n.recorded_by
    where d.case_id = ${caseId} order by d.proposed_at desc, d.id desc limit 20`;
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as DecisionKind,
    state: row.state as DecisionState,
    grounds: row.grounds as Ground[],
    tier: row.tier as Tier,
    termDays: row.term_days,
    findsCommercialUse: row.finds_commercial_use,
    statement: row.statement,
    proposedBy: { id: row.proposed_by, name: row.proposer },
    proposedAt: iso(row.proposed_at),
    windowEndsAt: isoOrNull(row.window_ends_at),
    decidedBy: row.decided_by ? { id: row.decided_by, name: row.decider } : null,
    decidedAt: isoOrNull(row.decided_at),
    decidedReason: row.decided_reason,
    notice: row.method
      ? {
          method: row.method as NoticeMethod,
          isServed: row.served_at !== null,
          unservedReason: row.unserved_reason,
          respondBy: iso(row.respond_by),
          recordedBy: row.recorder ?? "",
          recordedAt: iso(row.recorded_at),
        }
      : null,
  }));
}

async function listingOf(tx: Tx, subject: string, now: Date): Promise<Listing | null> {
  const [row] = await tx`
    select v.entry_id, v.kind, v.status, v.tier, v.listed_at, v.expires_at from registry_subjects s join registry_versions v on v.entry_id = s.entry_id
    where s.subject = ${subject} order by v.version desc limit 1`;
  if (!row) return null;
  const status = row.status as VersionStatus;
  return {
    entryId: row.entry_id,
    kind: row.kind,
    status,
    tier: row.tier,
    listedAt: iso(row.listed_at),
    expiresAt: iso(row.expires_at),
    isInForce: isInForce({ status, expiresAt: row.expires_at }, now),
  };
}

/** The reports of a case, newest first. The case must have been read in the same scope before. */
export async function listCaseMembers(
  tx: Tx,
  scope: Scope,
  caseId: string,
  after: string | null,
): Promise<MemberPage> {
  const cursor = readCursor(after, isInstant);
  const group = await caseGroup(tx, caseId);
  // Each case's newest come from the front of its own index range; a report in two cases of the group is shown once.
  const rows = await tx`
    select page.*, co.received_at, co.matter, co.channel, co.facts, st.status, j.by_kind, j.rule, j.reason, a.name as judge,
      (select count(distinct r.complaint_id)::int from case_members r where r.case_id = any(${group}::uuid[]) and r.source_index = page.source_index)
        as source_reports
    from (
      select distinct on (found.reported_at, found.complaint_id) found.* from cases c cross join lateral (
        select m.* from case_members m where m.case_id = c.id
          ${cursor ? tx`and m.reported_at <= ${cursor.value}::timestamptz and (m.reported_at < ${cursor.value}::timestamptz or m.complaint_id > ${cursor.id})` : tx``}
        order by m.reported_at desc, m.complaint_id limit ${MEMBERS_PAGE + 1}
      ) found
      where c.id = any(${group}::uuid[]) and c.agency_id = ${scope.agencyId}
      order by found.reported_at desc, found.complaint_id, (found.case_id = ${caseId}) desc, found.case_id limit ${MEMBERS_PAGE + 1}
    ) page
    join complaints co on co.id = page.complaint_id join complaint_states st on st.complaint_id = page.complaint_id
    join case_judgements j on j.case_id = page.case_id and j.id = page.judgement_id
    left join accounts a on a.id = j.by_id
    order by page.reported_at desc, page.complaint_id`;
  const shown = rows.slice(0, MEMBERS_PAGE);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => ({
      complaintId: row.complaint_id,
      receivedAt: iso(row.received_at),
      matter: row.matter,
      channel: row.channel,
      harms: harmsOf(row.facts),
      severity: row.severity,
      sourceReports: row.source_reports,
      viaCase: row.case_id === caseId ? null : row.case_id,
      judgement: { byKind: row.by_kind, by: row.judge, rule: row.rule, reason: row.reason },
      status: row.status,
    })),
    next:
      rows.length > MEMBERS_PAGE && last
        ? writeCursor({ value: iso(last.reported_at), id: last.complaint_id })
        : null,
  };
}

function harmsOf(facts: Row | null): string[] {
  const kinds = (facts?.harm as Row | null | undefined)?.kinds;
  return Array.isArray(kinds) ? kinds.filter((code): code is string => typeof code === "string") : [];
}

/** Numbers, signatures and links of the newest reports. Other restricted numbers stay masked; each has a case of its own. */
export async function listInvolved(
  tx: Tx,
  scope: Scope,
  caseId: string,
  sealed: SealedKeys,
): Promise<InvolvedValue[]> {
  const group = await caseGroup(tx, caseId);
  const rows = await tx`
    select found.*, encode(found.value_index, 'hex') as index_hex, nk.key_sealed, own.id as own_case
    from (
      select ci.kind, ci.role, ci.value_index, max(ci.public_value) as public_value, count(distinct ci.complaint_id)::int as complaints
      from (
        ${newestOf(tx, group, SAMPLED_REPORTS, scope.agencyId)}
      ) newest join complaint_identifiers ci on ci.complaint_id = newest.complaint_id
      where ci.role in ('displayed', 'callback', 'signature', 'link') and ci.value_index is not null
      group by 1, 2, 3 order by 5 desc, 1 limit 12
    ) found
    left join number_keys nk on nk.number_index = found.value_index
    left join cases own on own.id = nk.case_id
    order by found.complaints desc, found.kind`;
  return rows.flatMap((row) => {
    const isText = row.role === "signature" || row.role === "link";
    const key = row.public_value ?? (row.key_sealed ? sealed.ofNumber(row.index_hex, row.key_sealed) : null);
    const common = { kind: row.kind, role: row.role, complaints: row.complaints, caseId: row.own_case };
    if (!key) return [];
    if (isText) return [{ ...common, groups: [key as string], isMasked: false }];
    const isMasked = row.public_value === null && !group.includes(row.own_case);
    return [{ ...common, groups: numberGroups(key, isMasked), isMasked }];
  });
}

/** The history of a case, newest first: what people did one by one, what rules joined or parted day by day. */
export async function listHistory(tx: Tx, scope: Scope, caseId: string): Promise<HistoryEntry[]> {
  const [visible] =
    await tx`select opened_at from cases where id = ${caseId} and agency_id = ${scope.agencyId}`;
  if (!visible) throw new AppError("not-found", "case");
  const group = await caseGroup(tx, caseId);
  const [events, judgements] = await Promise.all([
    tx`select e.kind, e.detail, e.at, a.name from case_events e left join accounts a on a.id = e.by_id
      where e.case_id = ${caseId} or (e.case_id = any(${group}::uuid[]) and e.kind not in ('case.merged_into', 'case.unmerged_from'))
      order by e.id desc limit ${HISTORY_LIMIT}`,
    tx`select rule, verdict, count(*)::int as count, max(at) as at from case_judgements
      where case_id = any(${group}::uuid[]) and verdict = 'join' and by_kind <> 'person'
      group by rule, verdict, (at at time zone 'Asia/Shanghai')::date order by 4 desc limit ${HISTORY_LIMIT}`,
  ]);
  const entries: HistoryEntry[] = [
    ...events.map((row) => ({
      at: iso(row.at),
      kind: row.kind as string,
      by: row.name as string | null,
      count: 1,
      detail: textsOf(row.detail),
    })),
    ...judgements.map((row) => ({
      at: iso(row.at),
      kind: "complaints.joined",
      by: null,
      count: row.count as number,
      detail: { rule: row.rule as string },
    })),
    { at: iso(visible.opened_at), kind: "case.opened", by: null, count: 1, detail: {} },
  ];
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, HISTORY_LIMIT);
}

/** The texts of a stored detail; nested values are not for showing. */
function textsOf(detail: Row | null): Record<string, string> {
  return Object.fromEntries(
    Object.entries(detail ?? {}).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}
