import { stringify } from "csv-stringify/sync";
import * as z from "zod";
import { readTrends, type Trends } from "#commands/trends/read-trends.ts";
import type { Told } from "#domain/trends/told.ts";
import { dimensionLabel } from "#domain/trends/trend-labels.ts";
import {
  DIMENSION_NAMES,
  DIMENSIONS,
  isDay,
  NO_QUERY,
  PERIODS,
  STEPS,
  type TrendQuery,
} from "#domain/trends/trend-query.ts";
import type { Api, ApiInstance } from "../app.ts";
import type { Access } from "../guard.ts";
import { described } from "./schemas.ts";

const LOOK_UP: Access = { key: "optional", scope: null, limit: "lookups", items: "none" };
const words = (zh: string, en: string) => ({ description: `${zh} / ${en}` });
const day = z.union([z.literal(""), z.string().refine(isDay, "bad-day").meta({ format: "date" })]).optional();
/** A form sends what was left empty as well. */
const among = <T extends string>(known: readonly T[]) => z.enum(["", ...known]).optional();

const trendQuery = z.object({
  period: among(PERIODS).meta(words("最近 30 天、90 天、12 个月（默认）或全部", "The default is 12m")),
  from: day.meta(words("第一天，代替 period", "The first day, instead of `period`")),
  to: day.meta(words("最后一天，不晚于昨天", "The last day, yesterday at the latest")),
  step: among(STEPS).meta(words("折线按天、周还是月", "What a point of the line is")),
  matter: among(DIMENSIONS.matter),
  channel: among(DIMENSIONS.channel),
  severity: among(DIMENSIONS.severity),
  region: among(DIMENSIONS.region).meta(
    words("省级行政区划代码，或 unknown", "GB/T 2260 of a province, or `unknown`"),
  ),
  by: among(DIMENSION_NAMES).meta(words("另按什么分开画折线", "What further lines are drawn by")),
});

const COLUMNS = ["part", "code", "name_zh", "name_en", "from", "to", "reports", "reports_before"] as const;

/** What the page /trends shows, as a table. */
export function trendRoutes(app: ApiInstance, { runtime }: Api): void {
  app.get(
    "/api/v1/trends.csv",
    {
      config: { access: LOOK_UP },
      schema: {
        tags: ["complaints"],
        operationId: "getTrends",
        summary: "举报随时间的变化（CSV） · Complaints over time (CSV)",
        description:
          "不是统计抽样：举报出于自愿，多了也可能是有人号召。数字凑满十件才计入，一律是十的倍数；reports 空着表示少于 10 件，reports_before 空着表示少于 10 件或当时还没有数据。part 为 total、matter、channel、severity、region、step，或 step 加分类。见 docs/methods/trends.md。 / Not a statistical sample: people choose to report, and a rise may be a call to report. Complaints are told in whole tens; an empty `reports` is fewer than 10, an empty `reports_before` is fewer than 10 or nothing counted yet. `part` is total, matter, channel, severity, region, step, or step with a dimension.",
        querystring: trendQuery,
        produces: ["text/csv"],
        response: { 200: described(z.string().meta(words("表格", "The table"))) },
      },
    },
    async (request, reply) => {
      const asked = Object.entries(request.query).filter(([, value]) => value !== "" && value !== undefined);
      const trends = await readTrends(runtime, { ...NO_QUERY, ...Object.fromEntries(asked) } as TrendQuery);
      const name = trends ? `trends-${trends.period.from}-${trends.period.to}` : "trends";
      if (trends) reply.header("last-modified", new Date(trends.asOf).toUTCString());
      return reply
        .header("content-type", "text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}.csv"`)
        .header("cache-control", "public, max-age=60")
        .header("access-control-allow-origin", "*")
        .send(stringify(trends ? rowsOf(trends) : [], { header: true, columns: [...COLUMNS] }));
    },
  );
}

type CsvRow = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

function rowsOf({ query, period, figures }: Trends): CsvRow[] {
  const { from, to, steps } = period;
  const row = (
    part: string,
    code: string,
    names: { readonly zh: string; readonly en: string },
    days: { readonly from: string; readonly to: string },
    now: Told,
    before: Told | "unknown" | undefined,
  ): CsvRow => ({
    part,
    code,
    name_zh: names.zh,
    name_en: names.en,
    from: days.from,
    to: days.to,
    reports: now,
    reports_before: before === "unknown" ? null : (before ?? null),
  });
  const all = { zh: "全部", en: "All" };
  return [
    row("total", "", all, { from, to }, figures.now, figures.before),
    ...figures.breakdowns.flatMap(({ dimension, values }) =>
      values.map(({ value, now, before }) =>
        row(dimension, value, dimensionLabel(dimension, value), { from, to }, now, before),
      ),
    ),
    ...steps.map((days, i) =>
      row("step", "", all, days, figures.line.now[i] ?? null, figures.line.before[i]),
    ),
    ...figures.lines.flatMap(({ value, now, before }) =>
      steps.map((days, i) =>
        row(
          `step ${query.by}`,
          value ?? "",
          dimensionLabel(query.by, value ?? ""),
          days,
          now[i] ?? null,
          before[i],
        ),
      ),
    ),
  ];
}
