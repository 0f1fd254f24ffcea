import { foldText, hasHan } from "#domain/matching/fold-text.ts";
import { editDistance } from "./edit-distance.ts";
import { type NameWords, nameWords, wordsOf } from "./fold-name.ts";
import { areFormsContrary, withoutHanForm } from "./legal-forms.ts";
import {
  BUSINESS_WORDS,
  isCountry,
  isShortNameOf,
  longWord,
  PARTICLES,
  STOP_WORDS,
  TITLES,
} from "./name-lexicon.ts";
import { isSameNumber, joinNumbers } from "./number-words.ts";
import { isSameArea } from "./region-names.ts";
import { consonants, isAbjad, isLatinText } from "./romanise.ts";
import { splitName } from "./split-name.ts";

export type NameKind = "organisation" | "person";
export type NameComparison = {
  /** The two are one name, allowing for a slip of the pen. A similarity for sorting candidates, never a reason to merge by itself. */
  readonly same: boolean;
  /** 0 (nothing in common) to 1 (equal after folding); `same` from 0.7. */
  readonly score: number;
};

/** Slips a name may hold in all; shorter names bear fewer, because in a short name one letter is the name. */
const MOST_SLIPS = 2;
const SAME_FROM = 0.7;

/** Digits written for the letters they look like, inside a word: "1g0r" is no number. */
function unleet(word: string): string {
  if (!/^[a-z]+\d[a-z\d]*$|^\d[a-z]{3,}$/.test(word) || /\d{2}|\d$|^\d+(?:st|nd|rd|th)$/.test(word))
    return word;
  return word.replace(
    /[0134579]/g,
    (digit) => "oi?eas?tg"["0134579".indexOf(digit) + (digit > "1" ? 1 : 0)] ?? digit,
  );
}

/** Spellings of one sound across romanisations; a difference only in these counts as half a slip. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, "f"],
  [/ck|q/g, "k"],
  [/kh/g, "k"],
  [/ou|oo|w/g, "u"],
  [/ee|ie|y|j/g, "i"],
  [/v/g, "u"],
  [/(.)\1+/g, "$1"],
];
const soundOf = (word: string): string =>
  SOUNDS.reduce((text, [pattern, to]) => text.replace(pattern, to), word);

/** Slips between two words, or Infinity when they are different words. */
function wordCost(a: string, b: string, isPerson: boolean): number {
  if (a === b || (!isPerson && isSameNumber(a, b))) return 0;
  const size = Math.max(a.length, b.length);
  if (a.length === 1 || b.length === 1) {
    if (!isPerson || a.length === b.length) return Infinity;
    return a[0] === b[0] ? 0.5 : Infinity;
  }
  if (isPerson && (isShortNameOf(a, b) || isShortNameOf(b, a))) return 0.5;
  // Spellings of one sound differ by a few letters; beyond that there is no need to listen.
  const raw = editDistance(a, b, 2 * MOST_SLIPS);
  if (raw > 2 * MOST_SLIPS) return Infinity;
  const heard = editDistance(soundOf(a), soundOf(b), MOST_SLIPS) + 0.5;
  const cost = Math.min(raw, heard);
  if (cost > MOST_SLIPS) return Infinity;
  return cost / size <= (isPerson ? 0.67 : 0.5) ? cost : Infinity;
}

type Alignment = {
  readonly cost: number;
  readonly matched: number;
  readonly extraA: string[];
  readonly extraB: string[];
};

