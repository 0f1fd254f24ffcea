import { foldText } from "../fold-text.ts";
import { bandsOf, signatureOf } from "./min-hash.ts";
import { readUnits } from "./read-units.ts";
import { shinglesOf } from "./shingles.ts";

/** What is kept of a text to compare it: equal hashes are equal folded texts, shingles give the exact Jaccard. */
export type StoredSketch = {
  /** Signed 64 bits, as PostgreSQL's bigint. Not made to withstand forgery. */
  readonly foldedHash: bigint;
  /** Sorted, each once. */
  readonly shingles: Uint32Array;
};

export type TextSketch = StoredSketch & {
  /** 63 MinHash values. */
  readonly signature: Uint32Array;
  /** A key for each of 21 bands, to be looked up for candidates; none for a text without shingles, which is like no other. */
  readonly bands: BigInt64Array;
};

/** Raise it whenever the fold, the tokens, the sounds or the hashes change: sketches of two versions cannot be compared. */
export const SKETCH_VERSION = 1;

const HEADER_BYTES = 9;
const NO_BANDS = new BigInt64Array(0);

const hashWords = new Uint32Array(2);
const hashValue = new BigInt64Array(hashWords.buffer);

/** Two independent 32-bit hashes of the code units, side by side. */
function hash64(text: string): bigint {
  let low = 0xdeadbeef ^ text.length;
  let high = 0x41c6ce57 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  hashWords[0] = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  hashWords[1] = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return hashValue[0] ?? 0n;
}

/** Folds a text as it was received and sketches it. Takes any string, never throws, works in time linear in the length. */
export function sketchText(raw: string): TextSketch {
  const folded = foldText(raw);
  const shingles = shinglesOf(readUnits(folded));
  const signature = signatureOf(shingles);
  return {
    foldedHash: hash64(folded),
    shingles,
    signature,
    bands: shingles.length === 0 ? NO_BANDS : bandsOf(signature),
  };
}

/** For a bytea column: version, hash, shingles of four bytes each, little-endian. The signature follows from the shingles and is left out. */
export function encodeSketch({ foldedHash, shingles }: StoredSketch): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 4 * shingles.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, SKETCH_VERSION);
  view.setBigInt64(1, foldedHash, true);
  for (let i = 0; i < shingles.length; i++) view.setUint32(HEADER_BYTES + 4 * i, shingles[i] as number, true);
  return bytes;
}

/** What encodeSketch wrote. Null for bytes of another version or damaged ones: sketch the text again. */
export function decodeSketch(bytes: Uint8Array): StoredSketch | null {
  const isWhole = bytes.length >= HEADER_BYTES && (bytes.length - HEADER_BYTES) % 4 === 0;
  if (!isWhole || bytes[0] !== SKETCH_VERSION) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shingles = new Uint32Array((bytes.length - HEADER_BYTES) / 4);
  for (let i = 0; i < shingles.length; i++) {
    const shingle = view.getUint32(HEADER_BYTES + 4 * i, true);
    if (i > 0 && shingle <= (shingles[i - 1] as number)) return null;
    shingles[i] = shingle;
  }
  return { foldedHash: view.getBigInt64(1, true), shingles };
}
