-- The foundation. Conventions, checked by db/schema-lint.int.test.ts:
-- every table has a primary key; ids are UUIDv7 made in the application; children of a complaint or a case
-- carry its id first; foreign keys are named and never join complaint-owned to case-owned tables; what must be
-- unique across everything has a table keyed by that value; no triggers, no rules, no serial columns.

-- ── Small shared tables ────────────────────────────────────────────────────────────────────────────────────
create table agencies (
  id uuid constraint agencies_pk primary key,
  code text not null constraint agencies_code_key unique,
  name_zh text not null,
  name_en text not null,
  region_prefixes text[] not null,
  is_default boolean not null,
  created_at timestamptz not null
);

create table institutions (
  id uuid constraint institutions_pk primary key,
  code text constraint institutions_code_key unique,
  legal_name text not null,
  english_name text,
  folded_name text not null,
  uscc text constraint institutions_uscc_key unique,
  regulator_code text constraint institutions_regulator_code_key unique,
  class text not null,
  status text not null constraint institutions_status_check check (status in ('registered', 'provisional', 'deregistered')),
  region text,
  country text not null,
  source text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index institutions_status_name on institutions (status, legal_name, id);

-- A claimed name that no registered institution answers to: one provisional institution per folded name.
create table institution_name_keys (
  folded_name text constraint institution_name_keys_pk primary key,
  institution_id uuid not null constraint institution_name_keys_institution_fk references institutions (id),
  created_at timestamptz not null
);

create table institution_names (
  institution_id uuid not null constraint institution_names_institution_fk references institutions (id),
  id uuid not null,
  name text not null,
  kind text not null,
  source text not null,
  created_at timestamptz not null,
  constraint institution_names_pk primary key (institution_id, id),
  constraint institution_names_once unique (institution_id, name)
);

create table institution_contacts (
  institution_id uuid not null constraint institution_contacts_institution_fk references institutions (id),
  id uuid not null,
  kind text not null,
  value text not null,
  key text not null,
  since date,
  until date,
  source text not null,
  created_at timestamptz not null,
  constraint institution_contacts_pk primary key (institution_id, id),
  constraint institution_contacts_once unique (institution_id, kind, key)
);
create index institution_contacts_key on institution_contacts (kind, key);

create table licences (
  institution_id uuid not null constraint licences_institution_fk references institutions (id),
  id uuid not null,
  number text not null,
  regulator text not null,
  scope text not null,
  region text,
  issued_on date,
  expires_on date,
  status text not null constraint licences_status_check check (status in ('valid', 'suspended', 'revoked', 'expired', 'surrendered')),
  source text not null,
  updated_at timestamptz not null,
  constraint licences_pk primary key (institution_id, id),
  constraint licences_once unique (institution_id, number)
);

create table agents_of (
  principal_id uuid not null constraint agents_of_principal_fk references institutions (id),
  id uuid not null,
  agent_id uuid not null constraint agents_of_agent_fk references institutions (id),
  scope text not null,
  since date,
  until date,
  source text not null,
  constraint agents_of_pk primary key (principal_id, id)
);
create index agents_of_agent on agents_of (agent_id);

create table institution_links (
  institution_id uuid not null constraint institution_links_institution_fk references institutions (id),
  id uuid not null,
  kind text not null constraint institution_links_kind_check check (kind in ('group', 'predecessor', 'successor')),
  other_id uuid not null constraint institution_links_other_fk references institutions (id),
  constraint institution_links_pk primary key (institution_id, id)
);

create table institution_exposures (
  institution_id uuid not null constraint institution_exposures_institution_fk references institutions (id),
  month date not null,
  accounts bigint not null,
  source text not null,
  constraint institution_exposures_pk primary key (institution_id, month)
);

create table accounts (
  id uuid constraint accounts_pk primary key,
  email text not null constraint accounts_email_key unique,
  name text not null,
  role text not null,
  agency_id uuid constraint accounts_agency_fk references agencies (id),
  institution_id uuid constraint accounts_institution_fk references institutions (id),
  password_hash text not null,
  totp_sealed bytea not null,
  totp_last_step bigint not null,
  key_version integer not null,
  created_at timestamptz not null,
  disabled_at timestamptz,
  constraint accounts_side_check check ((agency_id is null) <> (institution_id is null))
);

create table sessions (
  id uuid constraint sessions_pk primary key,
  account_id uuid not null constraint sessions_account_fk references accounts (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_account on sessions (account_id, created_at desc);

create table sign_in_throttles (
  key bytea constraint sign_in_throttles_pk primary key,
  failures integer not null,
  last_at timestamptz not null
);

create table api_keys (
  id uuid constraint api_keys_pk primary key,
  name text not null,
  institution_id uuid constraint api_keys_institution_fk references institutions (id),
  scopes text[] not null,
  per_minute integer not null,
  items_per_day bigint not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table api_key_hashes (
  hash bytea constraint api_key_hashes_pk primary key,
  api_key_id uuid not null constraint api_key_hashes_key_fk references api_keys (id),
  created_at timestamptz not null
);

create table api_usage (
  api_key_id uuid not null constraint api_usage_key_fk references api_keys (id),
  day date not null,
  requests bigint not null,
  items bigint not null,
  constraint api_usage_pk primary key (api_key_id, day)
);

create table portal_state (
  name text constraint portal_state_pk primary key,
  value jsonb not null,
  updated_at timestamptz not null
);

-- ── Uniqueness across everything ───────────────────────────────────────────────────────────────────────────
create table source_records (
  source text not null,
  source_id text not null,
  kind text not null constraint source_records_kind_check check (kind in ('complaint', 'mark')),
  record_id uuid not null,
  content_hash bytea not null,
  created_at timestamptz not null,
  constraint source_records_pk primary key (source, source_id)
);

create table idempotency_keys (
  key bytea constraint idempotency_keys_pk primary key,
  request_hash bytea not null,
  answer_sealed bytea not null,
  key_version integer not null,
  created_at timestamptz not null
);
create index idempotency_keys_age on idempotency_keys (created_at);

create table receipt_hashes (
  hash bytea constraint receipt_hashes_pk primary key,
  complaint_id uuid not null,
  created_at timestamptz not null
);

-- One row per number ever reported, listed or marked. The blind index is the number to everyone without the key.
create table number_keys (
  number_index bytea constraint number_keys_pk primary key,
  key_version integer not null,
  country text,
  kind text not null,
  visibility text not null constraint number_keys_visibility_check check (visibility in ('public', 'restricted')),
  public_key text,
  key_sealed bytea not null,
  epoch integer not null,
  case_id uuid,
  agency_id uuid,
  created_at timestamptz not null,
  constraint number_keys_public_check check ((visibility = 'public') = (public_key is not null))
);

create table institution_cases (
  institution_id uuid constraint institution_cases_pk primary key,
  case_id uuid not null,
  agency_id uuid not null,
  created_at timestamptz not null
);

create table case_references (
  reference text constraint case_references_pk primary key,
  case_id uuid not null,
  agency_id uuid not null
);

-- ── Complaints: what was said, never edited ────────────────────────────────────────────────────────────────
create table complaints (
  id uuid constraint complaints_pk primary key,
  agency_ids uuid[] not null,
  source text not null,
  received_at timestamptz not null,
  reporter_index bytea not null,
  key_version integer not null,
  matter text not null,
  channel text not null,
  relationship text not null,
  mode text not null,
  language text not null,
  country text not null,
  region text,
  severity smallint not null,
  severity_reasons text[] not null,
  first_incident_at timestamptz,
  facts jsonb not null,
  told_sealed bytea not null,
  contact_sealed bytea,
  claimed_institution_id uuid constraint complaints_claimed_institution_fk references institutions (id),
  claimed_match text not null,
  content_hash bytea not null
);
create index complaints_received on complaints (received_at desc, id desc);

create table complaint_keys (
  complaint_id uuid constraint complaint_keys_pk primary key,
  wrapped bytea not null,
  key_version integer not null,
  constraint complaint_keys_complaint_fk foreign key (complaint_id) references complaints (id)
);

create table complaint_identifiers (
  complaint_id uuid not null,
  id uuid not null,
  kind text not null,
  role text not null,
  value_index bytea,
  public_value text,
  value_sealed bytea,
  flags text[] not null,
  occurred_at timestamptz,
  key_version integer not null,
  constraint complaint_identifiers_pk primary key (complaint_id, id),
  constraint complaint_identifiers_complaint_fk foreign key (complaint_id) references complaints (id)
);
create index complaint_identifiers_value on complaint_identifiers (value_index, complaint_id);

create table complaint_states (
  complaint_id uuid constraint complaint_states_pk primary key,
  agency_ids uuid[] not null,
  status text not null,
  reason text,
  message text,
  updated_at timestamptz not null,
  constraint complaint_states_complaint_fk foreign key (complaint_id) references complaints (id)
);

create table complaint_events (
  complaint_id uuid not null,
  id uuid not null,
  status text not null,
  reason text,
  message text,
  by_kind text not null constraint complaint_events_by_check check (by_kind in ('system', 'officer', 'reporter')),
  by_id uuid,
  at timestamptz not null,
  constraint complaint_events_pk primary key (complaint_id, id),
  constraint complaint_events_complaint_fk foreign key (complaint_id) references complaints (id)
);

-- A report being written in the browser: sealed, keyed by the hash of a cookie, thrown away when old.
create table complaint_drafts (
  cookie_hash bytea constraint complaint_drafts_pk primary key,
  answers_sealed bytea not null,
  key_version integer not null,
  updated_at timestamptz not null
);
create index complaint_drafts_age on complaint_drafts (updated_at);

-- Third-party marks of a number: evidence with a source, never a complaint.
create table number_marks (
  number_index bytea not null,
  id uuid not null,
  source text not null,
  marked_at timestamptz,
  category text,
  is_recording boolean,
  created_at timestamptz not null,
  constraint number_marks_pk primary key (number_index, id)
);

-- ── Cases ──────────────────────────────────────────────────────────────────────────────────────────────────
create table cases (
  id uuid constraint cases_pk primary key,
  agency_id uuid not null constraint cases_agency_fk references agencies (id),
  jurisdiction text not null,
  reference text not null,
  kind text not null constraint cases_kind_check check (kind in ('caller', 'lender', 'campaign')),
  state text not null,
  country text not null,
  number_index bytea,
  number_kind text,
  epoch integer not null,
  holder_from timestamptz,
  holder_to timestamptz,
  subject_public text,
  subject_sealed bytea,
  key_version integer not null,
  institution_id uuid constraint cases_institution_fk references institutions (id),
  opened_at timestamptz not null,
  first_report_at timestamptz not null,
  last_report_at timestamptz not null,
  complaint_count integer not null,
  source_count integer not null,
  severity_max smallint not null,
  heat double precision not null,
  review_due_at timestamptz not null,
  assigned_to uuid constraint cases_assigned_fk references accounts (id),
  merged_into uuid,
  updated_at timestamptz not null
);
create index cases_inbox on cases (agency_id, state, heat desc, id);
create index cases_inbox_due on cases (agency_id, state, review_due_at, id);
create index cases_assigned on cases (assigned_to, agency_id) where assigned_to is not null;
create index cases_institution on cases (institution_id) where institution_id is not null;

-- Append-only: who or what said that a complaint belongs to a case, and why. Membership is derived from these.
create table case_judgements (
  case_id uuid not null,
  id uuid not null,
  complaint_id uuid not null,
  verdict text not null constraint case_judgements_verdict_check check (verdict in ('join', 'part', 'unsure')),
  by_kind text not null constraint case_judgements_by_check check (by_kind in ('rule', 'model', 'person')),
  by_id uuid,
  rule text not null,
  reason text,
  weights jsonb not null,
  model_version text not null,
  at timestamptz not null,
  constraint case_judgements_pk primary key (case_id, id),
  constraint case_judgements_case_fk foreign key (case_id) references cases (id)
);
create index case_judgements_complaint on case_judgements (complaint_id, case_id, id);

create table case_members (
  case_id uuid not null,
  complaint_id uuid not null,
  judgement_id uuid not null,
  source_index bytea not null,
  reported_at timestamptz not null,
  severity smallint not null,
  region text,
  constraint case_members_pk primary key (case_id, complaint_id),
  constraint case_members_judgement_fk foreign key (case_id, judgement_id) references case_judgements (case_id, id)
);
create index case_members_complaint on case_members (complaint_id);
create index case_members_recent on case_members (case_id, reported_at desc, complaint_id);

-- One row per independent source of a case: one person's repeats count once.
create table case_sources (
  case_id uuid not null,
  source_index bytea not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  severity smallint not null,
  region text,
  complaint_count integer not null,
  constraint case_sources_pk primary key (case_id, source_index),
  constraint case_sources_case_fk foreign key (case_id) references cases (id)
);
create index case_sources_recent on case_sources (case_id, last_at desc);

create table case_events (
  case_id uuid not null,
  id uuid not null,
  kind text not null,
  by_id uuid,
  detail jsonb not null,
  at timestamptz not null,
  constraint case_events_pk primary key (case_id, id),
  constraint case_events_case_fk foreign key (case_id) references cases (id)
);

create table decisions (
  case_id uuid not null,
  id uuid not null,
  agency_id uuid not null constraint decisions_agency_fk references agencies (id),
  kind text not null constraint decisions_kind_check check (kind in ('list', 'emergency', 'delist')),
  state text not null constraint decisions_state_check check (state in
    ('proposed', 'window', 'published', 'refused', 'withdrawn', 'lapsed')),
  grounds text[] not null,
  tier text not null constraint decisions_tier_check check (tier in ('minor', 'general', 'serious')),
  term_days integer not null constraint decisions_term_check check (term_days between 1 and 1826),
  finds_commercial_use boolean not null,
  statement text not null,
  proposed_by uuid not null constraint decisions_proposer_fk references accounts (id),
  proposed_at timestamptz not null,
  window_ends_at timestamptz,
  decided_by uuid constraint decisions_decider_fk references accounts (id),
  decided_at timestamptz,
  decided_reason text,
  entry_id uuid,
  constraint decisions_pk primary key (case_id, id),
  constraint decisions_case_fk foreign key (case_id) references cases (id),
  -- Four eyes, in the database too: nobody decides what they proposed.
  constraint decisions_four_eyes check (decided_by is null or decided_by <> proposed_by),
  constraint decisions_decided_check check ((decided_by is null) = (decided_at is null)),
  -- A listing is published only by a second person and after a window; only an emergency warning may precede both.
  constraint decisions_publication_check check (
    state <> 'published' or kind = 'emergency' or (decided_by is not null and (kind = 'delist' or window_ends_at <= decided_at)))
);
create unique index decisions_one_open on decisions (case_id) where state in ('proposed', 'window');

create table approvals (
  case_id uuid not null,
  id uuid not null,
  decision_id uuid not null,
  account_id uuid not null constraint approvals_account_fk references accounts (id),
  verdict text not null constraint approvals_verdict_check check (verdict in ('approve', 'refuse', 'confirm')),
  reason text not null,
  at timestamptz not null,
  constraint approvals_pk primary key (case_id, id),
  constraint approvals_decision_fk foreign key (case_id, decision_id) references decisions (case_id, id)
);

create table notices (
  case_id uuid not null,
  id uuid not null,
  decision_id uuid not null,
  addressee_sealed bytea,
  key_version integer not null,
  method text not null,
  served_at timestamptz,
  unserved_reason text,
  respond_by timestamptz not null,
  recorded_by uuid not null constraint notices_account_fk references accounts (id),
  recorded_at timestamptz not null,
  constraint notices_pk primary key (case_id, id),
  constraint notices_decision_fk foreign key (case_id, decision_id) references decisions (case_id, id),
  constraint notices_served_check check ((served_at is null) <> (unserved_reason is null))
);

create table responses (
  case_id uuid not null,
  id uuid not null,
  notice_id uuid not null,
  answer text not null,
  body_sealed bytea,
  key_version integer not null,
  received_at timestamptz not null,
  recorded_by uuid constraint responses_account_fk references accounts (id),
  constraint responses_pk primary key (case_id, id),
  constraint responses_notice_fk foreign key (case_id, notice_id) references notices (case_id, id)
);

-- ── Registry ───────────────────────────────────────────────────────────────────────────────────────────────
create table registry_subjects (
  subject text constraint registry_subjects_pk primary key,
  entry_id uuid not null
);

create table registry_entries (
  id uuid constraint registry_entries_pk primary key,
  agency_id uuid not null constraint registry_entries_agency_fk references agencies (id),
  case_id uuid not null,
  subject_kind text not null constraint registry_entries_subject_check check (subject_kind in ('number', 'institution')),
  number_index bytea,
  number_kind text,
  country text,
  key_sealed bytea,
  key_version integer not null,
  institution_id uuid constraint registry_entries_institution_fk references institutions (id),
  created_at timestamptz not null
);
create index registry_entries_case on registry_entries (case_id);

-- Versions are never overwritten; the newest one is the entry's state.
create table registry_versions (
  entry_id uuid not null,
  version integer not null,
  list_version bigint not null,
  decision_id uuid,
  kind text not null constraint registry_versions_kind_check check (kind in ('blacklist', 'warning', 'credit_note', 'official')),
  status text not null constraint registry_versions_status_check check (status in
    ('active', 'under_appeal', 'repaired', 'expired', 'withdrawn', 'lapsed')),
  tier text not null,
  grounds text[] not null,
  statement text not null,
  -- The number in clear, only while it is public: a service number, or one a decision found in commercial use.
  public_key text,
  listed_at timestamptz not null,
  expires_at timestamptz not null,
  at timestamptz not null,
  constraint registry_versions_pk primary key (entry_id, version),
  constraint registry_versions_entry_fk foreign key (entry_id) references registry_entries (id)
);
create index registry_versions_list on registry_versions (list_version);
create index registry_versions_recent on registry_versions (at desc, entry_id);
create index registry_versions_term on registry_versions (expires_at) where status in ('active', 'under_appeal');

-- What the look-up needs to know of reports that nobody has decided yet.
create table number_reports (
  number_index bytea constraint number_reports_pk primary key,
  number_kind text not null,
  visibility text not null,
  source_count integer not null,
  sources_30d integer not null,
  -- The moment the fifth newest independent source reported: five within 30 days while this is no older than that.
  fifth_last_at timestamptz,
  last_at timestamptz not null,
  updated_at timestamptz not null
);
create index number_reports_updated on number_reports (updated_at);

-- ── Accountability: append-only, sealed into a hash chain by the worker ────────────────────────────────────
create table audit_events (
  id uuid constraint audit_events_pk primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  agency_id uuid,
  action text not null,
  subject_kind text not null,
  subject_id uuid,
  detail jsonb not null
);
create index audit_events_subject on audit_events (subject_id, id);

create table access_events (
  id uuid constraint access_events_pk primary key,
  at timestamptz not null,
  account_id uuid not null,
  agency_id uuid,
  purpose text not null,
  reason text not null,
  subject_kind text not null,
  subject_id uuid not null,
  fields text[] not null
);
create index access_events_subject on access_events (subject_id, id);

create table chain_seals (
  stream text not null constraint chain_seals_stream_check check (stream in ('audit', 'access')),
  seq bigint not null,
  event_id uuid not null,
  event_hash bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  constraint chain_seals_pk primary key (stream, seq),
  constraint chain_seals_event unique (stream, event_id)
);
