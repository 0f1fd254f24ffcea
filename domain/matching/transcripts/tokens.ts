import { foldText } from "../fold-text.ts";

/**
 * A transcript read twice. `words`: what was said, folded, spoken figures as digits, no punctuation; scripts written without spaces give a
 * token a character. `style`: how it was written down, with case and punctuation: speech-to-text writes the same recording the same way
 * every time, and another recording of the same script a little differently.
 */
export type TranscriptTokens = { readonly words: readonly string[]; readonly style: readonly string[] };

/** Stands for every call-back number: it rotates within a campaign. Amounts stay, because they tell scripts apart. */
const NUMBER_SLOT = "0000000";

const CALL_BACK_NUMBER = /\+?\p{Nd}(?:[-. ()]{0,2}\p{Nd}){6,}|[〇零一二三四五六七八九幺]{7,}/gu;
/** a.m., U.S.: single letters with full stops are one word. */
const INITIALS = /(?<!\p{L})(?:\p{L}\.\s?)+\p{L}\./gu;
const THOUSANDS = /(?<=\p{Nd}),(?=\p{Nd}{3})/gu;

const CHARACTER = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]";
const WORD = `${CHARACTER}|(?:(?!${CHARACTER})[\\p{L}\\p{M}])(?:(?!${CHARACTER})[\\p{L}\\p{M}'’])*|\\p{N}+(?:\\.\\p{N}+)*`;
const WORDS = new RegExp(WORD, "gu");
const WORDS_AND_MARKS = new RegExp(`${WORD}|[^\\s\\p{L}\\p{N}]`, "gu");

const FIGURES: ReadonlyMap<string, string> = new Map(
  [
    ..."zero one two three four five six seven eight nine ten"
      .split(" ")
      .map((word, figure) => [word, figure]),
    ...[..."零一二三四五六七八九"].map((word, figure) => [word, figure]),
    ["〇", 0],
    ["幺", 1],
  ].map(([word, figure]) => [String(word), String(figure)]),
);

/** Never throws. A text without letters or digits has no words. */
export function readTranscript(text: string): TranscriptTokens {
  const plain = text
    .normalize("NFKC")
    .replace(CALL_BACK_NUMBER, ` ${NUMBER_SLOT} `)
    .replace(INITIALS, (initials) => initials.replace(/[.\s]/gu, ""))
    .replace(THOUSANDS, "");
  const words = (foldText(plain).match(WORDS) ?? []).map((word) => {
    const bare = word.replace(/['’]/gu, "");
    return FIGURES.get(bare) ?? bare;
  });
  return { words, style: plain.match(WORDS_AND_MARKS) ?? [] };
}

/** The different runs of `length` tokens, in order of appearance; a text shorter than that is one run. A message that loops says nothing twice. */
export function gramsOf(tokens: readonly string[], length: number): readonly string[] {
  if (tokens.length === 0) return [];
  const grams = new Set<string>();
  for (let from = 0; from === 0 || from + length <= tokens.length; from++)
    grams.add(tokens.slice(from, from + length).join(" "));
  return [...grams];
}
