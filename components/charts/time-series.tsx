import type { ReactNode } from "react";
import { DataTable } from "../ui/data-table.tsx";
import { Details } from "../ui/details.tsx";
import { linePath, lonePoints, spread, ticks } from "./scale.ts";

export type Series = {
  key: string;
  label: string;
  /** One value a point of `points`; null where nothing is known. */
  values: readonly (number | null)[];
  /** The subject is a full line, what it is compared with is dashed. */
  role: "subject" | "comparison";
};

type Props = {
  id: string;
  /** Labels of the horizontal axis, oldest first. */
  points: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  /** What the vertical axis counts, such as 每百万账户. */
  unit?: string;
  /** The finding in one or two sentences; also the picture's name. */
  summary: string;
  table: { open: string; caption: string; pointHeader: string; missing: string };
  note?: ReactNode;
};

const HEIGHT = 200;
const TOP = 10;

/** Lines with their names at their ends, the finding in words below, the numbers in a table behind it. */
export function TimeSeries({ id, points, series, format, unit, summary, table, note }: Props) {
  const known = series.flatMap((line) => line.values.filter((value) => value !== null));
  // At least two: counts of one would otherwise be written at fractions.
  const steps = ticks(Math.max(...known, 2));
  const max = steps.at(-1) ?? 1;
  const y = (value: number) => TOP + HEIGHT * (1 - value / max);
  const ends = series.map((line) => line.values.findLast((value) => value !== null) ?? 0);
  const labelsAt = spread(ends.map(y), 20, HEIGHT + TOP);
  return (
    <figure className="chart time-series">
      {unit && <p className="chart-unit">{unit}</p>}
      <div className="time-series-plot" role="img" aria-label={summary}>
        <svg className="time-series-axis" height={HEIGHT + 2 * TOP} aria-hidden="true">
          {steps.map((step) => (
            <text key={step} className="faint" x="100%" y={y(step)} dy="0.35em" textAnchor="end">
              {format(step)}
            </text>
          ))}
        </svg>
        <svg className="time-series-lines" width="100%" height={HEIGHT + 2 * TOP} aria-hidden="true">
          {steps.map((step) => (
            <line
              key={step}
              className={step === 0 ? "axis" : "grid"}
              x1="0"
              x2="100%"
              y1={y(step)}
              y2={y(step)}
            />
          ))}
          <svg
            aria-hidden="true"
            x="0"
            y={TOP}
            width="100%"
            height={HEIGHT}
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            overflow="visible"
          >
            {series.map((line) => (
              <path
                key={line.key}
                className={`line line-${line.role}`}
                d={linePath(line.values, max)}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          {series.flatMap((line) =>
            lonePoints(line.values).map((index) => (
              <circle
                key={`${line.key} ${index}`}
                className={`lone lone-${line.role}`}
                cx={`${((100 * index) / Math.max(points.length - 1, 1)).toFixed(2)}%`}
                cy={y(line.values[index] ?? 0)}
                r="2.5"
              />
            )),
          )}
        </svg>
        <svg className="time-series-names" height={HEIGHT + 2 * TOP} aria-hidden="true">
          {series.map((line, index) => (
            <text key={line.key} className={`name name-${line.role}`} x="6" y={labelsAt[index]} dy="0.35em">
              {line.label} {format(ends[index] ?? 0)}
            </text>
          ))}
        </svg>
        <p className="time-series-points" aria-hidden="true">
          <span>{points[0]}</span>
          <span>{points.at(-1)}</span>
        </p>
      </div>
      <figcaption>
        {summary}
        {note && <span className="muted"> {note}</span>}
      </figcaption>
      <Details summary={table.open}>
        <DataTable
          id={`${id}-table`}
          caption={table.caption}
          columns={[
            {
              key: "point",
              header: table.pointHeader,
              isRowHeader: true,
              cell: (row: number) => points[row],
            },
            ...series.map((line) => ({
              key: line.key,
              header: line.label,
              align: "end" as const,
              cell: (row: number) => {
                const value = line.values[row];
                return value === null || value === undefined ? table.missing : format(value);
              },
            })),
          ]}
          rows={points.map((_, index) => index)}
          rowKey={(row) => String(row)}
          density="dense"
        />
      </Details>
    </figure>
  );
}
