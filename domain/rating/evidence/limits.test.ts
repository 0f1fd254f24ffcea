import { describe, expect, it } from "vitest";
import { CLASSES, emptyCells, type InstitutionCells } from "./cells.ts";
import { doubtOf } from "./doubt.ts";
import { limitCounts } from "./limits.ts";

const MONTHS = 48;
const DRIFT = 0.03;
const place = (month: number, c = 0): number => month * CLASSES + c;

/** An institution with the same open complaints every month. */
function steady(id: string, perMonth: number): InstitutionCells {
  const cells = emptyCells("loans", new Float64Array(MONTHS).fill(1000));
  cells.openHeads.fill(perMonth);
  cells.openWeight.fill(perMonth);
  const places = MONTHS * CLASSES;
  return { id, strata: [cells], upheld: new Float64Array(places), rejected: new Float64Array(places) };
}
const peers = (): InstitutionCells[] => Array.from({ length: 12 }, (_, i) => steady(`p${i}`, 4));

function add(cells: InstitutionCells, where: "openHeads" | "reviewedHeads", at: number, count: number): void {
  const row = cells.strata[0]?.[where];
  if (row) row[at] = (row[at] ?? 0) + count;
}

describe("limits", () => {
  it("leave steady institutions alone, large and small", () => {
    const limited = limitCounts([...peers(), steady("large", 25), steady("small", 0.1)], MONTHS, DRIFT);
    expect(limited.every(({ share }) => share.every((part) => part === 1))).toBe(true);
  });
  it("hold a burst down to what was foreseen, that month only", () => {
    const target = steady("t", 4);
    add(target, "openHeads", place(40), 500);
    const [limited] = limitCounts([target, ...peers()], MONTHS, DRIFT);
    expect(504 * (limited?.share[place(40)] ?? 1)).toBeCloseTo(4, 0);
    expect([...(limited?.span ?? [])].flatMap((span, at) => (span > 0 ? [[at, span]] : []))).toEqual([
      [place(40), 1],
    ]);
  });
  it("meet in a longer sum what keeps below each month's limit", () => {
    const target = steady("t", 4);
    for (let month = 24; month < MONTHS; month++) add(target, "openHeads", place(month), 6);
    const [limited] = limitCounts([target, ...peers()], MONTHS, DRIFT);
    const counted = Array.from({ length: 24 }, (_, k) => 10 * (limited?.share[place(24 + k)] ?? 1));
    expect(counted.reduce((a, b) => a + b)).toBeLessThan(24 * 6);
    expect(limited?.span[place(24)]).toBeGreaterThan(1);
  });
  it("never touch what a person reviewed, and do not count it against the others", () => {
    const target = steady("t", 4);
    add(target, "reviewedHeads", place(40), 500);
    const [limited] = limitCounts([target, ...peers()], MONTHS, DRIFT);
    expect(limited?.share[place(40)]).toBe(1);
  });
  it("foresee a surge that all share", () => {
    const all = peers();
    for (const cells of all) add(cells, "openHeads", place(40), 40);
    expect(limitCounts(all, MONTHS, DRIFT).every(({ share }) => share[place(40)] === 1)).toBe(true);
  });
});

describe("doubt", () => {
  it("touches none where complaints stand as elsewhere, and grows with the share that falls on review", () => {
    const reviewed = (id: string, upheld: number, rejected: number): InstitutionCells => {
      const cells = steady(id, 4);
      cells.upheld.fill(upheld);
      cells.rejected.fill(rejected);
      return cells;
    };
    const usual = Array.from({ length: 12 }, (_, i) => reviewed(`p${i}`, 4, 1));
    const factor = (rejected: number): number =>
      doubtOf([reviewed("t", 4, rejected), ...usual], MONTHS)[0]?.[place(40)] ?? 0;
    expect(factor(1)).toBe(1);
    expect(factor(4)).toBeLessThan(0.8);
    expect(factor(16)).toBeLessThan(factor(4));
    expect(factor(100_000)).toBe(0.25);
  });
});
