import { readingsOf } from "../pinyin-key.ts";
import {
  ACCOUNT_LABELS,
  CURRENCY,
  DATE_UNITS,
  GREETINGS,
  LOOSE_DATE_UNITS,
  MAGNITUDES,
  ONES,
  SURNAMES,
  TITLES,
  TOP_DOMAINS,
} from "./text-words.ts";

/**
 * A message as the units its shingles are made of. The arrays are used again at the next call: read them before.
 * `values`: a 32-bit hash a unit. `weights`: 2 for what carries a word's meaning (a Han character, a token), 1 for a letter.
 */
export type TextUnits = {
  readonly count: number;
  readonly values: Uint32Array;
  readonly weights: Uint8Array;
};

/** Spreads the bits of a 32-bit number (the finaliser of MurmurHash3). */
export function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

const NUMBER_TOKEN = hashString("<number>");
const DATE_TOKEN = hashString("<date>");
const LINK_TOKEN = hashString("<link>");
const NAME_TOKEN = hashString("<name>");

const IGNORED = 1;
const HAN = 2;
const LATIN = 3;
const DIGIT = 4;
const OTHER_LETTER = 5;
const OTHER_SYLLABLE = 6;
const SURROGATE = 7;

const ONE = 1;
const MAGNITUDE = 2;
const MONEY = 4;
const DATED = 8;
const LOOSELY_DATED = 16;
const SURNAME = 32;
const TITLE_HEAD = 64;
const GREETING_HEAD = 128;
const NUMERAL = ONE | MAGNITUDE;
/** 的, as in 尊敬的张三您好. */
const OF = 0x7684;

function flagTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  const add = (chars: string, flag: number): void => {
    for (const char of chars) {
      const code = char.charCodeAt(0);
      table[code] = (table[code] as number) | flag;
    }
  };
  add(ONES, ONE);
  add(MAGNITUDES, MAGNITUDE);
  add(CURRENCY, MONEY);
  add(DATE_UNITS, DATED);
  add(LOOSE_DATE_UNITS, LOOSELY_DATED);
  add(SURNAMES, SURNAME);
  add(TITLES.map((title) => title.charAt(0)).join(""), TITLE_HEAD);
  add(GREETINGS.map((greeting) => greeting.charAt(0)).join(""), GREETING_HEAD);
  return table;
}

const flags = flagTable();
/** Class and hash of every code unit seen so far; 0 is one not seen yet. */
const classes = new Uint8Array(0x10000);
const hashes = new Uint32Array(0x10000);

