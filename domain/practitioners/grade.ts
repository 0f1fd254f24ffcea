import { lbeta } from "lib-r-math.js";
import { betaTails } from "../rating/beta.ts";
import { halfCauchyOfPrecision, logGrid, weightsOf } from "../rating/heterogeneity.ts";
import { published } from "../rating/significant.ts";

/** How many complaints about one person were decided while at one kind of employer, and how many of them upheld. */
export type CaseCount = {
  readonly person: string;
  readonly employerKind: string;
  readonly decided: number;
  readonly upheld: number;
};

export const CONDUCT_WORDS = {
  better: { zh: "好于同类人员", en: "Better than peers" },
  no_difference: { zh: "与同类人员没有可靠差别", en: "No reliable difference from peers" },
  worse: { zh: "差于同类人员", en: "Worse than peers" },
} as const;
export type ConductWord = keyof typeof CONDUCT_WORDS;

export const NOT_GRADED_REASONS = {
  too_few_cases: { zh: "已裁决的投诉不足 10 件", en: "Fewer than 10 complaints were decided" },
  too_short: { zh: "任职记载不足 12 个月", en: "Fewer than 12 months of work are on record" },
  too_few_peers: {
    zh: "同类机构可比的人员太少",
    en: "Too few people at employers of this kind to compare with",
  },
  refused_by_person: { zh: "本人不同意提供评级", en: "The person does not want a grade given" },
} as const;
export type NotGradedReason = keyof typeof NOT_GRADED_REASONS;

type Basis = { readonly decided: number; readonly upheld: number; readonly months: number };
export type ConductGrade = Basis &
  (
    | {
        readonly status: "graded";
        readonly word: ConductWord;
        /** The person's own share of upheld cases as far as the evidence goes, with its 90 % interval. */
        readonly share: number;
        readonly low: number;
        readonly high: number;
        /** The share of all others at the same kinds of employer. */
        readonly peers: number;
        readonly method: "conduct-1";
      }
    | { readonly status: "not_graded"; readonly reasons: readonly NotGradedReason[] }
  );

const LEAST_CASES = 10;
const LEAST_MONTHS = 12;
const LEAST_PEERS = 10;
const LEAST_PEER_CASES = 30;
/** The odds of a case being upheld, against peers': as for the letters D of institutions, and its mirror. */
const ODDS = 1.5;
const SURE = 0.95;
/** From anything goes to all people the same; as for how institutions handle complaints. */
const PRECISION_GRID = { from: 1, to: 500, points: 41 };
/** Peers' share is never thought nearer to none or all. */
const NEAREST = 0.02;

/**
 * A person's share of decided cases that were upheld, between the person's own and what others at the same kinds of
 * employer have together (beta-binomial; how alike people are is learnt from the others, on a grid). Nothing the person is
 * compared with depends on the person's own cases, and what is known beforehand about a share is multiplied by it for an
 * upheld case and by its complement for a rejected one: so one more upheld case never makes the grade better, nor one more
 * rejected case worse.
 */
export function gradeConduct(everybody: Everybody, person: string, months: number): ConductGrade {
  const own = everybody.byPerson.get(person) ?? [];
  const { decided, upheld } = totalOf(own);
  const basis = { decided, upheld, months };
  const kinds = withoutOwn(everybody.kinds, own);
  const hasPeers = own.every(({ employerKind }) => {
    const kind = kinds.get(employerKind);
    return kind && kind.people >= LEAST_PEERS && kind.decided >= LEAST_PEER_CASES;
  });
  const peers = hasPeers ? expectedShare(own, kinds) : null;
  const reasons: NotGradedReason[] = [];
  if (decided < LEAST_CASES) reasons.push("too_few_cases");
  if (months < LEAST_MONTHS) reasons.push("too_short");
  if (decided > 0 && peers === null) reasons.push("too_few_peers");
  if (reasons.length > 0 || peers === null) return { ...basis, status: "not_graded", reasons };

  const others = everybody.all.filter((count) => count.person !== person);
  const grid = logGrid(PRECISION_GRID);
  const parts = posterior(grid, priorOf(grid, others, kinds), { decided, upheld }, peers);
  const below = (share: number): number =>
    parts.reduce((sum, { weight, a, b }) => sum + weight * betaTails(share, a, b).below, 0);
  const worse = published(1 - below(atOdds(peers, ODDS)));
  const better = published(below(atOdds(peers, 1 / ODDS)));
  const mean = parts.reduce((sum, { weight, a, b }) => sum + (weight * a) / (a + b), 0);
  return {
    ...basis,
    status: "graded",
    word: worse >= SURE ? "worse" : better >= SURE ? "better" : "no_difference",
    share: published(mean),
    low: published(quantile(below, 0.05)),
    high: published(quantile(below, 0.95)),
    peers: published(peers),
    method: "conduct-1",
  };
}

