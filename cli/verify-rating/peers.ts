/** Who is compared with whom: the population, effective strata, and what each is expected to have. */
import type { Bundle, Institution } from "./form.ts";
import { sumOf } from "./numerics.ts";

export type Triple = readonly [number, number, number];
export const CLASSES = [0, 1, 2] as const;
export const perClass = <T>(of: (at: 0 | 1 | 2) => T): readonly [T, T, T] => [of(0), of(1), of(2)];

/** Figures are read with nine digits and published with six. */
const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));
export const published = (value: number): number => rounded(value, 6);

const deep = <T>(value: T): T => {
  if (typeof value === "number") return rounded(value, 9) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(deep) as T;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deep(item)])) as T;
};
/** An institution with the digits that are computed with. */
export const asRead = (one: Institution): Institution => deep(one);

/** Which sums are taken: the base, another half-life, or complaints counted otherwise. */
export type Basis = {
  readonly exposure: "base" | "shorter" | "longer";
  readonly complaints: "base" | "shorter" | "longer" | "uniform" | "withoutCluster";
};
export const BASE: Basis = { exposure: "base", complaints: "base" };

const exposureOf = (one: Institution): number => sumOf(one.strata.map(({ exposure }) => exposure.base));
/** Of known size: in the comparison. A proxy is no exposure. */
export const isCompared = (one: Institution): boolean =>
  one.exposureSource !== null && one.exposureSource !== "proxy" && exposureOf(one) > 0;

/** The strata as a tree in which those with too few members are compared in a stratum above. */
export function groupStrata(
  { strata, method }: Pick<Bundle, "strata" | "method">,
  compared: readonly Institution[],
) {
  const parents = new Map(strata.map(({ id, parent }) => [id, parent]));
  /** A stratum and all above it, nearest first. */
  const upwards = (stratum: string): string[] => {
    const parent = parents.get(stratum);
    return parent ? [stratum, ...upwards(parent)] : [stratum];
  };
  const members = new Map<string, Set<string>>(strata.map(({ id }) => [id, new Set()]));
  for (const { id, strata: parts } of compared)
    for (const { stratum, exposure } of parts)
      if (exposure.base > 0) for (const above of upwards(stratum)) members.get(above)?.add(id);
  const sizeOf = (stratum: string): number => members.get(stratum)?.size ?? 0;
  /** The first stratum upwards with enough members, else the root. */
  const effective = (stratum: string): string => {
    const way = upwards(stratum);
    return way.find((one) => sizeOf(one) >= method.gates.leastPeers) ?? way.at(-1) ?? stratum;
  };
  /** The effective stratum of an institution's largest part; of equal ones, that of the lowest id. */
  const peersOf = (one: Institution): string => {
    const most = Math.max(...one.strata.map(({ exposure }) => exposure.base));
    const largest = one.strata.filter(({ exposure }) => exposure.base === most).map(({ stratum }) => stratum);
    return effective(largest.sort()[0] ?? "");
  };
  return { upwards, effective, peersOf, sizeOf, members };
}
export type Groups = ReturnType<typeof groupStrata>;

/** For each value, the sum of all others. Adds only, so that a large one takes no digits from the rest. */
export function sumsOfOthers(values: readonly number[]): number[] {
  const before = [0];
  for (const value of values) before.push((before.at(-1) ?? 0) + value);
  const others: number[] = new Array(values.length);
  for (let [at, after] = [values.length - 1, 0]; at >= 0; at--) {
    others[at] = (before[at] ?? 0) + after;
    after += values[at] ?? 0;
  }
  return others;
}

export type Expectation = { readonly observed: Triple; readonly expected: Triple };
/** Observed and expected complaints a class of each compared institution, in their order. */
export function expectAll(
  compared: readonly Institution[],
  { upwards, effective }: Groups,
  prior: number,
  basis: Basis,
): Expectation[] {
  type Sums = { exposure: number; complaints: [number, number, number] };
  /** What each institution has in a stratum and all below it. */
  const pools = new Map<string, Map<number, Sums>>();
  for (const [index, { strata }] of compared.entries())
    for (const part of strata)
      for (const stratum of upwards(part.stratum)) {
        const pool = pools.get(stratum) ?? new Map<number, Sums>();
        const sums = pool.get(index) ?? { exposure: 0, complaints: [0, 0, 0] };
        sums.exposure += part.exposure[basis.exposure];
        for (const c of CLASSES) sums.complaints[c] += part.complaints[basis.complaints][c];
        pools.set(stratum, pool.set(index, sums));
      }
  /** The rate that the others of a stratum have, by institution. */
  const rates = new Map<string, Map<number, Triple>>();
  for (const [stratum, pool] of pools) {
    const rows = [...pool.values()];
    const exposures = sumsOfOthers(rows.map(({ exposure }) => exposure));
    const all = sumOf(rows.map(({ exposure }) => exposure));
    const complaints = CLASSES.map((c) => sumsOfOthers(rows.map((row) => row.complaints[c])));
    const rateOf = (at: number) =>
      perClass((c) => {
        const exposure = exposures[at] ?? 0;
        // The prior is a complaint of the whole stratum: the others have their share of it.
        return (exposure > 0 ? (complaints[c]?.[at] ?? 0) / exposure : 0) + prior / all;
      });
    rates.set(stratum, new Map([...pool.keys()].map((index, at) => [index, rateOf(at)])));
  }
  return compared.map(({ strata }, index) => {
    const parts = strata.filter(({ exposure }) => exposure[basis.exposure] > 0);
    const rateOf = (stratum: string) => rates.get(effective(stratum))?.get(index);
    return {
      observed: perClass((c) => sumOf(strata.map((part) => part.complaints[basis.complaints][c]))),
      expected: perClass((c) =>
        sumOf(parts.map((part) => (rateOf(part.stratum)?.[c] ?? 0) * part.exposure[basis.exposure])),
      ),
    };
  });
}
