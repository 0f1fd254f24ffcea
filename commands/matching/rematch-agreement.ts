import type { AgreementCounts, PatternCount } from "#domain/matching/campaigns/fit-model.ts";
import { isLinkKind, LINK_KINDS, mapKinds } from "#domain/matching/campaigns/link-kinds.ts";
import { seededRandom } from "#domain/matching/linkage/random.ts";
import { type Base, listOf } from "./rematch-read.ts";

const KINDS = Object.keys(LINK_KINDS).filter(isLinkKind);
/** Of a thing that more reports share than all pairs could be counted of, so many pairs are drawn and stand for the rest. */
const PAIRS_A_KEY = 2_000;
const SEED = 7_461;

/**
 * On what pairs of reports agree, over all reports: pairs of one person's reports say nothing and are left out, and so is
 * what a person called common. The same reports give the same counts, in whatever order they were read.
 */
export function countAgreement(base: Base): AgreementCounts {
  const keys = base.ids.map((_, at) =>
    [...new Set(listOf(base.keys, at))].filter((key) => !base.links[key]?.isCommon).sort((a, b) => a - b),
  );
  const kindOf = base.links.map((link) => KINDS.indexOf(link.kind));
  const carries = keys.map((own) => own.reduce((mask, key) => mask | (1 << (kindOf[key] ?? 0)), 0));
  const shared = KINDS.map(() => 0);
  const patterns = new Map<number, number>();
  for (const [key, carriers] of carriersOf(base, keys)) {
    if (new Set(carriers.map((at) => base.source[at])).size < 2) continue;
    const kind = kindOf[key] ?? 0;
    shared[kind] = (shared[kind] ?? 0) + 1;
    for (const { a, b, weight } of pairsOf(base, carriers)) {
      if (base.source[a] === base.source[b]) continue;
      const { agree, count } = agreement(keys[a] ?? [], keys[b] ?? [], kindOf);
      const pattern = (((carries[a] ?? 0) & (carries[b] ?? 0)) << KINDS.length) | agree;
      // The pair is met once for each thing it shares.
      patterns.set(pattern, (patterns.get(pattern) ?? 0) + weight / count);
    }
  }
  const among = (is: (at: number) => boolean) => pairsOfSources(base, is);
  const kindsIn = (mask: number) => KINDS.filter((_, at) => (mask >> at) & 1);
  return {
    pairs: among(() => true),
    linked: [...patterns].map(
      ([pattern, pairs]): PatternCount => ({
        both: kindsIn(pattern >> KINDS.length),
        agree: kindsIn(pattern & ((1 << KINDS.length) - 1)),
        pairs,
      }),
    ),
    carried: mapKinds((kind) => among((at) => (((carries[at] ?? 0) >> KINDS.indexOf(kind)) & 1) === 1)),
    shared: mapKinds((kind) => shared[KINDS.indexOf(kind)] ?? 0),
  };
}

function carriersOf(base: Base, keys: readonly (readonly number[])[]): Map<number, number[]> {
  const carriers = new Map<number, number[]>();
  for (const [at, own] of keys.entries())
    for (const key of own) {
      const known = carriers.get(key);
      if (known) known.push(at);
      else carriers.set(key, [at]);
    }
  for (const [key, own] of carriers)
    if (own.length < 2) carriers.delete(key);
    else own.sort((a, b) => ((base.ids[a] ?? "") < (base.ids[b] ?? "") ? -1 : 1));
  // In the order of the keys themselves: places are dealt out as rows come.
  const name = (key: number) => base.links[key]?.hex ?? "";
  return new Map([...carriers].sort(([a], [b]) => (name(a) < name(b) ? -1 : 1)));
}

/** All pairs of a key's carriers, or as many drawn at random as stand for them. */
function* pairsOf(
  base: Base,
  carriers: readonly number[],
): Generator<{ readonly a: number; readonly b: number; readonly weight: number }> {
  const all = (carriers.length * (carriers.length - 1)) / 2;
  if (all <= PAIRS_A_KEY) {
    for (const [at, a] of carriers.entries())
      for (const b of carriers.slice(at + 1)) yield { a, b, weight: 1 };
    return;
  }
  const next = seededRandom(SEED + base.ids.length + carriers.length);
  for (let drawn = 0; drawn < PAIRS_A_KEY; drawn++) {
    const first = Math.floor(next() * carriers.length);
    const other = Math.floor(next() * (carriers.length - 1));
    const second = other >= first ? other + 1 : other;
    yield { a: carriers[first] ?? 0, b: carriers[second] ?? 0, weight: all / PAIRS_A_KEY };
  }
}

/** Kinds that two reports agree on, as a mask, and how many things they share; both lists ascending. */
function agreement(a: readonly number[], b: readonly number[], kindOf: readonly number[]) {
  let [agree, count] = [0, 0];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x = 0, y = 0] = [a[i], b[j]];
    if (x === y) {
      agree |= 1 << (kindOf[x] ?? 0);
      count++;
    }
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return { agree, count };
}

/** Pairs of two people's reports among these. */
function pairsOfSources(base: Base, is: (at: number) => boolean): number {
  const counts = new Map<number, number>();
  let total = 0;
  for (let at = 0; at < base.ids.length; at++) {
    if (!is(at)) continue;
    const source = base.source[at] ?? 0;
    counts.set(source, (counts.get(source) ?? 0) + 1);
    total++;
  }
  let pairs = (total * (total - 1)) / 2;
  for (const own of counts.values()) pairs -= (own * (own - 1)) / 2;
  return pairs;
}
