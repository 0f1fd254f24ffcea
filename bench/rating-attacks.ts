import { CLASSES, type InstitutionCells } from "#domain/rating/evidence/cells.ts";
import { doubtOf } from "#domain/rating/evidence/doubt.ts";
import { countingShares, limitCounts } from "#domain/rating/evidence/limits.ts";
import { rate } from "#domain/rating/rate.ts";
import { createRandom, type Random } from "../db/seed/random.ts";
import {
  createWorld,
  drawCells,
  type Fate,
  inputsFrom,
  MONTHS,
  measuredDrift,
  report,
  UNGATED,
  type World,
} from "./rating-world.ts";

const PEERS = 80;
const DRIFT = 0.03;
/** Half of what nobody reviewed is open (¼), half unrebutted (½); four in five reviewed are upheld. */
const GENUINE: Omit<Fate, "reviewed"> = { upheld: 0.8, openWeight: 0.375 };
/** What a forger can get without a person being convinced: unrebutted. Whoever reviews it rejects it. */
const FORGED: Omit<Fate, "reviewed"> = { upheld: 0, openWeight: 0.5 };

export type Plan = {
  readonly perMonth: number;
  /** How many months back it begins and ends (0: the last). */
  readonly from: number;
  readonly until: number;
  /** Shares of the classes. */
  readonly classes: readonly [number, number, number];
  /** Share of all complaints that a person reviews. */
  readonly reviewed: number;
};

export const LIKE_GENUINE = [0.64, 0.255, 0.105] as const;
export const ALL_NUISANCE = [1, 0, 0] as const;
export const ALL_THREATS = [0, 0, 1] as const;

/** Mean relative change of the median institution's ratio. */
export type Shift = { readonly undefended: number; readonly monthOnly: number; readonly defended: number };

const copyRow = (row: Float64Array): Float64Array => row.slice();

function copyCells(cells: InstitutionCells): InstitutionCells {
  return {
    ...cells,
    upheld: copyRow(cells.upheld),
    rejected: copyRow(cells.rejected),
    strata: cells.strata.map((slot) => ({
      ...slot,
      reviewedHeads: copyRow(slot.reviewedHeads),
      openHeads: copyRow(slot.openHeads),
      reviewedWeight: copyRow(slot.reviewedWeight),
      openWeight: copyRow(slot.openWeight),
    })),
  };
}

/** A world whose first institution is of this size, and like its peers. */
function worldWithUsual(random: Random, drift: number, accounts: number): World {
  const world = createWorld(random, PEERS, drift);
  const [first, ...others] = world.institutions;
  const stratum = first?.stratum ?? "";
  const rates = new Float64Array(MONTHS * CLASSES).fill(1);
  return { ...world, institutions: [{ stratum, accounts, rates }, ...others] };
}

type Defence = "undefended" | "monthOnly" | "defended";

function sharesOf(cells: readonly InstitutionCells[], defence: Defence): readonly Float64Array[] {
  if (defence === "undefended") return [];
  const isWhole = defence === "defended";
  const limited = limitCounts(cells, MONTHS, measuredDrift(cells), isWhole ? undefined : [1]);
  return isWhole ? countingShares(limited, doubtOf(cells, MONTHS)) : limited.map(({ share }) => share);
}

