import { type PerClass, SEVERITY_CLASSES } from "../bundle.ts";
import type { Weighed } from "./complaints.ts";

/** Classes of a month lie side by side: place = month × CLASSES + class. */
export const CLASSES = SEVERITY_CLASSES.length;

/** Complaints of one institution in one stratum, by month and class. Heads count people, weights what became of it. */
export type StratumCells = {
  readonly stratum: string;
  /** By month. */
  readonly accounts: Float64Array;
  readonly reviewedHeads: Float64Array;
  readonly openHeads: Float64Array;
  readonly reviewedWeight: Float64Array;
  readonly openWeight: Float64Array;
  /** Of the open ones, those of the largest cluster. */
  readonly clusterWeight: Float64Array;
};

/** Everything that limits and sums need of one institution. */
export type InstitutionCells = {
  readonly id: string;
  readonly strata: readonly StratumCells[];
  /** People whose complaint was upheld or rejected, by month and class. */
  readonly upheld: Float64Array;
  readonly rejected: Float64Array;
};

export function emptyCells(stratum: string, accounts: Float64Array): StratumCells {
  const places = accounts.length * CLASSES;
  return {
    stratum,
    accounts,
    reviewedHeads: new Float64Array(places),
    openHeads: new Float64Array(places),
    reviewedWeight: new Float64Array(places),
    openWeight: new Float64Array(places),
    clusterWeight: new Float64Array(places),
  };
}

export const perClass = (row: ArrayLike<number>): PerClass => [row[0] ?? 0, row[1] ?? 0, row[2] ?? 0];

/** Adds to one place of a row of numbers. */
export function addAt(row: Float64Array, place: number, value: number): void {
  row[place] = (row[place] ?? 0) + value;
}

/** The cluster that would count for most if nothing were held: harm of its class, halved every `halfLife` months. */
export function largestCluster(weighed: readonly Weighed[], harmAt: (one: Weighed) => number): number | null {
  const harm = new Map<number, number>();
  for (const one of weighed)
    if (one.cluster !== null) harm.set(one.cluster, (harm.get(one.cluster) ?? 0) + harmAt(one));
  let largest: number | null = null;
  for (const [cluster, value] of harm)
    if (largest === null || value > (harm.get(largest) ?? 0)) largest = cluster;
  return largest;
}

/** Where a complaint's product is unknown it is shared out by `shares`, which add up to one. */
export function fillCells(
  strata: ReadonlyMap<string, StratumCells>,
  shares: ReadonlyMap<string, number>,
  weighed: readonly Weighed[],
  firstMonth: number,
  cluster: number | null,
): void {
  for (const one of weighed) {
    const { stratum, severityClass } = one.complaint;
    const place = (one.at - firstMonth) * CLASSES + severityClass;
    const isOwn = stratum !== null && strata.has(stratum);
    for (const [id, share] of isOwn ? [[stratum, 1] as const] : shares) {
      const cells = strata.get(id);
      if (!cells) continue;
      addAt(one.isReviewed ? cells.reviewedHeads : cells.openHeads, place, share * one.heads);
      addAt(one.isReviewed ? cells.reviewedWeight : cells.openWeight, place, share * one.weight);
      if (cluster !== null && one.cluster === cluster) addAt(cells.clusterWeight, place, share * one.weight);
    }
  }
}
