import type { InstitutionInput, PerClass, RatingBundle, RatingMethod } from "#domain/rating/bundle.ts";
import { estimateDrift } from "#domain/rating/drift.ts";
import { CLASSES, emptyCells, type InstitutionCells } from "#domain/rating/evidence/cells.ts";
import { createSummer } from "#domain/rating/evidence/sums.ts";
import { RATING_1 } from "#domain/rating/method.ts";
import type { Random } from "../db/seed/random.ts";

/** Months that are simulated: the window, and a year before it. */
export const MONTHS = RATING_1.windowMonths + 12;
export const LEAD = MONTHS - RATING_1.windowMonths;

/** How much institutions differ in each class: the rates are gamma with this shape. */
export const TRUE_ALPHA: PerClass = [2, 1.2, 0.8];
/** Complaints a month of an institution of median size that is like its peers. */
const USUAL: PerClass = [1.2, 0.5, 0.2];
/** Standard deviation of ln size; complaint counts of 337 firms in a sample of the CFPB's spread by 2.2, rates included. */
export const SIZE_SPREAD = 1.9;
const LEAST_OF_STRATUM = 40;

/** One institution as it truly is: rates by place (month × class), relative to what is usual. */
export type TrueInstitution = {
  readonly stratum: string;
  readonly accounts: number;
  readonly rates: Float64Array;
};
export type World = {
  readonly strata: RatingBundle["strata"];
  /** Complaints per account-month that are usual, by stratum. */
  readonly usual: ReadonlyMap<string, PerClass>;
  readonly institutions: readonly TrueInstitution[];
};

/** Marsaglia and Tsang (2000); below shape 1 by the power of a uniform number. Mean `shape`. */
export function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Knuth's product for small means; a large mean is taken apart at a gamma-distributed arrival (Ahrens and Dieter 1974). */
export function drawPoisson(random: Random, mean: number): number {
  if (mean > 30) {
    const arrivals = Math.floor(mean * 0.875);
    const at = drawGamma(random, arrivals);
    if (at <= mean) return arrivals + drawPoisson(random, mean - at);
    return drawBinomial(random, arrivals - 1, mean / at);
  }
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > least; product *= random.next()) count++;
  return count;
}

export function drawBinomial(random: Random, count: number, probability: number): number {
  let hits = 0;
  for (let i = 0; i < count; i++) if (random.chance(probability)) hits++;
  return hits;
}

/** Log-normal sizes, gamma rates, and from the window's first month on log rates that wander without changing their mean. */
export function createWorld(random: Random, count: number, drift: number): World {
  const strataCount = Math.max(1, Math.floor(count / LEAST_OF_STRATUM));
  const leaves = Array.from({ length: strataCount }, (_, s) => `stratum-${s}`);
  const usual = new Map(
    leaves.map((id) => {
      const level = Math.exp(0.3 * random.normal()) / 1000;
      return [id, [USUAL[0] * level, USUAL[1] * level, USUAL[2] * level] as const];
    }),
  );
  const institutions = Array.from({ length: count }, (_, i): TrueInstitution => {
    const rates = new Float64Array(MONTHS * CLASSES);
    for (let c = 0; c < CLASSES; c++) {
      const shape = TRUE_ALPHA[c] ?? 1;
      const start = drawGamma(random, shape) / shape;
      let walk = 0;
      for (let month = 0; month < MONTHS; month++) {
        if (month > LEAD) walk += drift * random.normal() - (drift * drift) / 2;
        rates[month * CLASSES + c] = start * Math.exp(walk);
      }
    }
    const stratum = leaves[i % strataCount] ?? "";
    return { stratum, accounts: 1000 * Math.exp(SIZE_SPREAD * random.normal()), rates };
  });
  const strata = [{ id: "all", parent: null }, ...leaves.map((id) => ({ id, parent: "all" }))];
  return { strata, usual, institutions };
}

/** What becomes of complaints: the share reviewed, of those the share upheld, and the mean weight of the others. */
export type Fate = { readonly reviewed: number; readonly upheld: number; readonly openWeight: number };

/** Every complaint counts one and nobody has looked at any: limits bite most where none is reviewed. */
export const ALL_OPEN: Fate = { reviewed: 0, upheld: 1, openWeight: 1 };

function cellsOf(id: string, institution: TrueInstitution): InstitutionCells {
  const accounts = new Float64Array(MONTHS).fill(institution.accounts);
  const places = MONTHS * CLASSES;
  return {
    id,
    strata: [emptyCells(institution.stratum, accounts)],
    upheld: new Float64Array(places),
    rejected: new Float64Array(places),
  };
}

