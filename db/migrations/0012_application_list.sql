-- The desk's list of applications by state, kind and last day: a page of 50 out of 100,000 without reading the rest. The
-- index of open ones is a part of the first.
drop index entry_applications_open;
create index entry_applications_state on entry_applications (agency_id, state, due_on, id) include (kind, joined_to);
create index entry_applications_days on entry_applications (agency_id, due_on, id) include (kind);
