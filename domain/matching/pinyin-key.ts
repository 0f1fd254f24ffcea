import { pinyin } from "pinyin-pro";

const readingsByChar = new Map<string, readonly string[]>();
const NONE: readonly string[] = [];
/** Readings in living use where the dictionary lists the chanting one (呗 as in 借呗). */
const IN_USE: ReadonlyMap<string, readonly string[]> = new Map([["呗", ["bei"]]]);

/** All syllables a Han character can be read as, without tones, ü as v; the usual one first. Empty for other characters. */
export function readingsOf(char: string): readonly string[] {
  const known = readingsByChar.get(char);
  if (known !== undefined) return known;
  let readings = IN_USE.get(char) ?? NONE;
  if (readings === NONE && /^\p{Script=Han}$/u.test(char)) {
    const all = pinyin(char, { toneType: "none", multiple: true, type: "array", v: true, nonZh: "removed" });
    readings = [...new Set(all.filter((syllable) => /^[a-z]+$/.test(syllable)))];
  }
  readingsByChar.set(char, readings);
  return readings;
}

/** The text as it sounds: a syllable for each Han character, other characters as they are. For finding candidates, never for a match. */
export function soundKey(folded: string): string {
  let key = "";
  for (const char of folded) key += readingsOf(char)[0] ?? char;
  return key;
}

/** The syllables of a word as it is read as a whole ("银行" is yin hang), one for each character. */
export function syllablesOf(word: string): readonly string[] {
  const syllables = pinyin(word, { toneType: "none", type: "array", v: true, nonZh: "spaced" });
  return [...word].map((char, i) => IN_USE.get(char)?.[0] ?? syllables[i] ?? char);
}
