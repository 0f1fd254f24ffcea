import type { InstitutionInput, InstitutionResult, Letter, LetterStep, RatingMethod } from "./bundle.ts";

/** As published: letters are read from rounded figures, so that a reader comes to the same. */
export type Probabilities = {
  readonly belowHalf: number;
  readonly belowFourFifths: number;
  readonly aboveOneAndHalf: number;
  readonly aboveTwoAndHalf: number;
};

const BEST_FIRST: readonly Letter[] = ["A", "B", "C", "D", "E"];

/** Nought for C, up for worse, down for better. */
const badness = (letter: Letter): number => BEST_FIRST.indexOf(letter) - 2;
const letterAt = (badnessOf: number): Letter => BEST_FIRST[badnessOf + 2] ?? "C";

/** C unless the figures leave little doubt. */
export function letterOf(p: Probabilities, { A, B, D, E }: RatingMethod["letters"]): Letter {
  if (p.aboveTwoAndHalf >= E.probability) return "E";
  if (p.aboveOneAndHalf >= D.probability) return "D";
  if (p.belowHalf >= A.probability) return "A";
  if (p.belowFourFifths >= B.probability) return "B";
  return "C";
}

export function worseOf(a: Letter, b: Letter): Letter {
  return badness(a) > badness(b) ? a : b;
}

/** Handling that is worse than harm costs one letter, never more; better handling mends nothing. */
export function withHandling(harm: Letter, handling: Letter | null): Letter {
  return handling !== null && badness(handling) > badness(harm) ? letterAt(badness(harm) + 1) : harm;
}

/** Nobody gets an adverse letter from the words of a few. */
export function withPersons(letter: Letter, persons: number, leastPersons: number): Letter {
  return persons < leastPersons && badness(letter) > 0 ? "C" : letter;
}

/** What all ways of reckoning support: the one nearest to C, and C itself where they lie on both sides of it. */
export function mildestOf(letters: readonly Letter[]): Letter {
  const all = letters.map(badness);
  return letterAt(Math.max(0, Math.min(...all)) + Math.min(0, Math.max(...all)));
}

/**
 * The letter after that of last month. It moves as far as the rules gave two months running, and further, up to what
 * the rules give now, over every threshold that the ratio is almost certainly beyond.
 */
export function heldOver(
  ruled: Letter,
  previous: InstitutionInput["previous"],
  p: Probabilities,
  atOnce: number,
): Letter {
  if (previous.letter === null) return ruled;
  const from = badness(previous.letter);
  const to = badness(ruled);
  const before = previous.ruled === null ? from : badness(previous.ruled);
  // From worse than A (B, C, D) on: how sure it is that the ratio lies above the threshold between the two letters.
  const sureAbove = [1 - p.belowHalf, 1 - p.belowFourFifths, p.aboveOneAndHalf, p.aboveTwoAndHalf];
  const sureBelow = [p.belowHalf, p.belowFourFifths, 1 - p.aboveOneAndHalf, 1 - p.aboveTwoAndHalf];
  if (to > from) {
    let letter = Math.max(from, Math.min(to, before));
    while (letter < to && (sureAbove[letter + 2] ?? 0) >= atOnce) letter++;
    return letterAt(letter);
  }
  let letter = Math.min(from, Math.max(to, before));
  while (letter > to && (sureBelow[letter + 1] ?? 0) >= atOnce) letter--;
  return letterAt(letter);
}

/** What was done to a letter, step by step; a step is told where it changed the letter. */
export function stepsFrom(
  harm: Letter,
  taken: readonly (readonly [LetterStep, Letter])[],
): InstitutionResult["steps"] {
  let last = harm;
  const steps: { step: LetterStep; letter: Letter }[] = [{ step: "harm", letter: harm }];
  for (const [step, letter] of taken) {
    if (letter !== last) steps.push({ step, letter });
    last = letter;
  }
  return steps;
}
