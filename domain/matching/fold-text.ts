import { Converter } from "opencc-js/t2cn";
import { CLOSE_HOMOGLYPHS, LOOSE_HOMOGLYPHS, VARIANTS } from "./variant-chars.ts";

/**
 * The fold is one table look-up a character: compatibility form, lower case, simplified characters and variants are worked out for every
 * character once, on first use (about 0.2 s), and never again. Only three things look at neighbours: words that mix alphabets,
 * separators between Han characters, and runs of white space.
 */
type FoldTables = {
  /** Folded code unit by code unit; DROP and MANY are no characters. */
  readonly units: Uint16Array;
  readonly flags: Uint8Array;
  /** What folds to several code units, by first code unit or by code point above U+FFFF. */
  readonly strings: ReadonlyMap<number, string>;
  readonly lower: Uint16Array;
};

const DROP = 0;
const MANY = 0xffff;

const HAN = 1;
const SEPARATOR = 2;
const SPACE = 4;
const LATIN = 8;
const CLOSE = 16;
const LOOSE = 32;
const OTHER_LETTER = 64;
/** Composes with its neighbour, so the text has to be normalised as a whole before the table is asked. */
const COMPOSES = 128;
const LETTER = LATIN | CLOSE | LOOSE | OTHER_LETTER;

/** Zero width, direction marks, joiners, soft hyphen, variation selectors, tags: they may stand between a letter and its accent. */
const ZERO_WIDTH = /\p{Cf}|\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
/** Control characters, fillers, and marks laid over a character (strokes, circles, accents that found no letter). */
const OVERLAID =
  /\p{Cc}|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0|\ufffc|[\u0300-\u036f]|[\u1ab0-\u1aff]|[\u1dc0-\u1dff]|[\u20d0-\u20ff]|[\ufe20-\ufe2f]/gu;

/**
 * Put between Han characters to break a word up: symbols, dashes, dots, stars, quotation marks. Sentence marks and brackets are left,
 * because they part words that belong apart.
 */
