import { qnbinom } from "lib-r-math.js";
import { CLASSES, type InstitutionCells } from "./cells.ts";
import { decayOf } from "./months.ts";
import { createPools, createTimeline, type Timeline } from "./pools.ts";

/** Where limits lie in the predictive, of a month and of a longer span: one long false hold covers many months. */
export const MONTH_LEVEL = 0.9999;
export const SPAN_LEVEL = 0.99999;
const HALF_LIFE_MONTHS = 12;
/** Months whose counts together have a limit, shortest first: a drip that keeps below one is met by another. */
export const SPANS: readonly number[] = [1, 3, 6, 12, 24];
/** A relative rate before anything is known: mean 1, as wide as institutions differ (gamma with this shape). */
const PRIOR_SHAPE = 1;
/** Complaints of a class, and expected ones of a surge, before anything can be said about what to expect. */
export const LEAST_KNOWN = 30;
/** So few are never held: a review would cost more than they move. */
export const NEVER_HELD = 3;
/** Standard deviations above what was foreseen at which a class has a share in an excess of all. */
const OWN_EXCESS = 2;
/** Three classes, and all of them together: what is spread thinly over the classes is met in the sum. */
const SERIES = CLASSES + 1;

/** What counts of one institution, by month and class. */
export type Limited = {
  /** Share of the complaints not reviewed that counts, 0…1. */
  readonly share: Float64Array;
  /** The shortest span whose limit was met; 0 where nothing is held. */
  readonly span: Uint8Array;
};

type Span = {
  readonly index: number;
  readonly months: number;
  readonly level: number;
  /** Relative variance that wandering adds. */
  readonly widening: number;
};

/**
 * Everything by month, institution and class as in the timeline, or by (month × institutions + institution) × SERIES +
 * series; of these the rows "before" each month, one month longer.
 */
type State = {
  readonly timeline: Timeline;
  /** Complaints if each were like its peers; and of those, what would be open. */
  readonly expected: Float64Array;
  readonly expectedOpen: Float64Array;
  /** Share of the open complaints that is learnt from: a month beyond its limit teaches no more than the limit. */
  readonly learnt: Float64Array;
  readonly openBefore: Float64Array;
  readonly expectedOpenBefore: Float64Array;
  /** Relative rate as known before each month: a gamma. */
  readonly shape: Float64Array;
  readonly rate: Float64Array;
  /** Of the few of whom anything is held: for each span the share that its limits leave, by month × CLASSES + class. */
  readonly shares: Map<number, readonly Float64Array[]>;
};

const isPartOf = (series: number, c: number): boolean => series === c || series === CLASSES;

/** What the limits of the first `spans` spans leave of a place. */
function shareOf(shares: readonly Float64Array[] | undefined, place: number, spans: number): number {
  let share = 1;
  for (let k = 0; k < spans; k++) share = Math.min(share, shares?.[k]?.[place] ?? 1);
  return share;
}

/**
 * Variance that wandering adds to the log of a rate relative to peers: since the past that was averaged, and to the
 * mean of the months ahead; of its own rate, and once more because one large peer may be the benchmark.
 */
function wandering(drift: number, decay: number, months: number): number {
  const since = (decay * decay) / (1 - decay * decay);
  const ahead = ((months + 1) * (2 * months + 1)) / (6 * months);
  return 2 * drift * drift * (since + ahead);
}

const relativeRate = ({ shape, rate }: State, at: number): number =>
  (shape[at] ?? PRIOR_SHAPE) / (rate[at] ?? PRIOR_SHAPE);

/** Months and classes of a series in a span that ends in `month`. */
function placesOf(month: number, series: number, months: number): readonly (readonly [number, number])[] {
  const classes = series === CLASSES ? Array.from({ length: CLASSES }, (_, c) => c) : [series];
  return Array.from({ length: months }, (_, k) => month - k).flatMap((m) =>
    classes.map((c) => [m, c] as const),
  );
}

/**
 * Holds the open complaints of one institution, span and series, if they are more than could be foreseen before it
 * began, down to what was foreseen of each class: to the span's sum in proportion, but no month below its own.
 */
