import { describe, expect, test } from "vitest";
import type { Letter } from "./bundle.ts";
import {
  heldOver,
  letterOf,
  mildestOf,
  type Probabilities,
  stepsFrom,
  withHandling,
  withPersons,
} from "./letters.ts";
import { RATING_1 } from "./method.ts";

const LETTERS: readonly Letter[] = ["A", "B", "C", "D", "E"];
const UNSURE: Probabilities = {
  belowHalf: 0.1,
  belowFourFifths: 0.4,
  aboveOneAndHalf: 0.1,
  aboveTwoAndHalf: 0.01,
};
const badness = (letter: Letter): number => LETTERS.indexOf(letter);

describe("a letter stands on its threshold and not a digit below", () => {
  test.each([
    [{ belowHalf: 0.9, belowFourFifths: 0.99 }, "A"],
    [{ belowHalf: 0.899999, belowFourFifths: 0.99 }, "B"],
    [{ belowFourFifths: 0.8 }, "B"],
    [{ belowFourFifths: 0.799999 }, "C"],
    [{ aboveOneAndHalf: 0.949999 }, "C"],
    [{ aboveOneAndHalf: 0.95 }, "D"],
    [{ aboveOneAndHalf: 1, aboveTwoAndHalf: 0.949999 }, "D"],
    [{ aboveOneAndHalf: 1, aboveTwoAndHalf: 0.95 }, "E"],
  ] as const)("%j is %s", (some, letter) => {
    expect(letterOf({ ...UNSURE, ...some }, RATING_1.letters)).toBe(letter);
  });
});

describe("handling costs one letter at most and mends none", () => {
  test.each([
    ["A", "A", "A"],
    ["A", "B", "B"],
    ["A", "E", "B"],
    ["B", "A", "B"],
    ["B", "C", "C"],
    ["C", "A", "C"],
    ["C", "D", "D"],
    ["C", "E", "D"],
    ["D", "E", "E"],
    ["D", "A", "D"],
    ["E", "A", "E"],
    ["E", "E", "E"],
    ["B", null, "B"],
  ] as const)("harm %s with handling %s is %s", (harm, handling, letter) => {
    expect(withHandling(harm, handling)).toBe(letter);
  });
});

test("nobody is D or E on fewer than ten people, and nobody is bettered or worsened otherwise", () => {
  expect(LETTERS.map((letter) => withPersons(letter, 9, 10))).toEqual(["A", "B", "C", "C", "C"]);
  expect(LETTERS.map((letter) => withPersons(letter, 10, 10))).toEqual(LETTERS);
});

describe("of several ways to count the one nearest to C is shown", () => {
  test.each([
    ["AAA", "A"],
    ["AAB", "B"],
    ["AAC", "C"],
    ["AAD", "C"],
    ["EED", "D"],
    ["EEE", "E"],
    ["DDC", "C"],
    ["BDE", "C"],
    ["C", "C"],
  ] as const)("%s gives %s", (ways, letter) => {
    expect(mildestOf(ways.split("").filter((way): way is Letter => LETTERS.some((one) => one === way)))).toBe(
      letter,
    );
  });
});

