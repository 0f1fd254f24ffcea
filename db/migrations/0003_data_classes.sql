-- The class of data in every column, as its comment: public (may be shown to anyone), internal (the portal's own
-- workings), personal (relates to a person; read for a purpose, logged), sensitive (sealed secrets, identities of
-- reporters, financial accounts). A test fails on a column without one, so a later migration must class its own.
do $$
declare
  defaults constant jsonb := '{
    "agencies": "public", "institutions": "public", "institution_name_keys": "internal", "institution_names": "public",
    "institution_contacts": "public", "licences": "public", "agents_of": "public", "institution_links": "public",
    "institution_exposures": "internal", "accounts": "personal", "sessions": "personal", "sign_in_throttles": "internal",
    "api_keys": "internal", "api_key_hashes": "sensitive", "api_usage": "internal", "portal_state": "internal",
    "source_records": "internal", "idempotency_keys": "sensitive", "receipt_hashes": "sensitive", "number_keys": "internal",
    "institution_cases": "internal", "case_references": "internal", "complaints": "internal", "complaint_keys": "sensitive",
    "complaint_identifiers": "internal", "complaint_states": "internal", "complaint_events": "internal",
    "complaint_drafts": "sensitive", "number_marks": "internal", "cases": "internal", "case_judgements": "internal",
    "case_members": "internal", "case_sources": "internal", "case_events": "internal", "decisions": "internal",
    "approvals": "internal", "notices": "internal", "responses": "internal", "registry_subjects": "internal",
    "registry_entries": "public", "registry_versions": "public", "number_reports": "internal", "audit_events": "internal",
    "access_events": "personal", "chain_seals": "public"}';
  exceptions constant jsonb := '{
    "accounts.id": "internal", "accounts.role": "internal", "accounts.agency_id": "internal", "accounts.password_hash": "sensitive",
    "accounts.totp_sealed": "sensitive", "number_keys.number_index": "personal", "number_keys.public_key": "public",
    "number_keys.key_sealed": "personal", "complaints.reporter_index": "sensitive", "complaints.told_sealed": "sensitive",
    "complaints.contact_sealed": "sensitive", "complaints.facts": "personal", "complaints.region": "personal",
    "complaints.first_incident_at": "personal", "complaint_identifiers.value_index": "personal",
    "complaint_identifiers.value_sealed": "sensitive", "complaint_identifiers.public_value": "internal",
    "complaint_states.message": "personal", "complaint_events.message": "personal", "number_marks.number_index": "personal",
    "cases.number_index": "personal", "cases.subject_sealed": "personal", "cases.subject_public": "public",
    "case_members.source_index": "sensitive", "case_members.region": "personal", "case_sources.source_index": "sensitive",
    "case_sources.region": "personal", "decisions.statement": "public", "approvals.reason": "internal",
    "notices.addressee_sealed": "sensitive", "responses.body_sealed": "sensitive", "registry_subjects.subject": "personal",
    "registry_entries.case_id": "internal", "registry_entries.number_index": "personal", "registry_entries.key_sealed": "personal",
    "registry_entries.key_version": "internal", "number_reports.number_index": "personal"}';
  col record;
begin
  for col in
    select c.relname as tbl, a.attname as name
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
  loop
    if not defaults ? col.tbl then raise exception 'no data class for table %', col.tbl; end if;
    execute format('comment on column %I.%I is %L', col.tbl, col.name,
      coalesce(exceptions ->> (col.tbl || '.' || col.name), defaults ->> col.tbl));
  end loop;
end $$;
