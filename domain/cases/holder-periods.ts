import type { Matter } from "#domain/complaints/codes.ts";

/** A number unused for this long may have been given to somebody else. */
export const HOLDER_SILENCE_DAYS = 180;
const SILENCE_MS = HOLDER_SILENCE_DAYS * 86_400_000;
/** One odd report is no pattern: it takes two on either side to say that the pattern differs. */
const LEAST_REPORTS = 2;

/** One report of one number, with what would show the same people at work again. */
export type HolderReport = {
  readonly id: string;
  /** When it happened, as far as known; ms since 1970. */
  readonly at: number;
  readonly matter: Matter;
  /** Group of near-identical wordings. */
  readonly script: string | null;
  /** Institution that the caller claimed to be or to work for. */
  readonly claimed: string | null;
  /** Signatures, domains, accounts, call-back numbers: canonical, each with its kind. */
  readonly identifiers: readonly string[];
};

/** A stretch in which one holder had the number. Periods count from 1; ids are in order of time. */
export type HolderPeriod = {
  readonly period: number;
  readonly since: number;
  readonly until: number;
  readonly reports: readonly string[];
  /** Why a new holder is supposed: days of silence, what was reported before and after. Null for the first. */
  readonly cut: {
    readonly silentDays: number;
    readonly before: readonly Matter[];
    readonly after: readonly Matter[];
  } | null;
};

/**
 * Holder periods of one number, from the set of its reports alone: their order says nothing. Cut where the number was
 * silent for 180 days and more and nothing on the far side was met on the near one: another matter, and no wording,
 * claimed institution or identifier in common. A number that comes back unchanged keeps its holder.
 */
export function holderPeriods(reports: readonly HolderReport[]): readonly HolderPeriod[] {
  const sorted = [...reports].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const spells: HolderReport[][] = [];
  for (const report of sorted) {
    const last = spells.at(-1);
    const before = last?.at(-1);
    if (last && before && report.at - before.at < SILENCE_MS) last.push(report);
    else spells.push([report]);
  }
  const held: HolderReport[][] = [];
  for (const spell of spells) {
    const current = held.at(-1);
    if (current && !isOther(current, spell)) current.push(...spell);
    else held.push([...spell]);
  }
  return held.map((own, i) => {
    const before = held[i - 1];
    const since = own[0]?.at ?? 0;
    return {
      period: i + 1,
      since,
      until: own.at(-1)?.at ?? since,
      reports: own.map(({ id }) => id),
      cut: before
        ? {
            silentDays: Math.floor((since - (before.at(-1)?.at ?? since)) / 86_400_000),
            before: mattersOf(before),
            after: mattersOf(own),
          }
        : null,
    };
  });
}

const mattersOf = (reports: readonly HolderReport[]): readonly Matter[] =>
  [...new Set(reports.map(({ matter }) => matter))].sort();

function isOther(before: readonly HolderReport[], after: readonly HolderReport[]): boolean {
  if (before.length < LEAST_REPORTS || after.length < LEAST_REPORTS) return false;
  const known = new Set(before.flatMap(traitsOf));
  return !after.some((report) => traitsOf(report).some((trait) => known.has(trait)));
}

const traitsOf = ({ matter, script, claimed, identifiers }: HolderReport): readonly string[] => [
  `matter ${matter}`,
  ...(script === null ? [] : [`script ${script}`]),
  ...(claimed === null ? [] : [`claimed ${claimed}`]),
  ...identifiers.map((identifier) => `identifier ${identifier}`),
];
