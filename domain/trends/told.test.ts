import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeOf, leastCandidates, TOLD_IN, toldOf } from "./told.ts";
import { DIMENSIONS } from "./trend-query.ts";

const days = fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 60 });
const upTo = (counts: readonly number[], end: number) =>
  counts.slice(0, end).reduce((sum, count) => sum + count, 0);
const told = (counts: readonly number[], from: number, to: number) =>
  toldOf({ before: upTo(counts, from), until: upTo(counts, to) });

describe("what is told of a period", () => {
  it("is fewer than ten away from the count, and never more than nought for fewer than ten that fill no ten", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 5_000 }), (before, count) => {
        const answer = toldOf({ before, until: before + count });
        expect(Math.abs((answer ?? 0) - count)).toBeLessThan(TOLD_IN);
        if (answer === null) expect(count).toBeLessThan(TOLD_IN);
        if (before === 0 && count < TOLD_IN) expect(answer).toBeNull();
      }),
    );
  });

  it("differs between any two periods by a whole number of tens, so that no difference is about fewer than ten", () => {
    fc.assert(
      fc.property(days, fc.infiniteStream(fc.nat()), (counts, stream) => {
        const cut = () => (stream.next().value ?? 0) % (counts.length + 1);
        const period = () => [cut(), cut()].sort((a, b) => a - b) as [number, number];
        const difference = (told(counts, ...period()) ?? 0) - (told(counts, ...period()) ?? 0);
        expect(Math.abs(difference) % TOLD_IN).toBe(0);
      }),
    );
  });

  it("adds up however a period is cut, so that cutting it more finely tells nothing more", () => {
    fc.assert(
      fc.property(days, fc.nat(), (counts, at) => {
        const middle = at % (counts.length + 1);
        const parts = (told(counts, 0, middle) ?? 0) + (told(counts, middle, counts.length) ?? 0);
        expect(parts).toBe(told(counts, 0, counts.length) ?? 0);
      }),
    );
  });
});

describe("a small part of a known whole", () => {
  /** All ways of three counts, by what is told of them and of their sum. */
  const worlds = () => {
    const seen = new Map<string, Set<number>>();
    for (let a = 0; a < 30; a++)
      for (let b = 0; b < 30; b++)
        for (let c = 0; c < TOLD_IN; c++) {
          const key = [a, b, c, a + b + c].map((until) => toldOf({ before: 0, until })).join();
          seen.set(key, (seen.get(key) ?? new Set()).add(c));
        }
    return seen;
  };

  it("cannot be had by taking the others from the whole: in every world of three parts it may still be many numbers", () => {
    for (const [key, candidates] of worlds())
      expect(candidates.size, key).toBeGreaterThanOrEqual(leastCandidates(3));
    expect(leastCandidates(3)).toBe(8);
  });

  it("stays unknown in every dimension there is, at the worst remainders there can be", () => {
    for (const values of Object.values(DIMENSIONS))
      expect(leastCandidates(values.length)).toBeGreaterThanOrEqual(5);
    // A dimension of ten values could give one away, and would have to hide another.
    expect(leastCandidates(10)).toBe(1);
  });
});

describe("change", () => {
  it.each([
    [500, "unknown", { kind: "unknown" }],
    [500, null, { kind: "few" }],
    [500, 90, { kind: "few" }],
    [120, 100, { kind: "unclear" }],
    [100, 100, { kind: "unclear" }],
    [150, 100, { kind: "up", percent: 50 }],
    [null, 100, { kind: "down", percent: 100 }],
    [1300, 1500, { kind: "down", percent: 13 }],
  ] as const)("from %s after %s", (now, before, expected) => {
    expect(changeOf(now, before)).toEqual(expected);
  });
});
