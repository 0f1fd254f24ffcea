import { isUnreadable, type Reading } from "./number-key.ts";
import { readWritten } from "./read-digits.ts";
import { settleUnreadable } from "./read-key.ts";

const RAW_KEY_CHARACTERS = 64;

/** What an unreadable text is called by: folded, without spaces and separators, cut to a length that can be stored. */
export function rawKey(text: string): string {
  const compact = text.replace(/[\s\p{Cc}().·_-]/gu, "");
  return `raw:${[...compact].slice(0, RAW_KEY_CHARACTERS).join("").toWellFormed()}`;
}

const PLAIN_MAX_CHARACTERS = 64;

/** Digits, spaces, dashes, dots, brackets and a leading plus sign, without a regular expression; null for anything else. */
export function readPlain(raw: string, flags: number, region: string): Reading | null {
  if (raw.length > PLAIN_MAX_CHARACTERS) return null;
  let digits = "";
  let start = -1;
  let hasPlus = false;
  let head = 0;
  let beforeDash = -1;
  let dots = 0;
  for (let at = 0; at <= raw.length; at++) {
    const code = at < raw.length ? raw.charCodeAt(at) : 32;
    if (code >= 48 && code <= 57) {
      if (start < 0) start = at;
      continue;
    }
    if (start >= 0) {
      digits += raw.slice(start, at);
      start = -1;
      if (head === 0 && at < raw.length) head = digits.length;
    }
    if (code === 32 || code === 40 || code === 41) continue;
    if (code === 45) {
      // Several dashes in a row hide digits.
      if (raw.charCodeAt(at + 1) === 45) return null;
      beforeDash = digits.length;
    } else if (code === 46) dots++;
    else if (code === 43 && digits.length === 0 && !hasPlus) hasPlus = true;
    else return null;
  }
  // One dot may be a spreadsheet's ".0", three may hide digits: both are for the careful reader.
  if (digits.length === 0 || dots === 1 || dots > 2) return null;
  const tail = beforeDash < 0 ? 0 : digits.length - beforeDash;
  if (head === digits.length) head = 0;
  const found = readWritten({ digits, hasPlus, tail, head }, flags, region);
  return isUnreadable(found) ? settleUnreadable(found, rawKey(hasPlus ? `+${digits}` : digits)) : found;
}
