-- API keys belong to the agency that answers for them: its supervisor issues and revokes them. What the portal itself issued
-- (command line, demonstration) is the default agency's.
alter table api_keys
  add column agency_id uuid constraint api_keys_agency_fk references agencies (id),
  add column revoked_reason text,
  add constraint api_keys_revoked_check check (revoked_reason is null or revoked_at is not null);
update api_keys set agency_id = (select id from agencies where is_default order by id limit 1);
create index api_keys_agency on api_keys (agency_id, id);

comment on column api_keys.agency_id is 'internal';
comment on column api_keys.revoked_reason is 'internal';
