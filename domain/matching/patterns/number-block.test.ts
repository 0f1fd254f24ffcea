import { expect, test } from "vitest";
import { findNumberBlocks } from "./number-block.ts";
import { numberKey, testReport } from "./test-report.ts";

const inBlock = (tail: string) => numberKey(`16312345${tail}`);
const call = (hours: number, tail: string, source?: string) =>
  testReport(hours, { numbers: [inBlock(tail)], ...(source ? { source } : {}) });
/** A year of unconnected calls from all over the prefix. */
const background = Array.from({ length: 200 }, (_, i) =>
  testReport(i * 43, { numbers: [numberKey(`163${String(10_007 * (i + 1)).padStart(8, "0")}`)] }),
);
const wave = [call(1000, "001"), call(1009, "114"), call(1030, "378"), call(1041, "002"), call(1060, "905")];

test("neighbouring numbers burnt within three days are found, with what chance would give", () => {
  const [found, ...others] = findNumberBlocks([...background, ...wave].toReversed());
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    reports: wave.map(({ id }) => id),
    sources: 5,
    evidence: { block: "+8616312345", supported: 5 },
  });
  const { expected, expectedUpTo, chance } = found?.evidence ?? {};
  expect(expected).toBeGreaterThan(0);
  expect(expectedUpTo).toBeGreaterThan(expected ?? 1);
  expect(chance).toBeLessThan(1e-9);
});

test("a vandal who reports many numbers of a block counts as one", () => {
  const tails = ["001", "114", "378", "002", "905", "666"];
  expect(findNumberBlocks([...background, ...tails.map((tail, i) => call(1000 + i, tail, "one"))])).toEqual(
    [],
  );
  const two = tails.map((tail, i) => call(1000 + i, tail, i % 2 ? "one" : "two"));
  expect(findNumberBlocks([...background, ...two])).toEqual([]);
});

test("many people about one number of a block are no block", () => {
  expect(
    findNumberBlocks([...background, ...[0, 1, 2, 3, 4].map((hour) => call(1000 + hour, "001"))]),
  ).toEqual([]);
});

test("a neighbour months later is somebody else", () => {
  const later = call(4000, "777");
  expect(findNumberBlocks([...background, ...wave, later])[0]?.reports).not.toContain(later.id);
});

test("the same numbers over a year are no burnt block", () => {
  const slow = wave.map((report, i) => ({ ...report, at: report.at + i * 60 * 86_400_000 }));
  expect(findNumberBlocks([...background, ...slow])).toEqual([]);
});

test("where a whole prefix is reported all the time, three neighbours prove nothing", () => {
  // Thirty thousand numbers of one prefix in a week: some of its blocks have three by chance.
  const busy = Array.from({ length: 300 }, (_, i) =>
    testReport((i * 7) % 168, {
      numbers: Array.from({ length: 100 }, (_, j) =>
        numberKey(
          `164${String((i * 100 + j) * 3331)
            .padStart(8, "0")
            .slice(-8)}`,
        ),
      ),
    }),
  );
  const three = ["001", "514", "978"].map((tail, i) =>
    testReport(100 + i, { numbers: [numberKey(`16455555${tail}`)] }),
  );
  expect(findNumberBlocks([...busy, ...three])).toEqual([]);
});
