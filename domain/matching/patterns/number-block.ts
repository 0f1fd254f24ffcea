import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import { numberBlocks } from "#domain/numbers/number-block.ts";
import { poissonTail, poissonUpper } from "./chance.ts";
import { type Finding, findingOf, inTimeOrder, type PatternReport } from "./pattern-report.ts";

/** A block of a thousand neighbouring numbers called from within three days, more than chance would have it. */
export type NumberBlockFinding = Finding<
  "number-block",
  {
    /** Common prefix of the thousand numbers, E.164. */
    readonly block: string;
    /** Numbers within the three days that a source of its own speaks for. */
    readonly supported: number;
    /** Numbers of such a block that would be reported in three days by chance: estimate and upper 97.5 % limit. */
    readonly expected: number;
    readonly expectedUpTo: number;
    /** Probability of so many by chance in any of the blocks and windows looked at. */
    readonly chance: number;
  }
>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WINDOW_MS = 72 * HOUR_MS;
/** Reports whose hour is not known come with the day's start or the day of filing. */
const EARLY_MS = DAY_MS;
const LATE_MS = 9 * DAY_MS;
const LEAST_SUPPORTED = 3;
const MOST_CHANCE = 1e-3;

type Call = { readonly at: number; readonly number: NumberKey; readonly report: PatternReport };

/**
 * Blocks burnt within about 72 hours. What counts is how many numbers can each be given a source of its own, so one person
 * who reports a whole row of numbers counts as one; what is expected comes from the same prefix over all the time.
 */
export function findNumberBlocks(reports: Iterable<PatternReport>): readonly NumberBlockFinding[] {
  const blocks = new Map<string, Call[]>();
  const prefixes = new Map<string, Set<NumberKey>>();
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const report of inTimeOrder(reports)) {
    from = Math.min(from, report.at);
    to = Math.max(to, report.at);
    for (const number of report.numbers) {
      const block = numberBlocks(number)?.thousand;
      if (block === undefined) continue;
      const own = blocks.get(block);
      if (own) own.push({ at: report.at, number, report });
      else blocks.set(block, [{ at: report.at, number, report }]);
      const prefix = prefixOf(block);
      prefixes.set(prefix, (prefixes.get(prefix) ?? new Set()).add(number));
    }
  }
  const windows = Math.max(1, (to - from) / WINDOW_MS);
  const tried = blocks.size * windows;
  return [...blocks]
    .flatMap(([block, calls]) =>
      burntWindows(calls).flatMap((window) => {
        const others = (prefixes.get(prefixOf(block))?.size ?? 0) - window.numbers;
        const mean = Math.max(0, others) / BLOCKS_OF_PREFIX / windows;
        const upTo = poissonUpper(Math.max(0, others)) / BLOCKS_OF_PREFIX / windows;
        // Judged at the upper limit, so that a prefix seldom seen is not called burnt for want of data.
        const chance = Math.min(1, poissonTail(window.supported, upTo) * tried);
        if (chance > MOST_CHANCE) return [];
        return [
          findingOf(
            "number-block",
            window.calls.map(({ report }) => report),
            window.calls.map(({ number }) => number),
            { block, supported: window.supported, expected: mean, expectedUpTo: upTo, chance },
          ),
        ];
      }),
    )
    .sort((a, b) => a.since - b.since || (a.evidence.block < b.evidence.block ? -1 : 1));
}

/** The base rate is taken over all numbers that share the first three digits: 100,000 blocks of a mobile prefix. */
const BLOCKS_OF_PREFIX = 100_000;
const prefixOf = (block: string): string => block.slice(0, -5);

type Window = { readonly supported: number; readonly numbers: number; readonly calls: readonly Call[] };

/** The best-supported three days first, then the best of what lies outside it. */
function burntWindows(calls: readonly Call[]): readonly Window[] {
  const windows: Window[] = [];
  let left = calls;
  for (;;) {
    let best: { from: number; supported: number } | null = null;
    for (const { at } of left) {
      const supported = supportOf(left.filter((call) => call.at >= at && call.at <= at + WINDOW_MS));
      if (best === null || supported > best.supported) best = { from: at, supported };
    }
    if (best === null || best.supported < LEAST_SUPPORTED) return windows;
    const { from, supported } = best;
    const core = new Set(
      left.filter(({ at }) => at >= from && at <= from + WINDOW_MS).map(({ number }) => number),
    );
    const isOf = ({ at, number }: Call): boolean =>
      (at >= from - EARLY_MS && at <= from + WINDOW_MS) ||
      (core.has(number) && at > from && at <= from + WINDOW_MS + LATE_MS);
    const own = left.filter(isOf);
    windows.push({ supported, numbers: new Set(own.map(({ number }) => number)).size, calls: own });
    left = left.filter((call) => !isOf(call));
  }
}

/** Most numbers that can each be given a source of its own (a matching in the graph of numbers and sources). */
function supportOf(calls: readonly Call[]): number {
  const sourcesOf = new Map<NumberKey, Set<string>>();
  for (const { number, report } of calls)
    sourcesOf.set(number, (sourcesOf.get(number) ?? new Set()).add(report.source));
  const given = new Map<string, NumberKey>();
  const place = (number: NumberKey, asked: Set<string>): boolean => {
    for (const source of sourcesOf.get(number) ?? []) {
      if (asked.has(source)) continue;
      asked.add(source);
      const holder = given.get(source);
      if (holder === undefined || place(holder, asked)) {
        given.set(source, number);
        return true;
      }
    }
    return false;
  };
  let supported = 0;
  for (const number of sourcesOf.keys()) if (place(number, new Set())) supported += 1;
  return supported;
}
