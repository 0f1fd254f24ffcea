import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const get = async (query = "") => {
  const answer = await portal.api.inject({ url: `/api/v1/trends.csv${query}` });
  const rows = answer.statusCode === 200 ? parse(answer.body, { columns: true }) : [];
  return { answer, rows: rows as Record<string, string>[] };
};

describe("GET /api/v1/trends.csv", () => {
  it("has nothing but its header while nothing was counted", async () => {
    const { answer } = await get();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.body).toBe("part,code,name_zh,name_en,from,to,reports,reports_before\n");
  });

  it("tells what the page tells for the same query, in tens, and leaves empty what is fewer than ten", async () => {
    await portal.database.owner`
      insert into trend_days (day, matter, channel, severity_class, province, count)
      select day::date, m.matter, 'sms', 'nuisance', m.province, m.count
      from generate_series('2025-12-01'::date, '2026-03-01'::date, '1 day') as day,
        (values ('scam', '330000', 20), ('marketing', 'unknown', 30)) as m(matter, province, count)`;
    await portal.database
      .owner`insert into trend_days values ('2026-02-20', 'other', 'visit', 'harassment', '540000', 9)`;
    await portal.database.owner`
      insert into trend_totals
      select day, dimension, value, sum(count) from trend_days,
        lateral (values ('matter', matter), ('channel', channel), ('severity', severity_class), ('region', province)) as v(dimension, value)
      group by 1, 2, 3`;
    const state = { asOf: "2026-03-02T04:00:00Z", countedAt: "2026-03-02T04:00:00Z", firstDay: "2025-12-01" };
    await portal.database.owner`insert into portal_state (name, value, updated_at)
      values ('trends', ${portal.database.owner.json(state)}, now())`;

    const { answer, rows } = await get("?period=30d&by=region");
    expect(answer.headers["content-disposition"]).toBe(
      'attachment; filename="trends-2026-01-31-2026-03-01.csv"',
    );
    expect(answer.headers["last-modified"]).toBe("Mon, 02 Mar 2026 04:00:00 GMT");
    const row = (part: string, code: string) => rows.find((one) => one.part === part && one.code === code);
    expect(row("total", "")).toMatchObject({
      from: "2026-01-31",
      to: "2026-03-01",
      reports: "1500",
      reports_before: "1500",
    });
    expect(row("matter", "scam")).toMatchObject({
      name_zh: "贷款诈骗或冒充",
      reports: "600",
      reports_before: "600",
    });
    expect(row("region", "unknown")).toMatchObject({ name_en: "Not given", reports: "900" });
    for (const [part, code] of [
      ["matter", "other"],
      ["region", "540000"],
      ["severity", "harassment"],
    ] as const)
      expect(row(part, code)).toMatchObject({ reports: "", reports_before: "" });
    for (const { reports = "", reports_before: before = "" } of rows)
      expect([Number(reports) % 10, Number(before) % 10]).toEqual([0, 0]);
    const weeks = rows.filter(({ part }) => part === "step");
    expect(weeks.map(({ from, reports }) => [from, reports])).toEqual([
      ["2026-02-02", "350"],
      ["2026-02-09", "350"],
      ["2026-02-16", "350"],
      ["2026-02-23", "350"],
    ]);
    expect(rows.filter(({ part, code }) => part === "step region" && code === "330000")).toHaveLength(4);

    const one = await get("?matter=scam&from=2026-02-01&to=2026-02-28&step=&channel=");
    expect(one.rows.find(({ part }) => part === "total")).toMatchObject({
      reports: "560",
      reports_before: "560",
    });
    expect(one.rows.some(({ part }) => part === "matter")).toBe(false);
    expect((await get("?period=all")).rows[0]).toMatchObject({ from: "2025-12-01", reports_before: "" });
  });

  it("says which part of a query it does not know", async () => {
    const { answer } = await get("?matter=weather&from=yesterday");
    expect(answer.statusCode).toBe(400);
    for (const day of ["0000-01-01", "0001-01-01", "9999-12-31"])
      expect((await get(`?from=${day}&step=day`)).answer.json().errors).toMatchObject([{ code: "bad-day" }]);
    expect(answer.json().errors).toMatchObject([
      { pointer: "/from", code: "bad-day" },
      { pointer: "/matter", code: "unknown-code" },
    ]);
  });
});
