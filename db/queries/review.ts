import type { Scope } from "#domain/access/actor.ts";
import type { CaseKind } from "#domain/cases/inbox.ts";
import {
  compareQuestions,
  type ModelRecord,
  type ReviewChance,
  type ReviewComplaint,
  type ReviewKind,
  type ReviewMark,
  type ReviewPage,
  type ReviewSide,
  readChance,
  type WaitingQuestion,
} from "#domain/cases/review.ts";
import { type Answer, fitAnswers } from "#domain/matching/campaigns/fit-answers.ts";
import type { Sql, Tx } from "../client.ts";
import { campaignNames, caseSubject, numberGroups, type SealedKeys } from "./case-subjects.ts";
import { caseGroup, mergeableCases } from "./merges.ts";

/** Of the newest questions that wait, this many are weighed against each other; more are only counted. */
const WEIGHED = 500;
const HARMS = 4;
/** Reports that a side is drawn from, and how many of their marks are read and shown. */
const SAMPLED = 500;
const MARKS_READ = 200;
const MARKS_SHOWN = 8;

type Question = {
  kind: ReviewKind;
  id: string;
  case_id: string;
  other_id: string;
  by_kind: "rule" | "model" | "person";
  by_id: string | null;
  weights: Record<string, unknown>;
  model_version: string;
  reason: string | null;
  at: Date;
  sources: number;
  severity: number;
};

/** The question whose answer teaches most, with what is known of both sides. Those in `skipped` come back another time. */
export async function nextReview(
  tx: Tx,
  scope: Scope,
  {
    skipped,
    now,
    sealed,
  }: { readonly skipped: readonly string[]; readonly now: Date; readonly sealed: SealedKeys },
): Promise<ReviewPage> {
  const [questions, answers] = await Promise.all([openQuestions(tx, scope), listAnswers(tx, scope.agencyId)]);
  const lines = { merge: fitAnswers(answers.merge), member: fitAnswers(answers.member) };
  const [best] = questions
    .filter((one) => !skipped.includes(one.id))
    .map((one) => ({
      one,
      chance: one.by_kind === "model" ? readChance(one.weights, lines[one.kind]) : null,
    }))
    .sort((a, b) => compareQuestions(asWaiting(a.one, a.chance), asWaiting(b.one, b.chance)));
  const waiting = questions.length;
  if (!best) return { waiting, item: null };
  const { one, chance } = best;
  const sides =
    one.kind === "merge" ? await compareCases(tx, scope, one.case_id, one.other_id, sealed) : null;
  const pair =
    one.kind === "member" ? await compareReport(tx, scope, one.case_id, one.other_id, sealed) : null;
  const left = sides?.[0] ?? pair?.[0];
  if (!left) return { waiting, item: null };
  const facts = one.kind === "merge" ? await mergeableCases(tx, [one.case_id, one.other_id], now) : [];
  const [asker] = one.by_id ? await tx`select name from accounts where id = ${one.by_id}` : [];
  return {
    waiting,
    item: {
      kind: one.kind,
      askedId: one.id,
      caseId: one.case_id,
      otherId: one.other_id,
      at: one.at.toISOString(),
      byKind: one.by_kind,
      by: asker?.name ?? null,
      reason: one.reason ?? "",
      modelVersion: one.model_version,
      weights: one.weights,
      chance,
      left,
      right: sides?.[1] ?? null,
      complaint: pair?.[1] ?? null,
      needsSecond: facts.some((fact) => fact.isProtected),
    },
  };
}

/** Two cases as they stand beside each other, what both mention marked as such; null when one is not the agency's. */
export async function compareCases(
  tx: Tx,
  scope: Scope,
  caseId: string,
  otherId: string,
  sealed: SealedKeys,
): Promise<[ReviewSide, ReviewSide] | null> {
  const [one, other] = await Promise.all([marksOfCase(tx, caseId), marksOfCase(tx, otherId)]);
  const sides = await Promise.all([
    sideOf(tx, scope, caseId, sealed, shownMarks(one, other, sealed)),
    sideOf(tx, scope, otherId, sealed, shownMarks(other, one, sealed)),
  ]);
  const [left, right] = sides;
  return left && right ? [left, right] : null;
}

