import fc from "fast-check";
import { expect, test } from "vitest";
import { type HolderReport, holderPeriods } from "./holder-periods.ts";

const DAY_MS = 86_400_000;
let serial = 0;
const report = (day: number, more: Partial<HolderReport> = {}): HolderReport => ({
  id: `c${String(serial++).padStart(5, "0")}`,
  at: day * DAY_MS,
  matter: "marketing",
  script: null,
  claimed: null,
  identifiers: [],
  ...more,
});
const spell = (from: number, more: Partial<HolderReport> = {}) =>
  [0, 3, 9].map((day) => report(from + day, more));

test("half a year of silence and another pattern make another holder, with the reason", () => {
  const first = spell(0, { matter: "scam", script: "a" });
  const second = spell(200, { matter: "collection", script: "b" });
  const periods = holderPeriods([...second, ...first]);
  expect(periods.map(({ period, reports }) => [period, reports])).toEqual([
    [1, first.map(({ id }) => id)],
    [2, second.map(({ id }) => id)],
  ]);
  expect(periods[1]?.cut).toEqual({ silentDays: 191, before: ["scam"], after: ["collection"] });
});

test.each([
  ["the same wording", { script: "a" }],
  ["the same claimed institution", { claimed: "x" }],
  ["the same account", { identifiers: ["im:abc"] }],
])("a number that comes back with %s keeps its holder", (_, trait) => {
  const before = spell(0, { matter: "scam", ...trait });
  const after = spell(300, { matter: "collection", ...trait });
  expect(holderPeriods([...before, ...after])).toHaveLength(1);
});

test("the same matter again keeps the holder, and so does another matter after a shorter silence", () => {
  expect(holderPeriods([...spell(0), ...spell(400)])).toHaveLength(1);
  expect(holderPeriods([...spell(0), ...spell(188, { matter: "scam" })])).toHaveLength(1);
});

test("one odd report is no new holder until a second one agrees with it", () => {
  const old = spell(0);
  const odd = report(300, { matter: "scam" });
  expect(holderPeriods([...old, odd])).toHaveLength(1);
  expect(holderPeriods([...old, odd, report(310, { matter: "scam" })])).toHaveLength(2);
});

test("what is known of a holder includes all earlier spells", () => {
  const reports = [
    ...spell(0, { script: "a" }),
    ...spell(300, { script: "b" }),
    ...spell(700, { matter: "scam", script: "a" }),
  ];
  expect(holderPeriods(reports)).toHaveLength(1);
});

test("periods are a function of the set: the order of the reports says nothing", () => {
  const any = fc.record({
    id: fc.uuid(),
    at: fc.integer({ min: 0, max: 1500 }).map((day) => day * DAY_MS),
    matter: fc.constantFrom("marketing", "collection", "scam"),
    script: fc.constantFrom(null, "a", "b", "c"),
    claimed: fc.constantFrom(null, "x"),
    identifiers: fc.subarray(["p", "q"]),
  });
  fc.assert(
    fc.property(
      fc
        .uniqueArray(any, { selector: ({ id }) => id, maxLength: 30 })
        .chain((reports) =>
          fc.tuple(
            fc.constant(reports),
            fc.shuffledSubarray(reports, { minLength: reports.length, maxLength: reports.length }),
          ),
        ),
      ([reports, shuffled]) => {
        const periods = holderPeriods(reports);
        expect(holderPeriods(shuffled)).toEqual(periods);
        expect(periods.flatMap((period) => period.reports).toSorted()).toEqual(
          reports.map(({ id }) => id).toSorted(),
        );
      },
    ),
    { numRuns: 200 },
  );
});
