/**
 * 32-bit hash prefixes, Golomb-Rice coded over their differences as Safe Browsing v5 codes them: values read as
 * big-endian integers, ascending; quotient in ones ended by a zero, remainder lowest bit first, bytes filled from
 * their lowest bit (developers.google.com/safe-browsing/v4/compression, v5 RiceDeltaEncoded32Bit).
 */
export type RiceCoded = {
  /** Distinct values, the first included. */
  readonly count: number;
  readonly firstValue: number;
  /** 3–30, as Safe Browsing has it. */
  readonly k: number;
  readonly data: Uint8Array;
};

const MIN_K = 3;
const MAX_K = 30;

/** `values` ascending; equal ones are coded once. */
export function encodeRice(values: Uint32Array): RiceCoded {
  const first = values[0];
  if (first === undefined) return { count: 0, firstValue: 0, k: MIN_K, data: new Uint8Array(0) };
  const last = values[values.length - 1] ?? first;
  const k = bestParameter((last - first) / Math.max(1, values.length - 1));
  const bits = bitWriter(Math.ceil((values.length * (k + 3)) / 8) + 8);
  let count = 1;
  let previous = first;
  for (let at = 1; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (value === previous) continue;
    if (value < previous) throw new Error("prefixes are not in ascending order");
    const difference = value - previous;
    bits.ones(Math.floor(difference / 2 ** k));
    bits.low(difference, k);
    previous = value;
    count += 1;
  }
  return { count, firstValue: first, k, data: bits.finish() };
}

export function decodeRice({ count, firstValue, k, data }: RiceCoded): Uint32Array {
  const values = new Uint32Array(count);
  if (count === 0) return values;
  values[0] = firstValue;
  let at = 0;
  const bit = () => {
    const byte = data[at >>> 3];
    if (byte === undefined) throw new Error("prefixes end early");
    const set = (byte >>> (at & 7)) & 1;
    at += 1;
    return set;
  };
  for (let index = 1; index < count; index++) {
    let quotient = 0;
    while (bit() === 1) quotient += 1;
    let remainder = 0;
    for (let place = 0; place < k; place++) remainder += bit() * 2 ** place;
    values[index] = (values[index - 1] ?? 0) + quotient * 2 ** k + remainder;
  }
  return values;
}

/** For differences of a geometric distribution the best k is about log2 of the mean less a half bit (Golomb). */
function bestParameter(mean: number): number {
  return Math.min(MAX_K, Math.max(MIN_K, Math.round(Math.log2(Math.max(1, mean) * Math.LN2))));
}

type BitWriter = {
  /** That many ones, then a zero. */
  ones(count: number): void;
  /** The lowest bits of a value below 2^32, lowest first. */
  low(value: number, count: number): void;
  finish(): Uint8Array;
};

function bitWriter(estimate: number): BitWriter {
  let bytes = new Uint8Array(estimate);
  let length = 0;
  /** Bits not yet in a byte; fewer than 8 between calls. */
  let pending = 0;
  let pendingBits = 0;
  const put = (value: number, count: number) => {
    pending |= value << pendingBits;
    pendingBits += count;
    while (pendingBits >= 8) {
      if (length === bytes.length) {
        const wider = new Uint8Array(length * 2 + 8);
        wider.set(bytes);
        bytes = wider;
      }
      bytes[length] = pending & 0xff;
      length += 1;
      pending >>>= 8;
      pendingBits -= 8;
    }
  };
  return {
    ones(count) {
      for (let left = count; left > 0; left -= 16) put(2 ** Math.min(16, left) - 1, Math.min(16, left));
      put(0, 1);
    },
    low(value, count) {
      put(value & (2 ** Math.min(16, count) - 1), Math.min(16, count));
      if (count > 16) put((value >>> 16) & (2 ** (count - 16) - 1), count - 16);
    },
    finish() {
      if (pendingBits > 0) put(0, 8 - pendingBits);
      return bytes.slice(0, length);
    },
  };
}

const MAGIC = "MJRC";
const FORMAT = 1;
const HEADER_BYTES = 16;

/** prefix32.rice: header of 16 bytes, big-endian, then the coded differences. */
export function writeRiceFile({ count, firstValue, k, data }: RiceCoded): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + data.length);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(MAGIC));
  view.setUint8(4, FORMAT);
  view.setUint8(5, k);
  view.setUint32(8, count);
  view.setUint32(12, firstValue);
  file.set(data, HEADER_BYTES);
  return file;
}

export function readRiceFile(file: Uint8Array): RiceCoded {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (
    file.length < HEADER_BYTES ||
    new TextDecoder().decode(file.subarray(0, 4)) !== MAGIC ||
    file[4] !== FORMAT
  )
    throw new Error("not a file of coded prefixes");
  return {
    count: view.getUint32(8),
    firstValue: view.getUint32(12),
    k: view.getUint8(5),
    data: file.subarray(HEADER_BYTES),
  };
}
