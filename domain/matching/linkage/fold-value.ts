import type { Fold } from "./model.ts";

const MARKS = /\p{M}+/gu;
const SOUNDEX_CODES: Readonly<Record<string, string>> = {
  b: "1",
  f: "1",
  p: "1",
  v: "1",
  c: "2",
  g: "2",
  j: "2",
  k: "2",
  q: "2",
  s: "2",
  x: "2",
  z: "2",
  d: "3",
  t: "3",
  l: "4",
  m: "5",
  n: "5",
  r: "6",
};

/** American Soundex of the Latin letters; a text without any is returned as it is, so that Han text still blocks. */
export function soundex(text: string): string {
  const letters = text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  if (letters === "") return text;
  let code = letters.charAt(0);
  let last = SOUNDEX_CODES[code] ?? "";
  for (const letter of letters.slice(1)) {
    const digit = SOUNDEX_CODES[letter] ?? "";
    if (digit !== "" && digit !== last) code += digit;
    // h and w do not part two letters of one code; vowels do (the rule of the U.S. National Archives).
    if (letter !== "h" && letter !== "w") last = digit;
    if (code.length === 4) break;
  }
  return code.padEnd(4, "0");
}

/** YYYYMMDD from the usual ways to write a date, as digits and not as a calendar day (a slip such as month 13 stays comparable); else "". */
export function dateDigits(text: string, order: "day-first" | "month-first" = "day-first"): string {
  const plain = text.trim();
  if (/^\d{8}$/.test(plain)) return plain;
  const yearFirst = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|[T ].*)?$/.exec(plain);
  if (yearFirst) return `${yearFirst[1]}${yearFirst[2]?.padStart(2, "0")}${yearFirst[3]?.padStart(2, "0")}`;
  const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(plain);
  if (!yearLast) return "";
  const [first, second] = [yearLast[1]?.padStart(2, "0") ?? "", yearLast[2]?.padStart(2, "0") ?? ""];
  return `${yearLast[3]}${order === "day-first" ? second + first : first + second}`;
}

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

function foldNamed(text: string, name: Extract<Fold, string>): string {
  switch (name) {
    case "lower-case":
      return text.toLowerCase();
    case "strip-marks":
      return text.normalize("NFD").replace(MARKS, "").normalize("NFC");
    case "digits-only":
      return text.replace(/\D+/g, "");
    case "letters-only":
      return text.replace(/[^\p{L} ]+/gu, "");
    case "alphanumeric":
      return text.replace(/[^\p{L}\p{N}]+/gu, "");
    case "no-spaces":
      return text.replace(/\s+/g, "");
    case "date":
      return dateDigits(text);
    case "year":
      return dateDigits(text).slice(0, 4);
    case "month-day":
      return dateDigits(text).slice(4);
    case "first-word":
      return words(text)[0] ?? "";
    case "last-word":
      return words(text).at(-1) ?? "";
    case "sort-words":
      return words(text).sort().join(" ");
    case "local-part":
      return text.includes("@") ? text.slice(0, text.lastIndexOf("@")) : text;
    case "domain":
      return text.includes("@") ? text.slice(text.lastIndexOf("@") + 1) : "";
    case "soundex":
      return soundex(text);
    case "consonants":
      return (
        text.charAt(0) +
        text
          .slice(1)
          .replace(/[aeiouy\s]+/g, "")
          .replace(/(.)\1+/g, "$1")
      );
  }
}

/** A text in the form in which it is compared: NFKC, white space collapsed, then the folds in their order. "" means missing. */
export function foldValue(raw: string, folds: readonly Fold[]): string {
  let text = raw.normalize("NFKC").replace(/\s+/g, " ").trim();
  for (const one of folds) {
    if (text === "") return "";
    if (typeof one === "string") text = foldNamed(text, one);
    // A value shorter than the prefix has none: two letters of a name are no evidence that three agree.
    else if ("prefix" in one) text = text.length < one.prefix ? "" : text.slice(0, one.prefix);
    else if ("suffix" in one) text = text.length < one.suffix ? "" : text.slice(-one.suffix);
    else if ("date" in one) text = dateDigits(text, one.date);
    else if ("empty" in one) text = one.empty.includes(text) ? "" : text;
    else
      text = text
        .split(" ")
        .map((word) => one.words[word] ?? word)
        .join(" ");
  }
  return text.replace(/\s+/g, " ").trim();
}

/** The words of a folded text, each once, in order of appearance. */
export function distinctWords(text: string): string[] {
  return [...new Set(words(text))];
}
