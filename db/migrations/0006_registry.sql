-- The life of a registry entry: more kinds of subject, what its subject may ask for, what two officers decide about it,
-- joint measures, practitioners, and its erasure. Versions stay append-only; an entry is one listing from its first day
-- to its erasure, so a subject that is listed again gets a new entry.

-- A licensed person who works for an institution, known by a pseudonym and the licence; never browsable.
create table practitioners (
  id uuid constraint practitioners_pk primary key,
  pseudonym text not null constraint practitioners_pseudonym_key unique,
  institution_id uuid constraint practitioners_institution_fk references institutions (id),
  licence_index bytea not null constraint practitioners_licence_key unique,
  licence_sealed bytea,
  name_sealed bytea,
  key_version integer not null,
  created_at timestamptz not null
);

-- Who asked about a practitioner, and why; kept five years and shown to the person asked about.
create table practitioner_queries (
  licence_index bytea not null,
  id uuid not null,
  practitioner_id uuid,
  api_key_id uuid not null,
  institution_id uuid,
  purpose text not null,
  verdict text not null,
  at timestamptz not null,
  constraint practitioner_queries_pk primary key (licence_index, id)
);
create index practitioner_queries_person on practitioner_queries (practitioner_id, at) where practitioner_id is not null;

alter table registry_entries
  drop constraint registry_entries_subject_check,
  add constraint registry_entries_subject_check check (subject_kind in
    ('number', 'number_block', 'institution', 'practitioner', 'domain', 'sms_signature', 'app')),
  alter column case_id drop not null,
  -- A domain, a signature, an app's package name or a block's prefix: subjects that are public by their kind.
  add column subject_key text,
  add column practitioner_id uuid constraint registry_entries_practitioner_fk references practitioners (id),
  -- The entry that stands for this one while the merge stands.
  add column merged_into uuid,
  add column ended_at timestamptz,
  -- When the record has to be destroyed; set when the entry ends.
  add column erase_at timestamptz,
  add column erased_at timestamptz;
create index registry_entries_number on registry_entries (number_index) where number_index is not null;
create index registry_entries_institution on registry_entries (institution_id) where institution_id is not null;
create index registry_entries_erasure on registry_entries (erase_at) where erased_at is null and erase_at is not null;
create index registry_entries_agency on registry_entries (agency_id, id);

alter table registry_versions
  drop constraint registry_versions_status_check,
  add constraint registry_versions_status_check check (status in
    ('active', 'under_appeal', 'repaired', 'expired', 'withdrawn', 'lapsed', 'merged', 'erased')),
  -- What made this version: listed, amended, objection-opened, deadline-missed, repaired, …
  add column cause text not null default 'listed';

-- What the subject of an entry asks for, without signing in: kept apart from what officers decide about it.
create table entry_applications (
  entry_id uuid not null,
  id uuid not null,
  agency_id uuid not null constraint entry_applications_agency_fk references agencies (id),
  kind text not null constraint entry_applications_kind_check check (kind in ('objection', 'appeal', 'repair', 'statement')),
  applicant text not null,
  ground text not null,
  body_sealed bytea,
  contact_sealed bytea,
  key_version integer not null,
  -- The subject's own words, shown with the entry once an officer has attached them.
  public_text text,
  is_corrected boolean not null,
  has_promise boolean not null,
  received_at timestamptz not null,
  flag_due_on date,
  due_on date not null,
  state text not null constraint entry_applications_state_check check (state in
    ('open', 'upheld', 'partly', 'rejected', 'unresolved', 'granted', 'refused', 'attached', 'missed', 'moot')),
  answer text,
  decided_at timestamptz,
  missed_at timestamptz,
  constraint entry_applications_pk primary key (entry_id, id),
  constraint entry_applications_entry_fk foreign key (entry_id) references registry_entries (id)
);
create index entry_applications_open on entry_applications (agency_id, due_on, id) where state = 'open';
create index entry_applications_due on entry_applications (due_on) where state = 'open' and missed_at is null;

create table application_receipts (
  hash bytea constraint application_receipts_pk primary key,
  entry_id uuid not null,
  application_id uuid not null,
  created_at timestamptz not null
);

