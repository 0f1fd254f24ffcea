-- Complaints by day for the public figures: counted by a job, never by a request. Which complaints count, and in what way
-- the counts are told, is docs/methods/trends.md.
create table trend_days (
  -- Of receipt, in Asia/Shanghai.
  day date not null,
  matter text not null,
  channel text not null,
  severity_class text not null constraint trend_days_class_check check (severity_class in ('nuisance', 'harassment', 'threat_or_fraud')),
  -- GB/T 2260 of the province; 'unknown' where the reporter did not say.
  province text not null,
  count integer not null constraint trend_days_count_check check (count > 0),
  constraint trend_days_pk primary key (day, matter, channel, severity_class, province)
);

-- The same by one dimension at a time: what a page without filters is made of, some sixty rows a day however many complaints.
create table trend_totals (
  day date not null,
  dimension text not null constraint trend_totals_dimension_check check (dimension in ('matter', 'channel', 'severity', 'region')),
  value text not null,
  count integer not null constraint trend_totals_count_check check (count > 0),
  constraint trend_totals_pk primary key (day, dimension, value)
);

-- What the job asks each time: whose status changed since. Ids are ordered by the time they were written at.
create index complaint_events_written on complaint_events (id);

do $$
declare col text;
begin
  -- Not public: single complaints show in these rows. What is told of them is whole tens.
  foreach col in array array['day', 'matter', 'channel', 'severity_class', 'province', 'count'] loop
    execute format('comment on column trend_days.%I is %L', col, 'internal');
  end loop;
  foreach col in array array['day', 'dimension', 'value', 'count'] loop
    execute format('comment on column trend_totals.%I is %L', col, 'internal');
  end loop;
end $$;

grant select on trend_days, trend_totals to mingjian_app;
grant select, insert, delete on trend_days, trend_totals to mingjian_worker;
