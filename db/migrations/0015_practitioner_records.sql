-- The conduct record of a practitioner: where a person worked, what they were trained in, which complaints about this
-- person were decided, and what the person says against it. Sanctions are not copied: they stand with their entry.

-- Append-only facts. What is wrong is ended and stays until its term, so that a correction is seen; then its words go.
create table practitioner_items (
  practitioner_id uuid not null constraint practitioner_items_practitioner_fk references practitioners (id),
  id uuid not null,
  -- Who recorded it and answers for it.
  agency_id uuid not null constraint practitioner_items_agency_fk references agencies (id),
  kind text not null constraint practitioner_items_kind_check check (kind in ('employer', 'training', 'decided_case')),
  state text not null constraint practitioner_items_state_check check (state in ('proposed', 'recorded', 'refused', 'ended')),
  -- The employer; of a case, the one at the time of the conduct.
  institution_id uuid constraint practitioner_items_institution_fk references institutions (id),
  from_on date not null,
  -- Last day of the period or of the conduct; null while somebody still works there.
  until_on date,
  source text not null constraint practitioner_items_source_check check (source in
    ('agency_decision', 'court', 'employer', 'association', 'person')),
  -- The case or the complaint that was decided: its id, or the reference of another authority's decision.
  reference text,
  outcome text constraint practitioner_items_outcome_check check (outcome in ('upheld', 'not_upheld')),
  conduct text,
  -- When the person was told what is alleged and could answer.
  noticed_on date,
  words_sealed bytea,
  key_version integer not null,
  recorded_by uuid not null constraint practitioner_items_recorder_fk references accounts (id),
  recorded_at timestamptz not null,
  decided_by uuid constraint practitioner_items_decider_fk references accounts (id),
  decided_at timestamptz,
  decided_reason text,
  ended_at timestamptz,
  ended_reason text constraint practitioner_items_ended_reason_check check (ended_reason in
    ('objection', 'repair', 'no_answer')),
  -- When its words have to be destroyed: five years after its last day; null while that day is open.
  erase_at timestamptz,
  erased_at timestamptz,
  constraint practitioner_items_pk primary key (practitioner_id, id),
  constraint practitioner_items_four_eyes check (decided_by is null or decided_by <> recorded_by),
  constraint practitioner_items_decided_check check ((decided_by is null) = (decided_at is null)),
  -- A decision about a person is two people's.
  constraint practitioner_items_case_check check (kind <> 'decided_case' or
    ((outcome is not null or erased_at is not null) and (state not in ('recorded', 'ended') or decided_by is not null))),
  -- Nobody is found to have done wrong unheard: ten days, as for a listing.
  constraint practitioner_items_heard_check check (kind <> 'decided_case' or outcome is distinct from 'upheld' or decided_at is null
    or state = 'refused' or noticed_on + 10 <= (decided_at at time zone 'Asia/Shanghai')::date),
  constraint practitioner_items_employer_check check (kind <> 'employer' or institution_id is not null or erased_at is not null),
  constraint practitioner_items_period_check check (until_on is null or until_on >= from_on)
);
create index practitioner_items_waiting on practitioner_items (agency_id, id) where state = 'proposed';
create index practitioner_items_cases on practitioner_items (practitioner_id) where kind = 'decided_case' and state = 'recorded';
create index practitioner_items_erasure on practitioner_items (erase_at) where erased_at is null and erase_at is not null;

