-- Figures of an institution that people hold back as a whole, and what a batch found that somebody should look at.

-- Proposed by one officer and in force once a second agrees. The code is all that the public is told.
create table rating_integrity_holds (
  institution_id uuid not null constraint rating_integrity_holds_institution_fk references institutions (id),
  id uuid not null,
  agency_id uuid not null constraint rating_integrity_holds_agency_fk references agencies (id),
  code text not null constraint rating_integrity_holds_code_check check (code in ('handling_under_review', 'reports_under_review')),
  state text not null constraint rating_integrity_holds_state_check check (state in ('proposed', 'in_force', 'refused', 'lifted')),
  proposed_by uuid not null constraint rating_integrity_holds_proposer_fk references accounts (id),
  proposed_at timestamptz not null,
  reason text not null,
  decided_by uuid constraint rating_integrity_holds_decider_fk references accounts (id),
  decided_at timestamptz,
  decided_reason text,
  lifted_by uuid constraint rating_integrity_holds_lifter_fk references accounts (id),
  lifted_at timestamptz,
  lifted_reason text,
  constraint rating_integrity_holds_pk primary key (institution_id, id),
  constraint rating_integrity_holds_word_check check (
    (state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)
    and (decided_by is null) = (decided_reason is null)),
  -- Who proposed may take the proposal back, and nothing else.
  constraint rating_integrity_holds_four_eyes check (decided_by is null or state = 'refused' or decided_by <> proposed_by),
  constraint rating_integrity_holds_lifted_check check (
    (state = 'lifted') = (lifted_by is not null) and (lifted_by is null) = (lifted_at is null)
    and (lifted_by is null) = (lifted_reason is null))
);
create unique index rating_integrity_holds_open on rating_integrity_holds (institution_id, agency_id)
  where state in ('proposed', 'in_force');
create index rating_integrity_holds_desk on rating_integrity_holds (agency_id, id desc);
create index rating_integrity_holds_decided on rating_integrity_holds (decided_at) where state in ('in_force', 'lifted');
alter table rating_integrity_holds enable row level security;
create policy rating_integrity_holds_agency on rating_integrity_holds
  using (current_setting('app.agency', true) in ('*', agency_id::text));

-- What the newest batch found beside holds: like reports, kinds of reports that seldom stand, answers that jumped. Sizes only.
create table rating_findings (
  batch_id uuid not null constraint rating_findings_batch_fk references rating_batches (id),
  id uuid not null,
  institution_id uuid not null constraint rating_findings_institution_fk references institutions (id),
  agency_id uuid not null constraint rating_findings_agency_fk references agencies (id),
  kind text not null constraint rating_findings_kind_check check (kind in ('cluster', 'doubt', 'praise')),
  -- How much it matters, for the order in which it is shown.
  size double precision not null,
  detail jsonb not null,
  constraint rating_findings_pk primary key (batch_id, id)
);
create index rating_findings_desk on rating_findings (agency_id, kind, size desc);
alter table rating_findings enable row level security;
create policy rating_findings_agency on rating_findings using (current_setting('app.agency', true) in ('*', agency_id::text));

-- What a batch counted about an institution, for its own eyes: rows without a person, a day or an id, made so before they
-- are stored.
create table rating_accounts (
  batch_id uuid not null constraint rating_accounts_batch_fk references rating_batches (id),
  institution_id uuid not null constraint rating_accounts_institution_fk references institutions (id),
  rows jsonb not null,
  constraint rating_accounts_pk primary key (batch_id, institution_id)
);

do $$
declare
  exceptions constant jsonb := '{
    "rating_integrity_holds.proposed_by": "personal", "rating_integrity_holds.decided_by": "personal",
    "rating_integrity_holds.lifted_by": "personal"}';
  col record;
begin
  for col in
    select c.relname as tbl, a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and c.relname in ('rating_integrity_holds', 'rating_findings', 'rating_accounts')
  loop
    execute format('comment on column %I.%I is %L', col.tbl, col.name,
      coalesce(exceptions ->> (col.tbl || '.' || col.name), 'internal'));
  end loop;
end $$;

grant select, insert on rating_integrity_holds, rating_findings, rating_accounts to mingjian_app, mingjian_worker;
grant update (state, decided_by, decided_at, decided_reason, lifted_by, lifted_at, lifted_reason)
  on rating_integrity_holds to mingjian_app, mingjian_worker;
-- Derived: only what the last batches found is kept.
grant delete on rating_findings, rating_accounts to mingjian_app, mingjian_worker;
