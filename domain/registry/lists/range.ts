import { type Sha256, toHex, utf8 } from "../../transparency/bytes.ts";
import { type EntityMark, KIND_LETTERS } from "./entity.ts";

/**
 * Range queries: a client tells the first bits of a hash and gets every row of the list that begins so. Rows are 20
 * bytes: 16 of the hash, tier, kind letter, ground letter, p. range.bin is a header and all rows, ascending.
 */
const MAGIC = "MJRG";
const FORMAT = 1;
const HEADER_BYTES = 32;
const HASH_BYTES = 16;
const ROW_BYTES = 20;
const SUFFIX_DIGITS = 24;
const SUFFIX_BYTES = 12;
/** An answer has at least so many rows, padding included. */
const LEAST_ROWS = 32;
const ROWS_STEP = 16;
/** Above so many entities a longer prefix keeps answers small: 256 rows of each 16-bit prefix. */
const MOST_AT_16_BITS = 2 ** 24;

export const LABEL = "reg-range-v1";

export function prefixBitsFor(entries: number): number {
  return entries > MOST_AT_16_BITS ? 20 : 16;
}

/** SHA-256("reg-range-v1" ‖ 0 ‖ list ‖ 0 ‖ canonical), for one list. */
export function rangeHasher(sha256: Sha256, list: string): (canonical: string) => Uint8Array {
  const head = utf8(`${LABEL}\0${list}\0`);
  const encoder = new TextEncoder();
  let room = new Uint8Array(256);
  room.set(head);
  return (canonical) => {
    if (head.length + canonical.length * 3 > room.length) {
      room = new Uint8Array(head.length + canonical.length * 3);
      room.set(head);
    }
    const { written } = encoder.encodeInto(canonical, room.subarray(head.length));
    return sha256(room.subarray(0, head.length + written));
  };
}

/** A growing list of rows in any order. */
export type RangeRows = {
  add(hash: Uint8Array, mark: EntityMark): void;
  readonly length: number;
  /** Hands the rows over, sorted, as the file of a list version. */
  finish(version: number): Uint8Array;
};

export function rangeRows(): RangeRows {
  let rows = new Uint8Array(ROW_BYTES * 1024);
  let length = 0;
  return {
    add(hash, { tier, kind, ground, p }) {
      const at = length * ROW_BYTES;
      if (at === rows.length) {
        const wider = new Uint8Array(rows.length * 2);
        wider.set(rows);
        rows = wider;
      }
      rows.set(hash.subarray(0, HASH_BYTES), at);
      rows[at + HASH_BYTES] = tier;
      rows[at + HASH_BYTES + 1] = KIND_LETTERS.charCodeAt(kind);
      rows[at + HASH_BYTES + 2] = ground;
      rows[at + HASH_BYTES + 3] = p;
      length += 1;
    },
    get length() {
      return length;
    },
    finish(version) {
      const prefixBits = prefixBitsFor(length);
      const file = new Uint8Array(HEADER_BYTES + length * ROW_BYTES);
      sortInto(rows, length, file);
      rows = new Uint8Array(0);
      const view = new DataView(file.buffer);
      file.set(utf8(MAGIC));
      view.setUint8(4, FORMAT);
      view.setUint8(5, prefixBits);
      view.setUint32(8, length);
      view.setUint32(12, rowsPerAnswer(longestRun(file, length, prefixBits)));
      view.setBigUint64(16, BigInt(version));
      return file;
    },
  };
}

/** Every answer of a version has as many rows as its fullest one needs. */
function rowsPerAnswer(most: number): number {
  return Math.max(LEAST_ROWS, Math.ceil(most / ROWS_STEP) * ROWS_STEP);
}

/** Spread by the first 16 bits, which are uniform; the few rows that share them are compared one by one. */
function sortInto(rows: Uint8Array, length: number, file: Uint8Array): void {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  const starts = new Uint32Array(65_537);
  for (let row = 0; row < length; row++) {
    const bucket = view.getUint16(row * ROW_BYTES) + 1;
    starts[bucket] = (starts[bucket] ?? 0) + 1;
  }
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const order = new Uint32Array(length);
  const next = starts.slice();
  for (let row = 0; row < length; row++) {
    const bucket = view.getUint16(row * ROW_BYTES);
    const place = next[bucket] ?? 0;
    order[place] = row;
    next[bucket] = place + 1;
  }
  for (let bucket = 0; bucket < 65_536; bucket++) {
    const own = order.subarray(starts[bucket], starts[bucket + 1]);
    if (own.length > 1) own.sort((a, b) => compareRows(view, a, b));
  }
  for (let at = 0; at < length; at++) {
    const from = (order[at] ?? 0) * ROW_BYTES;
    file.set(rows.subarray(from, from + ROW_BYTES), HEADER_BYTES + at * ROW_BYTES);
  }
}

