import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "./random.ts";

const draws = (seed: number | string, count = 20): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe("createRandom", () => {
  test("the same seed gives the same sequence, on every machine", () => {
    expect(draws(1)).toEqual(draws(1));
    // Fixed for ever: a change of these changes every demonstration and every benchmark that names a seed.
    expect(draws(1, 3).map((value) => Math.floor(value * 1e9))).toMatchInlineSnapshot(`
      [
        135963020,
        639245154,
        614110148,
      ]
    `);
  });

  test("another seed gives another sequence", () => {
    expect(draws(1)).not.toEqual(draws(2));
    expect(draws("a")).not.toEqual(draws("b"));
  });

  test("a fork depends on seed and label only, not on what was drawn before", () => {
    const early = createRandom(7).fork("x").next();
    const late = createRandom(7);
    for (let i = 0; i < 100; i++) late.next();
    expect(late.fork("x").next()).toBe(early);
    expect(late.fork("y").next()).not.toBe(early);
  });

  test("whole numbers keep within both ends and reach them", () => {
    const random = createRandom(3);
    const seen = new Set(Array.from({ length: 500 }, () => random.int(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
  });

  test("weights decide how often a value comes", () => {
    const random = createRandom(4);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let i = 0; i < 10_000; i++) {
      counts[
        random.weighted([
          ["often", 9],
          ["seldom", 1],
          ["never", 0],
        ] as const)
      ] += 1;
    }
    expect(counts.never).toBe(0);
    expect(counts.often / 10_000).toBeCloseTo(0.9, 1);
  });

  test("shuffling keeps every member and leaves the list alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
        const before = [...list];
        const shuffled = createRandom(seed).shuffle(list);
        expect(list).toEqual(before);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
      }),
    );
  });

  test("digits have the length asked for", () => {
    const random = createRandom(5);
    for (let count = 1; count <= 15; count++)
      expect(random.digits(count)).toMatch(new RegExp(`^\\d{${count}}$`));
  });

  test("nothing can be picked from an empty list", () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
    expect(() => createRandom(1).weighted([])).toThrow(RangeError);
  });
});
