-- Ratings of institutions: what they are computed from and is not a complaint (how many accounts an institution has, what
-- is held back for people to look at), and what was published: a batch a month, each with its leaf on the log.

-- Accounts of a month as somebody stated them. Append-only: a restatement is a row of its own. What counts is the best
-- source, then the newest filing, of what was recorded by the moment that is asked about.
create table exposure_filings (
  institution_id uuid not null constraint exposure_filings_institution_fk references institutions (id),
  id uuid not null,
  -- First day of the month.
  month date not null constraint exposure_filings_month_check check (extract(day from month) = 1),
  -- A loan product, or 'all'.
  product text not null,
  accounts bigint not null constraint exposure_filings_accounts_check check (accounts >= 0),
  source text not null constraint exposure_filings_source_check check (source in
    ('regulator_filing', 'audited_filing', 'institution_statement', 'proxy')),
  filed_at timestamptz not null,
  -- The officer who recorded it; null where a file or the portal itself did.
  recorded_by uuid,
  recorded_at timestamptz not null,
  constraint exposure_filings_pk primary key (institution_id, id)
);
create index exposure_filings_month on exposure_filings (month, institution_id);
create index exposure_filings_recorded on exposure_filings (recorded_at);

-- Time-ordered ids in the form of the others (RFC 9562, version 7): there is no application at hand to make them.
insert into exposure_filings (institution_id, id, month, product, accounts, source, filed_at, recorded_by, recorded_at)
select institution_id, overlay(overlay(
    lpad(to_hex((extract(epoch from month) * 1000)::bigint), 12, '0') || substr(md5(institution_id::text || month::text), 13)
    placing '7' from 13 for 1) placing 'a' from 17 for 1)::uuid,
  date_trunc('month', month)::date, 'all', accounts, source, month, null, month
from institution_exposures;
drop table institution_exposures;

-- From when a successor answers for what its predecessor did.
alter table institution_links add column since date;

create table rating_batches (
  id uuid constraint rating_batches_pk primary key,
  month date not null,
  method text not null,
  kind text not null constraint rating_batches_kind_check check (kind in ('monthly', 'correction')),
  corrects uuid constraint rating_batches_corrects_fk references rating_batches (id),
  reason text,
  -- What was known by then: decisions, filings, sanctions.
  as_of timestamptz not null,
  bundle_sha256 bytea not null,
  bundle_bytes bigint not null,
  institutions integer not null,
  rated integer not null,
  -- Alpha, drift, over-dispersion, rankability: what the whole population gave.
  population jsonb not null,
  published_at timestamptz not null,
  -- Letters are shown once this leaf is under a signed checkpoint, not before.
  leaf_id uuid not null,
  constraint rating_batches_correction_check check (
    (kind = 'correction') = (corrects is not null) and (kind = 'correction') = (reason is not null))
);
-- A month is published once with a method; what changes later is a correction.
create unique index rating_batches_monthly on rating_batches (method, month) where kind = 'monthly';
create index rating_batches_month on rating_batches (method, month desc, id desc);
create index rating_batches_newest on rating_batches (id desc);

create table ratings (
  batch_id uuid not null constraint ratings_batch_fk references rating_batches (id),
  institution_id uuid not null constraint ratings_institution_fk references institutions (id),
  status text not null constraint ratings_status_check check (status in ('rated', 'not_rated', 'not_licensed')),
  letter text constraint ratings_letter_check check (letter in ('A', 'B', 'C', 'D', 'E')),
  ruled text constraint ratings_ruled_check check (ruled in ('A', 'B', 'C', 'D', 'E')),
  reasons text[] not null,
  -- The stratum it was compared in.
  peers text,
  -- The institution's result as the bundle has it.
  figures jsonb not null,
  -- What of its input people are shown: counts, held, source of its size.
  basis jsonb not null,
  constraint ratings_pk primary key (batch_id, institution_id)
);
create index ratings_institution on ratings (institution_id, batch_id desc);

-- What a correction changed, and why. The batch corrected stays as it was published.
create table rating_changes (
  batch_id uuid not null constraint rating_changes_batch_fk references rating_batches (id),
  institution_id uuid not null,
  letter_before text,
  letter_after text,
  status_before text,
  status_after text,
  -- Codes: exposure_restated, hold_reviewed, integrity_hold, decision_withdrawn, outcome_revised, newer_evidence.
  causes text[] not null,
  constraint rating_changes_pk primary key (batch_id, institution_id)
);