type Totals = { readonly decided: number; readonly upheld: number };
type KindTotals = ReadonlyMap<string, Totals & { readonly people: number }>;

/** Everybody's counts, added up once for all who are graded from them. */
type Everybody = {
  readonly all: readonly CaseCount[];
  readonly byPerson: ReadonlyMap<string, readonly CaseCount[]>;
  readonly kinds: KindTotals;
};

/** `all`: one count for each person and kind of employer. */
export function addUpCounts(all: readonly CaseCount[]): Everybody {
  return { all, byPerson: Map.groupBy(all, ({ person }) => person), kinds: kindTotals(all) };
}

/** What is left of each kind when one person's own counts are taken out. */
function withoutOwn(kinds: KindTotals, own: readonly CaseCount[]): KindTotals {
  const left = new Map(kinds);
  for (const { employerKind, decided, upheld } of own) {
    const kind = left.get(employerKind);
    if (!kind) continue;
    left.set(employerKind, {
      decided: kind.decided - decided,
      upheld: kind.upheld - upheld,
      people: kind.people - 1,
    });
  }
  return left;
}

const totalOf = (counts: readonly CaseCount[]): Totals => ({
  decided: counts.reduce((sum, { decided }) => sum + decided, 0),
  upheld: counts.reduce((sum, { upheld }) => sum + upheld, 0),
});

function kindTotals(all: readonly CaseCount[]): KindTotals {
  const kinds = Map.groupBy(all, ({ employerKind }) => employerKind);
  return new Map([...kinds].map(([kind, counts]) => [kind, { ...totalOf(counts), people: counts.length }]));
}

/** What these kinds of employer have, by where somebody's cases were; `without` takes out what is that person's own. */
function expectedShare(
  counts: readonly CaseCount[],
  kinds: KindTotals,
  without: readonly CaseCount[] = [],
): number | null {
  let weighted = 0;
  let decided = 0;
  for (const count of counts) {
    const kind = kinds.get(count.employerKind) ?? { decided: 0, upheld: 0 };
    const mine = totalOf(without.filter(({ employerKind }) => employerKind === count.employerKind));
    const left = kind.decided - mine.decided;
    if (left <= 0) return null;
    const share = (kind.upheld - mine.upheld) / left;
    weighted += count.decided * Math.min(1 - NEAREST, Math.max(NEAREST, share));
    decided += count.decided;
  }
  return decided === 0 ? null : weighted / decided;
}

/** Logarithms: how likely each precision is, by what the others have. People with the same figures are counted together. */
function priorOf(grid: Float64Array, others: readonly CaseCount[], kinds: KindTotals): Float64Array {
  const alike = new Map<string, { counts: CaseCount[]; times: number }>();
  for (const counts of Map.groupBy(others, ({ person }) => person).values()) {
    const key = counts
      .map(({ employerKind, decided, upheld }) => `${employerKind} ${decided} ${upheld}`)
      .sort()
      .join();
    const known = alike.get(key);
    if (known) known.times += 1;
    else alike.set(key, { counts, times: 1 });
  }
  const groups = [...alike.values()].flatMap(({ counts, times }) => {
    const share = expectedShare(counts, kinds, counts);
    return share === null ? [] : [{ ...totalOf(counts), share, times }];
  });
  return grid.map((precision) =>
    groups.reduce(
      (sum, { times, share, ...totals }) => sum + times * logBetaBinomial(precision, share, totals),
      halfCauchyOfPrecision(precision),
    ),
  );
}

function logBetaBinomial(precision: number, share: number, { decided, upheld }: Totals): number {
  const a = precision * share;
  const b = precision - a;
  return lbeta(a + upheld, b + decided - upheld) - lbeta(a, b);
}

type Part = { readonly weight: number; readonly a: number; readonly b: number };

function posterior(grid: Float64Array, prior: Float64Array, own: Totals, peers: number): readonly Part[] {
  const weights = weightsOf(prior.map((log, g) => log + logBetaBinomial(grid[g] ?? 1, peers, own)));
  return Array.from(grid, (precision, g) => ({
    weight: weights[g] ?? 0,
    a: precision * peers + own.upheld,
    b: precision * (1 - peers) + own.decided - own.upheld,
  }));
}

function atOdds(share: number, ratio: number): number {
  const odds = (share / (1 - share)) * ratio;
  return odds / (1 + odds);
}

/** Bisection to 1e-9, which is finer than what is published. */
function quantile(below: (share: number) => number, p: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