function compareRows(view: DataView, a: number, b: number): number {
  for (let at = 0; at < ROW_BYTES; at += 4) {
    const difference = view.getUint32(a * ROW_BYTES + at) - view.getUint32(b * ROW_BYTES + at);
    if (difference !== 0) return difference;
  }
  return 0;
}

function longestRun(file: Uint8Array, length: number, prefixBits: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let longest = 0;
  let run = 0;
  let last = -1;
  for (let row = 0; row < length; row++) {
    const prefix = view.getUint32(HEADER_BYTES + row * ROW_BYTES) >>> (32 - prefixBits);
    run = prefix === last ? run + 1 : 1;
    last = prefix;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** The first 32 bits of every row, ascending, for prefix32.rice. */
export function prefixesOf(file: Uint8Array): Uint32Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const values = new Uint32Array(view.getUint32(8));
  for (let row = 0; row < values.length; row++) values[row] = view.getUint32(HEADER_BYTES + row * ROW_BYTES);
  return values;
}

export type RangeFile = {
  readonly version: number;
  readonly prefixBits: number;
  readonly entries: number;
  /** Every answer has as many. */
  readonly rowsPerAnswer: number;
  /** The answer to a prefix of `prefixBits` bits given as a number: ASCII lines. */
  text(prefix: number): Uint8Array;
  /** The same rows of 16 bytes each. */
  binary(prefix: number): Uint8Array;
};

/** `bytes` seeded bytes that look random (SHAKE256): padding has to be the same at every asking. */
export type Expand = (seed: Uint8Array, bytes: number) => Uint8Array;

export function readRangeFile(file: Uint8Array, expand: Expand): RangeFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (
    file.length < HEADER_BYTES ||
    new TextDecoder().decode(file.subarray(0, 4)) !== MAGIC ||
    file[4] !== FORMAT ||
    file.length !== HEADER_BYTES + view.getUint32(8) * ROW_BYTES
  )
    throw new Error("not a file of range rows");
  const prefixBits = view.getUint8(5);
  const entries = view.getUint32(8);
  const rowCount = view.getUint32(12);
  const version = Number(view.getBigUint64(16));
  const starts = startsOf(view, entries, prefixBits);
  // Used again for each answer: making them costs more than filling them.
  const scratch = new Uint8Array(rowCount * ANSWER_ROW_BYTES);
  const keys = new Float64Array(rowCount);
  const order = new Uint16Array(rowCount);
  /** Rows of 16 bytes, padding included, by their suffix. */
  const answer = (prefix: number): Uint8Array => {
    const first = starts[prefix] ?? entries;
    const count = (starts[prefix + 1] ?? entries) - first;
    for (let row = 0; row < count; row++) {
      const at = HEADER_BYTES + (first + row) * ROW_BYTES;
      writeRow(file, at, prefixBits, scratch, row * ANSWER_ROW_BYTES);
    }
    if (count < rowCount) {
      const seed = utf8(`${LABEL}|padding|${version}|${prefixBits}|${prefix}|${entries}`);
      scratch.set(expand(seed, (rowCount - count) * ANSWER_ROW_BYTES), count * ANSWER_ROW_BYTES);
      for (let row = count; row < rowCount; row++) makePadding(scratch, row * ANSWER_ROW_BYTES);
    }
    return sortRows(scratch, keys, order);
  };
  return {
    version,
    prefixBits,
    entries,
    rowsPerAnswer: rowCount,
    binary: answer,
    text: (prefix) => rowsText(answer(prefix)),
  };
}

/** Suffix, tier, kind, ground, p. */
const ANSWER_ROW_BYTES = SUFFIX_BYTES + 4;
const ANSWER_ROW_WORDS = ANSWER_ROW_BYTES / 4;

