import { foldText } from "./fold-text.ts";
import { FLAG, isUnreadable, type Reading, reading, unreadable } from "./number-key.ts";
import { readWritten, type Written } from "./read-digits.ts";
import { settleUnreadable } from "./read-key.ts";
import { rawKey, readPlain } from "./read-plain.ts";

/** Longer text is a message, not a number; also bounds the work, as NFKC can make one character eighteen. */
const MAX_TEXT_CHARACTERS = 200;
/** Letters that may stand around a number ("电话：", "call from"). */
const MAX_WORD_CHARACTERS = 40;
/** Around a short number fewer: digits in a sentence are rarely a hotline. */
const MAX_WORD_CHARACTERS_SHORT = 12;
const SHORT_DIGITS = 7;

const SCHEME = /^\s*(?:tel|callto|sms|smsto|mms|facetime|whatsapp|sips?)\s*:\s*(?=[+\d(%*])/i;

/** Takes a tel:, sms: or sip: URI apart (RFC 3966): what is left is the number and its ;ext=. */
function withoutScheme(text: string): string {
  if (!SCHEME.test(text)) return text;
  const rest = text.replace(SCHEME, "").replace(/;(?!ext=)[^;]*/gi, "");
  return rest
    .replace(/@.*$/, "")
    .replace(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

const EXTENSION =
  /^(.*?\d[\s)]*)[\s;.(-]*(?:(?:转接|转|轉|接|分机号码|分机号|分机|分機|内线|內線|extension|extn|ext|x|#)[\s.:=号#]*)+(\d{1,8})(?!\d).*$/is;
/** A pause, as address books write it. */
const PAUSED_EXTENSION = /^(.*\d{3}[\s)]*),+\s*(\d{1,4})$/s;

type Body = { readonly text: string; readonly extension: string | null };

const EXTENSION_SIGN = /[转轉接分内內x#,]/i;

function splitExtension(text: string): Body {
  if (!EXTENSION_SIGN.test(text)) return { text, extension: null };
  const parts = EXTENSION.exec(text) ?? PAUSED_EXTENSION.exec(text);
  const [, body, extension] = parts ?? [];
  if (body === undefined || extension === undefined || countDigits(body) < 3)
    return { text, extension: null };
  return { text: body, extension };
}

function countDigits(text: string): number {
  return text.match(/\d/g)?.length ?? 0;
}

const OCR_TIGHT = /(?<![a-z|])(?:(?<=\d)[lIoO|]+(?![a-z])|[lIoO|]+(?=\d))/gi;
const OCR_LOOSE = /(?<![a-z])[lIoO|]+(?![a-z])/gi;
const OCR_LETTERS = /^[lIoO|]+$/;
const OCR_MIN_DIGITS = 7;

/** Letters that scanners and people write for 1 and 0. Only in a text that comes to seven digits with them. */
function readLetters(text: string, pattern: RegExp): string {
  let letters = 0;
  const fixed = text.replace(pattern, (run) => {
    if (!OCR_LETTERS.test(run)) return run;
    letters += run.length;
    return run.replace(/[lI|]/g, "1").replace(/[oO]/g, "0");
  });
  const digits = countDigits(text);
  return letters > 0 && digits >= 3 && digits + letters >= OCR_MIN_DIGITS ? fixed : text;
}

const drawn = (run: string): string => "*".repeat(run.length);
const spaced = (run: string): string => drawn(run.replace(/[\s-]/g, ""));
const MASK_SIGN = /[*某x_?·-]|\.{3}/i;
const MAX_MASK_PLACES = 32;
const MASK_SEGMENT = /\(*\+?[\d*(][\d*\s()·.-]*/g;

/** Turns every way to hide digits into asterisks: xxxx, XXXX, 某某, ____, ????, ····, ...., ----. */
function starMasks(text: string): string {
  return text
    .replace(/x(?:[\s-]?x)+|(?<=\d)x$/gi, spaced)
    .replace(/某+/g, drawn)
    .replace(/(?<=\d\s*)(?:_{2,}|\?{2,}|·{2,}|\.{3,}|-{3,})(?=\s*\d)/g, drawn)
    .replace(/(?<=\d)(?:_{3,}|\?{3,})$/g, drawn);
}

/** A number with hidden digits becomes a pattern; it is never a case. Null when nothing is hidden. */
function readMask(text: string, flags: number): Reading | null {
  if (!MASK_SIGN.test(text)) return null;
  const starred = starMasks(text);
  if (!starred.includes("*")) return null;
  for (const segment of starred.match(MASK_SEGMENT) ?? []) {
    const shown = segment.replace(/[^\d*]/g, "");
    if (!shown.includes("*")) continue;
    const digits = countDigits(shown);
    const inside = shown.replace(/^\*+|\*+$/g, "");
    const isHidden = inside.includes("*") || (digits < 11 && /^\*{3,}\d+$|^\d+\*{3,}$/.test(shown));
    if (!isHidden) continue;
    const pattern = maskPattern(inside.includes("*") && !/^\*{3,}|\*{3,}$/.test(shown) ? inside : shown);
    if (countDigits(pattern) < 3 || pattern.length > MAX_MASK_PLACES) continue;
    return reading("masked", `mask:${pattern}`, flags | FLAG.partial, null, "masked");
  }
  return null;
}

function maskPattern(shown: string): string {
  const national = shown.replace(/^(?:00)?86(?=1[3-9*]|[02-9*])/, "");
  const mobile = /^(1[3-9]\d*)\*+(\d+)$/.exec(national);
  const [, before, after] = mobile ?? [];
  // People write three asterisks or five; a mobile number has eleven places whatever was drawn.
  if (before !== undefined && after !== undefined && before.length + after.length < 11) {
    return before + "x".repeat(11 - before.length - after.length) + after;
  }
  return national.replaceAll("*", "x");
}

const SEGMENT = /\(*\+?[\s(]*\d[\d\s()·._-]*/g;
const SEGMENT_WITH_SLASH = /\(*\+?[\s(]*\d[\d\s()·._/-]*/g;

function toWritten(segment: string): Written {
  const digits = segment.replace(/\D/g, "");
  const lastDash = segment.lastIndexOf("-");
  const head = /^\D*(\d+)/.exec(segment)?.[1]?.length ?? 0;
  return {
    digits,
    hasPlus: segment.includes("+"),
    tail: lastDash < 0 ? 0 : countDigits(segment.slice(lastDash)),
    head: head === digits.length ? 0 : head,
  };
}

/** The numbers written in a text. A last group that runs into a word belongs to the word: "13800138000 3次". */
function writtenNumbers(text: string, pattern: RegExp): Written[] {
  return [...text.matchAll(pattern)].map((match) => {
    const segment = match[0];
    const next = text.charAt(match.index + segment.length);
    const trimmed = /\p{L}/u.test(next) ? segment.replace(/(\d)\s+\d{1,3}$/, "$1") : segment;
    // A spreadsheet writes 13800138000.0.
    return toWritten(trimmed.replace(/(?<=\d{5})\.0\s*$/, ""));
  });
}

function readNumbers(text: string, flags: number, region: string, pattern: RegExp): Reading {
  const found = writtenNumbers(text, pattern).map((written) => ({
    digits: written.digits.length,
    read: readWritten(written, flags, region),
  }));
  const words = text.replace(pattern, "").replace(/[\s\p{P}\p{S}]/gu, "").length;
  if (words > MAX_WORD_CHARACTERS) return unreadable("not-a-number", flags);
  const usable = found.filter(({ read }) => !isUnreadable(read));
  const strong = usable.filter(({ digits, read }) => digits >= SHORT_DIGITS && read.kind !== "fixed_local");
  const choice = strong.length > 0 ? strong : usable.length > 0 ? usable : found;
  const [first, ...others] = choice;
  if (!first) return unreadable("not-a-number", flags);
  const isUsable = usable.length > 0;
  if (others.some(({ read }) => !isUsable || read.key !== first.read.key)) {
    return unreadable(isUsable ? "several-numbers" : "not-a-number", flags);
  }
  const mayBeSpeech = words > (isUsable ? MAX_WORD_CHARACTERS_SHORT : 0);
  return first.digits < SHORT_DIGITS && mayBeSpeech ? unreadable("not-a-number", flags) : first.read;
}

/** A slash may join an area code to its number or divide two numbers: the first is tried before the second. */
function readBody(text: string, flags: number, region: string): Reading {
  if (!text.includes("/")) return readNumbers(text, flags, region, SEGMENT);
  const joined = readNumbers(text, flags, region, SEGMENT_WITH_SLASH);
  return isUnreadable(joined) ? readNumbers(text, flags, region, SEGMENT) : joined;
}

const DATE_OR_TIME =
  /(?<!\d)(?:(?:19|20)\d{2}\s*[-/.年]\s*(?:0?[1-9]|1[0-2])\s*[-/.月]\s*(?:0?[1-9]|[12]\d|3[01])日?(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?!\d))/g;

/** The ways to read a text, in the order of trust; the first that gives a number wins. */
function* attempts(text: string, flags: number): Generator<readonly [text: string, flags: number]> {
  const undated = text.replace(DATE_OR_TIME, ";");
  if (undated !== text) yield [undated, flags];
  const tight = readLetters(text, OCR_TIGHT);
  if (tight !== text) yield [tight, flags | FLAG.ocr_fixed];
  yield [text, flags];
  const loose = readLetters(text, OCR_LOOSE);
  if (loose !== text) yield [loose, flags | FLAG.ocr_fixed];
}

/** Reads anything a person pastes that is more than digits and separators. Never throws. */
export function readText(raw: string, region: string): Reading {
  const input = raw.trim();
  const folded = foldText(input.slice(0, MAX_TEXT_CHARACTERS));
  if (input.length > MAX_TEXT_CHARACTERS || folded.text.length > 2 * MAX_TEXT_CHARACTERS) {
    return unreadable("not-a-number", folded.flags, rawKey(folded.text));
  }
  const text = withoutScheme(folded.text);
  const plain = readPlain(text, folded.flags, region);
  if (plain && !isUnreadable(plain)) return plain;
  let literal: Reading | null = null;
  for (const [attempt, flags] of attempts(text, folded.flags)) {
    const masked = readMask(attempt, flags);
    if (masked) return masked;
    const { text: body, extension } = splitExtension(attempt);
    if (extension !== null) {
      const found = readBody(body, flags, region);
      if (!isUnreadable(found)) return { ...found, extension: found.extension ?? extension };
    }
    const found = readBody(attempt, flags, region);
    if (!isUnreadable(found)) return found;
    if (attempt === text) literal = found;
  }
  const failed = literal ?? unreadable("not-a-number", folded.flags);
  return settleUnreadable(failed, rawKey(folded.text));
}
