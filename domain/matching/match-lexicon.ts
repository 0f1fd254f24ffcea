import { foldText } from "./fold-text.ts";
import { readingsOf, syllablesOf } from "./pinyin-key.ts";

export type LexiconMatch = {
  /** `exact`: the fold holds the lexeme. `homophone`: it only sounds like one, a candidate for people. `none`: neither. */
  readonly kind: "exact" | "homophone" | "none";
  readonly folded: string;
  /** The lexeme as the lexicon writes it; null with `none`. */
  readonly lexeme: string | null;
};

type Lexeme = { readonly lexeme: string; readonly folded: string; readonly syllables: readonly string[] };

const compiled = new WeakMap<readonly string[], readonly Lexeme[]>();

/** Longest first, so that 网商贷 is found before the 网贷 that might be found inside another word. */
function compile(lexicon: readonly string[]): readonly Lexeme[] {
  const known = compiled.get(lexicon);
  if (known !== undefined) return known;
  const list = lexicon
    .map((lexeme) => ({ lexeme, folded: foldText(lexeme) }))
    .filter((entry) => entry.folded !== "")
    .map((entry) => ({ ...entry, syllables: syllablesOf(entry.folded) }))
    .sort((a, b) => b.folded.length - a.folded.length);
  compiled.set(lexicon, list);
  return list;
}

/** A short text whose Han characters are parted by sentence marks or brackets is one word broken up ("微，信"), not two sentences. */
const SHORT_TEXT = 12;
const BETWEEN_HAN = /(?<=\p{Script=Han})[^\p{L}\p{N}]+(?=\p{Script=Han})/gu;

const isLatin = (char: string | undefined): boolean => char !== undefined && char >= "a" && char <= "z";

type HeardText = { readonly chars: readonly string[]; readonly readings: readonly (readonly string[])[] };

/**
 * Whether the syllables are heard at this place, each as a Han character with that reading or written out in Latin letters ("wei信").
 * Latin letters count only as a whole word, so that no syllable is found inside an English word.
 */
function soundsLikeAt({ chars, readings }: HeardText, start: number, syllables: readonly string[]): boolean {
  let at = start;
  for (const syllable of syllables) {
    if (at >= chars.length) return false;
    if (readings[at]?.includes(syllable) || chars[at] === syllable) {
      at++;
      continue;
    }
    for (const letter of syllable) {
      if (chars[at] !== letter) return false;
      at++;
    }
  }
  const isCutBefore = isLatin(chars[start - 1]) && isLatin(chars[start]);
  const isCutAfter = isLatin(chars[at - 1]) && isLatin(chars[at]);
  return !isCutBefore && !isCutAfter;
}

function findBySound(text: string, lexemes: readonly Lexeme[]): string | null {
  const chars = [...text];
  const heard = { chars, readings: chars.map(readingsOf) };
  for (const { lexeme, syllables } of lexemes) {
    for (let start = 0; start < chars.length; start++) {
      if (soundsLikeAt(heard, start, syllables)) return lexeme;
    }
  }
  return null;
}

/** Looks for a word of the lexicon in the text, first by its fold, then by its sound. The longest word wins, then the first of the list. */
export function matchLexicon(raw: string, lexicon: readonly string[]): LexiconMatch {
  const folded = foldText(raw);
  const lexemes = compile(lexicon);
  const joined = folded.length <= SHORT_TEXT ? folded.replace(BETWEEN_HAN, "") : folded;
  for (const { lexeme, folded: word } of lexemes) {
    if (folded.includes(word) || joined.includes(word)) return { kind: "exact", folded, lexeme };
  }
  const lexeme = findBySound(joined, lexemes);
  return { kind: lexeme === null ? "none" : "homophone", folded, lexeme };
}
