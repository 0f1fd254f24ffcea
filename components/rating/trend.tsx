import type { InstitutionInput } from "#domain/rating/bundle.ts";
import { monthIndex, monthName } from "#domain/rating/evidence/months.ts";
import { TimeSeries } from "../charts/time-series.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { logPlace, monthText, ratioText, weighedText } from "./figures.ts";
import type { HistoryMonth, Words } from "./rating-types.ts";

const HEIGHT = 170;
const PAD = 12;
const MARKS = [0.1, 0.25, 0.5, 1, 2, 4, 8] as const;
/** Below so many points a line says nothing. */
const LEAST_POINTS = 6;

type Known = HistoryMonth & { readonly estimate: NonNullable<HistoryMonth["estimate"]> };

/** The ratio to peers month by month with its interval, and every published letter in a table behind it. */
export function RatioTrend({ locale, t, history }: Words & { history: readonly HistoryMonth[] }) {
  const known = history.filter((month): month is Known => month.estimate !== null);
  const [first, last] = [known[0], known.at(-1)];
  const summary =
    first === undefined || last === undefined
      ? null
      : first === last
        ? t("rating.trend.ratioOne", {
            month: monthText(locale, last.month),
            to: ratioText(last.estimate.ratio),
          })
        : t("rating.trend.ratioSummary", {
            first: monthText(locale, first.month),
            from: ratioText(first.estimate.ratio),
            last: monthText(locale, last.month),
            to: ratioText(last.estimate.ratio),
          });
  const own = history.at(-1)?.method;
  // The method is named where it is another than the newest month's.
  const methodNoted = (letter: string, method: string) =>
    method === own ? letter : t("rating.trend.byMethod", { letter, method });
  return (
    <figure className="chart time-series">
      {summary && known.length > 1 && (
        <Bars locale={locale} t={t} history={history} known={known} summary={summary} />
      )}
      {summary && <figcaption>{summary}</figcaption>}
      <Details summary={t("rating.trend.open")}>
        <DataTable
          id="rating-history"
          caption={t("rating.trend.caption")}
          density="dense"
          rows={history.toReversed()}
          rowKey={({ month }) => month}
          columns={[
            {
              key: "month",
              header: t("rating.trend.month"),
              isRowHeader: true,
              cell: ({ month }) => monthText(locale, month),
            },
            {
              key: "letter",
              header: t("rating.trend.letter"),
              cell: ({ letter, status, reasons, method }) =>
                (letter && methodNoted(letter, method)) ??
                [
                  t(`rating.word.${status === "rated" ? "not_rated" : status}`),
                  ...reasons.map((reason) => t(`rating.why.${reason}`)),
                ].join(t("rating.join")),
            },
            {
              key: "ratio",
              header: t("rating.trend.ratio"),
              align: "end",
              cell: ({ estimate }) => (estimate ? ratioText(estimate.ratio) : t("rating.trend.none")),
            },
            {
              key: "interval",
              header: t("rating.trend.interval"),
              align: "end",
              cell: ({ estimate }) =>
                estimate ? `${ratioText(estimate.low)}–${ratioText(estimate.high)}` : t("rating.trend.none"),
            },
          ]}
        />
      </Details>
    </figure>
  );
}

type BarsProps = Words & { history: readonly HistoryMonth[]; known: readonly Known[]; summary: string };

/** Months at even distances; a month without figures is a gap. */
function Bars({ locale, history, known, summary }: BarsProps) {
  const from = Math.min(0.5, ...known.map(({ estimate }) => estimate.low)) / 1.1;
  const to = Math.max(2, ...known.map(({ estimate }) => estimate.high)) * 1.1;
  const y = (ratio: number) => PAD + HEIGHT * (1 - logPlace(Math.max(ratio, from), from, to));
  const start = monthIndex(history[0]?.month ?? known[0]?.month ?? "2000-01");
  const months = monthIndex(history.at(-1)?.month ?? "2000-01") - start + 1;
  const x = (month: string) => `${((100 * (monthIndex(month) - start + 0.5)) / months).toFixed(2)}%`;
  return (
    <div className="time-series-plot" role="img" aria-label={summary}>
      <svg className="time-series-axis" height={HEIGHT + 2 * PAD} aria-hidden="true">
        {MARKS.filter((mark) => mark >= from && mark <= to).map((mark) => (
          <text key={mark} className="faint" x="100%" y={y(mark)} dy="0.35em" textAnchor="end">
            {mark}
          </text>
        ))}
      </svg>
      <svg className="time-series-lines" width="100%" height={HEIGHT + 2 * PAD} aria-hidden="true">
        {MARKS.filter((mark) => mark >= from && mark <= to).map((mark) => (
          <line
            key={mark}
            className={mark === 1 ? "peer" : "grid"}
            x1="0"
            x2="100%"
            y1={y(mark)}
            y2={y(mark)}
          />
        ))}
        {known.map(({ month, estimate: { ratio, low, high } }) => (
          <g key={month}>
            <line className="trend-range" x1={x(month)} x2={x(month)} y1={y(low)} y2={y(high)} />
            <circle className="dot" cx={x(month)} cy={y(ratio)} r="5" />
          </g>
        ))}
      </svg>
      <svg className="time-series-names" height={HEIGHT + 2 * PAD} aria-hidden="true">
        <text className="name name-subject" x="6" y={y(known.at(-1)?.estimate.ratio ?? 1)} dy="0.35em">
          {ratioText(known.at(-1)?.estimate.ratio ?? 1)}
        </text>
      </svg>
      <p className="time-series-points" aria-hidden="true">
        <span>{monthText(locale, history[0]?.month ?? "2000-01")}</span>
        <span>{monthText(locale, history.at(-1)?.month ?? "2000-01")}</span>
      </p>
    </div>
  );
}

/** What counted each month; months in which few complained are a gap. */
export function ComplaintTrend({ locale, t, cells }: Words & { cells: InstitutionInput["cells"] }) {
  const [first, last] = [cells[0], cells.at(-1)];
  if (!first || !last || cells.length < LEAST_POINTS)
    return <p className="muted">{t("rating.trend.complaintsFew")}</p>;
  const start = monthIndex(first.month);
  const months = Array.from({ length: monthIndex(last.month) - start + 1 }, (_, i) => monthName(start + i));
  const counts = new Map(
    cells.map(({ month, complaints: [nuisance, harassment, threat] }) => [
      month,
      nuisance + harassment + threat,
    ]),
  );
  const countOf = (month: string) => counts.get(month) ?? null;
  return (
    <TimeSeries
      id="complaint-months"
      points={months.map((month) => monthText(locale, month))}
      series={[
        { key: "counted", label: t("rating.trend.counted"), values: months.map(countOf), role: "subject" },
      ]}
      format={(value) => weighedText(locale, value)}
      unit={t("rating.trend.complaintsUnit")}
      summary={t("rating.trend.complaintsSummary", {
        first: monthText(locale, first.month),
        from: weighedText(locale, countOf(first.month) ?? 0),
        last: monthText(locale, last.month),
        to: weighedText(locale, countOf(last.month) ?? 0),
      })}
      table={{
        open: t("rating.trend.complaintsOpen"),
        caption: t("rating.trend.complaintsCaption"),
        pointHeader: t("rating.trend.month"),
        missing: t("rating.trend.none"),
      }}
      note={t("rating.trend.complaintsNote")}
    />
  );
}