-- More reports in one month than even an unlucky institution gets: not counted until people have looked at them.
create table rating_holds (
  institution_id uuid not null constraint rating_holds_institution_fk references institutions (id),
  id uuid not null,
  -- Whose case the reports belong to.
  agency_id uuid not null constraint rating_holds_agency_fk references agencies (id),
  severity_class smallint not null constraint rating_holds_class_check check (severity_class between 0 and 2),
  month date not null,
  -- Weighted complaints of the bin, and how many of them count; the rest is held.
  found_weight double precision not null,
  counted_weight double precision not null,
  -- Over how many months the count went beyond what could be foreseen.
  span_months integer not null,
  complaint_count integer not null,
  found_at timestamptz not null,
  state text not null constraint rating_holds_state_check check (state in ('open', 'released', 'dismissed')),
  -- The first word; for a large dismissal a second person has to say the same.
  verdict text constraint rating_holds_verdict_check check (verdict in ('release', 'dismiss')),
  by_id uuid constraint rating_holds_by_fk references accounts (id),
  reason text,
  at timestamptz,
  second_by uuid constraint rating_holds_second_fk references accounts (id),
  second_reason text,
  closed_at timestamptz,
  constraint rating_holds_pk primary key (institution_id, id),
  constraint rating_holds_word_check check ((verdict is null) = (by_id is null) and (verdict is null) = (at is null)
    and (verdict is null) = (reason is null)),
  constraint rating_holds_closed_check check ((state = 'open') = (closed_at is null) and (state = 'open' or verdict is not null)),
  constraint rating_holds_four_eyes check (second_by is null or second_by <> by_id),
  constraint rating_holds_large_check check (state <> 'dismissed' or complaint_count <= 10 or second_by is not null)
);
create unique index rating_holds_open on rating_holds (institution_id, severity_class, month) where state = 'open';
create index rating_holds_desk on rating_holds (agency_id, state, found_at, id);
alter table rating_holds enable row level security;
create policy rating_holds_agency on rating_holds using (current_setting('app.agency', true) in ('*', agency_id::text));

-- Apart from the hold: which reports they are is for those who look at them.
create table rating_hold_complaints (
  institution_id uuid not null,
  hold_id uuid not null,
  complaint_id uuid not null,
  constraint rating_hold_complaints_pk primary key (institution_id, hold_id, complaint_id),
  constraint rating_hold_complaints_hold_fk foreign key (institution_id, hold_id) references rating_holds (institution_id, id)
);
create index rating_hold_complaints_complaint on rating_hold_complaints (complaint_id);

-- What an institution says about its own rating, on its page. Append-only; the newest is shown.
create table institution_statements (
  institution_id uuid not null constraint institution_statements_institution_fk references institutions (id),
  id uuid not null,
  text_zh text not null,
  text_en text,
  at timestamptz not null,
  by_id uuid not null,
  constraint institution_statements_pk primary key (institution_id, id)
);

-- What the jobs ask each night: which words about institutions were spoken since.
create index decisions_decided on decisions (decided_at) where decided_at is not null;
create index complaint_events_closed on complaint_events (at) where status in ('closed', 'reopened', 'not_accepted');

do $$
declare
  classes constant jsonb := '{
    "exposure_filings": "public", "rating_batches": "public", "ratings": "public", "rating_changes": "public",
    "rating_holds": "internal", "rating_hold_complaints": "internal", "institution_statements": "public"}';
  exceptions constant jsonb := '{
    "exposure_filings.recorded_by": "internal", "exposure_filings.accounts": "internal", "institution_statements.by_id": "personal",
    "rating_holds.by_id": "personal", "rating_holds.second_by": "personal"}';
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
comment on column institution_links.since is 'public';

grant select, insert on exposure_filings, rating_holds, rating_hold_complaints, institution_statements
  to mingjian_app, mingjian_worker;
-- Batches are published by the worker, and by an operator at the command line, who is the application.
grant select, insert on rating_batches, ratings, rating_changes to mingjian_app, mingjian_worker;
grant update (found_weight, counted_weight, span_months, complaint_count, state, verdict, by_id, reason, at, second_by, second_reason, closed_at)
  on rating_holds to mingjian_app, mingjian_worker;
-- Derived while nobody has spoken about it: what is held, and what it consists of, is found anew with each batch.
grant delete on rating_holds, rating_hold_complaints to mingjian_app, mingjian_worker;
