/**
 * The score of a case: independent sources, recency, severity and spread, each shown beside the sum it goes into.
 * A source is one person (or one network, where no person can be told); its repeats count once.
 */

/** A report's weight halves every 14 days: fresh harm comes first, old harm is not forgotten at once. */
export const HALF_LIFE_DAYS = 14;
/** "Reported, not decided" is shown only from five independent sources within 30 days (product rule). */
export const REPORTED_SOURCES = 5;
export const REPORTED_WINDOW_DAYS = 30;
/** What those five must weigh together, words left aside: five reports from one network or one hour are fewer voices. */
export const REPORTED_WEIGHT = 4;

const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(2020, 0, 1);

/** What one source adds, by the severity (1-5) of what it reports: each step doubles. */
export const severityWeight = (severity: number): number => 2 ** (Math.min(5, Math.max(1, severity)) - 1);

/** One source; `weight` is what it counts for beside others that are like it (independent-sources.ts), above 0. */
export type HeatSource = { readonly firstAt: Date; readonly severity: number; readonly weight?: number };

/**
 * Heat is log2 of the sum of weights, each grown by 2^(days since 2020 / half-life). Decay multiplies every case
 * alike, so the stored number orders cases rightly at any later time without being recomputed.
 */
export function heatOf(sources: Iterable<HeatSource>): number {
  let heat = Number.NEGATIVE_INFINITY;
  for (const source of sources) heat = addHeat(heat, source);
  return heat;
}

export function addHeat(heat: number, source: HeatSource): number {
  const days = (source.firstAt.getTime() - EPOCH) / DAY_MS;
  const own = Math.log2(severityWeight(source.severity) * (source.weight ?? 1)) + days / HALF_LIFE_DAYS;
  if (heat === Number.NEGATIVE_INFINITY) return own;
  const [high, low] = heat > own ? [heat, own] : [own, heat];
  return high + Math.log2(1 + 2 ** (low - high));
}

/** The sum of weights as it stands at `now`: "as urgent as n mild reports made today". */
export function presentWeight(heat: number, now: Date): number {
  return 2 ** (heat - (now.getTime() - EPOCH) / DAY_MS / HALF_LIFE_DAYS);
}

export type CaseScore = {
  /** People (or networks) who reported, and how many of them within 30 days. */
  readonly sources: number;
  readonly sources30d: number;
  /** What they count for once likeness is discounted: every likeness, and all but equal words. */
  readonly independent: { readonly low: number; readonly high: number };
  /** Sources that are like others of this case, by what they have in common, most first. */
  readonly likenesses: readonly {
    readonly dimension: "text" | "network" | "hour";
    readonly sources: number;
  }[];
  /** Weight now, in mild fresh reports. */
  readonly weight: number;
  readonly severityMax: number;
  /** Provinces the sources are from. */
  readonly spread: number;
};

export type ReportedFacts = { readonly fifthLastAt: Date | null };

/** Five independent sources within the last 30 days? `fifthLastAt` is when the fifth newest source last reported. */
export function isReported({ fifthLastAt }: ReportedFacts, now: Date): boolean {
  return fifthLastAt !== null && now.getTime() - fifthLastAt.getTime() <= REPORTED_WINDOW_DAYS * DAY_MS;
}

/** Counts leave the portal in buckets only, so that two answers cannot be subtracted to single a person out. */
export const BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

export function bucketOf(count: number): { readonly from: number; readonly to: number | null } | null {
  if (count < 1) return null;
  const at = BUCKETS.findLastIndex((floor) => floor <= count);
  const next = BUCKETS[at + 1];
  return { from: BUCKETS[at] ?? 1, to: next === undefined ? null : next - 1 };
}
