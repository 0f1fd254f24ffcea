import type { CaseCount } from "#domain/practitioners/grade.ts";
import type { ConductItem } from "#domain/practitioners/record.ts";
import type { Sql, Tx } from "../client.ts";

/** An item with what only the person and officers see. */
export type StoredItem = ConductItem & {
  readonly practitionerId: string;
  readonly agency: { readonly id: string; readonly nameZh: string; readonly nameEn: string };
  readonly reference: string | null;
  readonly noticedOn: string | null;
  /** Sealed under the master key as `practitioner_items.words`; null where there are none (left). */
  readonly words: Buffer | null;
  readonly recordedBy: string | null;
  readonly recordedAt: string;
  /** A sanction's: objections to it are objections to its entry. */
  readonly entryId: string | null;
};

/** All items that are not destroyed yet, of these people; the newest first. For `system`: agencies share the record. */
export async function listConductItems(
  sql: Sql | Tx,
  practitionerIds: readonly string[],
): Promise<StoredItem[]> {
  const rows = await sql`
    select i.practitioner_id, i.id, i.kind, i.state, i.from_on::text as from_on, i.until_on::text as until_on, i.source, i.outcome,
      i.conduct, null as measure, i.ended_reason, i.reference, i.noticed_on::text as noticed_on, i.words_sealed, i.recorded_by,
      i.recorded_at, null::uuid as entry_id, w.id as institution_id, w.legal_name, w.class,
      (select p.kind from practitioner_applications p
        where p.practitioner_id = i.practitioner_id and p.item_id = i.id and p.state = 'open') as challenge,
      g.id as agency_id, g.name_zh, g.name_en
    from practitioner_items i join agencies g on g.id = i.agency_id left join institutions w on w.id = i.institution_id
    where i.practitioner_id = any(${practitionerIds}::uuid[]) and i.erased_at is null
    union all
    select e.practitioner_id, s.id, 'sanction', case when s.ended_reason is null or s.ended_reason in ('lifted', 'expired')
        then 'recorded' else 'ended' end,
      (s.from_at at time zone 'Asia/Shanghai')::date::text, (coalesce(s.ended_at, s.until_at) at time zone 'Asia/Shanghai')::date::text,
      'agency_decision', null, null, s.measure, null, s.basis, null, null, null, s.from_at, e.id, null, null, null,
      (select 'objection' from entry_applications a
        where a.entry_id = e.id and a.state = 'open' and a.kind in ('objection', 'appeal') limit 1),
      g.id, g.name_zh, g.name_en
    from registry_entries e join entry_sanctions s on s.entry_id = e.id join agencies g on g.id = s.agency_id
    where e.practitioner_id = any(${practitionerIds}::uuid[])
    order by from_on desc, id desc`;
  return rows.map((row) => ({
    practitionerId: row.practitioner_id,
    id: row.id,
    kind: row.kind,
    state: row.state,
    fromOn: row.from_on,
    untilOn: row.until_on,
    source: row.source,
    institution: row.institution_id && { id: row.institution_id, name: row.legal_name, class: row.class },
    outcome: row.outcome,
    conduct: row.conduct,
    measure: row.measure,
    challenge: row.challenge,
    endedReason: row.ended_reason,
    agency: { id: row.agency_id, nameZh: row.name_zh, nameEn: row.name_en },
    reference: row.reference,
    noticedOn: row.noticed_on,
    words: row.words_sealed,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at.toISOString(),
    entryId: row.entry_id,
  }));
}

/** Decided cases in their term and not in dispute, of everybody, by kind of employer: what a grade is computed from. */
export async function listCaseCounts(sql: Sql | Tx, now: Date): Promise<CaseCount[]> {
  return await sql<CaseCount[]>`
    select i.practitioner_id as person, coalesce(w.class, 'unknown') as "employerKind", count(*)::int as decided,
      count(*) filter (where i.outcome = 'upheld')::int as upheld
    from practitioner_items i left join institutions w on w.id = i.institution_id
    where i.kind = 'decided_case' and i.state = 'recorded' and i.erase_at > ${now}
      and not exists (select 1 from practitioner_applications p where p.practitioner_id = i.practitioner_id and p.item_id = i.id
        and p.state = 'open' and p.kind = 'objection')
    group by 1, 2`;
}

/** Who of these does not want a grade given: the newest word counts. */
export async function listGradeRefusals(
  sql: Sql | Tx,
  practitionerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ person: string; kind: string }[]>`
    select distinct on (practitioner_id) practitioner_id as person, kind from practitioner_applications
    where practitioner_id = any(${practitionerIds}::uuid[]) and item_id is null order by practitioner_id, id desc`;
  return new Set(rows.filter(({ kind }) => kind === "refuse_grade").map(({ person }) => person));
}