/** Pairs the words of both names, cheapest pair first; what finds no partner is extra. Order in the name does not matter. */
function align(
  a: readonly string[],
  b: readonly string[],
  cost: (x: string, y: string) => number,
): Alignment {
  const pairs: { i: number; j: number; cost: number }[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      const pairCost = cost(a[i] as string, b[j] as string);
      if (pairCost !== Infinity) pairs.push({ i, j, cost: pairCost });
    }
  }
  pairs.sort(
    (x, y) =>
      x.cost - y.cost || Math.abs(x.i - x.j) - Math.abs(y.i - y.j) || x.i + x.j - y.i - y.j || x.i - y.i,
  );
  const usedA = new Set<number>();
  const usedB = new Set<number>();
  let total = 0;
  for (const pair of pairs) {
    if (usedA.has(pair.i) || usedB.has(pair.j)) continue;
    usedA.add(pair.i);
    usedB.add(pair.j);
    total += pair.cost;
  }
  return {
    cost: total,
    matched: usedA.size,
    extraA: a.filter((_, i) => !usedA.has(i)),
    extraB: b.filter((_, j) => !usedB.has(j)),
  };
}

/** Slips that names of this many letters may hold. */
function budgetFor(letters: number): number {
  if (letters < 4) return 0;
  return letters < 8 ? 1 : MOST_SLIPS;
}

/** Equal is 1, the whole budget used is 0.7, one slip over is below. */
function scoreOf(cost: number, budget: number): number {
  if (cost === 0) return 1;
  const score = cost <= budget ? 1 - (0.3 * cost) / budget : SAME_FROM - 0.1 - 0.1 * (cost - budget);
  return Math.max(0, Math.round(score * 1000) / 1000);
}

function extraCost(word: string): number {
  if (STOP_WORDS.has(word)) return 0;
  return word.length === 1 ? 1 : Infinity;
}

/** Names of a register are compared with many others: their words are made ready once. */
const readyWords = new WeakMap<NameWords, readonly string[]>();

/** The core with numbers in digits and shortened words written out. */
function ready(name: NameWords): readonly string[] {
  let words = readyWords.get(name);
  if (words === undefined) {
    words = joinNumbers(name.core).map(unleet).flatMap(longWord);
    readyWords.set(name, words);
  }
  return words;
}

/** Score of two organisations' names already taken apart; see isSameName. */
export function compareNameWords(left: NameWords, right: NameWords): number {
  if (areFormsContrary(left.forms, right.forms)) return 0.5;
  const coreA = ready(left);
  const coreB = ready(right);
  const joinedA = coreA.join("");
  const joinedB = coreB.join("");
  const [wholeA, wholeB] = [left.words.join(""), right.words.join("")];
  if (joinedA === joinedB || wholeA === wholeB) return joinedA === "" ? 0 : 1;
  if (wholeA.length === wholeB.length && sorted(left.words) === sorted(right.words)) return 1;
  if (isOtherNumber(coreA, coreB) || isOtherCountry(coreA, coreB)) return 0.5;
  const budget = budgetFor(Math.min(joinedA.length, joinedB.length));
  const found = align(coreA, coreB, (x, y) => wordCost(x, y, false));
  const extra = [...found.extraA, ...found.extraB].reduce((sum, word) => sum + extraCost(word), 0);
  const isOneSided = found.extraA.filter(isWordy).length === 0 || found.extraB.filter(isWordy).length === 0;
  const cost = isOneSided ? found.cost + extra : Infinity;
  if (cost <= budget && found.matched > 0) return scoreOf(cost, budget);
  if (budget > 0 && editDistance(joinedA, joinedB, 1) <= 1) return scoreOf(1, budget);
  if (budget > 0 && editDistance(wholeA, wholeB, 1) <= 1) return scoreOf(1, budget);
  // A legal form may lend its initial: NIOC is the National Iranian Oil Company.
  if (isAcronym(coreA, coreB) || isAcronym(coreB, coreA)) return SAME_FROM;
  if (isAcronym(coreA, right.words) || isAcronym(coreB, left.words)) return SAME_FROM;
  return nearScore(found, coreA.length, coreB.length);
}

const sorted = (words: readonly string[]): string => [...words].sort().join(" ");

/** 27th and 72nd Infantry Brigade: a number in front is the name, while one at the end may be a slip of the pen. */
function isOtherNumber(a: readonly string[], b: readonly string[]): boolean {
  const [first = "", second = ""] = [a[0], b[0]];
  return /^\d+$/.test(first) && /^\d+$/.test(second) && first !== second;
}

