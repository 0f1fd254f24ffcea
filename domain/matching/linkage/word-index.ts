import { distinctWords } from "./fold-value.ts";
import { jaroWinkler } from "./jaro-winkler.ts";
import type { PreparedField } from "./prepare-records.ts";
import { bitCount, signatureOf } from "./signature.ts";

/** Words nearly alike share this part of the rarer one's bits. */
const NEAR_SHARE = 0.7;
const NEAR = 0.88;
/** Words of which more than this, in both together, is of kinds the other lacks cannot be near: jaro would be below (NEAR - .4) / .6. */
const MOST_UNLIKE = 2 - (3 * ((NEAR - 0.4) / 0.6) - 1);

export type WordOverlap = {
  /** Bits of the words both have, near ones in part. */
  readonly shared: number;
  readonly left: number;
  readonly right: number;
};

/**
 * Compares values as sets of words, each word weighing as many bits as it is rare among the records of the field (log2 of the inverse
 * share). Words that are no exact match may still pair when they are spelt nearly alike (Jaro-Winkler of .88 or more).
 */
export function wordIndex(
  values: readonly string[],
  field: PreparedField,
): (a: number, b: number) => WordOverlap {
  const names: string[] = [];
  const ids = new Map<string, number>();
  const wordsOf: Int32Array[] = [];
  const frequency: number[] = [];
  for (let value = 1; value < values.length; value++) {
    const count = field.counts[value] as number;
    if (count === 0) continue;
    const list = distinctWords(values[value] ?? "").map((word) => {
      const id = ids.get(word) ?? names.push(word) - 1;
      ids.set(word, id);
      frequency[id] = (frequency[id] ?? 0) + count;
      return id;
    });
    wordsOf[value] = Int32Array.from(list).sort();
  }
  const bits = Float64Array.from(frequency, (count) => Math.log2((field.filled + 1) / count));
  const total = new Float64Array(values.length);
  wordsOf.forEach((list, value) => {
    for (const word of list) total[value] = (total[value] as number) + (bits[word] as number);
  });
  const signatures = Int32Array.from(names, signatureOf);
  const lengths = Int32Array.from(names, (name) => name.length);
  const isNear = (x: number, y: number): boolean => {
    const [m, n] = [lengths[x] as number, lengths[y] as number];
    const [one, other] = [signatures[x] as number, signatures[y] as number];
    // The bound of signature.ts with the longest common beginning, worked out without touching the texts.
    if (bitCount(one & ~other) / m + bitCount(other & ~one) / n > MOST_UNLIKE) return false;
    return jaroWinkler(names[x] ?? "", names[y] ?? "") >= NEAR;
  };
  const none = new Int32Array(0);
  const restA = new Int32Array(256);
  const restB = new Int32Array(256);

  return (a, b) => {
    const [left, right] = [wordsOf[a] ?? none, wordsOf[b] ?? none];
    let i = 0;
    let j = 0;
    let countA = 0;
    let countB = 0;
    let shared = 0;
    while (i < left.length || j < right.length) {
      const x = i < left.length ? (left[i] as number) : Number.MAX_SAFE_INTEGER;
      const y = j < right.length ? (right[j] as number) : Number.MAX_SAFE_INTEGER;
      if (x === y) shared += bits[x] as number;
      else if (x < y) {
        if (countA < 256) restA[countA++] = x;
      } else if (countB < 256) restB[countB++] = y;
      if (x <= y) i += 1;
      if (y <= x) j += 1;
    }
    // Long texts are compared word by word only: their leftovers would cost the square of their number.
    if (countA * countB <= 36) {
      for (let p = 0; p < countA; p++) {
        const word = restA[p] as number;
        if ((lengths[word] as number) < 3) continue;
        for (let q = 0; q < countB; q++) {
          const id = restB[q] as number;
          if (id < 0 || (lengths[id] as number) < 3 || !isNear(word, id)) continue;
          shared += NEAR_SHARE * Math.min(bits[word] as number, bits[id] as number);
          restB[q] = -1;
          break;
        }
      }
    }
    return { shared, left: total[a] as number, right: total[b] as number };
  };
}
