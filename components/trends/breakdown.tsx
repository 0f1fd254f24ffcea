import type { TrendFigures, TrendValue } from "#domain/trends/trend-figures.ts";
import { type Dimension, type TrendQuery, UNKNOWN_REGION } from "#domain/trends/trend-query.ts";
import { BarList } from "../charts/bar-list.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { TileGrid } from "./tile-grid.tsx";
import { changeBetween, toldText, trendsHref, valueName, type Words } from "./trend-words.ts";

type Props = Words & { query: TrendQuery; breakdown: TrendFigures["breakdowns"][number] };

/** One dimension: bars or squares that lead to each value alone, and all of it in a table. */
export function Breakdown({ locale, t, query, breakdown }: Props) {
  const { dimension, values } = breakdown;
  const words = { locale, t };
  const heading = `${dimension}-heading`;
  return (
    <section className="section flow" aria-labelledby={heading}>
      <h2 id={heading}>{t(`trends.breakdown.${dimension}`)}</h2>
      {dimension === "severity" && <p className="muted small">{t("trends.breakdown.severityNote")}</p>}
      {dimension === "region" ? (
        <Regions {...words} query={query} values={values} />
      ) : (
        <Bars {...words} query={query} dimension={dimension} values={values} />
      )}
      <Details summary={t("trends.table.open")}>
        <ValueTable {...words} dimension={dimension} values={values} />
      </Details>
    </section>
  );
}

type Values = Words & { query: TrendQuery; values: readonly TrendValue[] };

function Bars({ locale, t, query, dimension, values }: Values & { dimension: Dimension }) {
  const told = values.filter(({ now }) => now !== null);
  const rest = values.length - told.length;
  // Grave and slight have an order of their own.
  const sorted = dimension === "severity" ? told : told.toSorted((a, b) => (b.now ?? 0) - (a.now ?? 0));
  return (
    <>
      <BarList
        items={sorted.map(({ value, now }) => ({
          key: value,
          label: valueName(locale, dimension, value),
          value: now ?? 0,
          text: toldText({ locale, t }, now),
          href: trendsHref(locale, { ...query, [dimension]: value }),
        }))}
      />
      {rest > 0 && <p className="muted small">{t("trends.breakdown.rest", { count: rest })}</p>}
    </>
  );
}

function Regions({ locale, t, query, values }: Values) {
  const unknown = values.find(({ value }) => value === UNKNOWN_REGION);
  return (
    <>
      <TileGrid
        locale={locale}
        t={t}
        values={new Map(values.map(({ value, now }) => [value, now]))}
        href={(region) => trendsHref(locale, { ...query, region })}
      />
      {unknown && (
        <p>
          <a href={trendsHref(locale, { ...query, region: UNKNOWN_REGION })}>
            {t("trends.breakdown.unknown")}
          </a>
          {locale === "en" ? ": " : "："}
          {toldText({ locale, t }, unknown.now)}
        </p>
      )}
      <p className="muted small">{t("trends.breakdown.tiles")}</p>
    </>
  );
}

function ValueTable({
  locale,
  t,
  dimension,
  values,
}: Words & { dimension: Dimension; values: readonly TrendValue[] }) {
  return (
    <DataTable
      id={`${dimension}-table`}
      caption={t(`trends.breakdown.${dimension}`)}
      isCaptionHidden
      density="dense"
      rows={values}
      rowKey={({ value }) => value}
      columns={[
        {
          key: "value",
          header: t("trends.breakdown.value"),
          isRowHeader: true,
          cell: ({ value }) => valueName(locale, dimension, value),
        },
        {
          key: "now",
          header: t("trends.table.now"),
          align: "end",
          cell: ({ now }) => toldText({ locale, t }, now),
        },
        {
          key: "before",
          header: t("trends.table.before"),
          align: "end",
          cell: ({ before }) => toldText({ locale, t }, before),
        },
        {
          key: "change",
          header: t("trends.table.change"),
          align: "end",
          cell: ({ now, before }) => changeBetween(t, now, before),
        },
      ]}
    />
  );
}