-- What the person asks for about an item of the record, or about the grade itself. Answered by two people in time, or the
-- item goes.
create table practitioner_applications (
  practitioner_id uuid not null constraint practitioner_applications_practitioner_fk references practitioners (id),
  id uuid not null,
  -- Null: the choice whether a grade is given to those who ask.
  item_id uuid,
  agency_id uuid constraint practitioner_applications_agency_fk references agencies (id),
  kind text not null constraint practitioner_applications_kind_check check (kind in
    ('objection', 'repair', 'refuse_grade', 'allow_grade')),
  state text not null constraint practitioner_applications_state_check check (state in
    ('open', 'upheld', 'rejected', 'missed', 'done')),
  words_sealed bytea,
  contact_sealed bytea,
  key_version integer not null,
  received_at timestamptz not null,
  due_on date,
  outcome text constraint practitioner_applications_outcome_check check (outcome in ('upheld', 'rejected')),
  answer_sealed bytea,
  proposed_by uuid constraint practitioner_applications_proposer_fk references accounts (id),
  proposed_at timestamptz,
  decided_by uuid constraint practitioner_applications_decider_fk references accounts (id),
  decided_at timestamptz,
  constraint practitioner_applications_pk primary key (practitioner_id, id),
  constraint practitioner_applications_item_fk foreign key (practitioner_id, item_id) references practitioner_items (practitioner_id, id),
  constraint practitioner_applications_about_check check ((item_id is null) = (kind in ('refuse_grade', 'allow_grade'))),
  constraint practitioner_applications_due_check check ((item_id is null) = (due_on is null)),
  constraint practitioner_applications_four_eyes check (decided_by is null or decided_by <> proposed_by),
  constraint practitioner_applications_answer_check check (state not in ('upheld', 'rejected') or decided_by is not null)
);
create unique index practitioner_applications_open on practitioner_applications (practitioner_id, item_id) where state = 'open';
create index practitioner_applications_due on practitioner_applications (due_on) where state = 'open';
create index practitioner_applications_desk on practitioner_applications (agency_id, due_on, id) where state = 'open';

-- The person's own look at the record is asked by no key.
alter table practitioner_queries
  alter column api_key_id drop not null,
  -- What the answer held: whether the person is listed, or the record with the grade.
  add column told text not null default 'verdict' constraint practitioner_queries_told_check check (told in ('verdict', 'record'));
comment on column practitioner_queries.told is 'personal';

alter table practitioner_items enable row level security;
create policy practitioner_items_agency on practitioner_items
  using (current_setting('app.agency', true) in ('*', agency_id::text));
alter table practitioner_applications enable row level security;
create policy practitioner_applications_agency on practitioner_applications
  using (current_setting('app.agency', true) in ('*', agency_id::text));

do $$
declare
  classes constant jsonb := '{"practitioner_items": "personal", "practitioner_applications": "personal"}';
  exceptions constant jsonb := '{
    "practitioner_items.agency_id": "internal", "practitioner_items.key_version": "internal",
    "practitioner_items.words_sealed": "sensitive", "practitioner_items.erase_at": "internal",
    "practitioner_items.erased_at": "internal", "practitioner_applications.agency_id": "internal",
    "practitioner_applications.key_version": "internal", "practitioner_applications.words_sealed": "sensitive",
    "practitioner_applications.contact_sealed": "sensitive", "practitioner_applications.answer_sealed": "sensitive"}';
  col record;
begin
  for col in
    select c.relname as tbl, a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and classes ? c.relname and a.attnum > 0 and not a.attisdropped
  loop
    execute format('comment on column %I.%I is %L', col.tbl, col.name,
      coalesce(exceptions ->> (col.tbl || '.' || col.name), classes ->> col.tbl));
  end loop;
end $$;

grant select, insert on practitioner_items, practitioner_applications to mingjian_app, mingjian_worker;
-- A decision, an end and the erasure; what was recorded stays as it is. A period that was open gets its last day.
grant update (state, until_on, decided_by, decided_at, decided_reason, ended_at, ended_reason, erase_at, erased_at, words_sealed,
  institution_id, reference, outcome, conduct) on practitioner_items to mingjian_app, mingjian_worker;
grant update (state, outcome, answer_sealed, proposed_by, proposed_at, decided_by, decided_at, words_sealed, contact_sealed)
  on practitioner_applications to mingjian_app, mingjian_worker;
