import { expect, test } from "vitest";
import { findRecycledNumbers } from "./recycled.ts";
import { numberKey, testReport } from "./test-report.ts";

const NUMBER = numberKey("16300000001");
const spell = (day: number, more: Parameters<typeof testReport>[1]) =>
  [0, 4, 9].map((after) => testReport((day + after) * 24, { numbers: [NUMBER], ...more }));

test("a number with another pattern after half a year of silence has changed hands", () => {
  const before = spell(0, { matter: "scam", script: "a" });
  const after = spell(250, { matter: "marketing", script: "b" });
  const [found, ...others] = findRecycledNumbers([...after, ...before]);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    kind: "recycled",
    numbers: [NUMBER],
    sources: 6,
    evidence: { silentDays: 241 },
  });
  expect(found?.evidence.periods.map(({ reports }) => reports)).toEqual([
    before.map(({ id }) => id),
    after.map(({ id }) => id),
  ]);
});

test("the same account, signature or domain again is the same holder", () => {
  for (const trait of [{ accounts: ["im:a"] }, { signature: "某某贷" }, { domains: ["a.test"] }]) {
    const reports = [
      ...spell(0, { matter: "scam", ...trait }),
      ...spell(250, { matter: "marketing", ...trait }),
    ];
    expect(findRecycledNumbers(reports)).toEqual([]);
  }
});

test("one person alone cannot make a number change hands", () => {
  const after = spell(250, { matter: "marketing", source: "one" });
  expect(findRecycledNumbers([...spell(0, { matter: "scam" }), ...after])).toEqual([]);
});

test("a number that the register gives to one body all the time keeps its holder", () => {
  const reports = [...spell(0, { matter: "scam" }), ...spell(250, { matter: "marketing" })];
  expect(findRecycledNumbers(reports, () => "agent")).toEqual([]);
  const changed = reports[3]?.at ?? 0;
  expect(findRecycledNumbers(reports, (_, at) => (at < changed ? "agent" : null))).toHaveLength(1);
});
