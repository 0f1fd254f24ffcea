import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moveComplaint } from "#commands/complaints/move-complaint.ts";
import { submitComplaint } from "#commands/complaints/submit-complaint.ts";
import { type TestContext, testContext } from "#commands/testing/context.ts";
import { connect, type Db, inTransaction } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { NO_QUERY } from "#domain/trends/trend-query.ts";
import { readTrends } from "./read-trends.ts";
import { refreshTrends } from "./refresh-trends.ts";

const DAY_MS = 86_400_000;
let database: TestDatabase;
let context: TestContext;
let worker: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  context = await testContext(database);
  worker = connect(database.url, { role: "mingjian_worker", max: 3 });
});
afterAll(async () => {
  await Promise.all([context.close(), worker.close()]);
  await database.drop();
});

let reporters = 0;
async function report(body: Record<string, unknown> = {}): Promise<string> {
  reporters += 1;
  const { id } = await submitComplaint(
    { ...context, now: context.clock.now() },
    {
      idempotencyKey: null,
      origin: { kind: "anonymous", network: null },
      body: {
        matter: "collection",
        channel: "voice_call",
        relationship: "CONTACT_LISTED",
        truthStatement: true,
        incidents: [
          {
            numberDisplayed: `163${String(reporters).padStart(8, "0")}`,
            receivedOn: `139${String(reporters).padStart(8, "0")}`,
            receiver: "self",
          },
        ],
        ...body,
      },
    },
  );
  return id;
}
const withdraw = (complaintId: string) =>
  inTransaction(context.db.system, (tx) =>
    moveComplaint(tx, {
      complaintId,
      event: "withdraw",
      details: { by: "reporter" },
      byId: null,
      now: context.clock.now(),
    }),
  );
/** `realNow` decides whether everything is counted anew, and from which ids on changes are looked for. */
const refresh = (realNow = new Date()) => refreshTrends(worker.system, { now: context.clock.now(), realNow });
const counted = () =>
  database.owner`select to_char(day, 'YYYY-MM-DD') as day, matter, channel, severity_class, province, count
    from trend_days order by 1, 2, 3, 4, 5`;
