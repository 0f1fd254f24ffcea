-- Matching: what ties reports together, the campaigns that follow from it, and what people said about both.

-- What matching knows of a complaint, beside its identifiers. Written once, with the complaint.
create table complaint_traits (
  complaint_id uuid constraint complaint_traits_pk primary key,
  at timestamptz not null,
  script_id bytea,
  institution_id uuid,
  -- The institution of the register that the caller passed for, as far as the report itself shows it.
  impersonates uuid,
  network_index bytea,
  -- Keyed hashes of the thousand numbers that each caller's number belongs to.
  blocks bytea[] not null,
  constraint complaint_traits_complaint_fk foreign key (complaint_id) references complaints (id)
);
create index complaint_traits_script on complaint_traits (script_id, at) where script_id is not null;
create index complaint_traits_impersonates on complaint_traits (impersonates, at) where impersonates is not null;
-- Who was called from a block: words and none find each other by it.
create index complaint_traits_blocks on complaint_traits using gin (blocks);

-- A text after folding, amounts, names and links replaced: once, however many reports repeat it.
create table scripts (
  id bytea constraint scripts_pk primary key,
  sketch bytea not null,
  -- The smallest id among the texts that are near-duplicates of each other: the same in whatever order they came.
  group_id bytea not null,
  first_at timestamptz not null
);
create index scripts_group on scripts (group_id);

create table script_bands (
  band bytea not null,
  script_id bytea not null,
  constraint script_bands_pk primary key (band, script_id),
  constraint script_bands_script_fk foreign key (script_id) references scripts (id)
);

-- One row for each thing that ties reports together: a caller's number in one holder period, a call-back number, a
-- payee, a chat account, a link's domain, a signature, a claim with a script, an operator found by a detector.
create table link_keys (
  key bytea constraint link_keys_pk primary key,
  kind text not null,
  -- The campaign case that reports with this key belong to, once there is one.
  case_id uuid,
  complaints integer not null,
  -- Of a detector's key: the script it was found in.
  script_group bytea,
  -- A person said that this ties nothing together (a platform's domain, a shared cash desk).
  is_common boolean not null
);
create index link_keys_script on link_keys (script_group) where script_group is not null;
create index link_keys_case on link_keys (case_id) where case_id is not null;

create table complaint_links (
  key bytea not null,
  complaint_id uuid not null,
  source_index bytea not null,
  constraint complaint_links_pk primary key (key, complaint_id)
);
create index complaint_links_complaint on complaint_links (complaint_id);

-- What has to be looked at again: a number's holders, a script's operators, the group around a key. Consumed by the
-- worker, in the order they came.
create table match_queue (
  id uuid constraint match_queue_pk primary key,
  kind text not null constraint match_queue_kind_check check (kind in ('number', 'script', 'key')),
  key bytea not null,
  at timestamptz not null
);

-- Append-only: that a case was merged into another, or that such a merge was taken back. What is merged now is a
-- function of these rows; reports stay with the case they joined, so taking a merge back leaves what never merging would have.
create table case_merges (
  case_id uuid not null,
  id uuid not null,
  into_case_id uuid not null,
  verdict text not null constraint case_merges_verdict_check check (verdict in ('merge', 'undo', 'suggest', 'refuse')),
  by_kind text not null constraint case_merges_by_check check (by_kind in ('rule', 'model', 'person')),
  by_id uuid,
  reason text not null,
  weights jsonb not null,
  model_version text not null,
  -- One action of a person, however many cases it merged.
  action_id uuid not null,
  at timestamptz not null,
  constraint case_merges_pk primary key (case_id, id),
  constraint case_merges_case_fk foreign key (case_id) references cases (id)
);
create index case_merges_into on case_merges (into_case_id);
create index case_merges_action on case_merges (action_id);

-- Special patterns a detector found in a case, with its evidence in numbers.
create table case_patterns (
  case_id uuid not null,
  id uuid not null,
  kind text not null constraint case_patterns_kind_check check (kind in
    ('contact-blast', 'number-block', 'impersonation', 'recycled', 'rotating')),
  detail jsonb not null,
  found_at timestamptz not null,
  ended_at timestamptz,
  constraint case_patterns_pk primary key (case_id, id),
  constraint case_patterns_case_fk foreign key (case_id) references cases (id)
);

-- Versions of the model that judged; immutable, so that an old judgement can always be explained.
create table match_models (
  version text constraint match_models_pk primary key,
  parameters jsonb not null,
  created_at timestamptz not null
);

-- What makes two sources of one case less than independent, and what each counts for after the discount.
alter table case_sources add column text_group bytea, add column network_index bytea, add column hour integer,
  add column weight_low double precision not null default 1, add column weight_high double precision not null default 1;
create table case_source_groups (
  case_id uuid not null,
  dimension text not null constraint case_source_groups_dimension_check check (dimension in ('text', 'network', 'hour')),
  value bytea not null,
  sources integer not null,
  constraint case_source_groups_pk primary key (case_id, dimension, value),
  constraint case_source_groups_case_fk foreign key (case_id) references cases (id)
);
alter table cases add column independent_low double precision not null default 0,
  add column independent_high double precision not null default 0;
create index case_judgements_unsure on case_judgements (id) where verdict = 'unsure';
create index case_judgements_people on case_judgements (model_version) where by_kind = 'person';
create index case_merges_suggested on case_merges (id) where verdict = 'suggest';
create index cases_number on cases (number_index, epoch) where number_index is not null;
create index cases_merged on cases (merged_into) where merged_into is not null;
create index cases_campaigns on cases (agency_id, heat desc, id) where kind = 'campaign';

do $$
declare
  classes constant jsonb := '{
    "complaint_traits": "internal", "scripts": "sensitive", "script_bands": "sensitive", "link_keys": "internal",
    "complaint_links": "internal", "match_queue": "internal", "case_merges": "internal", "case_patterns": "internal",
    "match_models": "public",
    "case_source_groups": "internal"}';
  exceptions constant jsonb := '{
    "complaint_traits.network_index": "sensitive", "complaint_traits.blocks": "personal", "complaint_traits.script_id": "personal",
    "complaint_traits.at": "personal", "complaint_links.source_index": "sensitive", "link_keys.key": "personal",
    "complaint_links.key": "personal", "match_queue.key": "personal",
    "link_keys.script_group": "personal", "case_source_groups.value": "sensitive"}';
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
comment on column case_sources.text_group is 'personal';
comment on column case_sources.network_index is 'sensitive';
comment on column case_sources.hour is 'personal';
comment on column case_sources.weight_low is 'internal';
comment on column case_sources.weight_high is 'internal';
comment on column cases.independent_low is 'internal';
comment on column cases.independent_high is 'internal';

grant select, insert on complaint_traits, scripts, script_bands, link_keys, complaint_links, match_queue, case_merges,
  case_patterns, match_models, case_source_groups to mingjian_app, mingjian_worker;
grant update on scripts, link_keys, case_patterns, case_source_groups to mingjian_app, mingjian_worker;
-- Who may see a report grows with the cases it joins; what was said stays as it is.
grant update (agency_ids) on complaints to mingjian_app, mingjian_worker;
-- Derived, not history: links of detectors are made anew, queue rows are consumed.
grant delete on complaint_links, link_keys, match_queue, case_source_groups to mingjian_app, mingjian_worker;