export type StoredApplication = {
  readonly id: string;
  readonly practitionerId: string;
  readonly itemId: string;
  readonly agencyId: string;
  readonly kind: "objection" | "repair";
  readonly state: "open" | "upheld" | "rejected" | "missed";
  readonly receivedAt: string;
  readonly dueOn: string;
  readonly proposed: { readonly by: string; readonly outcome: "upheld" | "rejected" } | null;
  /** Sealed as `practitioner_applications.words`, `.contact` and `.answer`. */
  readonly words: Buffer | null;
  readonly contact: Buffer | null;
  readonly answer: Buffer | null;
};

/** What the person asked for about items, the newest first. */
export async function listOwnApplications(
  sql: Sql | Tx,
  practitionerId: string,
): Promise<StoredApplication[]> {
  const rows = await sql`
    select id, item_id, agency_id, kind, state, received_at, due_on::text as due_on, outcome, proposed_by, words_sealed,
      contact_sealed, answer_sealed
    from practitioner_applications where practitioner_id = ${practitionerId} and item_id is not null order by id desc limit 200`;
  return rows.map((row) => ({
    id: row.id,
    practitionerId,
    itemId: row.item_id,
    agencyId: row.agency_id,
    kind: row.kind,
    state: row.state,
    receivedAt: row.received_at.toISOString(),
    dueOn: row.due_on,
    proposed: row.proposed_by && { by: row.proposed_by, outcome: row.outcome },
    words: row.words_sealed,
    contact: row.contact_sealed,
    answer: row.answer_sealed,
  }));
}

export type RecordQuestion = {
  readonly id: string;
  readonly at: string;
  readonly purpose: string;
  readonly told: "verdict" | "record";
  /** The institution or the key that asked; null for the person. */
  readonly by: { readonly zh: string; readonly en: string } | null;
};

/** Who asked about a person and why, the newest first; and officers who opened what is sealed. */
export async function listRecordQuestions(sql: Sql | Tx, practitionerId: string): Promise<RecordQuestion[]> {
  const rows = await sql`
    (select q.id, q.at, q.purpose, q.told, coalesce(i.legal_name, k.name) as by_zh, coalesce(i.english_name, i.legal_name, k.name) as by_en from practitioner_queries q
      left join institutions i on i.id = q.institution_id left join api_keys k on k.id = q.api_key_id
      where q.practitioner_id = ${practitionerId} order by q.id desc limit 200)
    union all
    (select a.id, a.at, a.purpose, 'record', g.name_zh, g.name_en from access_events a left join agencies g on g.id = a.agency_id
      where a.subject_id = ${practitionerId} and a.subject_kind = 'practitioner' order by a.id desc limit 200)
    order by at desc, id desc limit 200`;
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    purpose: row.purpose,
    told: row.told,
    by: row.by_zh === null ? null : { zh: row.by_zh, en: row.by_en },
  }));
}

export type PractitionerHead = {
  readonly id: string;
  readonly pseudonym: string;
  readonly registeredAt: string;
};

export async function findPractitioner(sql: Sql | Tx, id: string): Promise<PractitionerHead | null> {
  const [row] = await sql`select id, pseudonym, created_at from practitioners where id = ${id}`;
  return row ? { id: row.id, pseudonym: row.pseudonym, registeredAt: row.created_at.toISOString() } : null;
}

export type WaitingRow = {
  readonly practitionerId: string;
  readonly pseudonym: string;
  readonly what: "decided_case" | "objection" | "repair";
  readonly since: string;
  readonly dueOn: string | null;
};

/** What waits at this agency: cases for a second person, applications for an answer. Reads under the agency's scope. */
export async function listWaitingRecords(tx: Tx): Promise<WaitingRow[]> {
  const rows = await tx`
    select w.practitioner_id, p.pseudonym, w.what, w.since, w.due_on from (
      select practitioner_id, kind as what, recorded_at as since, null::text as due_on from practitioner_items where state = 'proposed'
      union all
      select practitioner_id, kind, received_at, due_on::text from practitioner_applications where state = 'open') w
    join practitioners p on p.id = w.practitioner_id order by w.due_on nulls last, w.since limit 200`;
  return rows.map((row) => ({
    practitionerId: row.practitioner_id,
    pseudonym: row.pseudonym,
    what: row.what,
    since: row.since.toISOString(),
    dueOn: row.due_on,
  }));
}
