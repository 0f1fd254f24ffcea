import type { EntityMark } from "./entity.ts";

/**
 * numbers.bin: eight bytes a number, sorted, for a binary search on a device. Built on PhoneBlock's device file (sorted
 * little-endian records, sections for exact numbers and prefixes), with namespaces for keys that are not E.164.
 */
const MAGIC = "MJNB";
const FORMAT = 1;
const HEADER_BYTES = 32;
const MAX_DIGITS = 15;
/** Digits of a record are a decimal number below 10^15 < 2^50. */
const LOW_SPAN = 2 ** 26;
const LONG_SPAN = 10 ** 15;

const NAMESPACES: readonly (readonly [pattern: RegExp, code: number])[] = [
  [/^\+(\d+)$/, 0],
  [/^cn:(\d+)$/, 1],
  [/^cn-(\d\d):(\d+)$/, 2],
  [/^cn-(\d{3}):(\d+)$/, 3],
  [/^cn-(\d{4}):(\d+)$/, 4],
  [/^cn-\?:(\d+)$/, 5],
  [/^sms:(\d+)$/, 6],
  [/^iot:(\d+)$/, 7],
  [/^spoof:\+(\d+)$/, 8],
  [/^amb:\+(\d+)$/, 9],
  [/^fixed-\?:(\d+)$/, 10],
];

export type KeyDigits = { readonly namespace: number; readonly digits: string };

/** Namespace and digits of a canonical key; null for keys of no number (masks, raw text) and over 30 digits. */
export function keyDigits(canonical: string): KeyDigits | null {
  // Most keys are E.164; a character says so faster than a pattern.
  if (canonical.charCodeAt(0) === 43) {
    const digits = canonical.slice(1);
    return isDigits(digits) ? { namespace: 0, digits } : null;
  }
  for (const [pattern, namespace] of NAMESPACES) {
    const found = pattern.exec(canonical);
    if (!found) continue;
    const digits = `${found[1] ?? ""}${found[2] ?? ""}`;
    return digits.length <= 2 * MAX_DIGITS ? { namespace, digits } : null;
  }
  return null;
}