const add = (row: Float64Array | undefined, place: number, value: number): void => {
  if (row) row[place] = (row[place] ?? 0) + value;
};

/** Puts `count` complaints of one fate into a place. */
export function report(
  random: Random,
  cells: InstitutionCells,
  place: number,
  count: number,
  fate: Fate,
): void {
  const [slot] = cells.strata;
  const reviewed = fate.reviewed > 0 ? drawBinomial(random, count, fate.reviewed) : 0;
  const upheld = fate.upheld < 1 ? drawBinomial(random, reviewed, fate.upheld) : reviewed;
  add(cells.upheld, place, upheld);
  add(cells.rejected, place, reviewed - upheld);
  add(slot?.reviewedHeads, place, upheld);
  add(slot?.reviewedWeight, place, upheld);
  add(slot?.openHeads, place, count - reviewed);
  add(slot?.openWeight, place, (count - reviewed) * fate.openWeight);
}

/** The complaints of one world. */
export function drawCells(random: Random, world: World, fate: Fate): InstitutionCells[] {
  return world.institutions.map((institution, i) => {
    const cells = cellsOf(`i${String(i).padStart(5, "0")}`, institution);
    const usual = world.usual.get(institution.stratum) ?? USUAL;
    for (let place = 0; place < MONTHS * CLASSES; place++) {
      const mean = institution.accounts * (usual[place % CLASSES] ?? 0) * (institution.rates[place] ?? 0);
      report(random, cells, place, drawPoisson(random, mean), fate);
    }
    return cells;
  });
}

const sumOf = createSummer(RATING_1, MONTHS);

/** The method with its gates open, so that every institution has figures. */
export const UNGATED: RatingMethod = {
  ...RATING_1,
  gates: {
    ...RATING_1.gates,
    leastExpected: 0,
    leastPeers: 1,
    widestRatio: Number.MAX_VALUE,
    leastPersons: 0,
  },
};

/** Inputs of a rating from cells and what counts of each place. */
export function inputsFrom(
  cells: readonly InstitutionCells[],
  shares: readonly Float64Array[],
): InstitutionInput[] {
  const whole = new Float64Array(MONTHS * CLASSES).fill(1);
  return cells.map((institution, i) => ({
    id: institution.id,
    exposureSource: "audited_filing",
    months: RATING_1.windowMonths,
    ...sumOf(institution, shares[i] ?? whole),
    persons: 1000,
    counts: { received: 0, decided: 0, upheld: 0 },
    handling: { asked: 0, inTime: 0, answered: 0, resolved: 0, reopened: 0 },
    sanctions: { serious: false, revoked: false },
    integrityHold: null,
    previous: { letter: null, ruled: null },
    cells: [],
  }));
}

/** Monthly drift as a batch would have measured it; what the limits of the next one are widened by. */
export function measuredDrift(cells: readonly InstitutionCells[]): number {
  return Math.max(RATING_1.driftFallback, estimateDrift(inputsFrom(cells, []), RATING_1).drift);
}

/**
 * The ratio that a rating is an estimate of: an institution's rates in the last month against the rates of its peers
 * without it, over the window as the method weighs months; classes by weight.
 */
export function trueRatios(world: World): number[] {
  const decay = 2 ** (-1 / RATING_1.halfLifeMonths);
  const averages = world.institutions.map(({ rates }) => {
    const sums = [0, 0, 0];
    let weights = 0;
    for (let month = LEAD; month < MONTHS; month++) {
      const weight = decay ** (MONTHS - 1 - month);
      weights += weight;
      for (let c = 0; c < CLASSES; c++) sums[c] = (sums[c] ?? 0) + weight * (rates[month * CLASSES + c] ?? 0);
    }
    return sums.map((sum) => sum / weights);
  });
  return world.institutions.map((own, i) => {
    let above = 0;
    let below = 0;
    for (let c = 0; c < CLASSES; c++) {
      let complaints = 0;
      let accounts = 0;
      for (const [j, other] of world.institutions.entries()) {
        if (j === i || other.stratum !== own.stratum) continue;
        complaints += other.accounts * (averages[j]?.[c] ?? 0);
        accounts += other.accounts;
      }
      const harm = (RATING_1.weights[c] ?? 1) * (USUAL[c] ?? 1);
      above += harm * (own.rates[(MONTHS - 1) * CLASSES + c] ?? 0);
      below += (harm * complaints) / accounts;
    }
    return above / below;
  });
}