async function compareReport(
  tx: Tx,
  scope: Scope,
  caseId: string,
  complaintId: string,
  sealed: SealedKeys,
): Promise<[ReviewSide, ReviewComplaint] | null> {
  const [one, other] = await Promise.all([
    marksOfCase(tx, caseId),
    marksOf(tx, tx`select ${complaintId}::uuid as complaint_id`),
  ]);
  const [left, right] = await Promise.all([
    sideOf(tx, scope, caseId, sealed, shownMarks(one, other, sealed)),
    complaintOf(tx, scope, complaintId, shownMarks(other, one, sealed)),
  ]);
  return left && right ? [left, right] : null;
}

async function marksOfCase(tx: Tx, caseId: string): Promise<Mark[]> {
  const group = await caseGroup(tx, caseId);
  return marksOf(tx, tx`select complaint_id from case_members where case_id = any(${group}::uuid[])`);
}

const asWaiting = (one: Question, chance: ReviewChance | null): WaitingQuestion => ({
  id: one.id,
  byKind: one.by_kind,
  sources: one.sources,
  severityMax: one.severity,
  probability: chance?.probability ?? null,
});

/** How many questions wait for this officer, counted to the same bound as they are weighed to. */
export async function countReview(tx: Tx, scope: Scope): Promise<number> {
  return (await openQuestions(tx, scope)).length;
}

/** Suggestions nobody has answered (not one's own), and memberships a machine was unsure of and nobody judged since. */
async function openQuestions(tx: Tx, scope: Scope): Promise<Question[]> {
  const [merges, members] = await Promise.all([
    tx<Question[]>`
      select 'merge' as kind, m.id, m.case_id, m.into_case_id as other_id, m.by_kind, m.by_id, m.weights, m.model_version, m.reason, m.at,
        least(a.source_count, b.source_count) as sources, greatest(a.severity_max, b.severity_max) as severity
      from case_merges m join cases a on a.id = m.case_id join cases b on b.id = m.into_case_id
      where m.verdict = 'suggest' and a.agency_id = ${scope.agencyId} and b.agency_id = ${scope.agencyId}
        and m.by_id is distinct from ${scope.accountId} and coalesce(a.merged_into, a.id) <> coalesce(b.merged_into, b.id)
        and not exists (select 1 from case_merges n where n.id > m.id and n.case_id = m.case_id and n.into_case_id = m.into_case_id)
        and not exists (select 1 from case_merges n where n.id > m.id and n.case_id = m.into_case_id and n.into_case_id = m.case_id)
      order by m.id desc limit ${WEIGHED}`,
    tx<Question[]>`
      select 'member' as kind, j.id, j.case_id, j.complaint_id as other_id, j.by_kind, j.by_id, j.weights, j.model_version, j.reason, j.at,
        1 as sources, co.severity
      from case_judgements j join cases c on c.id = j.case_id join complaints co on co.id = j.complaint_id
      where j.verdict = 'unsure' and c.agency_id = ${scope.agencyId}
        and not exists (select 1 from case_judgements n where n.complaint_id = j.complaint_id and n.case_id = j.case_id and n.id > j.id)
      order by j.id desc limit ${WEIGHED}`,
  ]);
  return [...merges, ...members];
}

type Mark = { role: string; public_value: string | null; index_hex: string; key_sealed: Buffer | null };