function limitSpan(state: State, i: number, month: number, series: number, span: Span): void {
  const { timeline } = state;
  const { institutions } = timeline;
  const at = ((month - span.months + 1) * institutions + i) * SERIES + series;
  const end = ((month + 1) * institutions + i) * SERIES + series;
  const expected = (state.expectedOpenBefore[end] ?? 0) - (state.expectedOpenBefore[at] ?? 0);
  let found = (state.openBefore[end] ?? 0) - (state.openBefore[at] ?? 0);
  if (found <= NEVER_HELD || expected <= 0) return;
  const mean = relativeRate(state, at) * expected;
  const relativeVariance = 1 / (state.shape[at] ?? PRIOR_SHAPE) + span.widening;
  // Far cheaper than the quantile, and never stricter: it lies beyond three standard deviations.
  const ordinary = Math.max(NEVER_HELD, mean + 3 * Math.sqrt(mean + mean * mean * relativeVariance));
  if (found <= ordinary) return;
  const held = state.shares.get(i);
  const places = placesOf(month, series, span.months).map(([m, c]) => {
    const row = (m * institutions + i) * CLASSES + c;
    const place = m * CLASSES + c;
    // A month's burst is not held against longer spans again. What those have held is: the longest began before a drip did.
    const before = shareOf(held, place, Math.min(1, span.index));
    return { c, row, place, before, open: (timeline.open[row] ?? 0) * before };
  });
  found = places.reduce((sum, { open }) => sum + open, 0);
  if (found <= ordinary) return;
  const size = 1 / relativeVariance;
  const limit = Math.max(NEVER_HELD, qnbinom(span.level, size, size / (size + mean)));
  if (found <= limit) return;

  const shares = held ?? SPANS.map(() => new Float64Array((timeline.open.length / institutions) | 0).fill(1));
  state.shares.set(i, shares);
  const own = shares[span.index];
  if (!own) return;
  for (let c = 0; c < CLASSES; c++) {
    const ofClass = places.filter((one) => one.c === c);
    const usualOfClass = relativeRate(state, at - series + c);
    const foreseenAt = (row: number): number => usualOfClass * (state.expectedOpen[row] ?? 0);
    const foreseen = ofClass.reduce((sum, { row }) => sum + foreseenAt(row), 0);
    const foundOfClass = ofClass.reduce((sum, { open }) => sum + open, 0);
    const spread = 1 / (state.shape[at - series + c] ?? PRIOR_SHAPE) + span.widening;
    // A flood in one class must not wash the others' complaints away: each is held for an excess of its own.
    if (foundOfClass <= foreseen + OWN_EXCESS * Math.sqrt(foreseen + foreseen * foreseen * spread)) continue;
    const part = foreseen / foundOfClass;
    for (const { row, place, before, open } of ofClass) {
      if (open <= 0) continue;
      const left = Math.max(part, Math.min(1, foreseenAt(row) / open));
      own[place] = Math.min(own[place] ?? 1, left * before);
      if (span.months === 1) state.learnt[row] = Math.min(state.learnt[row] ?? 1, limit / found);
    }
  }
}

/** Running sums and knowledge before the next month: this month's, decayed, and its complaints where some were expected. */
function endMonth(state: State, month: number, decay: number): void {
  const { timeline, expected, learnt, shape, rate } = state;
  const step = timeline.institutions * SERIES;
  for (let i = 0; i < timeline.institutions; i++)
    for (let series = 0; series < SERIES; series++) {
      let found = 0;
      let usual = 0;
      for (let c = 0; c < CLASSES; c++) {
        const row = (month * timeline.institutions + i) * CLASSES + c;
        if (!isPartOf(series, c) || (expected[row] ?? 0) <= 0) continue;
        usual += expected[row] ?? 0;
        found += (timeline.reviewed[row] ?? 0) + (timeline.open[row] ?? 0) * (learnt[row] ?? 1);
      }
      const at = month * step + i * SERIES + series;
      shape[at + step] = PRIOR_SHAPE + decay * ((shape[at] ?? PRIOR_SHAPE) - PRIOR_SHAPE) + found;
      rate[at + step] = PRIOR_SHAPE + decay * ((rate[at] ?? PRIOR_SHAPE) - PRIOR_SHAPE) + usual;
    }
}

function addUp(state: State, month: number): void {
  const { timeline, expectedOpen, openBefore, expectedOpenBefore } = state;
  const step = timeline.institutions * SERIES;
  for (let i = 0; i < timeline.institutions; i++)
    for (let series = 0; series < SERIES; series++) {
      const at = month * step + i * SERIES + series;
      let open = openBefore[at] ?? 0;
      let expected = expectedOpenBefore[at] ?? 0;
      for (let c = 0; c < CLASSES; c++) {
        if (!isPartOf(series, c)) continue;
        const row = (month * timeline.institutions + i) * CLASSES + c;
        open += timeline.open[row] ?? 0;
        expected += expectedOpen[row] ?? 0;
      }
      openBefore[at + step] = open;
      expectedOpenBefore[at + step] = expected;
    }
}

/**
 * Makes of what is usual what is to be expected in a month: more of everybody when the others had more than foreseen,
 * each of them up to ten times its own; and how much of it nobody has reviewed yet, as of the others.
 */
