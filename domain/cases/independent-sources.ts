/**
 * How much a number of reports weighs when some of them may be one voice. Near-identical words, one network, one device
 * and one hour each discount; docs/methods/independent-sources.md says why and what follows.
 */
export const SOURCE_DIMENSIONS = ["text", "network", "device", "hour"] as const;
export type SourceDimension = (typeof SOURCE_DIMENSIONS)[number];

/** One independent source of a case: its group in each dimension, null where nothing is known. */
export type Source = {
  /** Complaint id; ids grow with time, so their order is that of arrival. */
  readonly id: string;
  /** Group of near-identical wordings. */
  readonly text: string | null;
  /** Address block the report came from (keyed hash). */
  readonly network: string | null;
  readonly device: string | null;
  /** Hour of arrival, as any label that is the same for one hour. */
  readonly hour: string | null;
};

/** Sources seen before in the same group, by dimension. */
export type SeenBefore = Readonly<Record<SourceDimension, number>>;

/** What `m` sources of one group weigh together if nothing else discounts them; 1 for one. */
type GroupWeight = (m: number) => number;

/** Ten times as many alike add one: a thousand copies weigh 4. */
const alike: GroupWeight = (m) => (m < 1 ? 0 : 1 + Math.log10(m));
/** Sharing an hour happens to strangers too: five weigh 4.3, ten 7.9, a thousand 501. */
const simultaneous: GroupWeight = (m) => m ** 0.9;
const GROUP_WEIGHT: Readonly<Record<SourceDimension, GroupWeight>> = {
  text: alike,
  network: alike,
  device: alike,
  hour: simultaneous,
};

export type SourceWeight = {
  /** Discounted by every dimension. */
  readonly low: number;
  /** Words left aside: people who were sent one message paste one message. */
  readonly high: number;
  /** Which dimension lowered `low`; null when it weighs 1. */
  readonly by: SourceDimension | null;
};

/** Weight of one more source, given how many of its groups came before it: the least of its marginal weights. */
export function weighSource(seen: SeenBefore): SourceWeight {
  let low = 1;
  let high = 1;
  let by: SourceDimension | null = null;
  for (const dimension of SOURCE_DIMENSIONS) {
    const weight = GROUP_WEIGHT[dimension];
    const marginal = weight(seen[dimension] + 1) - weight(seen[dimension]);
    if (marginal < low) {
      low = marginal;
      by = dimension;
    }
    if (dimension !== "text" && marginal < high) high = marginal;
  }
  return { low, high, by };
}

/** Running figure of a case. Plain data: counts per group can be kept in rows. */
export type SourceState = {
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly discounts: Readonly<
    Record<SourceDimension, { readonly sources: number; readonly weight: number }>
  >;
  readonly groups: Readonly<Record<SourceDimension, Readonly<Record<string, number>>>>;
};

export const NO_SOURCES: SourceState = {
  count: 0,
  low: 0,
  high: 0,
  discounts: {
    text: { sources: 0, weight: 0 },
    network: { sources: 0, weight: 0 },
    device: { sources: 0, weight: 0 },
    hour: { sources: 0, weight: 0 },
  },
  groups: { text: {}, network: {}, device: {}, hour: {} },
};

/** The state after one more source. Never lowers `low` or `high`, whoever files it and whatever it copies. */
export function addSource(state: SourceState, source: Source): SourceState {
  const seen = mapDimensions((dimension) => seenIn(state.groups[dimension], source[dimension]));
  const { low, high, by } = weighSource(seen);
  return {
    count: state.count + 1,
    low: state.low + low,
    high: state.high + high,
    discounts: by === null ? state.discounts : discounted(state.discounts, by, 1 - low),
    groups: mapDimensions((dimension) => {
      const group = source[dimension];
      const own = state.groups[dimension];
      return group === null ? own : { ...own, [group]: seen[dimension] + 1 };
    }),
  };
}

const seenIn = (groups: Readonly<Record<string, number>>, group: string | null): number =>
  group !== null && Object.hasOwn(groups, group) ? (groups[group] ?? 0) : 0;

const mapDimensions = <T>(value: (dimension: SourceDimension) => T): Record<SourceDimension, T> => ({
  text: value("text"),
  network: value("network"),
  device: value("device"),
  hour: value("hour"),
});

function discounted(
  discounts: SourceState["discounts"],
  by: SourceDimension,
  weight: number,
): SourceState["discounts"] {
  const own = discounts[by];
  return { ...discounts, [by]: { sources: own.sources + 1, weight: own.weight + weight } };
}

export type IndependentSources = {
  /** Sources counted, undiscounted. */
  readonly count: number;
  /** What may be relied on: every likeness discounted. */
  readonly low: number;
  /** What it would be if equal words were no sign of one author. */
  readonly high: number;
  /** By dimension: how many sources it discounted and how much weight that took, most first. */
  readonly reasons: readonly {
    readonly dimension: SourceDimension;
    readonly sources: number;
    readonly weight: number;
  }[];
};

/** Flood-proof weight of a set of sources, taken in order of their ids. */
export function independentSources(sources: readonly Source[]): IndependentSources {
  const seen = mapDimensions(() => new Map<string, number>());
  const totals = mapDimensions(() => ({ sources: 0, weight: 0 }));
  let low = 0;
  let high = 0;
  for (const source of [...sources].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))) {
    const before = mapDimensions((dimension) => {
      const group = source[dimension];
      return group === null ? 0 : (seen[dimension].get(group) ?? 0);
    });
    const own = weighSource(before);
    low += own.low;
    high += own.high;
    if (own.by) {
      totals[own.by].sources += 1;
      totals[own.by].weight += 1 - own.low;
    }
    for (const dimension of SOURCE_DIMENSIONS) {
      const group = source[dimension];
      if (group !== null) seen[dimension].set(group, before[dimension] + 1);
    }
  }
  return { count: sources.length, low, high, reasons: reasonsOf(totals) };
}

/** The same figures from a running state. */
export function summariseSources({ count, low, high, discounts }: SourceState): IndependentSources {
  return { count, low, high, reasons: reasonsOf(discounts) };
}

function reasonsOf(discounts: SourceState["discounts"]): IndependentSources["reasons"] {
  return SOURCE_DIMENSIONS.map((dimension) => ({ dimension, ...discounts[dimension] }))
    .filter(({ sources }) => sources > 0)
    .sort((a, b) => b.weight - a.weight);
}
