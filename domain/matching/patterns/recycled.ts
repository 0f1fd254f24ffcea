import { type HolderPeriod, holderPeriods } from "#domain/cases/holder-periods.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import { countSources, type Finding, findingOf, type PatternReport } from "./pattern-report.ts";

/** A number that changed hands: who reported the later holder must not be told of the earlier one. */
export type RecycledNumber = Finding<
  "recycled",
  {
    readonly periods: readonly HolderPeriod[];
    /** Silence before the newest holder. */
    readonly silentDays: number;
  }
>;

/** One odd report years later is no pattern: each side of the silence needs this many sources. */
const LEAST_SOURCES = 2;

/** Whose registered contact a number was at a moment (ms); null where the register does not say. */
export type RegisteredHolder = (number: NumberKey, at: number) => string | null;

/** Numbers with more than one holder period, by the rule that also cuts caller cases. */
export function findRecycledNumbers(
  reports: Iterable<PatternReport>,
  registeredHolder: RegisteredHolder = () => null,
): readonly RecycledNumber[] {
  const byNumber = new Map<NumberKey, PatternReport[]>();
  for (const report of reports)
    for (const number of report.numbers) {
      const own = byNumber.get(number);
      if (own) own.push(report);
      else byNumber.set(number, [report]);
    }
  return [...byNumber]
    .flatMap(([number, own]): readonly RecycledNumber[] => {
      const periods = holderPeriods(
        own.map((report) => asHolderReport(report, registeredHolder(number, report.at))),
      );
      const cut = periods.at(-1)?.cut;
      if (!cut) return [];
      const known = new Map(own.map((report) => [report.id, report]));
      const hasSources = periods.every(
        ({ reports: ids }) => countSources(ids.flatMap((id) => known.get(id) ?? [])) >= LEAST_SOURCES,
      );
      return hasSources
        ? [findingOf("recycled", own, [number], { periods, silentDays: cut.silentDays })]
        : [];
    })
    .sort((a, b) => a.since - b.since || ((a.numbers[0] ?? "") < (b.numbers[0] ?? "") ? -1 : 1));
}

/**
 * What of a report bears on who held its number. `registered` is whose official contact the number was then: a collector
 * who calls for one lender this year and for another the next is still the same holder.
 */
export function asHolderReport(
  report: PatternReport,
  registered: string | null,
): Parameters<typeof holderPeriods>[0][number] {
  const { id, at, matter, script, claimed, signature, domains, accounts } = report;
  return {
    id,
    at,
    matter,
    script,
    claimed,
    identifiers: [
      ...(registered === null ? [] : [`holder:${registered}`]),
      ...(signature === null ? [] : [`signature:${signature}`]),
      ...domains.map((domain) => `domain:${domain}`),
      ...accounts,
    ],
  };
}