function foresee(state: State, month: number, c: number): void {
  const { timeline, expected, expectedOpen } = state;
  const { institutions } = timeline;
  const usualAt = (i: number): number => {
    const at = (month * institutions + i) * SERIES + c;
    return (expected[(month * institutions + i) * CLASSES + c] ?? 0) * relativeRate(state, at);
  };
  const foundAt = (i: number, usual: number): number => {
    const row = (month * institutions + i) * CLASSES + c;
    const heads = (timeline.reviewed[row] ?? 0) + (timeline.open[row] ?? 0);
    return usual > 0 ? Math.min(heads, NEVER_HELD + 10 * usual) : 0;
  };
  let found = LEAST_KNOWN;
  let foreseen = LEAST_KNOWN;
  let open = 1;
  let all = 1;
  for (let i = 0; i < institutions; i++) {
    const usual = usualAt(i);
    found += foundAt(i, usual);
    foreseen += usual;
    const row = (month * institutions + i) * CLASSES + c;
    open += timeline.open[row] ?? 0;
    all += (timeline.reviewed[row] ?? 0) + (timeline.open[row] ?? 0);
  }
  for (let i = 0; i < institutions; i++) {
    const row = (month * institutions + i) * CLASSES + c;
    const usual = usualAt(i);
    const surge = Math.max(1, (found - foundAt(i, usual)) / (foreseen - usual));
    const ownOpen = timeline.open[row] ?? 0;
    const openShare = (open - ownOpen) / (all - ownOpen - (timeline.reviewed[row] ?? 0));
    expected[row] = (expected[row] ?? 0) * surge;
    expectedOpen[row] = (expected[row] ?? 0) * openShare;
  }
}

/**
 * Limits what nobody has reviewed to what could be foreseen. Month by month, the complaints of the last 1, 3, 6, 12 and
 * 24 months, by class and altogether, are held against the predictive from before they came: a gamma-Poisson rate
 * relative to peers, from what was known then, decayed and widened by drift. Beyond its 99.99 % point (99.999 % of a
 * longer span) they count as
 * foreseen until a person has looked. Reviewed complaints always count. A surge that all share is foreseen for each from
 * the others. Institutions without known accounts have no limit, because they have no rating. `months` is the length of
 * all rows.
 */
export function limitCounts(
  institutions: readonly InstitutionCells[],
  months: number,
  drift: number,
  spanMonths: readonly number[] = SPANS,
): readonly Limited[] {
  const decay = decayOf(HALF_LIFE_MONTHS);
  const spans = spanMonths.map((span, index) => ({
    index,
    months: span,
    level: span === 1 ? MONTH_LEVEL : SPAN_LEVEL,
    widening: Math.expm1(wandering(drift, decay, span)),
  }));
  const timeline = createTimeline(institutions, months);
  const places = months * institutions.length * CLASSES;
  const rows = (months + 1) * institutions.length * SERIES;
  const state: State = {
    timeline,
    expected: new Float64Array(places),
    expectedOpen: new Float64Array(places),
    learnt: new Float64Array(places).fill(1),
    openBefore: new Float64Array(rows),
    expectedOpenBefore: new Float64Array(rows),
    shape: new Float64Array(rows).fill(PRIOR_SHAPE),
    rate: new Float64Array(rows).fill(PRIOR_SHAPE),
    shares: new Map(),
  };
  const pools = createPools(timeline);
  for (let month = 0; month < months; month++) {
    pools.expect(month, state.expected);
    let isKnown = true;
    for (let c = 0; c < CLASSES; c++) {
      isKnown &&= pools.total(c) >= LEAST_KNOWN;
      foresee(state, month, c);
    }
    addUp(state, month);
    for (const span of spans)
      if (isKnown && span.months <= month + 1)
        for (let i = 0; i < institutions.length; i++)
          for (let series = 0; series < SERIES; series++) limitSpan(state, i, month, series, span);
    endMonth(state, month, decay);
    pools.endMonth(month, state.learnt, decay);
  }
  return institutions.map((_, i) => {
    const shares = state.shares.get(i);
    const span = new Uint8Array(months * CLASSES);
    const share = new Float64Array(months * CLASSES);
    for (let place = 0; place < share.length; place++) {
      share[place] = shareOf(shares, place, spans.length);
      const k = shares?.findIndex((own) => (own[place] ?? 1) < 1) ?? -1;
      if (k >= 0) span[place] = spanMonths[k] ?? 0;
    }
    return { share, span };
  });
}

/** What counts of open complaints after limits and doubt: both measure the same excess, so the stricter holds. */
export function countingShares(
  limited: readonly Limited[],
  doubt: readonly Float64Array[],
): readonly Float64Array[] {
  return limited.map(({ share }, i) => share.map((part, place) => Math.min(part, doubt[i]?.[place] ?? 1)));
}