/** The Central Banks of Iran and of Iraq are one letter apart and two banks. */
function isOtherCountry(a: readonly string[], b: readonly string[]): boolean {
  return (
    a.some((word) => isCountry(word) && !b.includes(word)) &&
    b.some((word) => isCountry(word) && !a.includes(word))
  );
}

const isWordy = (word: string): boolean => !STOP_WORDS.has(word);

/** One word of three letters or more that is made of the other's initials. */
function isAcronym(short: readonly string[], long: readonly string[]): boolean {
  const word = short[0] ?? "";
  if (short.length !== 1 || word.length < 3 || long.length < 3) return false;
  const all = long.map((part) => part[0]).join("");
  return (
    word === all ||
    word ===
      long
        .filter(isWordy)
        .map((part) => part[0])
        .join("")
  );
}

function nearScore(found: Alignment, a: number, b: number): number {
  const share = (2 * found.matched) / Math.max(1, a + b);
  return Math.min(SAME_FROM - 0.1, Math.round(share * (SAME_FROM - 0.1) * 1000) / 1000);
}

/** "X bin Y" is X, child of Y: the same words the other way round are another person. */
function isParentage(words: readonly string[], other: readonly string[]): boolean {
  const at = words.findIndex((word) => word === "bin" || word === "ben" || word === "ibn" || word === "bint");
  if (at < 1 || at + 1 >= words.length) return false;
  const otherAt = other.indexOf(words[at] as string);
  return otherAt > 0 && other[otherAt - 1] === words[at + 1] && other[otherAt + 1] === words[at - 1];
}

function personWords(raw: string): string[] {
  const words = wordsOf(raw).map(unleet);
  const kept = words.filter((word) => !TITLES.has(word));
  return kept.length === 0 ? words : kept;
}

function comparePersons(a: string, b: string): number {
  const isCrossScript = isLatinText(a) !== isLatinText(b);
  const left = personWords(a);
  const right = personWords(b);
  const joinedA = left.join("");
  const joinedB = right.join("");
  if (joinedA === joinedB) return joinedA === "" ? 0 : 1;
  if (isParentage(left, right)) return 0.6;
  const letters = Math.min(joinedA.length, joinedB.length);
  const budget = letters * 0.28 < MOST_SLIPS ? Math.min(1, budgetFor(letters)) : budgetFor(letters);
  const sound = isCrossScript && (isAbjad(a) || isAbjad(b));
  const cost = (x: string, y: string): number => {
    const spelled = wordCost(x, y, true);
    if (!isCrossScript || spelled <= 1) return spelled;
    const isHeard = x.length > 2 && consonants(x).length > 1 && consonants(x) === consonants(y);
    return isHeard ? (sound ? 0.5 : 1) : spelled;
  };
  const found = align(left, right, cost);
  const extraA = found.extraA.filter((word) => !PARTICLES.has(word));
  const extraB = found.extraB.filter((word) => !PARTICLES.has(word));
  const isOneSided = extraA.length === 0 || extraB.length === 0;
  const full = left.length <= right.length ? left : right;
  const strong = full.filter((word) => word.length > 1 && !PARTICLES.has(word)).length;
  const hasExtra = extraA.length + extraB.length > 0;
  const allowed = hasExtra ? Math.min(budget, 1) : budget;
  if (isOneSided && found.cost <= allowed && found.matched > 0 && (!hasExtra || strong >= 2)) {
    return scoreOf(found.cost + (hasExtra ? 0.25 : 0), Math.max(budget, found.cost + 0.25));
  }
  // Words run together or broken apart ("AnnaKeller"); with as many words on both sides the pairing above has the say.
  const isRunTogether = left.length !== right.length && budget > 0;
  if (isRunTogether && editDistance(joinedA, joinedB, 1) <= 1) return scoreOf(1, budget);
  if (isInitials(left, right) || isInitials(right, left)) return SAME_FROM;
  return nearScore(found, left.length, right.length);
}

