import { type CampaignModel, HAND_MODEL, LINK_KINDS, type LinkKind, mapKinds } from "./link-kinds.ts";

/** Pairs of reports that compare alike. `agree` is part of `both`. */
export type PatternCount = {
  /** Kinds of tie that both reports carry; of any other nothing can be said. */
  readonly both: readonly LinkKind[];
  /** Kinds on which they agree. */
  readonly agree: readonly LinkKind[];
  readonly pairs: number;
};

export type AgreementCounts = {
  /** All pairs of two people's reports. */
  readonly pairs: number;
  /** Pairs that agree on something. */
  readonly linked: readonly PatternCount[];
  /** By kind, over all pairs: how many carry it on both sides, whether they agree or not. What random pairs estimate. */
  readonly carried: Readonly<Record<LinkKind, number>>;
  /** By kind: how many different things two people's reports share. Pairs of one thing are one observation, not many. */
  readonly shared: Readonly<Record<LinkKind, number>>;
};

export type KindFit = {
  readonly bits: number;
  /** What the counts alone would say, before they are held to the present value; null where there are none. */
  readonly counted: number | null;
  /** Share of pairs of one campaign, and of unrelated pairs, that agree where both carry it. */
  readonly m: number;
  readonly u: number;
  readonly shared: number;
};
export type ModelFit = {
  readonly kinds: Readonly<Record<LinkKind, KindFit>>;
  /** Share of all pairs that the fit takes for one campaign's. */
  readonly matched: number;
  readonly rounds: number;
};

/** The present weight of a kind counts as much as this many shared things would. */
export const WEIGHT_OF_PRESENT = 30;
/** No fit leaves the weight set by hand by more: it was set on what a dishonest file cannot change. */
export const MOST_MOVED = 5;
/**
 * The present weight as m and u: set as if nearly all pairs of one campaign agreed where both carry the kind. Its u counts
 * as one chance agreement, its m as two pairs; where nothing is seen to agree by chance, they are what is believed.
 */
const CHANCE_AGREEMENTS = 1;
const MATCHED_PAIRS = 2;
const M_AT_FIRST = 0.9;
const MOST_ROUNDS = 100;
const SETTLED = 1e-4;

type Chances = { readonly m: number; readonly u: number };

/**
 * Weights by expectation maximisation, without labels (Fellegi and Sunter 1969; Winkler 1988). u: how often unrelated
 * pairs agree, among all pairs, those left out that are expected to be of one campaign. m: how often pairs of one
 * campaign agree, among the pairs that another account, number or address had found: a kind is not measured by its own
 * finds, and what only a detector sees, however often, cannot become a class of its own.
 * Differing counts against a pair here, never in a waterfall. Each kind is held to the weight set by hand by how few
 * different things were shared. The order of the patterns makes no difference.
 */
