import { expect, test } from "vitest";
import { competentAgency } from "./routing.ts";

const agencies = [
  { id: "north", regionPrefixes: ["11", "33"], isDefault: true },
  { id: "south", regionPrefixes: ["44"], isDefault: false },
  { id: "city", regionPrefixes: ["3301"], isDefault: false },
];

test.each([
  ["440300", "south"],
  ["330200", "north"],
  ["330100", "city"],
  ["990000", "north"],
  [null, "north"],
])("a report from %s goes to %s", (region, expected) => {
  expect(competentAgency(agencies, region)).toBe(expected);
});

test("a portal without an agency cannot route and says so", () => {
  expect(() => competentAgency([], null)).toThrow("at least one");
});
