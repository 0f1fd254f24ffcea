import { mix, type TextUnits } from "./read-units.ts";

/** A shingle spans this weight: three Han characters or tokens, or six letters. */
const SPAN = 6;

let buffer = new Uint32Array(1024);

/**
 * The set of shingles of a text: a 32-bit hash for each run of units that reaches the span, sorted ascending, each once. A text shorter
 * than that is one shingle; a text without any unit has none.
 */
export function shinglesOf({ count, values, weights }: TextUnits): Uint32Array {
  if (buffer.length < count) buffer = new Uint32Array(count * 2);
  let length = 0;
  for (let start = 0; start < count; start++) {
    let hash = 0x9e3779b9;
    let weight = 0;
    let at = start;
    for (; at < count && weight < SPAN; at++) {
      hash = Math.imul(hash ^ (values[at] as number), 0x5bd1e995);
      hash ^= hash >>> 15;
      weight += weights[at] as number;
    }
    if (weight < SPAN && start > 0) break;
    buffer[length++] = mix(hash);
  }
  const sorted = buffer.subarray(0, length).sort();
  let unique = 0;
  for (let i = 0; i < length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[unique++] = sorted[i] as number;
  }
  return sorted.slice(0, unique);
}

/** |A ∩ B| of two sorted sets. */
function overlap(a: Uint32Array, b: Uint32Array): number {
  let i = 0;
  let j = 0;
  let shared = 0;
  while (i < a.length && j < b.length) {
    const left = a[i] as number;
    const right = b[j] as number;
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared;
}

/** |A ∩ B| / |A ∪ B| of two sets of shingles, 0 to 1. Two empty sets have nothing in common: 0. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  const shared = overlap(a, b);
  return shared === 0 ? 0 : shared / (a.length + b.length - shared);
}