/** What every complaint says, counted by hand. */
const recount = () =>
  database.owner`
    select to_char(c.received_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, c.matter, c.channel,
      case when c.severity >= 4 then 'threat_or_fraud' when c.severity = 3 then 'harassment' else 'nuisance' end as severity_class,
      case when c.region is null then 'unknown' else substr(c.region, 1, 2) || '0000' end as province, count(*)::int as count
    from complaints c join complaint_states s on s.complaint_id = c.id
    where c.country = 'CN' and s.status <> 'draft' and s.reason is distinct from 'withdrawn' and s.reason is distinct from 'fabricated'
      and s.reason is distinct from 'duplicate_of' and s.reason is distinct from 'repeat_report_consolidated'
      and s.reason is distinct from 'out_of_scope'
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

describe("days of complaints", () => {
  test("nothing is told before anything was counted, nor of a day that is not over", async () => {
    expect(await readTrends(context, NO_QUERY)).toBeNull();
    await refresh();
    expect(await readTrends(context, NO_QUERY)).toBeNull();
    await report();
    await refresh();
    expect(await readTrends(context, NO_QUERY)).toBeNull();
  });

  test("equal a recount after reports, withdrawals and a reason given later, and only days that changed are counted anew", async () => {
    const ids: string[] = [];
    for (const day of [1, 2, 3]) {
      context.clock.advance(DAY_MS);
      for (let i = 0; i < 4 + day; i++)
        ids.push(
          await report(
            i % 2 === 0
              ? { matter: "scam", channel: "sms", scriptText: "【示例】点击领取", region: "330100" }
              : { region: i % 3 === 0 ? "650100" : undefined },
          ),
        );
    }
    await refresh();
    expect(await counted()).toEqual(await recount());
    // Long after: nothing of before is looked at again for having been written lately.
    const later = new Date(Date.now() + 3_600_000);
    await refresh(later);
    expect(await refresh(later)).toBe(0);

    const [first = "", second = ""] = ids;
    await withdraw(first);
    await database.owner`update portal_state set value = jsonb_set(value, '{eventsFrom}', to_jsonb(${first}::text)) where name = 'trends'`;
    const events = await database.owner`select 1 from complaint_events where id >= ${first}`;
    expect(events.length).toBeGreaterThan(0);
    expect(await refresh()).toBeGreaterThan(0);
    expect(await counted()).toEqual(await recount());

    await inTransaction(database.owner, async (tx) => {
      await tx`update complaint_states set status = 'closed', reason = 'duplicate_of' where complaint_id = ${second}`;
      await tx`insert into complaint_events (complaint_id, id, status, reason, by_kind, at)
        values (${second}, ${uuidv7()}, 'closed', 'duplicate_of', 'officer', now())`;
    });
    const [day] = await Promise.all([refresh(), refresh(), refresh()]);
    expect(day).toBeGreaterThan(0);
    expect(await counted()).toEqual(await recount());
    // What slipped by is found by the count of everything, once a day.
    await database.owner`delete from trend_days`;
    await database.owner`delete from trend_totals`;
    await refresh(new Date(Date.now() + 2 * DAY_MS));
    expect(await counted()).toEqual(await recount());
    const totals = (dimension: string) =>
      database.owner`select day, value, count from trend_totals where dimension = ${dimension} order by 1, 2`;
    const added = (column: string) => database.owner`
      select day, ${database.owner(column)} as value, sum(count)::int as count from trend_days group by 1, 2 order by 1, 2`;
    for (const [dimension, column = dimension] of [
      ["matter"],
      ["channel"],
      ["severity", "severity_class"],
      ["region", "province"],
    ] as const)
      expect(await totals(dimension)).toEqual(await added(column));
  });

  test("are told in tens, by every dimension, and compared with the days before", async () => {
    await database.owner`delete from trend_days`;
    await database.owner`delete from trend_totals`;
    await database.owner`
      insert into trend_days (day, matter, channel, severity_class, province, count)
      select day::date, m.matter, 'sms', 'nuisance', m.province, m.count
      from generate_series('2026-01-01'::date, '2026-03-04'::date, '1 day') as day,
        (values ('scam', '330000', 7), ('marketing', '110000', 3)) as m(matter, province, count)`;
    await database.owner`
      insert into trend_totals
      select day, dimension, value, sum(count) from trend_days,
        lateral (values ('matter', matter), ('channel', channel), ('severity', severity_class), ('region', province)) as v(dimension, value)
      group by 1, 2, 3`;
    const state = { asOf: "2026-03-05T04:00:00Z", countedAt: "another count", firstDay: "2026-01-01" };
    await database.owner`insert into portal_state (name, value, updated_at) values ('trends', ${database.owner.json(state)}, now())
      on conflict (name) do update set value = excluded.value`;
    const all = await readTrends(context, { ...NO_QUERY, period: "30d", step: "day" });
    expect(all?.period).toMatchObject({
      from: "2026-02-03",
      to: "2026-03-04",
      previous: { from: "2026-01-04" },
    });
    expect(all?.figures).toMatchObject({ now: 300, before: 300 });
    expect(all?.figures.line.now).toEqual(Array.from({ length: 30 }, () => 10));
    expect(all?.figures.line.before).toEqual(Array.from({ length: 30 }, () => 10));
    const matters = all?.figures.breakdowns.find(({ dimension }) => dimension === "matter")?.values;
    // 99 to 189 of marketing, 231 to 441 of scams: nine tens and twenty-one were filled within.
    expect(matters?.filter(({ now }) => now !== null)).toEqual([
      { value: "marketing", now: 90, before: 90 },
      { value: "scam", now: 210, before: 210 },
    ]);
    const one = await readTrends(context, {
      ...NO_QUERY,
      from: "2026-03-04",
      to: "2026-03-04",
      region: "110000",
      by: "region",
    });
    expect(one?.period).toMatchObject({ days: 1, steps: [{ from: "2026-03-04", to: "2026-03-04" }] });
    expect(one?.figures.now).toBeNull();
    expect(one?.figures.breakdowns.map(({ dimension }) => dimension)).toEqual([
      "matter",
      "channel",
      "severity",
    ]);
    expect(one?.figures.lines).toEqual([]);
    const months = await readTrends(context, { ...NO_QUERY, period: "all", step: "month", by: "region" });
    expect(months?.period.steps.map(({ from }) => from)).toEqual(["2026-01-01", "2026-02-01"]);
    expect(months?.figures.line.now).toEqual([310, 280]);
    expect(months?.figures.lines.find(({ value }) => value === "330000")?.now).toEqual([210, 200]);
  });
});