describe("a letter moves when it held two months, or almost certainly", () => {
  const sure = { belowHalf: 0, belowFourFifths: 0, aboveOneAndHalf: 0.99, aboveTwoAndHalf: 0.97 };
  const good = { belowHalf: 0.95, belowFourFifths: 0.99, aboveOneAndHalf: 0, aboveTwoAndHalf: 0 };
  const middling = { belowHalf: 0.01, belowFourFifths: 0.01, aboveOneAndHalf: 0.01, aboveTwoAndHalf: 0 };
  const cases: readonly [Letter | null, Letter | null, Letter, Probabilities, Letter, string][] = [
    // previous letter, previous ruled, ruled now, probabilities, shown
    [null, null, "E", UNSURE, "E", "no letter before: the rules stand"],
    [null, "A", "D", UNSURE, "D", "not shown before: the rules stand"],
    ["C", "C", "C", UNSURE, "C", "nothing moves"],
    ["C", "C", "D", { ...UNSURE, aboveOneAndHalf: 0.97 }, "C", "first month"],
    ["C", "D", "D", { ...UNSURE, aboveOneAndHalf: 0.97 }, "D", "second month"],
    ["C", "E", "D", { ...UNSURE, aboveOneAndHalf: 0.97 }, "D", "second month, the nearer"],
    [
      "C",
      "D",
      "E",
      { ...UNSURE, aboveOneAndHalf: 0.98, aboveTwoAndHalf: 0.96 },
      "D",
      "second month, the nearer",
    ],
    ["C", "B", "D", { ...UNSURE, aboveOneAndHalf: 0.97 }, "C", "the other side last month"],
    ["C", null, "D", { ...UNSURE, aboveOneAndHalf: 0.97 }, "C", "no rule last month"],
    ["C", "C", "D", { ...UNSURE, aboveOneAndHalf: 0.989999 }, "C", "not quite certain"],
    ["C", "C", "D", sure, "D", "certain at once"],
    ["C", "C", "E", sure, "D", "certain of D, not of E"],
    ["C", "C", "E", { ...sure, aboveTwoAndHalf: 0.99 }, "E", "certain of E"],
    ["A", "A", "E", { ...sure, aboveTwoAndHalf: 0.99 }, "E", "through all letters"],
    ["B", "B", "A", good, "B", "first month of A"],
    ["B", "A", "A", good, "A", "second month of A"],
    ["C", "C", "A", good, "B", "certain of B, not of A"],
    ["D", "D", "C", { ...UNSURE, aboveOneAndHalf: 0.5 }, "D", "D is not yet disproved"],
    ["D", "C", "C", { ...UNSURE, aboveOneAndHalf: 0.5 }, "C", "two months of C"],
    ["D", "D", "C", { ...UNSURE, aboveOneAndHalf: 0.01 }, "C", "D is disproved"],
    ["E", "C", "C", UNSURE, "C", "a sanction ended that the rules never shared"],
    ["A", "A", "C", middling, "C", "A and B are disproved"],
    ["A", "A", "C", { ...middling, belowFourFifths: 0.5 }, "B", "A is disproved, B is not"],
  ];
  test.each(cases)("%s, ruled %s, then %s with %j: %s (%s)", (letter, ruledBefore, ruled, p, shown) => {
    expect(heldOver(ruled, { letter, ruled: ruledBefore }, p, 0.99)).toBe(shown);
  });

  test("it never leaves what lies between last month's letter and this month's rules", () => {
    for (const letter of LETTERS)
      for (const before of LETTERS)
        for (const ruled of LETTERS)
          for (const p of [UNSURE, sure, good, middling]) {
            const shown = badness(heldOver(ruled, { letter, ruled: before }, p, 0.99));
            expect(shown).toBeGreaterThanOrEqual(Math.min(badness(letter), badness(ruled)));
            expect(shown).toBeLessThanOrEqual(Math.max(badness(letter), badness(ruled)));
          }
  });

  test("a worse rule never gives a better letter, whatever was shown and ruled last month", () => {
    for (const letter of LETTERS)
      for (const before of LETTERS)
        for (const p of [UNSURE, sure, good, middling]) {
          const shown = LETTERS.map((ruled) => badness(heldOver(ruled, { letter, ruled: before }, p, 0.99)));
          expect(shown).toEqual(shown.toSorted((a, b) => a - b));
        }
  });
});

test("a step is told where it changed the letter", () => {
  expect(
    stepsFrom("E", [
      ["handling", "E"],
      ["fragile", "D"],
      ["held_over", "C"],
      ["sanction", "E"],
    ]),
  ).toEqual([
    { step: "harm", letter: "E" },
    { step: "fragile", letter: "D" },
    { step: "held_over", letter: "C" },
    { step: "sanction", letter: "E" },
  ]);
});