const SEPARATOR_CHARACTER = /^[\p{S}\p{Pd}\p{Pc}.·•・‧、*/\\#@&'"‘’“”…;ー]$/u;
/** First halves of the surrogate pairs that emoji and pictographs are written with. */
const isEmojiHalf = (unit: number): boolean => unit >= 0xd83c && unit <= 0xd83e;

let tables: FoldTables | null = null;

function foldOnce(char: string, simplify: (text: string) => string): string {
  let now = char;
  for (let round = 0; round < 5; round++) {
    const normal = now.normalize("NFKC");
    let next = "";
    for (const part of normal.replace(/\s/gu, " ").replace(ZERO_WIDTH, "").replace(OVERLAID, "")) {
      const letter = isOtherAlphabet(part.codePointAt(0) ?? 0) ? part : part.toLowerCase();
      next += VARIANTS.get(letter) ?? simplify(letter);
    }
    if (next === now) return now;
    now = next;
  }
  return now;
}

/** Greek and Cyrillic keep their case until the word they stand in is known: Β looks like B, β does not. */
function isOtherAlphabet(code: number): boolean {
  return (
    (code >= 0x370 && code <= 0x52f) ||
    (code >= 0x1c80 && code <= 0x1c8f) ||
    (code >= 0x1f00 && code <= 0x1fff)
  );
}

/** The Latin letter this one looks like, and how closely; a capital that looks like none is judged by its small form (Ω by ω). */
function homoglyphOf(char: string): { readonly letter: string; readonly flag: number } | null {
  for (const form of [char, char.toLowerCase()]) {
    const close = CLOSE_HOMOGLYPHS.get(form);
    if (close !== undefined) return { letter: close, flag: CLOSE };
    const loose = LOOSE_HOMOGLYPHS.get(form);
    if (loose !== undefined) return { letter: loose, flag: LOOSE };
  }
  return null;
}

function flagsOf(folded: string, raw: string): number {
  let flags = 0;
  const code = folded.codePointAt(0) ?? 0;
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || code === 0x3007)
    flags |= HAN;
  if (code >= 0xd840 && code <= 0xd88f) flags |= HAN;
  if (folded === " ") flags |= SPACE;
  if (SEPARATOR_CHARACTER.test(folded)) flags |= SEPARATOR;
  if (/^\p{Script=Latin}$/u.test(folded)) flags |= LATIN;
  else if (/^[\p{Script=Greek}\p{Script=Cyrillic}]$/u.test(folded))
    flags |= homoglyphOf(folded)?.flag ?? OTHER_LETTER;
  if (/[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u.test(raw.normalize("NFKC"))) flags |= COMPOSES;
  return flags;
}

function buildTables(): FoldTables {
  const convert = Converter({ from: "t", to: "cn" });
  const simplified = new Map<string, string>();
  const addSimplified = (from: number, to: number): void => {
    let block = "";
    for (let code = from; code <= to; code++) block += `${String.fromCodePoint(code)}\n`;
    const out = convert(block).split("\n");
    for (let code = from; code <= to; code++) {
      const raw = String.fromCodePoint(code);
      const simple = out[code - from];
      if (simple !== undefined && simple !== raw && simple !== "") simplified.set(raw, simple);
    }
  };
  addSimplified(0x3400, 0x9fff);
  addSimplified(0x20000, 0x2fa1f);
  const simplify = (text: string): string => simplified.get(text) ?? text;

  const units = new Uint16Array(0x10000);
  const flags = new Uint8Array(0x10000);
  const lower = new Uint16Array(0x10000);
  const strings = new Map<number, string>();
  for (let code = 0; code < 0x10000; code++) {
    lower[code] = code;
    if (code >= 0xd800 && code <= 0xdfff) {
      units[code] = code;
      if (code <= 0xd88f && code >= 0xd840) flags[code] = HAN;
      if (isEmojiHalf(code)) flags[code] = SEPARATOR;
      continue;
    }
    const raw = String.fromCharCode(code);
    const folded = foldOnce(raw, simplify);
    if (folded === "") units[code] = DROP;
    else if (folded.length === 1) units[code] = folded.charCodeAt(0);
    else {
      units[code] = MANY;
      strings.set(code, folded);
    }
    flags[code] = flagsOf(folded, raw);
    if (isOtherAlphabet(code) && raw.toLowerCase().length === 1)
      lower[code] = raw.toLowerCase().charCodeAt(0);
  }
  // U+FFFF and U+0000 are no text: both are dropped, so that their values are free to mean MANY and DROP.
  units[0xffff] = DROP;
  for (let code = 0x10000; code < 0x20000; code++) {
    const raw = String.fromCodePoint(code);
    const folded = foldOnce(raw, simplify);
    if (folded !== raw) strings.set(code, folded);
  }
  for (let code = 0x2f800; code < 0x2fa20; code++) {
    const raw = String.fromCodePoint(code);
    const folded = foldOnce(raw, simplify);
    if (folded !== raw) strings.set(code, folded);
  }
  for (const [raw, simple] of simplified)
    if (raw.length === 2) strings.set(raw.codePointAt(0) ?? 0, foldOnce(simple, simplify));
  for (let code = 0xe0000; code < 0xe1000; code++) strings.set(code, "");
  return { units, flags, strings, lower };
}

function composed(raw: string, flags: Uint8Array): string {
  for (let i = 0; i < raw.length; i++) {
    if (((flags[raw.charCodeAt(i)] as number) & COMPOSES) !== 0) {
      // Composed again when what stood between is gone: a dropped stroke must not keep a letter from its mark.
      return raw
        .replace(ZERO_WIDTH, "")
        .normalize("NFKC")
        .replace(/\s/gu, " ")
        .replace(OVERLAID, "")
        .replaceAll("\uffff", "")
        .normalize("NFKC");
    }
  }
  return raw;
}

let buffer = new Uint16Array(4096);

/** First step: every character by the table. Returns the number of code units written to `buffer`. */
function mapCharacters(raw: string, { units, strings }: FoldTables): number {
  let length = 0;
  if (buffer.length < raw.length * 2 + 64) buffer = new Uint16Array(raw.length * 2 + 64);
  for (let i = 0; i < raw.length; i++) {
    const unit = raw.charCodeAt(i);
    const mapped = units[unit] as number;
    if (mapped === DROP) continue;
    let text: string | undefined;
    if (mapped === MANY) text = strings.get(unit);
    else if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < raw.length) {
      const code = raw.codePointAt(i) as number;
      text = strings.get(code);
      if (text !== undefined) i++;
    }
    if (text === undefined) {
      if (length === buffer.length) grow();
      buffer[length++] = mapped;
      continue;
    }
    for (let k = 0; k < text.length; k++) {
      if (length === buffer.length) grow();
      buffer[length++] = text.charCodeAt(k);
    }
  }
  return length;
}