function isDigits(text: string): boolean {
  if (text.length === 0 || text.length > 2 * MAX_DIGITS) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** The lowest six bits of a record. */
export function markBits({ kind, tier, isUnderAppeal }: EntityMark): number {
  return (kind << 4) | (tier << 2) | (isUnderAppeal ? 2 : 0);
}

/** A growing list of records; made into the file at the end. */
export type NumberRecords = {
  /** False when the key cannot be held (no number). */
  add(canonical: string, mark: EntityMark): boolean;
  addPrefix(canonical: string, mark: EntityMark): boolean;
  /** The file of a list version. */
  finish(version: number): Uint8Array;
};

type Section = { words: Uint32Array; length: number };

export function numberRecords(): NumberRecords {
  const exact: Section = { words: new Uint32Array(2048), length: 0 };
  const prefixes: Section = { words: new Uint32Array(64), length: 0 };
  const long: { head: bigint; tail: bigint }[] = [];
  let prefixLengths = 0;
  return {
    add(canonical, mark) {
      const key = keyDigits(canonical);
      if (!key) return false;
      const over = key.digits.length - MAX_DIGITS;
      if (over <= 0) {
        push(exact, key.namespace, key.digits.length, Number(key.digits), markBits(mark));
        return true;
      }
      const head: Section = { words: new Uint32Array(2), length: 0 };
      push(head, key.namespace, over, Number(key.digits.slice(0, over)), markBits(mark));
      long.push({
        head: (BigInt(head.words[1] ?? 0) << 32n) | BigInt(head.words[0] ?? 0),
        tail: BigInt(Number(key.digits.slice(over))),
      });
      return true;
    },
    addPrefix(canonical, mark) {
      const key = keyDigits(canonical);
      if (!key || key.digits.length > MAX_DIGITS) return false;
      push(prefixes, key.namespace, key.digits.length, Number(key.digits), markBits(mark));
      prefixLengths |= 1 << key.digits.length;
      return true;
    },
    finish(version) {
      const file = new Uint8Array(HEADER_BYTES + (exact.length + prefixes.length) * 8 + long.length * 16);
      const view = new DataView(file.buffer);
      file.set(new TextEncoder().encode(MAGIC));
      view.setUint16(4, FORMAT, true);
      view.setUint16(6, prefixLengths, true);
      view.setUint32(8, exact.length, true);
      view.setUint32(12, prefixes.length, true);
      view.setUint32(16, long.length, true);
      view.setBigUint64(24, BigInt(version), true);
      let at = HEADER_BYTES;
      for (const section of [exact, prefixes]) {
        const records = takeSorted(section);
        file.set(records, at);
        at += records.length;
      }
      long.sort((a, b) => compare(a.head >> 6n, b.head >> 6n) || compare(a.tail, b.tail));
      for (const { head, tail } of long) {
        view.setBigUint64(at, head, true);
        view.setBigUint64(at + 8, tail, true);
        at += 16;
      }
      return file;
    },
  };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Numbers, not BigInts: a list has millions of them. */
function push(section: Section, namespace: number, count: number, value: number, bits: number): void {
  if (section.length * 2 + 2 > section.words.length) {
    const wider = new Uint32Array(section.words.length * 2);
    wider.set(section.words);
    section.words = wider;
  }
  section.words[section.length * 2] = ((value % LOW_SPAN) * 64 + bits) >>> 0;
  section.words[section.length * 2 + 1] =
    ((namespace << 28) | (count << 24) | Math.floor(value / LOW_SPAN)) >>> 0;
  section.length += 1;
}

/** Hands over the records' bytes and forgets them. Low and high words in turn are a u64 on every little-endian machine. */
function takeSorted(section: Section): Uint8Array {
  if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) throw new Error("needs a little-endian machine");
  const { buffer } = section.words;
  new BigUint64Array(buffer, 0, section.length).sort();
  const records = new Uint8Array(buffer, 0, section.length * 8);
  section.words = new Uint32Array(2);
  section.length = 0;
  return records;
}

export type NumbersBin = {
  readonly version: number;
  readonly exact: number;
  readonly prefixes: number;
  readonly long: number;
  /** Mark bits of a key: exact first, then the longest prefix; null when it is not in the file. */
  find(canonical: string): number | null;
};

export function readNumbersBin(file: Uint8Array): NumbersBin {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (
    file.length < HEADER_BYTES ||
    new TextDecoder().decode(file.subarray(0, 4)) !== MAGIC ||
    view.getUint16(4, true) !== FORMAT
  )
    throw new Error("not a file of numbers");
  const lengths = view.getUint16(6, true);
  const exact = view.getUint32(8, true);
  const prefixes = view.getUint32(12, true);
  const long = view.getUint32(16, true);
  const prefixStart = HEADER_BYTES + exact * 8;
  const longStart = prefixStart + prefixes * 8;
  if (file.length !== longStart + long * 16) throw new Error("a file of numbers has another length");
  const search = (
    start: number,
    count: number,
    width: number,
    order: (at: number) => number,
  ): number | null => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order(start + middle * width) < 0) low = middle + 1;
      else high = middle;
    }
    const at = start + low * width;
    return low < count && order(at) === 0 ? view.getUint8(at) & 63 : null;
  };
  const wanted = ({ namespace, digits }: KeyDigits) =>
    (BigInt(namespace) << 54n) | (BigInt(digits.length) << 50n) | BigInt(digits);
  const recordAt = (at: number) => view.getBigUint64(at, true) >> 6n;
  return {
    version: Number(view.getBigUint64(24, true)),
    exact,
    prefixes,
    long,
    find(canonical) {
      const key = keyDigits(canonical);
      if (!key) return null;
      const over = key.digits.length - MAX_DIGITS;
      if (over > 0) {
        const head = wanted({ namespace: key.namespace, digits: key.digits.slice(0, over) });
        const tail = BigInt(key.digits) % BigInt(LONG_SPAN);
        return search(
          longStart,
          long,
          16,
          (at) => compare(recordAt(at), head) || compare(view.getBigUint64(at + 8, true), tail),
        );
      }
      const own = wanted(key);
      const found = search(HEADER_BYTES, exact, 8, (at) => compare(recordAt(at), own));
      for (let length = key.digits.length - 1; found === null && length > 0; length--) {
        if (((lengths >>> length) & 1) === 0) continue;
        const prefix = wanted({ namespace: key.namespace, digits: key.digits.slice(0, length) });
        const mark = search(prefixStart, prefixes, 8, (at) => compare(recordAt(at), prefix));
        if (mark !== null) return mark;
      }
      return found;
    },
  };
}
