-- Lists published as files: their versions, what was signed about each, the files made, and what changed in each version
-- (ids only), from which deltas are built. What was said is history; files and changes are derived, and pruned.

-- A version of a list: the same content has the same version, however often it is stated anew.
create table list_versions (
  list text not null,
  version bigint not null,
  entries bigint not null,
  state_sha256 bytea not null,
  prefix_bits integer,
  -- Where the registry stood when the list was read.
  registry_version bigint not null,
  -- Whether its changes against the version before are known, so that deltas lead here.
  is_continued boolean not null,
  published_at timestamptz not null,
  constraint list_versions_pk primary key (list, version),
  constraint list_versions_version_check check (version >= 1)
);

-- What was signed about a version and put on the log. The newest one is the list's item in the catalog.
create table list_statements (
  list text not null,
  id uuid not null,
  version bigint not null,
  -- JCS (RFC 8785), kept as text: the bytes that were hashed and signed.
  manifest text not null,
  signature text not null,
  leaf_id uuid not null,
  published_at timestamptz not null,
  valid_until timestamptz not null,
  constraint list_statements_pk primary key (list, id),
  constraint list_statements_version_fk foreign key (list, version) references list_versions (list, version)
);

create table list_files (
  list text not null,
  version bigint not null,
  file text not null,
  -- identity, gzip or zstd
  coding text not null,
  format text not null,
  bytes bigint not null,
  sha256 bytea not null,
  -- When the file was destroyed: it was too old, or held an entry that was erased.
  removed_at timestamptz,
  constraint list_files_pk primary key (list, version, file, coding),
  constraint list_files_version_fk foreign key (list, version) references list_versions (list, version)
);
create index list_files_kept on list_files (list, version) where removed_at is null;

create table list_changes (
  list text not null,
  version bigint not null,
  entity_id uuid not null,
  op text not null constraint list_changes_op_check check (op in ('add', 'mod', 'del', 'repair', 'merge', 'split')),
  -- What it was merged into, or split from.
  other_id uuid,
  constraint list_changes_pk primary key (list, version, entity_id)
);
create index list_changes_entity on list_changes (entity_id, list, version);

create table list_deltas (
  list text not null,
  from_version bigint not null,
  to_version bigint not null,
  bytes bigint not null,
  sha256 bytea not null,
  constraint list_deltas_pk primary key (list, from_version, to_version)
);

do $$
declare
  classes constant jsonb := '{
    "list_versions": "public", "list_statements": "public", "list_files": "public", "list_changes": "public",
    "list_deltas": "public"}';
  col record;
begin
  for col in
    select c.relname as tbl, a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and classes ? c.relname and a.attnum > 0 and not a.attisdropped
  loop
    execute format('comment on column %I.%I is %L', col.tbl, col.name, classes ->> col.tbl);
  end loop;
end $$;
comment on column list_versions.registry_version is 'internal';

grant select on list_versions, list_statements, list_files, list_changes, list_deltas to mingjian_app, mingjian_worker;
grant insert on list_versions, list_statements, list_files, list_changes, list_deltas to mingjian_worker;
grant update (removed_at) on list_files to mingjian_worker;
grant delete on list_changes, list_deltas to mingjian_worker;
