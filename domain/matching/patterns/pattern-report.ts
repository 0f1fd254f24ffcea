import type { Channel, Matter } from "#domain/complaints/codes.ts";
import type { Relationship } from "#domain/complaints/relationships.ts";
import type { HarmCode } from "#domain/complaints/taxonomy.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";

/** One complaint as the detectors read it: everything normalised, nothing looked up any more. */
export type PatternReport = {
  readonly id: string;
  /** When it happened, as far as known, else when it was reported; ms since 1970. */
  readonly at: number;
  /** The independent source: one person as far as one can be told. */
  readonly source: string;
  /** Case keys of the numbers shown, each once. */
  readonly numbers: readonly NumberKey[];
  readonly matter: Matter;
  readonly relationship: Relationship;
  readonly channel: Channel;
  readonly harms: readonly HarmCode[];
  /** Institution of the register that the caller claimed to be or to work for; null when none was recognised. */
  readonly claimed: string | null;
  /** Folded signature of the message. */
  readonly signature: string | null;
  /** Registrable domains of its links. */
  readonly domains: readonly string[];
  /** Folded chat and payee accounts and call-back numbers, each with its kind in front. */
  readonly accounts: readonly string[];
  /** Group of near-identical wordings; null when no words were given. */
  readonly script: string | null;
  /** The words as they were told. */
  readonly text: string | null;
};

/** What every detector says: which reports, which numbers, from when to when (ms). Ids and numbers are sorted. */
export type Finding<Kind extends string, Evidence> = {
  readonly kind: Kind;
  readonly reports: readonly string[];
  readonly numbers: readonly NumberKey[];
  readonly since: number;
  readonly until: number;
  /** Independent sources among the reports. */
  readonly sources: number;
  readonly evidence: Evidence;
};

/** Puts a finding together from its reports, whatever their order. */
export function findingOf<Kind extends string, Evidence>(
  kind: Kind,
  reports: readonly PatternReport[],
  numbers: Iterable<NumberKey>,
  evidence: Evidence,
): Finding<Kind, Evidence> {
  const times = reports.map(({ at }) => at);
  return {
    kind,
    reports: [...new Set(reports.map(({ id }) => id))].sort(),
    numbers: [...new Set(numbers)].sort(),
    since: Math.min(...times),
    until: Math.max(...times),
    sources: countSources(reports),
    evidence,
  };
}

export function countSources(reports: Iterable<PatternReport>): number {
  const sources = new Set<string>();
  for (const { source } of reports) sources.add(source);
  return sources.size;
}

/** By time, then id: the order in which every detector reads, so that the order of arrival cannot matter. */
export function inTimeOrder(reports: Iterable<PatternReport>): readonly PatternReport[] {
  return [...reports].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Stretches without a silence longer than `silenceMs`. The reports must be in order of time. */
export function splitAtSilence<T extends { readonly at: number }>(
  reports: readonly T[],
  silenceMs: number,
): readonly (readonly T[])[] {
  const stretches: T[][] = [];
  for (const report of reports) {
    const last = stretches.at(-1);
    const before = last?.at(-1);
    if (last && before && report.at - before.at <= silenceMs) last.push(report);
    else stretches.push([report]);
  }
  return stretches;
}

/** The value that occurs most often, the first by spelling among equals, and how often; null for none. */
export function mostCommon(
  values: Iterable<string>,
): { readonly value: string; readonly count: number } | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: { value: string; count: number } | null = null;
  for (const [value, count] of counts) {
    if (best === null || count > best.count || (count === best.count && value < best.value))
      best = { value, count };
  }
  return best;
}
