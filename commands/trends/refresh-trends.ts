import { inTransaction, type Sql, type Tx } from "#db/client.ts";
import { TREND_STATE } from "#db/queries/trends.ts";
import { insertRows } from "#db/rows.ts";
import {
  CLASS_OF_LEVEL,
  COUNTED_COUNTRY,
  NOT_COUNTED_OUTCOMES,
  NOT_COUNTED_REASONS,
} from "#domain/trends/counted.ts";
import { UNKNOWN_REGION } from "#domain/trends/trend-query.ts";

/** A transaction that writes for longer is found by the next full count. */
const OVERLAP_MS = 15 * 60_000;
const FULL_EVERY_MS = 24 * 3_600_000;

type Progress = {
  readonly fullAt: string;
  readonly eventsFrom: string;
  readonly countedAt: string;
  readonly firstDay: string | null;
  readonly asOf: string;
};

/**
 * Counts the days anew on which anything changed: complaints that came in, and those whose status moved. Every day once a day.
 * The same complaints give the same rows however often and by however many this runs. `realNow` is the time that ids are made
 * with. Answers how many days were counted.
 */
export async function refreshTrends(
  sql: Sql,
  { now, realNow }: { readonly now: Date; readonly realNow: Date },
): Promise<number> {
  return inTransaction(sql, async (tx) => {
    const before = await lockProgress(tx, now);
    const isFull = before === null || realNow.getTime() - Date.parse(before.fullAt) >= FULL_EVERY_MS;
    const days = isFull ? null : await changedDays(tx, before.eventsFrom);
    if (days === null || days.length > 0) {
      const which = daysOnly(tx, days);
      await tx`delete from trend_days ${which}`;
      await tx`delete from trend_totals ${which}`;
      await countDays(tx, days);
      await addUpDays(tx, days);
    }
    const progress: Progress = {
      fullAt: isFull ? realNow.toISOString() : before.fullAt,
      eventsFrom: firstIdAt(new Date(realNow.getTime() - OVERLAP_MS)),
      countedAt: days?.length === 0 && before ? before.countedAt : realNow.toISOString(),
      firstDay: await firstDay(tx),
      asOf: now.toISOString(),
    };
    await tx`update portal_state set value = ${tx.json(progress)}, updated_at = ${now} where name = ${TREND_STATE}`;
    return days?.length ?? (await countedDays(tx));
  });
}

/** Null: all days. */
const daysOnly = (tx: Tx, days: readonly string[] | null) =>
  days === null ? tx`` : tx`where day = any(${[...days]}::date[])`;

/** Others wait here until this one is done. Null where nothing was ever counted. */
async function lockProgress(tx: Tx, now: Date): Promise<Progress | null> {
  const row = { name: TREND_STATE, value: {}, updated_at: now };
  await insertRows(tx, "portal_state", [row], "on conflict (name) do nothing");
  const [found] = await tx<{ value: Partial<Progress> }[]>`
    select value from portal_state where name = ${TREND_STATE} for update`;
  const { fullAt, eventsFrom, countedAt, firstDay: first = null, asOf } = found?.value ?? {};
  return fullAt && eventsFrom && countedAt && asOf
    ? { fullAt, eventsFrom, countedAt, firstDay: first, asOf }
    : null;
}

async function changedDays(tx: Tx, eventsFrom: string): Promise<string[]> {
  const rows = await tx<{ day: string }[]>`
    select distinct to_char(c.received_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day
    from complaints c where c.id in (select complaint_id from complaint_events where id >= ${eventsFrom})`;
  return rows.map(({ day }) => day);
}

async function countDays(tx: Tx, days: readonly string[] | null): Promise<void> {
  const source =
    days === null
      ? tx`complaints c`
      : tx`unnest(${[...days]}::date[]) as d(day) join complaints c
          on c.received_at >= d.day::timestamp at time zone 'Asia/Shanghai'
          and c.received_at < (d.day + 1)::timestamp at time zone 'Asia/Shanghai'`;
  await tx`
    insert into trend_days (day, matter, channel, severity_class, province, count)
    select (c.received_at at time zone 'Asia/Shanghai')::date, c.matter, c.channel, (${[...CLASS_OF_LEVEL]}::text[])[c.severity],
      coalesce(left(c.region, 2) || '0000', ${UNKNOWN_REGION}), count(*)::int
    from ${source} join complaint_states s on s.complaint_id = c.id
    where c.country = ${COUNTED_COUNTRY} and s.status <> 'draft'
      and not (s.status = 'not_accepted' and coalesce(s.reason, '') = any(${[...NOT_COUNTED_REASONS]}::text[]))
      and not (s.status = 'closed' and coalesce(s.reason, '') = any(${[...NOT_COUNTED_OUTCOMES]}::text[]))
    group by 1, 2, 3, 4, 5`;
}

async function addUpDays(tx: Tx, days: readonly string[] | null): Promise<void> {
  await tx`
    insert into trend_totals (day, dimension, value, count)
    select day, case when grouping(matter) = 0 then 'matter' when grouping(channel) = 0 then 'channel'
        when grouping(severity_class) = 0 then 'severity' else 'region' end,
      coalesce(matter, channel, severity_class, province), sum(count)::int
    from trend_days ${daysOnly(tx, days)}
    group by grouping sets ((day, matter), (day, channel), (day, severity_class), (day, province))`;
}

async function firstDay(tx: Tx): Promise<string | null> {
  const [row] = await tx<
    { day: string | null }[]
  >`select to_char(min(day), 'YYYY-MM-DD') as day from trend_days`;
  return row?.day ?? null;
}

async function countedDays(tx: Tx): Promise<number> {
  const [row] = await tx<{ count: number }[]>`select count(distinct day)::int as count from trend_days`;
  return row?.count ?? 0;
}

/** The lowest id (RFC 9562, version 7) that can be made at this moment. */
function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
