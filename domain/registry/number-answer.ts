import type { Ground, Tier } from "../cases/decision.ts";
import { BUCKETS } from "../cases/score.ts";
import type { RegistryKind, VersionStatus } from "./entry.ts";
import type {
  Advice,
  EntryFacts,
  NumberTraits,
  RegistryFacts,
  Verdict,
  VerdictReason,
  VerdictWord,
} from "./verdict.ts";

/** A number as the number plan reads it. */
export type ReadNumber = NumberTraits & {
  readonly key: string;
  readonly extension: string | null;
  readonly display: string;
  readonly region: { readonly code: string; readonly zh: string; readonly en: string } | null;
  readonly carrier: string | null;
};

/** How many independent people, as a range: two answers cannot be subtracted to single one person out. */
export type CountRange = { readonly from: number; readonly to: number | null };

export type EntryAnswer = {
  readonly id: string;
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  /** Empty for a restricted number. */
  readonly grounds: readonly Ground[];
  readonly listedAt: string;
  readonly expiresAt: string;
  /** Who decided; null for a restricted number. */
  readonly authority: AgencyName | null;
};
export type AgencyName = { readonly code: string; readonly nameZh: string; readonly nameEn: string };
export type OfficialAnswer = {
  readonly institutionId: string;
  readonly name: string;
  readonly englishName: string | null;
};
export type ReportsAnswer = {
  /** The range as a word: "10-19", "1000+". */
  readonly bucket: string;
  readonly interval: CountRange;
  readonly lastMonth: CountRange;
};

/** The one answer about a number: the API, the batch check and the page show this and nothing else. */
export type NumberFields = {
  readonly canonical: string;
  readonly kind: string;
  readonly flags: readonly string[];
  readonly extension: string | null;
  readonly display: string;
  readonly region: ReadNumber["region"];
  readonly carrier: string | null;
  readonly visibility: "public" | "restricted";
  readonly verdict: VerdictWord;
  readonly listed: boolean;
  readonly advice: Advice;
  readonly reasons: readonly VerdictReason[];
  readonly entry: EntryAnswer | null;
  readonly official: OfficialAnswer | null;
  readonly reports: ReportsAnswer | null;
};
/** With what was asked, and as of when it is true. */
export type NumberAnswer = { readonly input: string } & NumberFields & AnswerStamp;
export type AnswerStamp = {
  /** RFC 3339. */
  readonly asOf: string;
  readonly listVersion: number;
  /** How old the answer is; only while the database cannot be asked. */
  readonly ageSeconds?: number;
};

export type AnswerParts = {
  readonly number: ReadNumber;
  readonly facts: RegistryFacts;
  readonly verdict: Verdict;
  readonly official: OfficialAnswer | null;
  readonly authority: AgencyName | null;
};

/**
 * Joins what the plan, the registry and the register say. What a restricted number may not show is left out here,
 * once for every face: no counts, no grounds, no names.
 */
export function numberFields({ number, facts, verdict, official, authority }: AnswerParts): NumberFields {
  return {
    canonical: number.key,
    kind: number.kind,
    flags: number.flags,
    extension: number.extension,
    display: number.display,
    region: number.region,
    carrier: number.carrier,
    visibility: verdict.isRestricted ? "restricted" : "public",
    verdict: verdict.verdict,
    listed: verdict.listed,
    advice: verdict.advice,
    reasons: verdict.reasons,
    entry: verdict.entry ? entryAnswer(verdict.entry, verdict.isRestricted, authority) : null,
    official: verdict.isRestricted ? null : official,
    reports: reportsAnswer(facts, verdict),
  };
}

const NOTHING_SAID: readonly Ground[] = Object.freeze([]);

/** An entry as it is told; of a restricted one neither why nor by whom. */
export function entryAnswer(
  entry: EntryFacts,
  isRestricted: boolean,
  authority: AgencyName | null,
): EntryAnswer {
  return {
    id: entry.id,
    kind: entry.kind,
    status: entry.status,
    tier: entry.tier,
    grounds: isRestricted ? NOTHING_SAID : entry.grounds,
    listedAt: rfc3339(entry.listedAt),
    expiresAt: rfc3339(entry.expiresAt),
    authority: isRestricted ? null : authority,
  };
}

/** Counts are shown of public numbers only, and only from five independent sources within 30 days. */
function reportsAnswer({ reports }: RegistryFacts, verdict: Verdict): ReportsAnswer | null {
  if (!reports || verdict.isRestricted || !verdict.isReported) return null;
  const interval = rangeAt(reports.sourcesBucket);
  const lastMonth = rangeAt(reports.sources30dBucket);
  if (!interval || !lastMonth) return null;
  const bucket = interval.to === null ? `${interval.from}+` : `${interval.from}-${interval.to}`;
  return { bucket, interval, lastMonth };
}

const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
/** "2026-02-01T" of the days that have been written; there are as many as days between first and last listing. */
const dayTexts = new Map<number, string>();

/** The same as toISOString, in a sixth of its time for the whole seconds that entries are kept in. */
export function rfc3339(at: Date): string {
  const time = at.getTime();
  const seconds = time / 1000;
  if (!Number.isInteger(seconds)) return at.toISOString();
  const day = Math.floor(seconds / DAY_SECONDS);
  let text = dayTexts.get(day);
  if (text === undefined) {
    text = at.toISOString().slice(0, "2026-02-01T".length);
    if (dayTexts.size > 10_000) dayTexts.clear();
    dayTexts.set(day, text);
  }
  const rest = seconds - day * DAY_SECONDS;
  const hours = TWO_DIGITS[Math.floor(rest / 3600)];
  return `${text}${hours}:${TWO_DIGITS[Math.floor(rest / 60) % 60]}:${TWO_DIGITS[rest % 60]}.000Z`;
}

/** Place of a count in BUCKETS, -1 for none. */
export function bucketPlace(count: number): number {
  return BUCKETS.findLastIndex((floor) => floor <= count);
}

/** The range a place in BUCKETS stands for; null below the first. */
export function rangeAt(place: number): CountRange | null {
  const from = BUCKETS[place];
  if (from === undefined) return null;
  const next = BUCKETS[place + 1];
  return { from, to: next === undefined ? null : next - 1 };
}
