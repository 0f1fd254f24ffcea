import type { ReactNode } from "react";
import { changeOf, LEAST_FOR_PERCENT } from "#domain/trends/told.ts";
import type { TrendFigures } from "#domain/trends/trend-figures.ts";
import { type Period, type TrendQuery, trendSearch } from "#domain/trends/trend-query.ts";
import { localeHref } from "#messages/locale.ts";
import { formatDate, formatDateTime, formatDay, formatMonth, formatNumber } from "#messages/translate.ts";
import { TimeSeries } from "../charts/time-series.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stat, Stats } from "../ui/stat.tsx";
import { Breakdown } from "./breakdown.tsx";
import { SmallLines } from "./small-lines.tsx";
import { TrendFilters } from "./trend-filters.tsx";
import { changeText, toldText, type Words } from "./trend-words.ts";

export type TrendsAnswer = {
  readonly query: TrendQuery;
  readonly asOf: string;
  readonly counted: { readonly from: string; readonly to: string };
  readonly period: Period;
  readonly figures: TrendFigures;
};

const CAUTIONS = ["choose", "campaign", "region", "size"] as const;

/** Complaints over time; null where there is nothing to tell yet. */
export function TrendsView({ locale, t, trends }: Words & { trends: TrendsAnswer | null }) {
  return (
    <div className="trends">
      <h1>{t("trends.title")}</h1>
      <p className="lead">{t("trends.lead")}</p>
      <div className="trend-notice">
        <Notice kind="warn" title={t("trends.sample.title")}>
          <ul>
            {CAUTIONS.map((caution) => (
              <li key={caution}>{t(`trends.sample.${caution}`)}</li>
            ))}
          </ul>
        </Notice>
      </div>
      {trends ? (
        <Figures locale={locale} t={t} {...trends} />
      ) : (
        <EmptyState title={t("trends.empty.title")}>
          <p>{t("trends.empty.body")}</p>
        </EmptyState>
      )}
      <How t={t} />
    </div>
  );
}

function Figures({ locale, t, query, asOf, counted, period, figures }: Words & TrendsAnswer) {
  const words = { locale, t };
  const csv = `/api/v1/trends.csv${trendSearch(query)}`;
  const link = (href: string) => (chunks: ReactNode) => <a href={href}>{chunks}</a>;
  return (
    <>
      <TrendFilters {...words} query={query} counted={counted} />
      <p className="muted small">
        {t("trends.asOf", { at: formatDateTime(locale, asOf), day: formatDate(locale, counted.to) })}{" "}
        {t.rich("trends.tens", { a: link("#how") })}
      </p>
      <Totals {...words} period={period} figures={figures} />
      <section className="section" aria-labelledby="line-heading">
        <h2 id="line-heading">{t("trends.line.title")}</h2>
        <Line {...words} period={period} figures={figures} />
      </section>
      {figures.lines.length > 0 && (
        <SmallLines {...words} dimension={query.by} period={period} lines={figures.lines} />
      )}
      <div className="trend-breakdowns">
        {figures.breakdowns.map((breakdown) => (
          <Breakdown key={breakdown.dimension} {...words} query={query} breakdown={breakdown} />
        ))}
      </div>
      <section className="section">
        <p>
          <a href={csv} download>
            {t("trends.csv")}
          </a>
        </p>
        <p className="muted small">
          {t.rich("trends.csvNote", { a: link(localeHref(locale, "/developers")) })}
        </p>
      </section>
    </>
  );
}

function Totals({ locale, t, period, figures }: Words & { period: Period; figures: TrendFigures }) {
  const range = ({ from, to }: { from: string; to: string }) =>
    t("trends.range", { from: formatDate(locale, from), to: formatDate(locale, to) });
  const change = changeOf(figures.now, figures.before);
  const direction = change.kind === "up" || change.kind === "down" ? change.kind : "same";
  return (
    <Stats>
      <Stat
        label={t("trends.total.now")}
        value={toldText({ locale, t }, figures.now)}
        note={`${range(period)}${locale === "en" ? ", " : "，"}${t("trends.total.days", { days: period.days })}`}
      />
      <Stat
        label={t("trends.total.before")}
        value={
          figures.before === "unknown" ? (
            <span className="trend-change">{t("trends.change.unknown")}</span>
          ) : (
            toldText({ locale, t }, figures.before)
          )
        }
        note={period.previous ? range(period.previous) : undefined}
      />
      {figures.before !== "unknown" && (
        <Stat
          label={t("trends.total.change")}
          value={<span className="trend-change">{changeText(t, change)}</span>}
          change={direction === "same" ? undefined : { direction, text: t("trends.change.note") }}
        />
      )}
    </Stats>
  );
}

function Line({ locale, t, period, figures }: Words & { period: Period; figures: TrendFigures }) {
  const { line, now } = figures;
  if (period.steps.length < 2) return <p>{t("trends.line.tooShort")}</p>;
  const step = t(`trends.step.${period.step}`);
  const isLong = period.days > 300;
  const pointName = (day: string) =>
    period.step === "month"
      ? formatMonth(locale, day)
      : isLong
        ? formatDate(locale, day)
        : formatDay(locale, day);
  const peak = Math.max(...line.now.map((told) => told ?? 0));
  const most = period.steps[line.now.indexOf(peak)];
  const values = {
    from: formatDate(locale, period.from),
    to: formatDate(locale, period.to),
    now: toldText({ locale, t }, now),
  };
  return (
    <TimeSeries
      id="line"
      points={period.steps.map(({ from }) => pointName(from))}
      series={[
        { key: "now", label: t("trends.line.now"), values: line.now, role: "subject" },
        ...(line.before.length > 0
          ? [
              {
                key: "before",
                label: t("trends.line.before"),
                values: line.before,
                role: "comparison" as const,
              },
            ]
          : []),
      ]}
      format={(value) => formatNumber(locale, value)}
      unit={t("trends.line.unit", { step })}
      summary={
        most && peak > 0
          ? t("trends.line.summary", {
              ...values,
              step,
              most: pointName(most.from),
              count: formatNumber(locale, peak),
            })
          : t("trends.line.summaryFew", values)
      }
      note={t(line.before.length > 0 ? "trends.line.note" : "trends.line.noteAlone", { step })}
      table={{
        open: t("trends.table.open"),
        caption: t("trends.line.title"),
        pointHeader: t("trends.line.start"),
        missing: t("trends.few"),
      }}
    />
  );
}

const RULES = ["tens", "counted", "later", "severity"] as const;

function How({ t }: Pick<Words, "t">) {
  return (
    <section className="section flow column" aria-labelledby="how">
      <h2 id="how">{t("trends.how.title")}</h2>
      {RULES.map((rule) => (
        <p key={rule}>{t(`trends.how.${rule}`)}</p>
      ))}
      <p>{t("trends.how.change", { least: LEAST_FOR_PERCENT })}</p>
    </section>
  );
}
