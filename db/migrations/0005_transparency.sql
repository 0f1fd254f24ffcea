-- The transparency log: what was decided, as an append-only Merkle tree that anyone can audit.

-- What is written with the act it tells of and has no index yet. Consumed by the sequencer in the order of leaf_id.
create table log_pending (
  leaf_id uuid constraint log_pending_pk primary key,
  leaf text not null,
  leaf_hash bytea not null,
  appended_at timestamptz not null
);

-- What a leaf commits to. Nonce and record may be destroyed (erasure); that the leaf was written stays.
create table log_records (
  leaf_id uuid constraint log_records_pk primary key,
  entry_id uuid,
  -- Position in the chain of its entry's leaves, from 1: two writers can never continue the same leaf.
  chain_seq integer not null,
  type text not null,
  leaf_hash bytea not null,
  nonce bytea,
  -- JCS (RFC 8785), kept as text: the bytes that were hashed.
  record text,
  constraint log_records_chain unique (entry_id, chain_seq),
  constraint log_records_erased_check check ((nonce is null) = (record is null))
);

create table log_leaves (
  index bigint constraint log_leaves_pk primary key,
  leaf_id uuid not null constraint log_leaves_leaf_key unique,
  leaf text not null,
  leaf_hash bytea not null,
  constraint log_leaves_index_check check (index >= 0)
);

-- Every tree head ever signed, so that no second one is signed for a size and none that contradicts an earlier one.
create table log_checkpoints (
  size bigint constraint log_checkpoints_pk primary key,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null
);

create table log_cosignatures (
  size bigint not null,
  witness text not null,
  line text not null,
  cosigned_at timestamptz not null,
  constraint log_cosignatures_pk primary key (size, witness),
  constraint log_cosignatures_checkpoint_fk foreign key (size) references log_checkpoints (size)
);

-- Other logs that this portal is a witness of: the newest head it cosigned.
create table witnessed_logs (
  origin text constraint witnessed_logs_pk primary key,
  size bigint not null,
  root bytea not null,
  note text not null,
  updated_at timestamptz not null
);

do $$
declare
  classes constant jsonb := '{
    "log_pending": "internal", "log_records": "public", "log_leaves": "public", "log_checkpoints": "public",
    "log_cosignatures": "public", "witnessed_logs": "public"}';
  exceptions constant jsonb := '{
    "log_records.nonce": "personal", "log_records.record": "personal", "log_records.chain_seq": "internal"}';
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

grant select, insert on log_pending, log_records, witnessed_logs to mingjian_app, mingjian_worker;
grant update on witnessed_logs to mingjian_app, mingjian_worker;
-- Erasure takes what was committed to and leaves the commitment.
grant update (nonce, record) on log_records to mingjian_app, mingjian_worker;
grant select on log_leaves, log_checkpoints, log_cosignatures to mingjian_app, mingjian_worker;
grant insert on log_leaves, log_checkpoints, log_cosignatures to mingjian_worker;
grant delete on log_pending to mingjian_worker;
