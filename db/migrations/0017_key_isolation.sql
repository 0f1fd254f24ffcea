-- What an agency's session may write of API keys is its own keys alone, whatever a query forgets. All are seen: who asked about
-- a person is told by the key's name.
alter table api_keys enable row level security;
create policy api_keys_agency on api_keys using (current_setting('app.agency', true) in ('*', agency_id::text));
create policy api_keys_seen on api_keys for select using (true);

-- The entries about a person: asked with every record of conduct that is read.
create index registry_entries_practitioner on registry_entries (practitioner_id) where practitioner_id is not null;
