-- Many objections at once: what is said about an entry while an objection of the same kind is open joins it, and officers
-- answer many that use the same words in one act of two people. Nothing is refused; every applicant gets an answer.

alter table entry_applications
  -- The open application of the same entry and kind that was there first; it marked the entry, and is answered with this one.
  add column joined_to uuid,
  -- Keyed hash of the words without digits and punctuation: what says the same has the same. Goes with the words.
  add column words_hash bytea;
create index entry_applications_words on entry_applications (agency_id, words_hash) where state = 'open' and words_hash is not null;
create index entry_applications_received on entry_applications (agency_id, received_at);

alter table entry_acts
  -- Acts on several entries that were proposed together, and are decided together.
  add column batch_id uuid;
create index entry_acts_batch on entry_acts (batch_id) where batch_id is not null;

comment on column entry_applications.joined_to is 'internal';
comment on column entry_applications.words_hash is 'sensitive';
comment on column entry_acts.batch_id is 'internal';
grant update (joined_to, words_hash) on entry_applications to mingjian_app, mingjian_worker;
