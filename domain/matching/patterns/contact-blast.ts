import { RELATIONSHIPS } from "#domain/complaints/relationships.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import { type Borrower, borrowerIn } from "./borrower.ts";
import {
  countSources,
  type Finding,
  findingOf,
  inTimeOrder,
  mostCommon,
  type PatternReport,
  splitAtSilence,
} from "./pattern-report.ts";

/** People of one address book called about one borrower. Nothing in it says who reported. */
export type ContactBlast = Finding<
  "contact-blast",
  {
    readonly borrower: string;
    readonly amount: number | null;
    readonly caseNumber: string | null;
    /** Reports that name the borrower; the others came from the same numbers in the same days and named nobody. */
    readonly naming: number;
    /** Sources a number, on average: one address book is worked through with few numbers. */
    readonly sourcesPerNumber: number;
    readonly days: number;
  }
>;

const DAY_MS = 86_400_000;
const LEAST_SOURCES = 4;
/** An address book is called within days; after such a silence it would be another round. */
const SILENCE_MS = 6 * DAY_MS;
const LEAST_PER_NUMBER = 1.5;
const THIRD_PARTY: ReadonlySet<string> = new Set(
  RELATIONSHIPS.filter(({ group }) => group === "third_party").map(({ code }) => code),
);

type Read = PatternReport & { readonly borrower: Borrower | null };

/**
 * People who do not know one another, called within days about one borrower by the same few numbers. Reports belong
 * together by the borrower's (masked) name in one stretch of days; a second borrower by the same numbers is a second blast.
 */
export function findContactBlasts(reports: Iterable<PatternReport>): readonly ContactBlast[] {
  const dragged: Read[] = inTimeOrder(reports)
    .filter((report) => THIRD_PARTY.has(report.relationship) && report.numbers.length > 0)
    .map((report) => ({ ...report, borrower: report.text === null ? null : borrowerIn(report.text) }));
  const byName = Map.groupBy(
    dragged.filter(({ borrower }) => borrower?.name),
    ({ borrower }) => borrower?.name ?? "",
  );
  const nameless = dragged.filter(({ borrower }) => !borrower?.name);
  return [...byName]
    .flatMap(([name, named]) =>
      splitAtSilence(named, SILENCE_MS).flatMap((stretch) => {
        const found = blastOf(name, stretch, nameless);
        return found ? [found] : [];
      }),
    )
    .sort((a, b) => a.since - b.since || (a.evidence.borrower < b.evidence.borrower ? -1 : 1));
}

function blastOf(name: string, stretch: readonly Read[], nameless: readonly Read[]): ContactBlast | null {
  const named = withSharedNumbers(stretch);
  const [first, last] = [named[0], named.at(-1)];
  if (!first || !last || countSources(named) < LEAST_SOURCES) return null;
  const numbers = new Set(named.flatMap((report) => report.numbers));
  const perNumber = countSources(named) / numbers.size;
  if (perNumber < LEAST_PER_NUMBER) return null;
  const silent = nameless.filter(
    ({ at, numbers: own }) =>
      at >= first.at - DAY_MS && at <= last.at + DAY_MS && own.some((number) => numbers.has(number)),
  );
  const all = [...named, ...silent];
  return findingOf("contact-blast", all, numbers, {
    borrower: name,
    amount: numberOf(
      mostCommon(named.flatMap(({ borrower }) => (borrower?.amounts ?? []).map(String)))?.value,
    ),
    caseNumber: mostCommon(named.flatMap(({ borrower }) => borrower?.caseNumbers ?? []))?.value ?? null,
    naming: named.length,
    sourcesPerNumber: Math.round(perNumber * 10) / 10,
    days: Math.max(1, Math.ceil((last.at - first.at) / DAY_MS)),
  });
}

/** A namesake sought by somebody else in the same days shares neither number nor case: only reports that hang together stay. */
function withSharedNumbers(stretch: readonly Read[]): readonly Read[] {
  const uses = new Map<NumberKey, Set<string>>();
  for (const { numbers, source } of stretch)
    for (const number of numbers) uses.set(number, (uses.get(number) ?? new Set()).add(source));
  const repeated = stretch.filter(({ numbers }) =>
    numbers.some((number) => (uses.get(number)?.size ?? 0) > 1),
  );
  const amounts = new Set(repeated.flatMap(({ borrower }) => borrower?.amounts ?? []));
  const cases = new Set(repeated.flatMap(({ borrower }) => borrower?.caseNumbers ?? []));
  return stretch.filter(
    (report) =>
      repeated.includes(report) ||
      report.borrower?.amounts.some((amount) => amounts.has(amount)) ||
      report.borrower?.caseNumbers.some((number) => cases.has(number)),
  );
}

const numberOf = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
