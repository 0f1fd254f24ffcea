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
 * proxy is used only where there is nothing else at all. Months without a filing take the figure of the month before
 * (before the first filing: of the first), from `openedAt` on, else from the first filing on: silence about a bad month
 * must not pay. `filledUntil` is the last month to fill, for an institution that ended in another.
 */
export function settleExposure(
  filings: readonly EvidenceExposure[],
  span: Span,
  window: Span,
  openedAt: number | null,
  filledUntil: number,
): Exposure {
  const isKnown = filings.some((filing) => filing.source !== "proxy");
  const best = new Map<string, Map<number, EvidenceExposure>>();
  for (const filing of filings) {
    const at = monthIndex(filing.month);
    if (at < span.first || at > span.last) continue;
    if (isKnown && filing.source === "proxy") continue;
    const months = best.get(filing.stratum) ?? new Map<number, EvidenceExposure>();
    best.set(filing.stratum, months);
    const other = months.get(at);
    if (!other || isBetter(filing, other)) months.set(at, filing);
  }
  if (best.size === 0) return NO_EXPOSURE;

  const known = new Set<number>();
  let worst = -1;
  let from = span.last;
  const byStratum = new Map<string, Float64Array>();
  for (const [stratum, months] of best) {
    const filed = [...months.keys()].sort((a, b) => a - b);
    const first = filed[0] ?? span.first;
    const start = Math.max(span.first, Math.min(first, openedAt ?? first));
    from = Math.min(from, start);
    const accounts = new Float64Array(span.last - span.first + 1);
    let latest = months.get(first);
    for (let at = start; at <= span.last; at++) {
      const own = months.get(at);
      latest = own ?? latest;
      if (!latest || (!own && at > filledUntil)) continue;
      accounts[at - span.first] = latest.accounts;
      if (at < window.first) continue;
      worst = Math.max(worst, rankOf(latest.source));
      if (own) known.add(at);
    }
    byStratum.set(stratum, accounts);
  }
  return { source: EXPOSURE_SOURCES[worst] ?? null, months: known.size, from, byStratum };
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
