import { mix } from "./read-units.ts";

/** 21 bands of 3 rows: a pair of Jaccard J shares a band with probability 1 − (1 − J³)²¹: .939 at .5, .9998 at .7. */
const BANDS = 21;
const ROWS = 3;
const HASHES = BANDS * ROWS;

/** A linear function of the shingle's hash for each place: an odd factor and a summand, from a fixed sequence. */
function coefficients(): Int32Array {
  const table = new Int32Array(HASHES * 2);
  for (let i = 0; i < HASHES; i++) {
    table[2 * i] = mix(Math.imul(i + 1, 0x9e3779b9)) | 1;
    table[2 * i + 1] = mix(Math.imul(i + 1, 0x7f4a7c15) ^ 0x1b873593);
  }
  return table;
}

const COEFFICIENTS = coefficients();

/** MinHash: for each of 63 hash functions its smallest value over the set. Of an empty set every place is the largest value. */
export function signatureOf(shingles: Uint32Array): Uint32Array {
  const signature = new Uint32Array(HASHES);
  const length = shingles.length;
  for (let i = 0; i < HASHES; i += 3) {
    const a0 = COEFFICIENTS[2 * i] as number;
    const b0 = COEFFICIENTS[2 * i + 1] as number;
    const a1 = COEFFICIENTS[2 * i + 2] as number;
    const b1 = COEFFICIENTS[2 * i + 3] as number;
    const a2 = COEFFICIENTS[2 * i + 4] as number;
    const b2 = COEFFICIENTS[2 * i + 5] as number;
    // Compared as signed numbers, which keeps the loop free of conversions; the sign bit is turned at the end.
    let min0 = 0x7fffffff;
    let min1 = 0x7fffffff;
    let min2 = 0x7fffffff;
    for (let k = 0; k < length; k++) {
      const shingle = (shingles[k] as number) | 0;
      const h0 = (Math.imul(shingle, a0) + b0) | 0;
      const h1 = (Math.imul(shingle, a1) + b1) | 0;
      const h2 = (Math.imul(shingle, a2) + b2) | 0;
      if (h0 < min0) min0 = h0;
      if (h1 < min1) min1 = h1;
      if (h2 < min2) min2 = h2;
    }
    signature[i] = min0 ^ 0x80000000;
    signature[i + 1] = min1 ^ 0x80000000;
    signature[i + 2] = min2 ^ 0x80000000;
  }
  return signature;
}

/** A 64-bit key for each band of the signature. The band's place is part of the key, so one indexed column holds all of them. */
export function bandsOf(signature: Uint32Array): BigInt64Array {
  const bands = new BigInt64Array(BANDS);
  const halves = new Uint32Array(bands.buffer);
  for (let band = 0; band < BANDS; band++) {
    let low = band + 1;
    let high = ~band;
    for (let row = 0; row < ROWS; row++) {
      const value = signature[band * ROWS + row] as number;
      low = mix(Math.imul(low, 0x9e3779b1) ^ value);
      high = mix(Math.imul(high ^ value, 0x27d4eb2f) + row);
    }
    halves[2 * band] = low;
    halves[2 * band + 1] = high;
  }
  return bands;
}
