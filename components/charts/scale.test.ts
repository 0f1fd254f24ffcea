import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linePath, lonePoints, spread, ticks } from "./scale.ts";

describe("axis ticks", () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 0.5, 1]],
    [47, [0, 20, 40, 60]],
    [100, [0, 50, 100]],
    [1284, [0, 500, 1000, 1500]],
  ])("for %d are round numbers", (max, expected) => {
    expect(ticks(max)).toEqual(expected);
  });

  it("start at zero, reach the largest value and stay few", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (max) => {
        const steps = ticks(max);
        expect(steps[0]).toBe(0);
        expect(steps.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6));
        expect(steps.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe("end labels", () => {
  it("never overlap and keep their order when there is room", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (positions) => {
          const placed = spread(positions, 20, 200);
          const order = positions
            .map((_, index) => index)
            .sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || a - b);
          for (let i = 1; i < order.length; i++) {
            const above = placed[order[i - 1] ?? 0] ?? 0;
            const below = placed[order[i] ?? 0] ?? 0;
            expect(below - above).toBeGreaterThanOrEqual(20 - 1e-6);
          }
          expect(Math.max(...placed)).toBeLessThanOrEqual(200);
        },
      ),
    );
  });
});

describe("line", () => {
  it("leaves a gap where a value is missing", () => {
    expect(linePath([1, 2, null, 4], 4)).toBe("M0.00 75.00L33.33 50.00M100.00 0.00");
  });

  it("has dots where a value stands alone between gaps", () => {
    expect(lonePoints([1, 2, null, 4, null, 0, null])).toEqual([3, 5]);
    expect(lonePoints([null, null])).toEqual([]);
    expect(lonePoints([1])).toEqual([0]);
  });
});
