import { foldText, hasHan } from "#domain/matching/fold-text.ts";
import { editDistance } from "./edit-distance.ts";
import { type LatinFormGroup, LONG_FORM_WORDS, LONGEST_LATIN_FORM, latinFormGroup } from "./legal-forms.ts";
import { isLatinText, romanise } from "./romanise.ts";

/** A name in an alphabet, taken apart into words and legal form. */
export type NameWords = {
  /** All words, romanised, in their order, legal forms included. */
  readonly words: readonly string[];
  /** Words without legal form and without "the". */
  readonly core: readonly string[];
  readonly forms: readonly LatinFormGroup[];
};

/** "Meta Holdings d/b/a Blue Loans (f/k/a Red Loans)" names one company three times. */
const OTHER_NAME =
  /\s*[,;(]?\s*\b(?:d\/?\.?b\/?\.?a|f\/?k\/?a|a\/?k\/?a|t\/a|doing business as|formerly known as|trading as|also known as)\b\.?:?\s*/giu;
/** "… LLC, Denver, CO Branch": the place of a branch says nothing about who the company is. */
const BRANCH_TAIL = /,\s*[\p{L} .'-]+,\s*[A-Z]{2}\s+branch\s*$/iu;

/** The names inside one written name, the first being the main one. */
export function nameVariants(raw: string): readonly string[] {
  if (!/[a-z]/iu.test(raw)) return [raw];
  const parts = raw
    .replace(BRANCH_TAIL, "")
    .split(OTHER_NAME)
    .map((part) => part.replace(/^[\s,;(]+|[\s,;)]+$/gu, ""))
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
  return parts.length === 0 ? [raw] : parts;
}

/** A word that mixes alphabets is a disguise (Аpple with a Cyrillic А) and folded by shape; a word of one alphabet is romanised by sound. */
function plainWord(word: string): string {
  if (/^[\x20-\x7e]*$/.test(word)) return word;
  if (isLatinText(word)) return romanise(word);
  return /\p{Script=Latin}/u.test(word) ? romanise(foldText(word)) : romanise(word);
}

/** Words of a name: compatibility form, lower case, Latin letters without accents; & is "and"; dots and apostrophes join ("N.A." is na). */
export function wordsOf(raw: string): readonly string[] {
  const text = raw
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[.'’‘`´ʼʻ]/gu, "")
    .replace(/&|\+/gu, " and ");
  const words: string[] = [];
  for (const word of text.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    if (word === "") continue;
    const plain = plainWord(word);
    if (plain === word) words.push(word);
    else for (const part of plain.split(/[^\p{L}\p{M}\p{N}]+/u)) if (part !== "") words.push(part);
  }
  return words;
}

function mendedForm(word: string): string {
  if (word.length < 9) return word;
  return LONG_FORM_WORDS.find((form) => editDistance(word, form, 2) <= 2) ?? word;
}

/** Longest legal form that starts (`isAtEnd` false) or ends the words; 0 when there is none. */
function formLength(
  words: readonly string[],
  isAtEnd: boolean,
): { length: number; group: LatinFormGroup | null } {
  for (let length = Math.min(LONGEST_LATIN_FORM, words.length - 1); length >= 1; length--) {
    const part = isAtEnd ? words.slice(words.length - length) : words.slice(0, length);
    const group = latinFormGroup(part.map(mendedForm).join(" "));
    if (group !== null) return { length, group };
  }
  return { length: 0, group: null };
}

/** Legal forms that are written in front of the name; others there ("AS Roma", "Company of Heroes") are words of the name. */
const LEADING = new Set([
  "ooo",
  "oao",
  "zao",
  "pao",
  "ao",
  "jsc",
  "ojsc",
  "cjsc",
  "pjsc",
  "llc",
  "pt",
  "srl",
  "sc",
  "ano",
  "tov",
  "too",
  "uab",
  "fgup",
  "gup",
  "ab",
  "aktiebolaget",
  "kk",
  "shps",
]);

/** Takes a name in an alphabet apart. The core keeps at least one word. */
export function nameWords(raw: string): NameWords {
  const words = wordsOf(raw);
  let core = words;
  const forms: LatinFormGroup[] = [];
  const lead = formLength(core, false);
  if (lead.group !== null && (lead.length > 1 || LEADING.has(core[0] ?? ""))) {
    forms.push(lead.group);
    core = core.slice(lead.length);
  }
  // "HUNTINGTON NATIONAL BANK, THE" puts the article last.
  for (let round = 0; round < 4; round++) {
    const last = core[core.length - 1];
    const isArticle = core.length > 1 && (last === "the" || (last === "and" && forms.length > 0));
    const tail = isArticle ? { length: 1, group: null } : formLength(core, true);
    if (tail.length === 0) break;
    if (tail.group !== null) forms.push(tail.group);
    core = core.slice(0, -tail.length);
  }
  if (core.length > 1 && core[0] === "the") core = core.slice(1);
  return { words, core, forms };
}

/**
 * The key under which two spellings of one name fall together: for Chinese the folded letters and digits, otherwise the core words in
 * their order with single spaces. Never throws; empty for a text without letters or digits.
 */
export function foldName(raw: string): string {
  if (hasHan(raw)) return foldText(raw).replace(/[^\p{L}\p{N}]+/gu, "");
  return nameWords(raw).core.join(" ");
}