/** Numbers, signatures and links that these complaints mention, most often mentioned first. */
async function marksOf(tx: Tx, complaints: ReturnType<Tx>): Promise<Mark[]> {
  return tx<Mark[]>`
    select found.role, found.public_value, encode(found.value_index, 'hex') as index_hex, nk.key_sealed from (
      select ci.role, ci.value_index, max(ci.public_value) as public_value, count(distinct ci.complaint_id) as complaints
      from (select distinct complaint_id from (${complaints}) members limit ${SAMPLED}) few
      join complaint_identifiers ci on ci.complaint_id = few.complaint_id
      where ci.role in ('displayed', 'callback', 'signature', 'link') and ci.value_index is not null
      group by 1, 2 order by 4 desc, 2 limit ${MARKS_READ}
    ) found left join number_keys nk on nk.number_index = found.value_index order by found.complaints desc, found.value_index`;
}

/** What both sides have comes first; private numbers show their ends only, here as wherever they are one of many. */
function shownMarks(marks: readonly Mark[], others: readonly Mark[], sealed: SealedKeys): ReviewMark[] {
  const shared = new Set(others.map((mark) => mark.index_hex));
  const shown = marks.flatMap((mark): ReviewMark[] => {
    const isText = mark.role === "signature" || mark.role === "link";
    const key =
      mark.public_value ?? (mark.key_sealed ? sealed.ofNumber(mark.index_hex, mark.key_sealed) : null);
    if (!key) return [];
    const text = isText ? key : numberGroups(key, mark.public_value === null).join(" ");
    return [{ role: mark.role, text, isShared: shared.has(mark.index_hex) }];
  });
  return shown.sort((a, b) => Number(b.isShared) - Number(a.isShared)).slice(0, MARKS_SHOWN);
}

async function sideOf(
  tx: Tx,
  scope: Scope,
  caseId: string,
  sealed: SealedKeys,
  involved: readonly ReviewMark[],
): Promise<ReviewSide | null> {
  const [row] = await tx`
    select c.*, i.legal_name, i.english_name, i.status as institution_status from cases c left join institutions i on i.id = c.institution_id
    where c.id = ${caseId} and c.agency_id = ${scope.agencyId}`;
  if (!row) return null;
  const group = await caseGroup(tx, caseId);
  const [harms, provinces, claims, names] = await Promise.all([
    tx<{ code: string }[]>`
      select kind as code from (
        select distinct m.complaint_id from case_members m where m.case_id = any(${group}::uuid[]) limit ${SAMPLED}
      ) m join complaints co on co.id = m.complaint_id
      cross join lateral jsonb_array_elements_text(case when jsonb_typeof(co.facts -> 'harm' -> 'kinds') = 'array'
        then co.facts -> 'harm' -> 'kinds' else '[]' end) as kind
      group by kind order by count(*) desc, kind limit ${HARMS}`,
    tx<{ code: string }[]>`
      select left(region, 2) || '0000' as code from case_sources where case_id = any(${group}::uuid[]) and region is not null
      group by 1 order by count(*) desc, 1 limit ${HARMS}`,
    tx<{ name: string }[]>`
      select i.legal_name as name from (select distinct complaint_id from case_members where case_id = any(${group}::uuid[]) limit ${SAMPLED}) m
      join complaints co on co.id = m.complaint_id join institutions i on i.id = co.claimed_institution_id
      group by 1 order by count(*) desc, 1 limit 3`,
    campaignNames(tx, row.kind === "campaign" ? [caseId] : []),
  ]);
  return {
    id: row.id,
    reference: row.reference,
    kind: row.kind as CaseKind,
    state: row.state,
    subject: caseSubject(row, sealed, { isMasked: true, campaign: names.get(caseId) }),
    sources: row.source_count,
    complaints: row.complaint_count,
    severityMax: row.severity_max,
    firstReportAt: (row.first_report_at as Date).toISOString(),
    lastReportAt: (row.last_report_at as Date).toISOString(),
    harms: harms.map((one) => one.code),
    provinces: provinces.map((one) => one.code),
    claims: claims.map((one) => one.name),
    involved,
  };
}

