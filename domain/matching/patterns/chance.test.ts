import { expect, test } from "vitest";
import { poissonTail, poissonUpper, succession } from "./chance.ts";

test("the Poisson tail is right in the middle and far out", () => {
  expect(poissonTail(0, 3)).toBe(1);
  expect(poissonTail(1, 2)).toBeCloseTo(1 - Math.exp(-2), 10);
  expect(poissonTail(5, 5)).toBeCloseTo(0.559507, 6);
  expect(poissonTail(3, 1e-5) / (1e-15 / 6)).toBeCloseTo(1, 4);
  expect(poissonTail(3, 0)).toBe(0);
});

test("the upper limit of a Poisson mean agrees with the exact table", () => {
  // Exact 97.5 % limits: 0 → 3.689, 5 → 11.668, 50 → 65.92.
  expect(poissonUpper(0)).toBeCloseTo(3.69, 0);
  expect(poissonUpper(5)).toBeCloseTo(11.67, 1);
  expect(poissonUpper(50)).toBeCloseTo(65.92, 1);
});

test("strict turns have share one and next to no chance, a mixture has neither", () => {
  const turns = Array.from({ length: 30 }, (_, at) => ({ at, group: String(Math.floor(at / 5)) }));
  expect(succession(turns).share).toBeGreaterThan(0.95);
  expect(succession(turns).chance).toBeLessThan(1e-9);
  const mixed = Array.from({ length: 30 }, (_, at) => ({ at, group: String(at % 6) }));
  expect(succession(mixed).share).toBeLessThan(0.1);
  expect(succession(mixed).chance).toBeGreaterThan(0.5);
});

test("the chance of a share is that of the F test on ranks", () => {
  // Two groups of three in strict order: F(1, 4) = 13.5, p = 0.0213.
  const entries = [1, 2, 3, 4, 5, 6].map((at) => ({ at, group: at <= 3 ? "a" : "b" }));
  expect(succession(entries).chance).toBeCloseTo(0.0213, 4);
});

test("no groups to tell apart means no evidence", () => {
  expect(succession([{ at: 1, group: "a" }])).toEqual({ share: 0, chance: 1 });
  expect(succession([1, 1, 1].map((at, i) => ({ at, group: String(i % 2) })))).toEqual({
    share: 0,
    chance: 1,
  });
});
