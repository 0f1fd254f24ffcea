import type { InstitutionResult, Population, RatingMethod } from "./bundle.ts";

/** What an institution's rating is called in a list: a letter, or why there is none. */
export const RATING_WORDS = ["A", "B", "C", "D", "E", "not_rated", "not_licensed"] as const;
export type RatingWord = (typeof RATING_WORDS)[number];

/** Who is in no batch yet is not rated. */
export function ratingWord(result: Pick<InstitutionResult, "status" | "letter"> | null): RatingWord {
  if (result?.status === "not_licensed") return "not_licensed";
  return result?.letter ?? "not_rated";
}

/** Whether differences between institutions are enough of no chance to be put in an order of letters. */
export function mayRank(
  { rankability }: Pick<Population, "rankability">,
  { gates }: Pick<RatingMethod, "gates">,
): boolean {
  return rankability >= gates.leastRankability;
}

/** A to E, then who has no letter; the order they come in stands among equals. */
export function inLetterOrder<Row>(rows: readonly Row[], wordOf: (row: Row) => RatingWord): readonly Row[] {
  const rank = (row: Row) => RATING_WORDS.indexOf(wordOf(row));
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

/** A table of more columns is no longer read across. */
export const MOST_COMPARED = 4;

/** What an address asks to compare: each once, in its order; how many nobody knows, and how many were too many. */
export function chooseCompared(
  asked: readonly string[],
  isKnown: (id: string) => boolean,
): { readonly ids: readonly string[]; readonly unknown: number; readonly left: number } {
  const different = [...new Set(asked)];
  const known = different.filter(isKnown);
  return {
    ids: known.slice(0, MOST_COMPARED),
    unknown: different.length - known.length,
    left: Math.max(0, known.length - MOST_COMPARED),
  };
}