function grow(): void {
  const larger = new Uint16Array(buffer.length * 2);
  larger.set(buffer);
  buffer = larger;
}

/** A word that mixes alphabets, or looks Latin throughout, is Latin; any other keeps its letters. Works in place. */
function foldWord(from: number, to: number, tables: FoldTables): void {
  let isAnyLatin = false;
  let isAllLatinLooking = true;
  for (let i = from; i < to; i++) {
    const flag = tables.flags[buffer[i] as number] as number;
    if ((flag & LATIN) !== 0) isAnyLatin = true;
    else if ((flag & CLOSE) === 0) isAllLatinLooking = isAllLatinLooking && (flag & LOOSE) !== 0;
  }
  if (isAllLatinLooking && !isAnyLatin) {
    for (let i = from; i < to; i++) {
      if (((tables.flags[buffer[i] as number] as number) & LOOSE) !== 0) isAllLatinLooking = false;
    }
  }
  for (let i = from; i < to; i++) {
    const unit = buffer[i] as number;
    const flag = tables.flags[unit] as number;
    if ((flag & (CLOSE | LOOSE)) !== 0 && isAllLatinLooking) {
      buffer[i] = homoglyphOf(String.fromCharCode(unit))?.letter.charCodeAt(0) ?? unit;
    } else buffer[i] = tables.lower[unit] as number;
  }
}

function isHanBefore(length: number, flags: Uint8Array): boolean {
  if (length === 0) return false;
  const last = buffer[length - 1] as number;
  if (last >= 0xdc00 && last <= 0xdfff && length > 1)
    return ((flags[buffer[length - 2] as number] as number) & HAN) !== 0;
  return last < 0xd800 || last > 0xdfff ? ((flags[last] as number) & HAN) !== 0 : false;
}

/** Second step, in place: words, separators and white space. Returns the new length. */
function foldNeighbours(length: number, tables: FoldTables): number {
  const { flags } = tables;
  let out = 0;
  let i = 0;
  while (i < length) {
    const unit = buffer[i] as number;
    const flag = flags[unit] as number;
    if ((flag & LETTER) !== 0) {
      let end = i + 1;
      let isPlain = (flag & LATIN) !== 0;
      while (end < length) {
        const next = flags[buffer[end] as number] as number;
        if ((next & LETTER) === 0) break;
        isPlain = isPlain && (next & LATIN) !== 0;
        end++;
      }
      if (!isPlain) foldWord(i, end, tables);
      for (; i < end; i++) buffer[out++] = buffer[i] as number;
      continue;
    }
    if ((flag & (SPACE | SEPARATOR)) === 0) {
      buffer[out++] = unit;
      i++;
      continue;
    }
    let end = i;
    while (end < length && ((flags[buffer[end] as number] as number) & (SPACE | SEPARATOR)) !== 0) {
      end += isEmojiHalf(buffer[end] as number) && end + 1 < length ? 2 : 1;
    }
    const isHanAfter = end < length && ((flags[buffer[end] as number] as number) & HAN) !== 0;
    if (!(isHanAfter && isHanBefore(out, flags))) {
      for (; i < end; i++) {
        const isSpace = ((flags[buffer[i] as number] as number) & SPACE) !== 0;
        const isKept = !isSpace || (out > 0 && buffer[out - 1] !== 0x20);
        if (isKept) buffer[out++] = buffer[i] as number;
      }
    }
    i = end;
  }
  if (out > 0 && buffer[out - 1] === 0x20) out--;
  return out;
}

/**
 * The one form in which two texts are compared: compatibility form (NFKC), lower case, simplified characters, variant shapes, no invisible
 * characters, Latin look-alikes from other alphabets as Latin letters, no separators between Han characters, single spaces. Never throws;
 * folding twice changes nothing.
 */
export function foldText(raw: string): string {
  tables ??= buildTables();
  const length = foldNeighbours(mapCharacters(composed(raw, tables.flags), tables), tables);
  if (length <= 8192)
    return String.fromCharCode.apply(null, buffer.subarray(0, length) as unknown as number[]);
  let text = "";
  for (let from = 0; from < length; from += 8192) {
    text += String.fromCharCode.apply(
      null,
      buffer.subarray(from, Math.min(length, from + 8192)) as unknown as number[],
    );
  }
  return text;
}

const HAN_CHARACTER = /\p{Script=Han}/u;

/** Whether the text holds a Han character at all. */
export function hasHan(text: string): boolean {
  return HAN_CHARACTER.test(text);
}
