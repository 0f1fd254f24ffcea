import { ClientError } from "./errors.ts";

/**
 * Number keys in the 8-byte records of numbers.bin (docs/methods/lists.md), searched in typed arrays: one look-up
 * allocates nothing and takes a fraction of a microsecond.
 */

export const KINDS = ["blacklist", "warning", "credit_note", "official"] as const;
export type NumberMark = {
  readonly kind: (typeof KINDS)[number];
  /** 0 none, 1 minor, 2 general, 3 serious. */
  readonly tier: number;
  readonly isUnderAppeal: boolean;
};

const HEADER_BYTES = 32;
const MAGIC = "MJNB";
const LOW_SPAN = 2 ** 26;
const LONG_DIGITS = 15;
const MARK_MASK = 0xffffffc0;

const NAMESPACES: readonly (readonly [prefix: string, namespace: number])[] = [
  ["+", 0],
  ["cn:", 1],
  ["cn-?:", 5],
  ["sms:", 6],
  ["iot:", 7],
  ["spoof:+", 8],
  ["amb:+", 9],
  ["fixed-?:", 10],
];

type Place = { namespace: number; start: number };
const AREA = /^cn-(\d{2,4}):/;

function placeOf(key: string): Place | null {
  if (key.charCodeAt(0) === 43) return PLUS;
  const area = AREA.exec(key);
  if (area) return { namespace: area[1]?.length ?? 0, start: 3 };
  for (const [prefix, namespace] of NAMESPACES)
    if (key.startsWith(prefix)) return { namespace, start: prefix.length };
  return null;
}
const PLUS: Place = { namespace: 0, start: 1 };

/** What a key is searched by: two words of 32 bits without the mark, and for more than 15 digits the last 15. */
type Packed = { high: number; low: number; tail: number; isLong: boolean };
const packed: Packed = { high: 0, low: 0, tail: 0, isLong: false };

/** Packs into one shared object; false for what is no number key. */
function pack(key: string): boolean {
  const place = placeOf(key);
  if (!place) return false;
  let digits = 0;
  let count = 0;
  const length = key.length;
  const colons = place.namespace >= 2 && place.namespace <= 4 ? 1 : 0;
  const total = length - place.start - colons;
  const isLong = total > LONG_DIGITS;
  let tail = 0;
  for (let at = place.start; at < length; at++) {
    const digit = key.charCodeAt(at) - 48;
    if (digit === 10 && colons === 1) continue;
    if (digit < 0 || digit > 9) return false;
    count += 1;
    if (isLong && total - count < LONG_DIGITS) tail = tail * 10 + digit;
    else digits = digits * 10 + digit;
  }
  if (count === 0 || count > 2 * LONG_DIGITS) return false;
  const field = isLong ? count - LONG_DIGITS : count;
  packed.high = ((place.namespace << 28) | (field << 24) | Math.floor(digits / LOW_SPAN)) >>> 0;
  packed.low = ((digits % LOW_SPAN) * 64) >>> 0;
  packed.tail = tail;
  packed.isLong = isLong;
  return true;
}

const markBits = ({ kind, tier, isUnderAppeal }: NumberMark): number =>
  (KINDS.indexOf(kind) << 4) | (tier << 2) | (isUnderAppeal ? 2 : 0);

/** One shared object for each of the few marks there are. */
const MARKS: readonly NumberMark[] = Array.from({ length: 64 }, (_, bits) => ({
  kind: KINDS[bits >>> 4] ?? "credit_note",
  tier: (bits >>> 2) & 3,
  isUnderAppeal: (bits & 2) !== 0,
}));

export type NumbersIndex = {
  readonly version: number;
  readonly size: number;
  /** What the list says of a canonical key; null for nothing. */
  find(key: string): NumberMark | null;
  /** The longest listed beginning of a key, for lists of blocks; null for none. */
  findPrefix(key: string): NumberMark | null;
};

export type MarkedKey = NumberMark & { readonly key: string };

export type NumbersBuilder = {
  /** Keys that are no number keys are left out. */
  add(marked: MarkedKey): void;
  bytes(version: number): Buffer;
};

/** Writes numbers.bin; `prefixes` is for a list of blocks, whose keys are the beginnings of numbers. */
export function numbersBuilder(section: "exact" | "prefixes"): NumbersBuilder {
  const short: bigint[] = [];
  const long: [bigint, bigint][] = [];
  let lengths = 0;
  return {
    add(marked) {
      if (!pack(marked.key)) return;
      const first = (BigInt(packed.high) << 32n) | BigInt(packed.low) | BigInt(markBits(marked));
      if (packed.isLong) long.push([first, BigInt(packed.tail)]);
      else {
        short.push(first);
        if (section === "prefixes") lengths |= 1 << ((packed.high >>> 24) & 15);
      }
    },
    bytes(version) {
      const sorted = BigUint64Array.from(short).sort();
      long.sort((a, b) => (a[0] >> 6n < b[0] >> 6n || (a[0] >> 6n === b[0] >> 6n && a[1] < b[1]) ? -1 : 1));
      const bytes = Buffer.alloc(HEADER_BYTES + sorted.length * 8 + long.length * 16);
      bytes.write(MAGIC, 0, "latin1");
      bytes.writeUInt16LE(1, 4);
      bytes.writeUInt16LE(lengths, 6);
      bytes.writeUInt32LE(section === "exact" ? sorted.length : 0, 8);
      bytes.writeUInt32LE(section === "prefixes" ? sorted.length : 0, 12);
      bytes.writeUInt32LE(long.length, 16);
      bytes.writeBigUInt64LE(BigInt(version), 24);
      let at = HEADER_BYTES;
      for (const value of sorted) at = bytes.writeBigUInt64LE(value, at);
      for (const pair of long) for (const value of pair) at = bytes.writeBigUInt64LE(value, at);
      return bytes;
    },
  };
}

