import type { InstitutionInput, RatingMethod, StratumSums } from "../bundle.ts";
import { addAt, CLASSES, type InstitutionCells, perClass, type StratumCells } from "./cells.ts";
import { decayOf } from "./months.ts";

/** What the cells of one institution come to, over the last months of its rows. */
export type Sums = Pick<InstitutionInput, "strata" | "halves" | "held">;

/** δ^(M−m) by month of the rows; nought before the window. */
export function decays(months: number, windowMonths: number, halfLifeMonths: number): Float64Array {
  const decay = decayOf(halfLifeMonths);
  return Float64Array.from({ length: months }, (_, month) =>
    month < months - windowMonths ? 0 : decay ** (months - 1 - month),
  );
}

function sumStratum(
  cells: StratumCells,
  share: Float64Array,
  weights: { readonly base: Float64Array; readonly shorter: Float64Array; readonly longer: Float64Array },
): StratumSums {
  const months = cells.accounts.length;
  const base = new Float64Array(CLASSES);
  const shorter = new Float64Array(CLASSES);
  const longer = new Float64Array(CLASSES);
  const uniform = new Float64Array(CLASSES);
  const withoutCluster = new Float64Array(CLASSES);
  const exposure = { base: 0, shorter: 0, longer: 0 };
  for (let month = 0; month < months; month++) {
    const at = weights.base[month] ?? 0;
    const atShorter = weights.shorter[month] ?? 0;
    const atLonger = weights.longer[month] ?? 0;
    const accounts = cells.accounts[month] ?? 0;
    exposure.base += at * accounts;
    exposure.shorter += atShorter * accounts;
    exposure.longer += atLonger * accounts;
    for (let c = 0; c < CLASSES; c++) {
      const p = month * CLASSES + c;
      const part = share[p] ?? 1;
      const weight = (cells.reviewedWeight[p] ?? 0) + part * (cells.openWeight[p] ?? 0);
      const heads = (cells.reviewedHeads[p] ?? 0) + part * (cells.openHeads[p] ?? 0);
      addAt(base, c, at * weight);
      addAt(shorter, c, atShorter * weight);
      addAt(longer, c, atLonger * weight);
      addAt(uniform, c, at * heads);
      addAt(withoutCluster, c, at * (weight - part * (cells.clusterWeight[p] ?? 0)));
    }
  }
  return {
    stratum: cells.stratum,
    exposure,
    complaints: {
      base: perClass(base),
      shorter: perClass(shorter),
      longer: perClass(longer),
      uniform: perClass(uniform),
      // A difference of sums may fall below nought by the last digit.
      withoutCluster: perClass(withoutCluster.map((value) => Math.max(0, value))),
    },
  };
}

/** Decayed sums by stratum, undecayed halves of the window, and the weight that is held; `share` is what counts of each place. */
export function createSummer(
  method: Pick<RatingMethod, "windowMonths" | "halfLifeMonths" | "otherHalfLives">,
  months: number,
): (institution: InstitutionCells, share: Float64Array) => Sums {
  const weights = {
    base: decays(months, method.windowMonths, method.halfLifeMonths),
    shorter: decays(months, method.windowMonths, method.otherHalfLives[0]),
    longer: decays(months, method.windowMonths, method.otherHalfLives[1]),
  };
  const first = Math.max(0, months - method.windowMonths);
  const middle = months - Math.floor(method.windowMonths / 2);
  return ({ strata }, share) => {
    const held = new Float64Array(CLASSES);
    const halfOf = (from: number, to: number) => {
      let accountMonths = 0;
      const complaints = new Float64Array(CLASSES);
      for (const cells of strata)
        for (let month = from; month < to; month++) {
          accountMonths += cells.accounts[month] ?? 0;
          for (let c = 0; c < CLASSES; c++) {
            const p = month * CLASSES + c;
            const part = share[p] ?? 1;
            const open = cells.openWeight[p] ?? 0;
            addAt(complaints, c, (cells.reviewedWeight[p] ?? 0) + part * open);
            addAt(held, c, (1 - part) * open);
          }
        }
      return { accountMonths, complaints: perClass(complaints) };
    };
    return {
      strata: strata.map((cells) => sumStratum(cells, share, weights)),
      halves: { older: halfOf(first, middle), newer: halfOf(middle, months) },
      held: perClass(held),
    };
  };
}