function classOf(code: number): number {
  const known = classes[code] as number;
  if (known !== 0) return known;
  const char = String.fromCharCode(code);
  let kind = IGNORED;
  if (code >= 0x61 && code <= 0x7a) kind = LATIN;
  else if (code >= 0x30 && code <= 0x39) kind = DIGIT;
  else if (code >= 0xd800 && code <= 0xdbff) kind = SURROGATE;
  else if (/^\p{Script=Han}$/u.test(char) && /^[\p{L}\p{N}]$/u.test(char)) kind = HAN;
  else if (/^[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(char)) kind = OTHER_SYLLABLE;
  else if (/^[\p{L}\p{N}\p{M}]$/u.test(char)) kind = OTHER_LETTER;
  classes[code] = kind;
  // Han characters by their usual reading, so that a homophone put in for a character changes nothing.
  hashes[code] = hashString((kind === HAN ? readingsOf(char)[0] : undefined) ?? char);
  return kind;
}

let values = new Uint32Array(1024);
let weights = new Uint8Array(1024);
/** The character of a unit, 0 for a token; the names of people are found by looking back over these. */
let chars = new Uint16Array(1024);
/** 1 where a unit is the first after the start, a space or a punctuation mark. */
let breaks = new Uint8Array(1024);
let count = 0;
let isBreak = 1;
let text = "";
/** Up to here the text has been looked at and holds no link, so that no run of marks is searched again at each of its words. */
let noLinkBefore = 0;

function reserve(units: number): void {
  if (values.length >= units) return;
  values = new Uint32Array(units * 2);
  weights = new Uint8Array(units * 2);
  chars = new Uint16Array(units * 2);
  breaks = new Uint8Array(units * 2);
}

function push(value: number, weight: number, char: number): void {
  values[count] = value;
  weights[count] = weight;
  chars[count] = char;
  breaks[count] = isBreak;
  count++;
  isBreak = 0;
}

const codeAt = (at: number): number => (at < text.length ? text.charCodeAt(at) : 0);
const kindAt = (at: number): number => (at < text.length ? classOf(text.charCodeAt(at)) : IGNORED);
const flagAt = (at: number): number => (at < text.length ? (flags[text.charCodeAt(at)] as number) : 0);

/** Letters that stand for digits beside a digit: o l i. */
const isDigitLike = (code: number): boolean => code === 0x6f || code === 0x6c || code === 0x69;

/** What may part the digits of one number, date or range: space , - . / : ~ */
const isInnerMark = (code: number): boolean =>
  code === 0x20 || (code >= 0x2c && code <= 0x2f) || code === 0x3a || code === 0x7e;

function endOfNumber(from: number): number {
  let end = from;
  while (end < text.length) {
    const code = codeAt(end);
    if (classOf(code) === DIGIT || ((flags[code] as number) & NUMERAL) !== 0) end++;
    else if (isDigitLike(code) && end > from && kindAt(end - 1) === DIGIT && kindAt(end + 1) !== LATIN) end++;
    else if (isDigitLike(code) && (kindAt(end + 1) === DIGIT || isDigitLike(codeAt(end + 1)))) end++;
    else if (isInnerMark(code) && end > from && kindAt(end - 1) === DIGIT && kindAt(end + 1) === DIGIT) end++;
    else break;
  }
  return end;
}

/** After a number: w and k for 10,000 and 1,000, and the currency. */
function endOfAmount(from: number): number {
  let end = from;
  const code = codeAt(end);
  if ((code === 0x77 || code === 0x6b) && kindAt(end + 1) !== LATIN) end++;
  if ((flagAt(end) & MONEY) !== 0) end++;
  return end;
}

/** Reads a number, an amount or a date at a digit or a Han numeral. Returns where it ends, or `from` when the numeral is only a word. */
function readNumber(from: number): number {
  const end = endOfNumber(from);
  let isDigits = false;
  for (let at = from; at < end && !isDigits; at++) isDigits = kindAt(at) === DIGIT;
  const after = flagAt(end);
  const isPlural = isDigits || end - from > 1;
  if ((after & DATED) !== 0 && (isPlural || (after & LOOSELY_DATED) === 0)) {
    // 3月, 5日 and 15:30 of one date are one token.
    if (count === 0 || values[count - 1] !== DATE_TOKEN) push(DATE_TOKEN, 2, 0);
    return end + 1;
  }
  const isNumber =
    isDigits || (after & MONEY) !== 0 || (isPlural && (flagAt(from) & ONE) !== 0) || end - from > 2;
  if (!isNumber) return from;
  if (count === 0 || values[count - 1] !== DATE_TOKEN || !isDigits) push(NUMBER_TOKEN, 2, 0);
  return endOfAmount(end);
}

/** Characters that go on within an address: letters, digits and - _ . / : ? = & % # ~ + @ */
function isLinkMark(code: number): boolean {
  return (
    (code >= 0x2d && code <= 0x2f) ||
    code === 0x3a ||
    code === 0x3f ||
    code === 0x3d ||
    code === 0x26 ||
    code === 0x25 ||
    code === 0x23 ||
    code === 0x7e ||
    code === 0x2b ||
    code === 0x40 ||
    code === 0x5f
  );
}

function isLink(from: number, end: number, firstDot: number): boolean {
  if (text.startsWith("www.", from) || text.startsWith("http://", from) || text.startsWith("https://", from))
    return true;
  for (let dot = firstDot; dot > 0 && dot < end; dot = text.indexOf(".", dot + 1)) {
    let labelEnd = dot + 1;
    while (labelEnd < end && kindAt(labelEnd) === LATIN) labelEnd++;
    const code = labelEnd < end ? codeAt(labelEnd) : 0;
    const isLast = code === 0 || code === 0x2f || code === 0x3a || code === 0x3f || code === 0x2e;
    if (isLast && labelEnd - dot <= 8 && TOP_DOMAINS.has(text.slice(dot + 1, labelEnd))) return true;
  }
  return false;
}

const accountLabelEnds = new Set(ACCOUNT_LABELS.map((label) => label.charCodeAt(label.length - 1)));

function hasAccountLabel(from: number): boolean {
  let end = from;
  while (end > 0 && kindAt(end - 1) === IGNORED) end--;
  if (end === 0 || !accountLabelEnds.has(codeAt(end - 1))) return false;
  return ACCOUNT_LABELS.some((label) => text.endsWith(label, end));
}

/** A longer run is read piece by piece, which keeps the whole linear. */
const LONGEST_WORD = 64;

/** Reads a word of ASCII letters and digits, or an address. Returns where it ends. */
function readAscii(from: number): number {
  let wordEnd = from;
  let hasDigit = false;
  let hasLetter = false;
  const limit = Math.min(text.length, from + LONGEST_WORD);
  for (; wordEnd < limit; wordEnd++) {
    const kind = kindAt(wordEnd);
    if (kind === DIGIT) hasDigit = true;
    else if (kind === LATIN) hasLetter ||= !isDigitLike(codeAt(wordEnd));
    else if (codeAt(wordEnd) !== 0x5f) break;
  }
  if (from >= noLinkBefore && wordEnd < text.length && isLinkMark(codeAt(wordEnd))) {
    let end = wordEnd;
    let firstDot = -1;
    for (; end < text.length; end++) {
      const code = codeAt(end);
      if (code === 0x2e && firstDot < 0) firstDot = end;
      const kind = classOf(code);
      if (kind !== LATIN && kind !== DIGIT && !isLinkMark(code)) break;
    }
    if (isLink(from, end, firstDot)) {
      push(LINK_TOKEN, 2, 0);
      return end;
    }
    noLinkBefore = end;
  }
  const isAccount = wordEnd - from >= 5 && hasLetter && (hasDigit || hasAccountLabel(from));
  if (isAccount) {
    push(NUMBER_TOKEN, 2, 0);
    return wordEnd;
  }
  if (kindAt(from) === DIGIT || (hasDigit && !hasLetter)) {
    const end = readNumber(from);
    if (end > from) return end;
  }
  let at = from;
  for (; at < wordEnd && (at === from || kindAt(at) === LATIN); at++) {
    if (kindAt(at) === LATIN) push(hashes[codeAt(at)] as number, 1, codeAt(at));
  }
  return at;
}

/** Whether the last units are a surname and at most two more characters, in one piece. A greeting needs the start of a sentence before. */
function isNameOf(length: number, isGreeting: boolean): boolean {
  const start = count - length;
  if (start < 0 || ((flags[chars[start] as number] as number) & SURNAME) === 0) return false;
  for (let i = start; i < count; i++) {
    if (chars[i] === 0 || weights[i] !== 2 || (i > start && breaks[i] === 1)) return false;
  }
  return !isGreeting || breaks[start] === 1 || (start > 0 && chars[start - 1] === OF);
}

/** Replaces a person's name in front of a title, with the title, or in front of a greeting by one token. Returns where the reading goes on. */
function readName(at: number): number {
  const title = TITLES.find((word) => text.startsWith(word, at));
  const isGreeting = title === undefined && GREETINGS.some((word) => text.startsWith(word, at));
  if (title === undefined && !isGreeting) return at;
  for (let length = 3; length >= (isGreeting ? 2 : 1); length--) {
    if (!isNameOf(length, isGreeting)) continue;
    count -= length;
    isBreak = breaks[count] as number;
    push(NAME_TOKEN, 2, 0);
    return at + (title?.length ?? 0);
  }
  return at;
}

function readHan(at: number): number {
  const flag = flagAt(at);
  if ((flag & NUMERAL) !== 0) {
    const end = readNumber(at);
    if (end > at) return end;
  }
  if ((flag & (TITLE_HEAD | GREETING_HEAD)) !== 0) {
    const end = readName(at);
    if (end > at) return end;
  }
  const code = codeAt(at);
  push(hashes[code] as number, 2, code);
  return at + 1;
}

/** A character beyond U+FFFF: Han and other letters count, emoji do not. */
function readSurrogate(at: number): number {
  const point = text.codePointAt(at) ?? 0;
  if (point <= 0xffff) return at + 1;
  const isHan = point >= 0x20000 && point < 0x40000;
  if (isHan || /^[\p{L}\p{N}]$/u.test(String.fromCodePoint(point))) push(mix(point), isHan ? 2 : 1, 1);
  else isBreak = 1;
  return at + 2;
}

/**
 * Reads a folded text (foldText). Numbers, amounts and accounts, dates, links and names of people become a token each; Han characters
 * count by their sound; spaces, punctuation and symbols do not count at all.
 */
export function readUnits(folded: string): TextUnits {
  reserve(folded.length + 1);
  text = folded;
  count = 0;
  isBreak = 1;
  noLinkBefore = 0;
  let at = 0;
  while (at < folded.length) {
    const code = folded.charCodeAt(at);
    const kind = classOf(code);
    if (kind === HAN) at = readHan(at);
    else if (kind === LATIN || kind === DIGIT) at = readAscii(at);
    else if (kind === SURROGATE) at = readSurrogate(at);
    else {
      if (kind === IGNORED) isBreak = 1;
      else push(hashes[code] as number, kind === OTHER_SYLLABLE ? 2 : 1, code);
      at++;
    }
  }
  text = "";
  return { count, values, weights };
}
