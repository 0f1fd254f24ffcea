import { EXPOSURE_SOURCES, type ExposureSource } from "../bundle.ts";
import { monthIndex } from "./months.ts";
import type { EvidenceExposure } from "./types.ts";

/** Months first…last as of monthIndex, both counted. */
export type Span = { readonly first: number; readonly last: number };

/** Accounts by leaf stratum and month of the span (0 is the first); months that nobody filed are filled. */
export type Exposure = {
  /** The worst source that a month of the window rests on; null when nothing is known. */
  readonly source: ExposureSource | null;
  /** Months of the window with a filing of their own. */
  readonly months: number;
  /** First month whose accounts are known or filled, as of monthIndex; complaints before it have nothing to be held against. */
  readonly from: number;
  readonly byStratum: ReadonlyMap<string, Float64Array>;
};

export const NO_EXPOSURE: Exposure = {
  source: null,
  months: 0,
  from: Number.NEGATIVE_INFINITY,
  byStratum: new Map(),
};

const rankOf = (source: ExposureSource): number => EXPOSURE_SOURCES.indexOf(source);

/** Best source first; of one source the newest; filed in the same instant, the smaller figure. */
function isBetter(a: EvidenceExposure, b: EvidenceExposure): boolean {
  if (rankOf(a.source) !== rankOf(b.source)) return rankOf(a.source) < rankOf(b.source);
  if (a.filedAt.getTime() !== b.filedAt.getTime()) return a.filedAt > b.filedAt;
  return a.accounts < b.accounts;
}

/**
 * What one institution's filings say. A month counts by its best source, restatements replace what they restate, and a
 * proxy is used only where there is nothing else at all. A month with any filing has what was filed for it and nothing
 * else: who split a total into products, or gave a product up, does not have both. A month without one takes all of the
 * month before (before the first filing: of the first), from `openedAt` on, else from the first filing on: silence about
 * a bad month must not pay. `filledUntil` is the last month to fill, for an institution that ended in another.
 */
export function settleExposure(
  filings: readonly EvidenceExposure[],
  span: Span,
  window: Span,
  openedAt: number | null,
  filledUntil: number,
): Exposure {
  const isKnown = filings.some((filing) => filing.source !== "proxy");
  const best = new Map<number, Map<string, EvidenceExposure>>();
  for (const filing of filings) {
    const at = monthIndex(filing.month);
    if (at < span.first || at > span.last) continue;
    if (isKnown && filing.source === "proxy") continue;
    const strata = best.get(at) ?? new Map<string, EvidenceExposure>();
    best.set(at, strata);
    const other = strata.get(filing.stratum);
    if (!other || isBetter(filing, other)) strata.set(filing.stratum, filing);
  }
  if (best.size === 0) return NO_EXPOSURE;

  const first = Math.min(...best.keys());
  const from = Math.max(span.first, Math.min(first, openedAt ?? first));
  const byStratum = new Map<string, Float64Array>();
  let months = 0;
  let worst = -1;
  let latest = best.get(first);
  for (let at = from; at <= span.last; at++) {
    const own = best.get(at);
    latest = own ?? latest;
    if (!latest || (!own && at > filledUntil)) continue;
    if (own && at >= window.first) months++;
    for (const [stratum, { accounts, source }] of latest) {
      const row = byStratum.get(stratum) ?? new Float64Array(span.last - span.first + 1);
      byStratum.set(stratum, row);
      row[at - span.first] = accounts;
      if (at >= window.first) worst = Math.max(worst, rankOf(source));
    }
  }
  return { source: EXPOSURE_SOURCES[worst] ?? null, months, from, byStratum };
}

/** What two institutions that became one had together. */
export function addExposures(a: Exposure, b: Exposure): Exposure {
  if (a.source === null) return b;
  if (b.source === null) return a;
  const byStratum = new Map(a.byStratum);
  for (const [stratum, accounts] of b.byStratum) {
    const other = byStratum.get(stratum);
    byStratum.set(stratum, other ? accounts.map((value, i) => value + (other[i] ?? 0)) : accounts);
  }
  const source = rankOf(a.source) > rankOf(b.source) ? a.source : b.source;
  return { source, months: Math.max(a.months, b.months), from: Math.min(a.from, b.from), byStratum };
}