-- What one officer proposes about an entry and another decides. Of a listing the entry does not exist yet; its id does.
create table entry_acts (
  entry_id uuid not null,
  id uuid not null,
  agency_id uuid not null constraint entry_acts_agency_fk references agencies (id),
  act text not null constraint entry_acts_act_check check (act in
    ('list', 'answer', 'withdraw', 'amend', 'sanction', 'sanction_end', 'merge', 'split')),
  application_id uuid,
  payload jsonb not null,
  reason text not null,
  state text not null constraint entry_acts_state_check check (state in ('proposed', 'window', 'approved', 'refused')),
  proposed_by uuid not null constraint entry_acts_proposer_fk references accounts (id),
  proposed_at timestamptz not null,
  notice_method text,
  addressee_sealed bytea,
  key_version integer not null,
  unserved_reason text,
  noticed_at timestamptz,
  window_ends_at timestamptz,
  decided_by uuid constraint entry_acts_decider_fk references accounts (id),
  decided_at timestamptz,
  decided_reason text,
  constraint entry_acts_pk primary key (entry_id, id),
  constraint entry_acts_four_eyes check (decided_by is null or decided_by <> proposed_by),
  constraint entry_acts_decided_check check ((decided_by is null) = (decided_at is null)),
  constraint entry_acts_approval_check check (state <> 'approved' or decided_by is not null),
  constraint entry_acts_window_check check (state <> 'approved' or act <> 'list' or window_ends_at <= decided_at)
);
create index entry_acts_open on entry_acts (agency_id, id) where state in ('proposed', 'window');

-- Joint measures (联合惩戒) that other authorities and organisations take because of an entry; they end with it.
create table entry_sanctions (
  entry_id uuid not null,
  id uuid not null,
  agency_id uuid not null constraint entry_sanctions_agency_fk references agencies (id),
  authority text not null,
  measure text not null,
  must_act text not null,
  basis text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  act_id uuid not null,
  ended_at timestamptz,
  ended_reason text,
  constraint entry_sanctions_pk primary key (entry_id, id),
  constraint entry_sanctions_entry_fk foreign key (entry_id) references registry_entries (id),
  constraint entry_sanctions_term_check check (until_at > from_at)
);

alter table entry_applications enable row level security;
create policy entry_applications_agency on entry_applications
  using (current_setting('app.agency', true) in ('*', agency_id::text));
alter table entry_acts enable row level security;
create policy entry_acts_agency on entry_acts using (current_setting('app.agency', true) in ('*', agency_id::text));

do $$
declare
  classes constant jsonb := '{
    "practitioners": "personal", "practitioner_queries": "personal", "entry_applications": "internal",
    "application_receipts": "sensitive", "entry_acts": "internal", "entry_sanctions": "public"}';
  exceptions constant jsonb := '{
    "practitioners.licence_sealed": "sensitive", "practitioners.name_sealed": "sensitive",
    "practitioners.key_version": "internal", "entry_applications.body_sealed": "sensitive",
    "entry_applications.contact_sealed": "sensitive", "entry_applications.public_text": "public",
    "entry_applications.answer": "personal", "entry_acts.addressee_sealed": "sensitive", "entry_acts.payload": "personal",
    "entry_acts.reason": "personal", "entry_acts.decided_reason": "personal", "entry_sanctions.act_id": "internal"}';
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
comment on column registry_entries.subject_key is 'public';
comment on column registry_entries.practitioner_id is 'personal';
comment on column registry_entries.merged_into is 'public';
comment on column registry_entries.ended_at is 'public';
comment on column registry_entries.erase_at is 'internal';
comment on column registry_entries.erased_at is 'public';
comment on column registry_versions.cause is 'public';

grant select, insert on practitioners, practitioner_queries, entry_applications, application_receipts, entry_acts,
  entry_sanctions to mingjian_app, mingjian_worker;
-- What has a present state moves; what was asked and proposed stays as it is.
grant update (state, answer, decided_at, missed_at, body_sealed, contact_sealed, public_text) on entry_applications
  to mingjian_app, mingjian_worker;
grant update (state, notice_method, addressee_sealed, unserved_reason, noticed_at, window_ends_at, decided_by, decided_at,
  decided_reason, payload, reason) on entry_acts to mingjian_app, mingjian_worker;
grant update (ended_at, ended_reason, authority, must_act, basis) on entry_sanctions to mingjian_app, mingjian_worker;
grant update (licence_sealed, name_sealed) on practitioners to mingjian_app, mingjian_worker;
-- Erasure: what tells of the subject goes, ids and times stay.
grant update (number_index, number_kind, country, key_sealed, institution_id, subject_key, practitioner_id, merged_into,
  ended_at, erase_at, erased_at) on registry_entries to mingjian_app, mingjian_worker;
grant update (statement, grounds) on registry_versions to mingjian_app, mingjian_worker;
grant delete on registry_subjects to mingjian_app, mingjian_worker;
