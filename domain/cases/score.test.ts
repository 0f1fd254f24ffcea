import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addHeat,
  BUCKETS,
  bucketOf,
  HALF_LIFE_DAYS,
  heatOf,
  isReported,
  presentWeight,
  severityWeight,
} from "./score.ts";

const DAY = 86_400_000;
const now = new Date("2026-02-01T00:00:00Z");
const source = fc.record({
  firstAt: fc.date({ min: new Date("2024-01-01"), max: now, noInvalidDate: true }),
  severity: fc.integer({ min: 1, max: 5 }),
});

describe("heat", () => {
  test("does not depend on the order in which sources came", () => {
    fc.assert(
      fc.property(fc.array(source, { minLength: 1, maxLength: 40 }), (sources) => {
        expect(heatOf(sources)).toBeCloseTo(heatOf(sources.toReversed()), 6);
      }),
    );
  });

  test("is the sum of decayed weights, so the present weight can be checked by hand", () => {
    fc.assert(
      fc.property(fc.array(source, { minLength: 1, maxLength: 20 }), (sources) => {
        const byHand = sources.reduce(
          (sum, { firstAt, severity }) =>
            sum +
            severityWeight(severity) * 2 ** (-(now.getTime() - firstAt.getTime()) / DAY / HALF_LIFE_DAYS),
          0,
        );
        expect(presentWeight(heatOf(sources), now) / byHand).toBeCloseTo(1, 6);
      }),
    );
  });

  test("orders two cases the same way at any later time", () => {
    fc.assert(
      fc.property(
        fc.array(source, { minLength: 1, maxLength: 9 }),
        fc.array(source, { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 0, max: 3000 }),
        (a, b, days) => {
          const later = new Date(now.getTime() + days * DAY);
          const [heatA, heatB] = [heatOf(a), heatOf(b)];
          fc.pre(Math.abs(heatA - heatB) > 1e-9);
          expect(presentWeight(heatA, later) > presentWeight(heatB, later)).toBe(heatA > heatB);
        },
      ),
    );
  });

  test("an added source never lowers it, and a graver one adds more", () => {
    const base = heatOf([{ firstAt: now, severity: 1 }]);
    expect(addHeat(base, { firstAt: now, severity: 5 })).toBeGreaterThan(
      addHeat(base, { firstAt: now, severity: 1 }),
    );
    expect(addHeat(base, { firstAt: now, severity: 1 })).toBeGreaterThan(base);
  });
});

describe("reported, not decided", () => {
  test.each([
    [null, false],
    [new Date(now.getTime() - 30 * DAY), true],
    [new Date(now.getTime() - 30 * DAY - 1), false],
  ])("with the fifth newest source at %s it is %s", (fifthLastAt, expected) => {
    expect(isReported({ fifthLastAt }, now)).toBe(expected);
  });
});

test("counts leave in buckets that hold them", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (count) => {
      const bucket = bucketOf(count);
      expect(bucket && bucket.from <= count && (bucket.to === null || count <= bucket.to)).toBe(true);
      expect(BUCKETS).toContain(bucket?.from);
    }),
  );
  expect(bucketOf(0)).toBeNull();
});