/** Where the rows of each prefix begin; one more for where the last end. */
function startsOf(view: DataView, entries: number, prefixBits: number): Uint32Array {
  const starts = new Uint32Array(2 ** prefixBits + 1);
  for (let row = 0; row < entries; row++) {
    const next = (view.getUint32(HEADER_BYTES + row * ROW_BYTES) >>> (32 - prefixBits)) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  return starts;
}

function writeRow(file: Uint8Array, at: number, prefixBits: number, rows: Uint8Array, to: number): void {
  const from = at + (prefixBits >>> 3);
  if (prefixBits % 8 === 0)
    for (let byte = 0; byte < SUFFIX_BYTES; byte++) rows[to + byte] = file[from + byte] ?? 0;
  else
    for (let byte = 0; byte < SUFFIX_BYTES; byte++)
      rows[to + byte] = (((file[from + byte] ?? 0) << 4) | ((file[from + byte + 1] ?? 0) >>> 4)) & 0xff;
  for (let byte = 0; byte < 4; byte++) rows[to + SUFFIX_BYTES + byte] = file[at + HASH_BYTES + byte] ?? 0;
}

/** Sixteen random bytes: a suffix, and codes that could be anybody's; p = 0 says that they are nobody's. */
function makePadding(rows: Uint8Array, at: number): void {
  rows[at + 12] = 1 + ((rows[at + 12] ?? 0) % 3);
  rows[at + 13] = KIND_LETTERS.charCodeAt((rows[at + 13] ?? 0) % 2);
  rows[at + 14] = 97 + ((rows[at + 14] ?? 0) % 10);
  rows[at + 15] = 0;
}

/** By the first 48 bits, which are random: two rows that share them keep their order, at every asking the same. */
function sortRows(rows: Uint8Array, keys: Float64Array, order: Uint16Array): Uint8Array {
  const view = new DataView(rows.buffer);
  for (let row = 0; row < order.length; row++) {
    const at = row * ANSWER_ROW_BYTES;
    const key = view.getUint32(at) * 65_536 + view.getUint16(at + 4);
    let to = row;
    while (to > 0 && (keys[to - 1] ?? 0) > key) {
      keys[to] = keys[to - 1] ?? 0;
      order[to] = order[to - 1] ?? 0;
      to -= 1;
    }
    keys[to] = key;
    order[to] = row;
  }
  const words = new Uint32Array(rows.buffer);
  const sorted = new Uint32Array(words.length);
  for (let row = 0; row < order.length; row++) {
    const from = (order[row] ?? 0) * ANSWER_ROW_WORDS;
    const to = row * ANSWER_ROW_WORDS;
    for (let word = 0; word < ANSWER_ROW_WORDS; word++) sorted[to + word] = words[from + word] ?? 0;
  }
  return new Uint8Array(sorted.buffer);
}

const DIGITS = utf8("0123456789ABCDEF");
const COLON = 58;
const ZERO = 48;
/** SUFFIX:tier:category:p and a line feed. */
const LINE_BYTES = SUFFIX_DIGITS + 1 + 1 + 1 + 2 + 1 + 3 + 1;

/** The rows as ASCII lines, written byte by byte: an answer is made for every prefix that is asked for. */
function rowsText(rows: Uint8Array): Uint8Array {
  const text = new Uint8Array((rows.length / ANSWER_ROW_BYTES) * LINE_BYTES);
  let to = 0;
  for (let at = 0; at < rows.length; at += ANSWER_ROW_BYTES) {
    for (let byte = at; byte < at + SUFFIX_BYTES; byte++) {
      const value = rows[byte] ?? 0;
      text[to] = DIGITS[value >>> 4] ?? 0;
      text[to + 1] = DIGITS[value & 15] ?? 0;
      to += 2;
    }
    const p = rows[at + 15] ?? 0;
    text[to] = COLON;
    text[to + 1] = ZERO + (rows[at + 12] ?? 0);
    text[to + 2] = COLON;
    text[to + 3] = rows[at + 13] ?? 0;
    text[to + 4] = rows[at + 14] ?? 0;
    text[to + 5] = COLON;
    text[to + 6] = ZERO + Math.floor(p / 100);
    text[to + 7] = ZERO + (Math.floor(p / 10) % 10);
    text[to + 8] = ZERO + (p % 10);
    text[to + 9] = 10;
    to += 10;
  }
  return text;
}

/** A query's prefix as a number; null when it has not as many digits as the list's prefix, or others than hex. */
export function readPrefix(text: string, prefixBits: number): number | null {
  return text.length * 4 === prefixBits && /^[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : null;
}

/** Where a hash is asked for: its prefix and the suffix of its row, both upper-case hex. */
export function rangeQuery(
  hash: Uint8Array,
  prefixBits: number,
): { readonly prefix: string; readonly suffix: string } {
  const hex = toHex(hash).toUpperCase();
  const digits = prefixBits / 4;
  return { prefix: hex.slice(0, digits), suffix: hex.slice(digits, digits + SUFFIX_DIGITS) };
}
