const CARDINALS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const ORDINALS =
  "- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(
    " ",
  );
const ROMAN = /^(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})$/;
const ROMAN_DIGITS: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

const WRITTEN = new Map([
  ...CARDINALS.map((word, value) => [word, value] as const),
  ...TENS.slice(2).map((word, at) => [word, (at + 2) * 10] as const),
  ["fourty", 40] as const,
]);
const WRITTEN_ORDINALS = new Map(ORDINALS.map((word, value) => [word, String(value)]));

const isDigit = (letter: string): boolean => letter >= "0" && letter <= "9";

function numberOf(word: string): number | null {
  if (isDigit(word.charAt(0))) return /^\d{1,2}$/.test(word) ? Number(word) : null;
  return WRITTEN.get(word) ?? null;
}

function ordinalOf(word: string): string | null {
  if (!isDigit(word.charAt(0))) return WRITTEN_ORDINALS.get(word) ?? null;
  return /^(\d+)(?:st|nd|rd|th)$/.exec(word)?.[1] ?? null;
}

/** "Forty-four", "Forty 4", "44" and "44th" are one number; a lone "one" stays a word. */
export function joinNumbers(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const value = numberOf(word);
    const isWritten = value !== null && !/^\d/.test(word);
    const next = value !== null && value >= 20 && value % 10 === 0 ? numberOf(words[i + 1] ?? "") : null;
    if (isWritten && next !== null && next > 0 && next < 10) {
      out.push(String((value ?? 0) + next));
      i++;
    } else out.push(isWritten && value >= 2 ? String(value) : (ordinalOf(word) ?? word));
  }
  return out;
}

function romanOf(word: string): number | null {
  if (!ROMAN.test(word)) return null;
  const digits = [...word].map((digit) => ROMAN_DIGITS[digit] ?? 0);
  return digits.reduce((sum, digit, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit), 0);
}

/** II and 2: a Roman and an Arabic spelling of one number. */
export function isSameNumber(a: string, b: string): boolean {
  if (isDigit(a.charAt(0)) === isDigit(b.charAt(0))) return false;
  return (/^\d+$/.test(a) && Number(a) === romanOf(b)) || (/^\d+$/.test(b) && Number(b) === romanOf(a));
}
