import type { TrendLine } from "#domain/trends/trend-figures.ts";
import type { Dimension, Period } from "#domain/trends/trend-query.ts";
import { formatDate, formatNumber } from "#messages/translate.ts";
import { linePath, ticks } from "../charts/scale.ts";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { toldText, valueName, type Words } from "./trend-words.ts";

type Props = Words & { dimension: Dimension; period: Period; lines: readonly TrendLine[] };

const MOST_LINES = 12;
/** A point between two gaps is no line: a stroke of no length with round ends is a dot. */
function loneDots(told: TrendLine["now"], max: number): string {
  const alone = (i: number) => told[i] != null && told[i - 1] == null && told[i + 1] == null;
  return told
    .map((value, i) =>
      alone(i)
        ? `M${((100 * i) / Math.max(told.length - 1, 1)).toFixed(2)} ${(100 - (100 * (value ?? 0)) / max).toFixed(2)}h0`
        : "",
    )
    .join("");
}

const peakOf = ({ now }: TrendLine): number => Math.max(0, ...now.map((told) => told ?? 0));
const sumOf = ({ now }: TrendLine): number => now.reduce<number>((sum, told) => sum + (told ?? 0), 0);

/** One small line for each value, all on one scale, and one table of them. */
export function SmallLines({ locale, t, dimension, period, lines }: Props) {
  const shown = lines
    .filter(({ now }) => now.filter((told) => told !== null).length >= 2)
    .toSorted((a, b) => sumOf(b) - sumOf(a))
    .slice(0, MOST_LINES);
  const top = ticks(Math.max(1, ...shown.map(peakOf))).at(-1) ?? 1;
  const title = t("trends.lines.title", { dimension: t(`trends.filter.${dimension}`) });
  const name = ({ value }: TrendLine) => valueName(locale, dimension, value ?? "");
  if (period.steps.length < 2) return null;
  return (
    <section className="section flow" aria-labelledby="lines-heading">
      <h2 id="lines-heading">{title}</h2>
      {shown.length === 0 ? (
        <p>{t("trends.lines.none")}</p>
      ) : (
        <>
          <ul className="small-lines">
            {shown.map((line) => (
              <li key={line.value} className="chart">
                <p className="small-line-name">{name(line)}</p>
                <svg aria-hidden="true" width="100%" height="56">
                  <line className="axis" x1="0" x2="100%" y1="55" y2="55" />
                  <svg
                    aria-hidden="true"
                    y="4"
                    height="51"
                    viewBox="0 0 100 100"
                    preserveAspectRatio="none"
                    overflow="visible"
                  >
                    <path
                      className="line line-subject"
                      d={linePath(line.now, top) + loneDots(line.now, top)}
                      vectorEffect="non-scaling-stroke"
                    />
                  </svg>
                </svg>
                <p className="muted small">
                  {t("trends.lines.peak", { count: formatNumber(locale, peakOf(line)) })}
                </p>
              </li>
            ))}
          </ul>
          <p className="muted small">{t("trends.lines.note", { max: formatNumber(locale, top) })}</p>
          <Details summary={t("trends.table.open")}>
            <DataTable
              id="lines-table"
              caption={title}
              density="dense"
              rows={period.steps.map((_, i) => i)}
              rowKey={String}
              columns={[
                {
                  key: "from",
                  header: t("trends.line.start"),
                  isRowHeader: true,
                  cell: (i: number) => (
                    <span className="nowrap">{formatDate(locale, period.steps[i]?.from ?? "")}</span>
                  ),
                },
                ...shown.map((line) => ({
                  key: line.value ?? "",
                  header: name(line),
                  align: "end" as const,
                  cell: (i: number) => toldText({ locale, t }, line.now[i] ?? null),
                })),
              ]}
            />
          </Details>
        </>
      )}
    </section>
  );
}
