import { addAt, CLASSES, type InstitutionCells } from "./cells.ts";

/** Complaints that a stratum's rate borrows from the rate of all strata. */
const BORROWED = 5;

/**
 * All institutions month by month: rows are (month × institutions + institution) × CLASSES + class, so that a pass over
 * one month reads memory in order. `accounts` is by month × slots + slot, a slot being one institution in one stratum.
 */
export type Timeline = {
  readonly institutions: number;
  readonly owners: readonly number[];
  readonly strata: readonly number[];
  readonly accounts: Float64Array;
  readonly slotReviewed: Float64Array;
  readonly slotOpen: Float64Array;
  readonly reviewed: Float64Array;
  /** Not reviewed. */
  readonly open: Float64Array;
};

export function createTimeline(institutions: readonly InstitutionCells[], months: number): Timeline {
  const names = new Map<string, number>();
  const slots = institutions.flatMap(({ strata }, owner) => strata.map((cells) => ({ owner, cells })));
  const strata = slots.map(({ cells: { stratum } }) => {
    const place = names.get(stratum) ?? names.size;
    names.set(stratum, place);
    return place;
  });
  const rows = (count: number): Float64Array => new Float64Array(months * count * CLASSES);
  const [slotReviewed, slotOpen] = [rows(slots.length), rows(slots.length)];
  const [reviewed, open] = [rows(institutions.length), rows(institutions.length)];
  const accounts = new Float64Array(months * slots.length);
  for (const [s, { owner, cells }] of slots.entries())
    for (let month = 0; month < months; month++) {
      accounts[month * slots.length + s] = cells.accounts[month] ?? 0;
      for (let c = 0; c < CLASSES; c++) {
        const p = month * CLASSES + c;
        const slotPlace = (month * slots.length + s) * CLASSES + c;
        const place = (month * institutions.length + owner) * CLASSES + c;
        slotReviewed[slotPlace] = cells.reviewedHeads[p] ?? 0;
        slotOpen[slotPlace] = cells.openHeads[p] ?? 0;
        addAt(reviewed, place, cells.reviewedHeads[p] ?? 0);
        addAt(open, place, cells.openHeads[p] ?? 0);
      }
    }
  const owners = slots.map(({ owner }) => owner);
  return {
    institutions: institutions.length,
    owners,
    strata,
    accounts,
    slotReviewed,
    slotOpen,
    reviewed,
    open,
  };
}

/** Decayed heads (by class) and accounts of each member. */
type Pool = { readonly heads: Float64Array; readonly accounts: Float64Array };

const newPool = (members: number): Pool => ({
  heads: new Float64Array(members * CLASSES),
  accounts: new Float64Array(members),
});

function fade({ heads, accounts }: Pool, decay: number): void {
  for (let p = 0; p < heads.length; p++) heads[p] = (heads[p] ?? 0) * decay;
  for (let p = 0; p < accounts.length; p++) accounts[p] = (accounts[p] ?? 0) * decay;
}

/** Rates of the others, from what came before: by stratum, leaning on all strata where there is little. */
export function createPools(timeline: Timeline): {
  /** Complaints of a class that all this rests on. */
  readonly total: (c: number) => number;
  /** Writes the complaints of a month of institutions that are like their peers; 0 where nothing is known. */
  readonly expect: (month: number, into: Float64Array) => void;
  /** Takes a month in; `learnt` is the share of open complaints that teaches. */
  readonly endMonth: (month: number, learnt: Float64Array, decay: number) => void;
} {
  const { institutions, owners, strata, accounts } = timeline;
  const slots = owners.length;
  const all = newPool(1);
  const ofStratum = newPool(Math.max(0, ...strata) + 1);
  const ofOwner = newPool(institutions);
  const ofSlot = newPool(slots);
  return {
    total: (c) => all.heads[c] ?? 0,
    expect: (month, into) => {
      for (let s = 0; s < slots; s++) {
        const size = accounts[month * slots + s] ?? 0;
        if (size <= 0) continue;
        const owner = owners[s] ?? 0;
        const stratum = strata[s] ?? 0;
        const allOthers = (all.accounts[0] ?? 0) - (ofOwner.accounts[owner] ?? 0);
        const others = (ofStratum.accounts[stratum] ?? 0) - (ofSlot.accounts[s] ?? 0);
        for (let c = 0; c < CLASSES; c++) {
          const allHeads = (all.heads[c] ?? 0) - (ofOwner.heads[owner * CLASSES + c] ?? 0);
          if (allOthers <= 0 || allHeads <= 0) continue;
          const heads = (ofStratum.heads[stratum * CLASSES + c] ?? 0) - (ofSlot.heads[s * CLASSES + c] ?? 0);
          const rate = (heads + BORROWED) / (others + (BORROWED * allOthers) / allHeads);
          addAt(into, (month * institutions + owner) * CLASSES + c, size * rate);
        }
      }
    },
    endMonth: (month, learnt, decay) => {
      for (const pool of [all, ofStratum, ofOwner, ofSlot]) fade(pool, decay);
      for (let s = 0; s < slots; s++) {
        const size = accounts[month * slots + s] ?? 0;
        // Complaints where no size is known say nothing about a rate.
        if (size <= 0) continue;
        const owner = owners[s] ?? 0;
        const stratum = strata[s] ?? 0;
        addAt(all.accounts, 0, size);
        addAt(ofStratum.accounts, stratum, size);
        addAt(ofOwner.accounts, owner, size);
        addAt(ofSlot.accounts, s, size);
        for (let c = 0; c < CLASSES; c++) {
          const slotPlace = (month * slots + s) * CLASSES + c;
          const part = learnt[(month * institutions + owner) * CLASSES + c] ?? 1;
          const heads = (timeline.slotReviewed[slotPlace] ?? 0) + (timeline.slotOpen[slotPlace] ?? 0) * part;
          addAt(all.heads, c, heads);
          addAt(ofStratum.heads, stratum * CLASSES + c, heads);
          addAt(ofOwner.heads, owner * CLASSES + c, heads);
          addAt(ofSlot.heads, s * CLASSES + c, heads);
        }
      }
    },
  };
}
