import { expect, test } from "vitest";
import { findRotatingNumbers } from "./rotating.ts";
import { numberKey, testReport } from "./test-report.ts";

const mobile = (i: number) => numberKey(`1630000${String(i).padStart(4, "0")}`);
/** Each number is heard five times in four days, then the next. */
const turns = Array.from({ length: 8 }, (_, i) =>
  Array.from({ length: 5 }, (_, j) =>
    testReport(24 * (4 * i) + 20 * j, { numbers: [mobile(i)], script: "a" }),
  ),
).flat();
/** Two years of others who read other things. */
const background = Array.from({ length: 100 }, (_, i) =>
  testReport(i * 170, { numbers: [mobile(1000 + (i % 50))], script: `other ${i % 50}` }),
);

test("numbers used up one after another with one wording are found, with how sure that is", () => {
  const [found, ...others] = findRotatingNumbers([...background, ...turns].toReversed());
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    reports: turns.map(({ id }) => id),
    numbers: Array.from({ length: 8 }, (_, i) => mobile(i)),
    evidence: { script: "a" },
  });
  expect(found?.evidence.share).toBeGreaterThan(0.9);
  expect(Math.max(found?.evidence.turnsChance ?? 1, found?.evidence.handoverChance ?? 1)).toBeLessThan(1e-4);
});

test("numbers used side by side are no rotation", () => {
  const mixed = turns.map((report, i) => ({ ...report, numbers: [mobile(i % 8)] }));
  expect(findRotatingNumbers([...background, ...mixed])).toEqual([]);
});

test("strangers months apart with one bought wording are no rotation", () => {
  const apart = turns.map((report, i) => ({
    ...report,
    at: report.at + Math.floor(i / 5) * 70 * 86_400_000,
  }));
  expect(findRotatingNumbers([...background, ...apart])).toEqual([]);
});

test("others who go on with the same wording beside the chain do not hide it", () => {
  const beside = Array.from({ length: 18 }, (_, j) =>
    testReport(24 + 40 * j, { numbers: [mobile(90 + (j % 3))], script: "a" }),
  );
  const [found] = findRotatingNumbers([...background, ...turns, ...beside]);
  for (const { numbers } of turns) expect(found?.numbers).toContain(numbers[0]);
  expect(found?.numbers.length).toBeLessThan(11);
});

test("a number heard of once while the chain was at work is counted in, years later it is not", () => {
  const [during, later] = [100, 9000].map((hours, i) =>
    testReport(hours, { numbers: [mobile(500 + i)], script: "a" }),
  );
  const [found] = findRotatingNumbers([...background, ...turns, ...(during && later ? [during, later] : [])]);
  expect(found?.reports).toContain(during?.id);
  expect(found?.reports).not.toContain(later?.id);
});

test("one person's reports make no rotation, nor do reports already explained", () => {
  expect(findRotatingNumbers(turns.map((report) => ({ ...report, source: "one" })))).toEqual([]);
  expect(findRotatingNumbers(turns, new Set(turns.map(({ id }) => id)))).toEqual([]);
});
