import { SOURCE_DIMENSIONS, weighSource } from "./independent-sources.ts";
import { heatOf } from "./score.ts";

/** What one case knows of one source; two cases of a group may each know the same one. */
export type SourceRow = {
  readonly caseId: string;
  /** Keyed index of the person or network, as hex. */
  readonly source: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly severity: number;
  /** Groups of likeness, as in independent-sources.ts. */
  readonly text: string | null;
  readonly network: string | null;
  readonly hour: number | null;
  /** What it counts for within its own case. */
  readonly low: number;
  readonly high: number;
};

export type CaseFigures = {
  readonly sources: number;
  readonly heat: number;
  readonly severityMax: number;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  readonly low: number;
  readonly high: number;
};

/**
 * The figures of a case, or of a group of merged cases, from its sources. Who reported to two of them counts once, and
 * sources alike across the group discount each other as they would in one case.
 */
export function caseFigures(rows: readonly SourceRow[]): CaseFigures {
  const isGroup = rows.some((row) => row.caseId !== rows[0]?.caseId);
  const sources = isGroup ? weighed(united(rows)) : rows;
  const times = (of: (row: SourceRow) => Date, pick: (...values: number[]) => number) =>
    sources.length === 0
      ? null
      : new Date(
          sources.reduce(
            (found, row) => pick(found, of(row).getTime()),
            of(sources[0] as SourceRow).getTime(),
          ),
        );
  return {
    sources: sources.length,
    heat: heatOf(sources.map((row) => ({ firstAt: row.firstAt, severity: row.severity, weight: row.low }))),
    severityMax: sources.reduce((most, row) => Math.max(most, row.severity), 1),
    firstAt: times((row) => row.firstAt, Math.min),
    lastAt: times((row) => row.lastAt, Math.max),
    low: sources.reduce((sum, row) => sum + row.low, 0),
    high: sources.reduce((sum, row) => sum + row.high, 0),
  };
}

/** One row a source, earliest first: the earliest row's likenesses, the widest span, the gravest report. */
function united(rows: readonly SourceRow[]): SourceRow[] {
  const byTime = [...rows].sort(
    (a, b) => a.firstAt.getTime() - b.firstAt.getTime() || (a.source < b.source ? -1 : 1),
  );
  const found = new Map<string, SourceRow>();
  for (const row of byTime) {
    const known = found.get(row.source);
    const lastAt = known && known.lastAt > row.lastAt ? known.lastAt : row.lastAt;
    found.set(
      row.source,
      known ? { ...known, lastAt, severity: Math.max(known.severity, row.severity) } : row,
    );
  }
  return [...found.values()];
}

/** The same sources with what each counts for beside those before it. */
function weighed(sources: readonly SourceRow[]): SourceRow[] {
  const seen = new Map<string, number>();
  return sources.map((row) => {
    const likeness = { text: row.text, network: row.network, device: null, hour: row.hour };
    const before = { text: 0, network: 0, device: 0, hour: 0 };
    for (const dimension of SOURCE_DIMENSIONS) {
      const value = likeness[dimension];
      if (value === null) continue;
      const name = `${dimension} ${value}`;
      before[dimension] = seen.get(name) ?? 0;
      seen.set(name, before[dimension] + 1);
    }
    const { low, high } = weighSource(before);
    return { ...row, low, high };
  });
}
