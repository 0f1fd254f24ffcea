-- What can be browsed: one narrow row for each entry that is in force and public, written with the version that makes it
-- so and gone with the one that ends it. What is restricted is not in here, so no filter and no count can tell of it.
create table registry_listings (
  entry_id uuid constraint registry_listings_pk primary key,
  agency_id uuid not null,
  subject_kind text not null,
  kind text not null,
  status text not null,
  tier text not null,
  grounds text[] not null,
  listed_at timestamptz not null,
  expires_at timestamptz not null,
  -- Everything that can be filtered by, as `name:value`: one index answers any combination.
  facets text[] not null,
  institution_id uuid,
  -- A number's key, a domain, a signature, an app: what the page names. Null for an institution, whose name may change.
  subject_key text,
  -- What a search compares: the digits as they are dialled, or the folded text.
  folded text,
  -- Characters and pairs of characters of a folded text: they find it without word boundaries. Digits are found by their beginning.
  pieces tsvector,
  constraint registry_listings_entry_fk foreign key (entry_id) references registry_entries (id)
);
create index registry_listings_order on registry_listings (listed_at desc, entry_id desc);
create index registry_listings_facets on registry_listings using gin (facets);
create index registry_listings_folded on registry_listings (folded text_pattern_ops) where folded is not null;
create index registry_listings_pieces on registry_listings using gin (pieces) where pieces is not null;
create index registry_listings_institution on registry_listings (institution_id) where institution_id is not null;

-- What the page about the log asks for.
create index log_checkpoints_signed on log_checkpoints (signed_at desc, size desc);
create index log_records_missed on log_records (leaf_id) where type = 'deadline-missed';

-- Entries of before: numbers and institutions, for there were no other subjects.
insert into registry_listings
select e.id, e.agency_id, e.subject_kind, v.kind, v.status, v.tier, v.grounds, v.listed_at, v.expires_at,
  array['kind:' || v.kind, 'subject:' || e.subject_kind, 'tier:' || v.tier, 'status:' || v.status, 'agency:' || e.agency_id]
    || array(select 'ground:' || g from unnest(v.grounds) g),
  e.institution_id, v.public_key, case
    when v.public_key ~ '^\+86([48]00|1[3-9])' then substr(v.public_key, 4)
    when v.public_key like '+86%' then '0' || substr(v.public_key, 4)
    when v.public_key ~ '^cn-\d' then '0' || regexp_replace(v.public_key, '\D', '', 'g')
    else regexp_replace(v.public_key, '\D', '', 'g') end, null
from registry_entries e cross join lateral (select * from registry_versions where entry_id = e.id order by version desc limit 1) v
where v.status in ('active', 'under_appeal') and (v.public_key is not null or e.subject_kind = 'institution');

do $$
declare col record;
begin
  for col in
    select a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname = 'registry_listings' and a.attnum > 0 and not a.attisdropped
  loop
    execute format('comment on column registry_listings.%I is %L', col.name, 'public');
  end loop;
end $$;

grant select on registry_listings to mingjian_app, mingjian_worker, mingjian_public, mingjian_lender;
grant insert, update, delete on registry_listings to mingjian_app, mingjian_worker;
