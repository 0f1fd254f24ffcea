-- What people say about ties: keys that tie nobody, and campaigns of two agencies that are one operator's.

-- A key ties nobody while every agency whose campaigns hang on it says so.
-- Append-only. What counts is the last word of each agency about a key; taking one back is a row too.
create table key_judgements (
  key bytea not null,
  id uuid not null,
  agency_id uuid not null,
  -- The campaign on whose page it was said, which gets the key back when the word is taken back.
  case_id uuid not null,
  verdict text not null constraint key_judgements_verdict_check check (verdict in ('common', 'ties')),
  by_id uuid not null,
  reason text not null,
  -- Reports that carried it then.
  complaints integer not null,
  -- One sending of a form, however often it arrives.
  action_id uuid not null,
  at timestamptz not null,
  constraint key_judgements_pk primary key (key, id)
);
create index key_judgements_case on key_judgements (case_id);
create index key_judgements_action on key_judgements (action_id);

-- Append-only: that two agencies deal with two campaigns as one, under one lead. Proposed by a supervisor of one, accepted
-- by one of the other; the last row about a pair counts. Both may read it, nobody else.
create table joint_proposals (
  case_id uuid not null,
  id uuid not null,
  agency_id uuid not null,
  other_case_id uuid not null,
  other_agency_id uuid not null,
  verdict text not null constraint joint_proposals_verdict_check check (verdict in ('propose', 'accept', 'refuse', 'withdraw', 'end')),
  lead_agency_id uuid not null,
  by_id uuid not null,
  reason text not null,
  action_id uuid not null,
  at timestamptz not null,
  constraint joint_proposals_pk primary key (case_id, id),
  constraint joint_proposals_apart check (agency_id <> other_agency_id and lead_agency_id in (agency_id, other_agency_id))
);
create index joint_proposals_other on joint_proposals (other_case_id);
create index joint_proposals_action on joint_proposals (action_id);
alter table joint_proposals enable row level security;
create policy joint_proposals_agencies on joint_proposals
  using (current_setting('app.agency', true) in ('*', agency_id::text, other_agency_id::text))
  with check (current_setting('app.agency', true) in ('*', agency_id::text));
-- Which agency answers for a case, for those who may not see the case itself.
create index case_references_case on case_references (case_id);

do $$
declare
  exceptions constant jsonb := '{"key_judgements.key": "personal", "key_judgements.by_id": "personal", "joint_proposals.by_id": "personal"}';
  col record;
begin
  for col in
    select c.relname as tbl, a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname in ('key_judgements', 'joint_proposals') and a.attnum > 0 and not a.attisdropped
  loop
    execute format('comment on column %I.%I is %L', col.tbl, col.name,
      coalesce(exceptions ->> (col.tbl || '.' || col.name), 'internal'));
  end loop;
end $$;

grant select, insert on key_judgements, joint_proposals to mingjian_app, mingjian_worker;
