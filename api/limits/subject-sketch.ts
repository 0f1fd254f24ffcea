/**
 * How many different subjects a key has asked about, in 32 KB whatever their number: linear counting (Whang,
 * Vander-Zanden, Taylor 1990). A subject sets the bit that a keyed hash names; from the bits set follows the count,
 * within 0.2 % at 20,000 and 1 % at two million. Two bitmaps of the same day are joined by OR, so processes can count
 * apart, and nobody can read from it which subjects it has seen.
 */
export type SubjectSketch = {
  readonly bits: Uint8Array;
  /** Bits set. */
  set: number;
};

const LOG_BITS = 18;
const BITS = 2 ** LOG_BITS;
export const SKETCH_BYTES = BITS / 8;
/** Beyond this the bitmap is too full to count well. */
export const MAX_BUDGET = 2_000_000;

export function newSketch(): SubjectSketch {
  return { bits: new Uint8Array(SKETCH_BYTES), set: 0 };
}

/** The place of a subject, by its keyed hash. */
export function placeOf(hash: number): number {
  return hash & (BITS - 1);
}

/** Whether the place was free; then it is taken. */
export function takePlace(sketch: SubjectSketch, place: number): boolean {
  const byte = sketch.bits[place >>> 3] ?? 0;
  const bit = 1 << (place & 7);
  if ((byte & bit) !== 0) return false;
  sketch.bits[place >>> 3] = byte | bit;
  sketch.set += 1;
  return true;
}

/** Gives a place back that was taken just now. */
export function freePlace(sketch: SubjectSketch, place: number): void {
  sketch.bits[place >>> 3] = (sketch.bits[place >>> 3] ?? 0) & ~(1 << (place & 7));
  sketch.set -= 1;
}

/** Takes in what another process or an earlier run has seen. */
export function joinSketch(sketch: SubjectSketch, other: Uint8Array): void {
  let set = 0;
  for (let at = 0; at < SKETCH_BYTES; at++) {
    const byte = (sketch.bits[at] ?? 0) | (other[at] ?? 0);
    sketch.bits[at] = byte;
    set += ONES[byte] ?? 0;
  }
  sketch.set = set;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** How many different subjects were seen, about. */
export function countOf({ set }: SubjectSketch): number {
  return set >= BITS ? Number.POSITIVE_INFINITY : Math.round(-BITS * Math.log1p(-set / BITS));
}

/**
 * HalfSipHash-2-4 (Aumasson, Bernstein 2012) over the UTF-16 code units of a text, 32 bits. Keyed, because with a
 * known hash a walker could choose numbers that share a bit and ask about them for the price of one.
 */
export function keyedHash(text: string, key0: number, key1: number): number {
  let v0 = key0;
  let v1 = key1;
  let v2 = 0x6c796765 ^ key0;
  let v3 = 0x74656462 ^ key1;
  const rounds = (count: number) => {
    for (let round = 0; round < count; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
  };
  const take = (word: number) => {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  };
  const { length } = text;
  for (let at = 0; at + 1 < length; at += 2) take(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
  take(((length << 24) | (length % 2 === 1 ? text.charCodeAt(length - 1) : 0)) >>> 0);
  v2 ^= 0xff;
  rounds(4);
  return (v1 ^ v3) >>> 0;
}
