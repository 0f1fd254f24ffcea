import { VALUE_KINDS, type ValueKind } from "./campaign-file.ts";

/** A report with the values it carries, as opaque names within their kind. */
export type CarryingReport = {
  readonly id: string;
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly carried: readonly {
    readonly kind: ValueKind;
    readonly value: string;
    readonly isCallback: boolean;
  }[];
};

export type DrawnValue = {
  readonly id: string;
  readonly kind: ValueKind;
  readonly value: string;
  readonly isCallback: boolean;
  readonly ordinal: number;
  readonly complaints: number;
  readonly sources: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest report that carries it. */
  readonly exampleId: string;
};

export type DrawnCampaign = {
  readonly values: readonly DrawnValue[];
  readonly ties: readonly { readonly a: string; readonly b: string; readonly complaints: number }[];
  readonly totals: Readonly<Record<ValueKind, number>>;
  readonly tiesTotal: number;
};

/** More than this in one picture tells nobody anything. */
export const VALUES_SHOWN = 150;
export const TIES_SHOWN = 300;
/** Of each kind so many are shown before the most frequent of all: one payee says more than the fiftieth number. */
const EACH_KIND = 12;

type Counted = {
  readonly kind: ValueKind;
  readonly value: string;
  isCallback: boolean;
  readonly sources: Set<string>;
  complaints: number;
  firstAt: number;
  lastAt: number;
  exampleId: string;
  /** The report that was counted last: one report counts once, however often it names the value. */
  last: CarryingReport;
  /** Its place among what is shown, -1 for what is left out. */
  place: number;
  ordinal: number;
};

/** Counts what reports carry and carry together, most reports first; the order of the reports makes no difference. */
export function drawCampaign(reports: readonly CarryingReport[]): DrawnCampaign {
  const { counted, carried } = countValues(reports);
  const totals = Object.fromEntries(VALUE_KINDS.map((kind) => [kind, 0])) as Record<ValueKind, number>;
  for (const value of counted.toSorted((a, b) => a.firstAt - b.firstAt || byName(a, b)))
    value.ordinal = ++totals[value.kind];
  const shown = shownValues(counted);
  for (const [place, value] of shown.entries()) value.place = place;
  const { ties, total } = countTies(carried);
  const values = shown.map(
    (value): DrawnValue => ({
      id: idAt(value.place),
      kind: value.kind,
      value: value.value,
      isCallback: value.isCallback,
      ordinal: value.ordinal,
      complaints: value.complaints,
      sources: value.sources.size,
      firstAt: value.firstAt,
      lastAt: value.lastAt,
      exampleId: value.exampleId,
    }),
  );
  return { values, ties, totals, tiesTotal: total };
}

const idAt = (place: number): string => `v${place + 1}`;
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: Counted, b: Counted): number => order(a.kind, b.kind) || order(a.value, b.value);

/** Every value once, and which of them each report carries. */
function countValues(reports: readonly CarryingReport[]): {
  readonly counted: readonly Counted[];
  readonly carried: readonly (readonly Counted[])[];
} {
  const kinds = new Map(VALUE_KINDS.map((kind) => [kind, new Map<string, Counted>()]));
  const carried = reports.map((report) => {
    const own: Counted[] = [];
    for (const { kind, value, isCallback } of report.carried) {
      const values = kinds.get(kind);
      const known = values?.get(value);
      if (!known) {
        const made = firstOf(report, kind, value, isCallback);
        values?.set(value, made);
        own.push(made);
      } else if (known.last === report) {
        known.isCallback &&= isCallback;
      } else {
        countAgain(known, report, isCallback);
        own.push(known);
      }
    }
    return own;
  });
  return { counted: [...kinds.values()].flatMap((values) => [...values.values()]), carried };
}

function firstOf(report: CarryingReport, kind: ValueKind, value: string, isCallback: boolean): Counted {
  const { at, id, source } = report;
  return {
    kind,
    value,
    isCallback,
    sources: new Set([source]),
    complaints: 1,
    firstAt: at,
    lastAt: at,
    exampleId: id,
    last: report,
    place: -1,
    ordinal: 0,
  };
}

function countAgain(known: Counted, report: CarryingReport, isCallback: boolean): void {
  known.last = report;
  known.complaints++;
  known.sources.add(report.source);
  known.isCallback &&= isCallback;
  known.firstAt = Math.min(known.firstAt, report.at);
  if (report.at > known.lastAt || (report.at === known.lastAt && report.id < known.exampleId)) {
    known.lastAt = report.at;
    known.exampleId = report.id;
  }
}

/** Most reports first, after a dozen of each kind are sure of their place. */
function shownValues(counted: readonly Counted[]): Counted[] {
  const mostFirst = counted.toSorted((a, b) => b.complaints - a.complaints || byName(a, b));
  const places = new Map<ValueKind, number>();
  const [sure, rest]: [Counted[], Counted[]] = [[], []];
  for (const value of mostFirst) {
    const place = (places.get(value.kind) ?? 0) + 1;
    places.set(value.kind, place);
    (place <= EACH_KIND ? sure : rest).push(value);
  }
  const kept = new Set([...sure, ...rest].slice(0, VALUES_SHOWN));
  return mostFirst.filter((value) => kept.has(value));
}

function countTies(carried: readonly (readonly Counted[])[]): {
  readonly ties: DrawnCampaign["ties"];
  readonly total: number;
} {
  const counts = new Int32Array(VALUES_SHOWN * VALUES_SHOWN);
  for (const values of carried) {
    for (const [at, { place: a }] of values.entries()) {
      if (a < 0) continue;
      for (let other = at + 1; other < values.length; other++) {
        const b = values[other]?.place ?? -1;
        if (b < 0) continue;
        const pair = Math.min(a, b) * VALUES_SHOWN + Math.max(a, b);
        counts[pair] = (counts[pair] ?? 0) + 1;
      }
    }
  }
  const found: { pair: number; complaints: number }[] = [];
  for (const [pair, complaints] of counts.entries()) if (complaints > 0) found.push({ pair, complaints });
  found.sort((x, y) => y.complaints - x.complaints || x.pair - y.pair);
  return {
    ties: found.slice(0, TIES_SHOWN).map(({ pair, complaints }) => ({
      a: idAt(Math.floor(pair / VALUES_SHOWN)),
      b: idAt(pair % VALUES_SHOWN),
      complaints,
    })),
    total: found.length,
  };
}
