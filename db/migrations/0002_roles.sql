-- Roles apart: the migrator owns the tables; nobody else may change or delete history.
-- A connection takes its role at start-up (`role` in the start-up packet), so pools never share an identity.
do $$
declare wanted text;
begin
  foreach wanted in array array['mingjian_app', 'mingjian_worker', 'mingjian_public', 'mingjian_lender'] loop
    if not exists (select 1 from pg_roles where rolname = wanted) then
      execute format('create role %I nologin nobypassrls', wanted);
    end if;
    execute format('grant %I to current_user', wanted);
    execute format('grant usage on schema public to %I', wanted);
  end loop;
end $$;

-- The application: reads all, appends history, updates only what has a current state.
grant select on all tables in schema public to mingjian_app, mingjian_worker;
grant insert on all tables in schema public to mingjian_app, mingjian_worker;
revoke insert on chain_seals from mingjian_app;
revoke all on schema_migrations from mingjian_app, mingjian_worker;

grant update on institutions, institution_names, institution_contacts, licences, agents_of, accounts, sessions,
  sign_in_throttles, api_keys, api_usage, portal_state, number_keys, complaint_states, complaint_drafts,
  cases, case_members, case_sources, decisions, number_reports, registry_subjects to mingjian_app, mingjian_worker;
grant delete on sign_in_throttles, complaint_drafts, case_members, case_sources, idempotency_keys
  to mingjian_app, mingjian_worker;

-- The one thing of a version that may go: a private number in clear, once its listing is over.
grant update (public_key) on registry_versions to mingjian_app, mingjian_worker;

-- The public side reads what is published and nothing else.
grant select on agencies, institutions, institution_names, institution_contacts, licences, agents_of, institution_links,
  registry_entries, registry_versions, number_reports to mingjian_public, mingjian_lender;

-- Row-level security by agency. The setting app.agency is an agency's id, or * for the portal's own work
-- (intake, worker, look-ups); unset means no rows. No subquery in a policy.
alter table cases enable row level security;
create policy cases_agency on cases using (current_setting('app.agency', true) in ('*', agency_id::text));
alter table decisions enable row level security;
create policy decisions_agency on decisions using (current_setting('app.agency', true) in ('*', agency_id::text));
alter table complaints enable row level security;
create policy complaints_agency on complaints
  using (current_setting('app.agency', true) = '*' or current_setting('app.agency', true) = any (agency_ids::text[]));
alter table complaint_states enable row level security;
create policy complaint_states_agency on complaint_states
  using (current_setting('app.agency', true) = '*' or current_setting('app.agency', true) = any (agency_ids::text[]));
-- Names that only claims mention are not the public's to read.
alter table institutions enable row level security;
create policy institutions_portal on institutions to mingjian_app, mingjian_worker using (true) with check (true);
create policy institutions_public on institutions for select to mingjian_public, mingjian_lender using (status <> 'provisional');