async function complaintOf(
  tx: Tx,
  scope: Scope,
  complaintId: string,
  involved: readonly ReviewMark[],
): Promise<ReviewComplaint | null> {
  const [row] = await tx`
    select c.id, c.received_at, c.matter, c.channel, c.severity, c.region, c.facts, i.legal_name from complaints c
    left join institutions i on i.id = c.claimed_institution_id
    where c.id = ${complaintId} and ${scope.agencyId} = any(c.agency_ids)`;
  if (!row) return null;
  const harm = (row.facts as { harm?: { kinds?: unknown } }).harm?.kinds;
  return {
    id: row.id,
    receivedAt: (row.received_at as Date).toISOString(),
    matter: row.matter,
    channel: row.channel,
    severity: row.severity,
    province: row.region ? `${(row.region as string).slice(0, 2)}0000` : null,
    harms: Array.isArray(harm) ? harm.filter((code): code is string => typeof code === "string") : [],
    claims: row.legal_name ? [row.legal_name] : [],
    involved,
  };
}

/** How often the model that asked was right, by its version: what people answered and have not taken back. */
export async function modelRecords(tx: Tx, scope: Scope): Promise<ModelRecord[]> {
  const rows = await tx<{ version: string; answers: number; agreed: number }[]>`
    select version, count(*)::int as answers, count(*) filter (where leaned = said)::int as agreed
    from (${standingAnswers(tx, scope.agencyId)}) answers where leaned is not null group by version order by version desc limit 5`;
  return [...rows];
}

/** Of older answers less is to be learnt: what is asked, and by which weights, changes. */
const ANSWERS_LEARNT_FROM = 2_000;

/** What people said to questions that a model asked, one agency's or all; the newest of each kind of question. */
export async function listAnswers(
  sql: Sql | Tx,
  agencyId: string | null,
): Promise<Readonly<Record<ReviewKind, readonly Answer[]>>> {
  const rows = await sql<{ kind: ReviewKind; bits: number; said: string }[]>`
    select kind, bits, said from (
      select kind, bits, said, row_number() over (partition by kind order by at desc, id desc) as place
      from (${standingAnswers(sql, agencyId)}) answers where bits is not null
    ) newest where place <= ${ANSWERS_LEARNT_FROM}`;
  const of = (kind: ReviewKind) =>
    rows.filter((row) => row.kind === kind).map(({ bits, said }) => ({ bits, isSame: said === "same" }));
  return { merge: of("merge"), member: of("member") };
}

/** Answers that nobody took back, with what the machine had said; of a merge that took two people the first one's. */
const standingAnswers = (sql: Sql | Tx, agencyId: string | null) => sql`
  select 'merge' as kind, m.id, m.at, m.model_version as version, m.weights -> 'answered' ->> 'leaned' as leaned,
    (m.weights -> 'answered' ->> 'bits')::float8 as bits, case when m.verdict = 'refuse' then 'apart' else 'same' end as said
  from case_merges m join cases c on c.id = m.case_id
  where m.by_kind = 'person' and m.weights ? 'answered' and (${agencyId}::uuid is null or c.agency_id = ${agencyId})
    and not exists (select 1 from case_merges n where n.case_id = m.case_id and n.into_case_id = m.into_case_id and n.id > m.id
      and (n.verdict = 'undo' or n.weights ? 'reopened'))
  union all
  select 'member', j.id, j.at, j.model_version, j.weights -> 'answered' ->> 'leaned',
    (j.weights -> 'answered' ->> 'bits')::float8, case when j.verdict = 'part' then 'apart' else 'same' end
  from case_judgements j join cases c on c.id = j.case_id
  where j.by_kind = 'person' and j.rule = 'review' and j.weights ? 'answered' and (${agencyId}::uuid is null or c.agency_id = ${agencyId})
    and not exists (select 1 from case_judgements n where n.case_id = j.case_id and n.complaint_id = j.complaint_id and n.id > j.id)`;