function ratingOfFirst(world: World, cells: readonly InstitutionCells[], defence: Defence) {
  const { results } = rate({
    method: UNGATED,
    strata: world.strata,
    institutions: inputsFrom(cells, sharesOf(cells, defence)),
  });
  return { ratio: results[0]?.harm?.estimate.ratio ?? Number.NaN, letter: results[0]?.letter ?? null };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Forges complaints about an institution of median size that is like its peers. */
export function attack(seed: number, plan: Plan, runs: number): Shift {
  const shifts = { undefended: [] as number[], monthOnly: [] as number[], defended: [] as number[] };
  for (let run = 0; run < runs; run++) {
    const random = createRandom(`${seed}/attack/${plan.reviewed}/${run}`);
    const world = worldWithUsual(random, DRIFT, 1000);
    const clean = drawCells(random, world, { ...GENUINE, reviewed: plan.reviewed });
    const [first, ...others] = clean;
    if (!first) continue;
    const target = copyCells(first);
    for (let back = plan.from; back >= plan.until; back--)
      for (let n = 0; n < plan.perMonth; n++) {
        const c = random.weighted(plan.classes.map((share, at) => [at, share] as const));
        const place = (MONTHS - 1 - back) * CLASSES + c;
        report(random, target, place, 1, { ...FORGED, reviewed: plan.reviewed });
      }
    const attacked = [target, ...others];
    for (const defence of ["undefended", "monthOnly", "defended"] as const) {
      const before = ratingOfFirst(world, clean, defence).ratio;
      shifts[defence].push(ratingOfFirst(world, attacked, defence).ratio / before - 1);
    }
  }
  return {
    undefended: mean(shifts.undefended),
    monthOnly: mean(shifts.monthOnly),
    defended: mean(shifts.defended),
  };
}

/** How an officer works: which share is reviewed at once, and after how many months a held month is. */
type Desk = { readonly reviewed: number; readonly heldAfter: number | null };

const WORSENED = 4;
const WATCHED_MONTHS = 24;

const joinRows = (a: Float64Array, b: Float64Array): Float64Array => Float64Array.from([...a, ...b]);

/** The rows of `MONTHS` months that end `months` after the first row's end. */
function endingAfter(cells: InstitutionCells, months: number): InstitutionCells {
  const cut = (row: Float64Array): Float64Array => row.slice(months * CLASSES, (months + MONTHS) * CLASSES);
  return {
    id: cells.id,
    upheld: cut(cells.upheld),
    rejected: cut(cells.rejected),
    strata: cells.strata.map((slot) => ({
      ...slot,
      reviewedHeads: cut(slot.reviewedHeads),
      openHeads: cut(slot.openHeads),
      reviewedWeight: cut(slot.reviewedWeight),
      openWeight: cut(slot.openWeight),
      clusterWeight: cut(slot.clusterWeight),
    })),
  };
}

function joinCells(a: InstitutionCells, b: InstitutionCells): InstitutionCells {
  return {
    id: a.id,
    upheld: joinRows(a.upheld, b.upheld),
    rejected: joinRows(a.rejected, b.rejected),
    strata: a.strata.map((slot, i) => {
      const other = b.strata[i] ?? slot;
      return {
        ...slot,
        reviewedHeads: joinRows(slot.reviewedHeads, other.reviewedHeads),
        openHeads: joinRows(slot.openHeads, other.openHeads),
        reviewedWeight: joinRows(slot.reviewedWeight, other.reviewedWeight),
        openWeight: joinRows(slot.openWeight, other.openWeight),
        clusterWeight: joinRows(slot.clusterWeight, other.clusterWeight),
      };
    }),
  };
}

/** Reviews what is held of months that are long enough ago: four in five are upheld, the rest go. */
function reviewHeld(
  whole: InstitutionCells,
  seen: readonly InstitutionCells[],
  months: number,
  lag: number,
): void {
  const [held] = limitCounts(seen, MONTHS, measuredDrift(seen));
  const slot = whole.strata[0];
  if (!held || !slot) return;
  for (let place = 0; place < (MONTHS - lag) * CLASSES; place++) {
    if ((held.span[place] ?? 0) === 0) continue;
    const at = months * CLASSES + place;
    const open = slot.openHeads[at] ?? 0;
    const upheld = open * GENUINE.upheld;
    slot.reviewedHeads[at] = (slot.reviewedHeads[at] ?? 0) + upheld;
    slot.reviewedWeight[at] = (slot.reviewedWeight[at] ?? 0) + upheld;
    whole.upheld[at] = (whole.upheld[at] ?? 0) + upheld;
    whole.rejected[at] = (whole.rejected[at] ?? 0) + open - upheld;
    slot.openHeads[at] = 0;
    slot.openWeight[at] = 0;
  }
}

/**
 * Months until an institution whose rates become four times as high gets a D or E: mean over the runs, 25 for those that
 * have none after 24 months. Three times the median size.
 */
export function monthsToAdverse(seed: number, desk: Desk, defence: Defence, runs: number): number {
  const delays: number[] = [];
  for (let run = 0; run < runs; run++) {
    const random = createRandom(`${seed}/worse/${desk.reviewed}/${run}`);
    const before = worldWithUsual(random, 0, 3000);
    const [first, ...others] = before.institutions;
    if (!first) continue;
    const after = {
      ...before,
      institutions: [{ ...first, rates: first.rates.map((value) => value * WORSENED) }, ...others],
    };
    const fate = { ...GENUINE, reviewed: desk.reviewed };
    const later = drawCells(random, after, fate);
    const joined = drawCells(random, before, fate).map((cells, i) => joinCells(cells, later[i] ?? cells));
    let delay = WATCHED_MONTHS + 1;
    for (let months = 1; months <= WATCHED_MONTHS; months++) {
      const seen = joined.map((cells) => endingAfter(cells, months));
      const { letter } = ratingOfFirst(before, seen, defence);
      if (letter === "D" || letter === "E") {
        delay = months;
        break;
      }
      const [whole] = joined;
      if (desk.heldAfter !== null && whole) reviewHeld(whole, seen, months, desk.heldAfter);
    }
    delays.push(delay);
  }
  return mean(delays);
}