/** "JC Juncker" for "Jean-Claude Juncker": initials in front of at least one word written out. */
function isInitials(short: readonly string[], long: readonly string[]): boolean {
  const [initials = "", ...rest] = short;
  if (initials.length < 2 || initials.length > 3 || rest.length === 0) return false;
  const head = long
    .slice(0, initials.length)
    .map((word) => word[0])
    .join("");
  return head === initials && rest.join(" ") === long.slice(initials.length).join(" ");
}

/** Chinese or Japanese names on both sides: brand and business equal and places not contrary, or nothing. One character off is another name. */
function compareHan(a: string, b: string): number {
  if (lettersOf(foldText(a)) === lettersOf(foldText(b))) return 1;
  if (plainHan(a) === plainHan(b)) return 0.9;
  const left = splitName(a);
  const right = splitName(b);
  const isSameBusiness = left.type === right.type && left.type !== "";
  if (left.brand === right.brand && isSameBusiness && isSameArea(left.region, right.region)) return 0.9;
  const slips = editDistance(left.folded, right.folded, 2);
  return left.type === right.type && slips === 1 ? 0.6 : 0.3;
}

const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, "");
/** Without 株式会社, which Japanese names carry in front or behind. */
const plainHan = (name: string): string => withoutHanForm(lettersOf(foldText(name)));
const plainHangul = (name: string): string => withoutHanForm(lettersOf(name.normalize("NFKC")));

const isHangul = (text: string): boolean => /\p{Script=Hangul}/u.test(text);

/** "Al-Qa'ida/Islamic Army", "World Trade Organization (WTO)": the name and the other names it holds. */
function alternativesOf(name: string): readonly string[] {
  const parts = name.split(/\s*\/\s*/u);
  const slashed = parts.length > 1 && parts.every((part) => lettersOf(part).length >= 4) ? parts : [];
  const [, outside = "", inside = ""] = /^(.+?)\s*\(([^()]+)\)\s*$/u.exec(name) ?? [];
  const [long, short] = [nameWords(outside).core, nameWords(inside).core];
  const bracketed = isAcronym(short, long) || isAcronym(long, short) ? [outside, inside] : [];
  return [name, ...slashed, ...bracketed];
}

function compareOrganisations(a: string, b: string): number {
  // カザグルマ has no Han character, カザグルマ株式会社 has.
  if ((hasHan(a) || hasHan(b)) && plainHan(a) !== "" && plainHan(a) === plainHan(b)) return 1;
  const right = alternativesOf(b).map(nameWords);
  const scores = alternativesOf(a)
    .map(nameWords)
    .flatMap((x) => right.map((y) => compareNameWords(x, y)));
  return Math.max(...scores);
}

/** A guess for callers that do not know: a legal form, a word of business, a digit or & make an organisation. */
function kindOf(name: string): NameKind {
  const words = nameWords(name);
  const isOrganisation =
    words.forms.length > 0 ||
    /[\d&]/.test(name) ||
    words.core.some((word) => BUSINESS_WORDS.has(word)) ||
    words.core.length > 6;
  return isOrganisation ? "organisation" : "person";
}

/**
 * Whether two written names are one name: legal forms, accents, punctuation, "&" and word order aside, with up to two slips of the pen in
 * all (fewer in short names). A person may lose middle names; an organisation's words all count. Symmetric, never throws.
 */
export function isSameName(a: string, b: string, options: { readonly kind?: NameKind } = {}): NameComparison {
  const [first, second] = a <= b ? [a, b] : [b, a];
  const kind =
    options.kind ?? (kindOf(first) === "person" && kindOf(second) === "person" ? "person" : "organisation");
  let score: number;
  if (hasHan(first) && hasHan(second)) score = compareHan(first, second);
  else if (isHangul(first) && isHangul(second)) score = plainHangul(first) === plainHangul(second) ? 1 : 0.5;
  else if (kind === "person") score = comparePersons(first, second);
  else score = compareOrganisations(first, second);
  return { same: score >= SAME_FROM, score };
}
