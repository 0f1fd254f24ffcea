-- Look-ups that learn little and cannot be walked: how many different subjects a key may ask about in a day, and the
-- private numbers as outputs of a keyed function that nobody can compute without asking (RFC 9497).

-- What a partner said it needs a larger budget for; null with the usual one.
alter table api_keys add column subjects_per_day bigint not null default 20000, add column subjects_need text;

-- The subjects a key has asked about on a day, as bits of a keyed hash: they can be counted and not read.
create table api_subjects (
  api_key_id uuid not null constraint api_subjects_key_fk references api_keys (id),
  day date not null,
  bits bit varying not null,
  constraint api_subjects_pk primary key (api_key_id, day)
);

-- Outputs of the OPRF for private numbers with an entry. Derived: made anew when the key turns.
create table number_oprf (
  entry_id uuid not null,
  epoch integer not null,
  -- The output's first bits, by which it is asked for.
  prefix integer not null,
  output bytea not null,
  constraint number_oprf_pk primary key (entry_id, epoch),
  constraint number_oprf_entry_fk foreign key (entry_id) references registry_entries (id)
);
create index number_oprf_prefix on number_oprf (epoch, prefix);

comment on column api_keys.subjects_per_day is 'internal';
comment on column api_keys.subjects_need is 'internal';
comment on column api_subjects.api_key_id is 'internal';
comment on column api_subjects.day is 'internal';
comment on column api_subjects.bits is 'internal';
comment on column number_oprf.entry_id is 'internal';
comment on column number_oprf.epoch is 'internal';
comment on column number_oprf.prefix is 'internal';
comment on column number_oprf.output is 'personal';

grant select, insert, update, delete on api_subjects to mingjian_app, mingjian_worker;
grant select, insert, delete on number_oprf to mingjian_app, mingjian_worker;