export function fitModel(counts: AgreementCounts): ModelFit {
  const linked = counts.linked
    .filter(({ pairs, agree }) => pairs > 0 && Number.isFinite(pairs) && agree.length > 0)
    .map((pattern) => ({
      ...pattern,
      hasIdentity: pattern.agree.some((kind) => LINK_KINDS[kind].isIdentity),
      name: `${[...pattern.both].sort()}|${[...pattern.agree].sort()}`,
    }))
    .sort((a, b) => (a.name === b.name ? a.pairs - b.pairs : a.name < b.name ? -1 : 1));
  const total = Math.max(1, counts.pairs);
  const agreeing = mapKinds((kind) => sum(linked, ({ agree, pairs }) => (agree.includes(kind) ? pairs : 0)));
  const present = mapKinds((kind) => ({ m: M_AT_FIRST, u: M_AT_FIRST / 2 ** HAND_MODEL.bits[kind] }));
  let chances: Readonly<Record<LinkKind, Chances>> = present;
  let kinds = mapKinds((kind) => held(kind, present[kind], counts.shared[kind] ?? 0));
  let matched = matchedShare(total, linked, () => 1);
  let rounds = 0;
  for (; rounds < MOST_ROUNDS && linked.length > 0; rounds++) {
    const odds = Math.log2(matched / (1 - matched));
    const shares = linked.map(({ both, agree }) => {
      const bits = both.reduce(
        (so, kind) => so + (agree.includes(kind) ? kinds[kind].bits : differing(chances[kind], kinds[kind])),
        odds,
      );
      return 1 / (1 + 2 ** -bits);
    });
    chances = mapKinds((kind): Chances => {
      const things = counts.shared[kind] ?? 0;
      if (things === 0 || agreeing[kind] === 0) return present[kind];
      const own = { found: 0, agreed: 0, byChance: 0, matched: 0 };
      for (const [at, { both, agree, pairs }] of linked.entries()) {
        if (!both.includes(kind)) continue;
        const share = (shares[at] ?? 0) * pairs;
        const agrees = agree.includes(kind);
        own.matched += share;
        if (agrees) own.byChance += pairs - share;
        if (agree.some((other) => other !== kind && LINK_KINDS[other].isIdentity)) {
          own.found += share;
          if (agrees) own.agreed += share;
        }
      }
      // Pairs that share one thing stand or fall together: they count as one.
      const worth = Math.min(1, things / agreeing[kind]);
      const unrelated = Math.max(0, (counts.carried[kind] ?? 0) - own.matched);
      return {
        m: (worth * own.agreed + MATCHED_PAIRS * M_AT_FIRST) / (worth * own.found + MATCHED_PAIRS),
        u: Math.min(
          0.5,
          (worth * own.byChance + CHANCE_AGREEMENTS) /
            (worth * unrelated + CHANCE_AGREEMENTS / present[kind].u),
        ),
      };
    });
    const next = mapKinds((kind) => held(kind, chances[kind], counts.shared[kind] ?? 0));
    const moved = Math.max(
      ...Object.keys(next).map((kind) => Math.abs(bitsOf(next, kind) - bitsOf(kinds, kind))),
    );
    kinds = next;
    matched = matchedShare(total, linked, (at) => shares[at] ?? 0);
    if (moved < SETTLED) break;
  }
  return { kinds: mapKinds((kind) => ({ ...kinds[kind], bits: round(kinds[kind].bits) })), matched, rounds };
}

/** A model of a fit: the hand-set one's prior, because which pairs are compared is chosen and not drawn. */
export const modelOf = (version: string, fit: ModelFit): CampaignModel => ({
  version,
  prior: HAND_MODEL.prior,
  bits: mapKinds((kind) => fit.kinds[kind].bits),
});

const bitsOf = (kinds: Readonly<Record<string, KindFit>>, kind: string): number => kinds[kind]?.bits ?? 0;

function held(kind: LinkKind, { m, u }: Chances, shared: number): KindFit {
  const hand = HAND_MODEL.bits[kind];
  if (shared === 0) return { bits: hand, counted: null, m, u, shared };
  const counted = Math.log2(m / u);
  const moved = Math.max(-MOST_MOVED, Math.min(MOST_MOVED, counted - hand));
  const bits = hand + moved * (shared / (shared + WEIGHT_OF_PRESENT));
  return { bits, counted: round(counted), m, u, shared };
}

/** At least half a pair of all, at most every second one. */
function matchedShare(
  total: number,
  linked: readonly { readonly pairs: number; readonly hasIdentity: boolean }[],
  shareOf: (at: number) => number,
): number {
  const found = sum(linked, ({ pairs, hasIdentity }, at) => (hasIdentity ? shareOf(at) * pairs : 0));
  return Math.min(0.5, Math.max(0.5, found) / total);
}

/** Bits of carrying a kind and differing on it; worth as little as the kind has been seen. */
function differing({ m, u }: Chances, { shared }: KindFit): number {
  return Math.log2((1 - Math.min(0.95, m)) / (1 - u)) * (shared / (shared + WEIGHT_OF_PRESENT));
}

function sum<T>(list: readonly T[], amountOf: (one: T, at: number) => number): number {
  return list.reduce((so, one, at) => so + amountOf(one, at), 0);
}

const round = (bits: number): number => Math.round(bits * 100) / 100;
