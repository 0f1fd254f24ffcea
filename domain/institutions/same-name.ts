import { foldText, hasHan } from "#domain/matching/fold-text.ts";
import { editDistance } from "./edit-distance.ts";
import { type NameWords, nameWords, wordsOf } from "./fold-name.ts";
import { areFormsContrary } from "./legal-forms.ts";
import { BUSINESS_WORDS, isShortNameOf, PARTICLES, STOP_WORDS, TITLES } from "./name-lexicon.ts";
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

const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

function numberOf(word: string): number | null {
  if (/^\d{1,2}$/.test(word)) return Number(word);
  const unit = UNITS.indexOf(word);
  if (unit >= 0) return unit;
  const ten = TENS.indexOf(word === "fourty" ? "forty" : word);
  return ten >= 2 ? ten * 10 : null;
}

/** "Forty-four", "Forty 4" and "44" are one number. */
function joinNumbers(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const value = numberOf(word);
    const isWritten = value !== null && !/^\d/.test(word);
    const next = value !== null && value >= 20 && value % 10 === 0 ? numberOf(words[i + 1] ?? "") : null;
    if (isWritten && next !== null && next > 0 && next < 10) {
      out.push(String((value ?? 0) + next));
      i++;
    } else out.push(isWritten && value >= 2 ? String(value) : word);
  }
  return out;
}

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
  if (a === b) return 0;
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

/** Score of two organisations' names already taken apart; see isSameName. */
export function compareNameWords(left: NameWords, right: NameWords): number {
  if (areFormsContrary(left.forms, right.forms)) return 0.5;
  const coreA = joinNumbers(left.core).map(unleet);
  const coreB = joinNumbers(right.core).map(unleet);
  const joinedA = coreA.join("");
  const joinedB = coreB.join("");
  if (joinedA === joinedB || left.words.join("") === right.words.join("")) return joinedA === "" ? 0 : 1;
  const budget = budgetFor(Math.min(joinedA.length, joinedB.length));
  const found = align(coreA, coreB, (x, y) => wordCost(x, y, false));
  const extra = [...found.extraA, ...found.extraB].reduce((sum, word) => sum + extraCost(word), 0);
  const isOneSided = found.extraA.filter(isWordy).length === 0 || found.extraB.filter(isWordy).length === 0;
  const cost = isOneSided ? found.cost + extra : Infinity;
  if (cost <= budget && found.matched > 0) return scoreOf(cost, budget);
  if (budget > 0 && editDistance(joinedA, joinedB, 1) <= 1) return scoreOf(1, budget);
  if (budget > 0 && editDistance(left.words.join(""), right.words.join(""), 1) <= 1)
    return scoreOf(1, budget);
  if (isAcronym(coreA, coreB) || isAcronym(coreB, coreA)) return SAME_FROM;
  return nearScore(found, coreA.length, coreB.length);
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

/** Chinese names on both sides: brand and business equal and places not contrary, or nothing. One character off is another name. */
function compareHan(a: string, b: string): number {
  if (foldText(a).replace(/[^\p{L}\p{N}]+/gu, "") === foldText(b).replace(/[^\p{L}\p{N}]+/gu, "")) return 1;
  const left = splitName(a);
  const right = splitName(b);
  const isSameBusiness = left.type === right.type && left.type !== "";
  if (left.brand === right.brand && isSameBusiness && isSameArea(left.region, right.region)) return 0.9;
  const slips = editDistance(left.folded, right.folded, 2);
  return left.type === right.type && slips === 1 ? 0.6 : 0.3;
}

const isHangul = (text: string): boolean => /\p{Script=Hangul}/u.test(text);

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
  else if (isHangul(first) && isHangul(second))
    score = first.normalize("NFKC") === second.normalize("NFKC") ? 1 : 0.5;
  else
    score =
      kind === "person"
        ? comparePersons(first, second)
        : compareNameWords(nameWords(first), nameWords(second));
  return { same: score >= SAME_FROM, score };
}