/** Opens numbers.bin, ours or the publisher's. */
export function openNumbers(bytes: Uint8Array): NumbersIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs =
    bytes.length >= HEADER_BYTES &&
    Buffer.from(bytes.subarray(0, 4)).toString("latin1") === MAGIC &&
    view.getUint16(4, true) === 1;
  if (!isOurs) throw new ClientError("bad-answer", { detail: "numbers.bin" });
  const lengths = view.getUint16(6, true);
  const exact = view.getUint32(8, true);
  const prefixes = view.getUint32(12, true);
  const long = view.getUint32(16, true);
  if (bytes.length !== HEADER_BYTES + (exact + prefixes) * 8 + long * 16)
    throw new ClientError("bad-answer", { detail: "numbers.bin" });
  const words = wordsOf(view, exact + prefixes);
  const exactSection = section(words, 0, exact);
  const prefixSection = section(words, exact, exact + prefixes);
  const longAt = HEADER_BYTES + (exact + prefixes) * 8;

  return {
    version: Number(view.getBigUint64(24, true)),
    size: exact + prefixes + long,
    find(key) {
      if (!pack(key)) return null;
      return packed.isLong ? findLong(view, longAt, long) : search(exactSection, packed.high, packed.low);
    },
    findPrefix(key) {
      if (prefixes === 0) return null;
      for (let end = key.length; end > 0; end--) {
        if (!pack(key.slice(0, end)) || packed.isLong) continue;
        if (((lengths >>> ((packed.high >>> 24) & 15)) & 1) === 0) continue;
        const found = search(prefixSection, packed.high, packed.low);
        if (found) return found;
      }
      return null;
    },
  };
}

/** Low and high words by turns, whatever the machine's own order of bytes and wherever the bytes begin. */
function wordsOf(view: DataView, records: number): Uint32Array {
  const words = new Uint32Array(records * 2);
  for (let at = 0; at < words.length; at++) words[at] = view.getUint32(HEADER_BYTES + at * 4, true);
  return words;
}

/** Records of one section, with the first 53 bits of every 64th: these fit a processor's cache, the records do not. */
type Section = {
  readonly words: Uint32Array;
  readonly from: number;
  readonly to: number;
  readonly samples: Float64Array;
};
const STEP = 64;

function section(words: Uint32Array, from: number, to: number): Section {
  const samples = new Float64Array(Math.ceil((to - from) / STEP));
  for (let at = 0; at < samples.length; at++) {
    const record = from + at * STEP;
    samples[at] = top53(words[record * 2 + 1] ?? 0, words[record * 2] ?? 0);
  }
  return { words, from, to, samples };
}

const top53 = (high: number, low: number): number => high * 2 ** 21 + (low >>> 11);

function search({ words, from, to, samples }: Section, high: number, low: number): NumberMark | null {
  const wanted = top53(high, low);
  let left = 0;
  let right = samples.length;
  while (left < right) {
    const middle = (left + right) >>> 1;
    if ((samples[middle] ?? 0) < wanted) left = middle + 1;
    else right = middle;
  }
  // Behind the last sample that is smaller, before the first that is larger.
  let end = left;
  while (end < samples.length && samples[end] === wanted) end += 1;
  left = left === 0 ? from : from + (left - 1) * STEP;
  right = Math.min(to, from + end * STEP);
  while (left < right) {
    const middle = (left + right) >>> 1;
    const there = words[middle * 2 + 1] ?? 0;
    if (there < high || (there === high && ((words[middle * 2] ?? 0) & MARK_MASK) >>> 0 < low))
      left = middle + 1;
    else right = middle;
  }
  if (left >= to || words[left * 2 + 1] !== high) return null;
  const word = words[left * 2] ?? 0;
  return (word & MARK_MASK) >>> 0 === low ? (MARKS[word & 63] ?? null) : null;
}

function findLong(view: DataView, start: number, count: number): NumberMark | null {
  const wanted = (BigInt(packed.high) << 26n) | BigInt(packed.low >>> 6);
  const tail = BigInt(packed.tail);
  let left = 0;
  let right = count;
  while (left < right) {
    const middle = (left + right) >>> 1;
    const first = view.getBigUint64(start + middle * 16, true) >> 6n;
    const second = view.getBigUint64(start + middle * 16 + 8, true);
    if (first < wanted || (first === wanted && second < tail)) left = middle + 1;
    else right = middle;
  }
  if (left >= count) return null;
  const first = view.getBigUint64(start + left * 16, true);
  const isIt = first >> 6n === wanted && view.getBigUint64(start + left * 16 + 8, true) === tail;
  return isIt ? (MARKS[Number(first & 63n)] ?? null) : null;
}
