/**
 * Seeded random numbers of our own: the same seed gives the same sequence on every machine, which Math.random does
 * not offer. `normal` and `exponential` also rest on Math.log and Math.cos, which V8 computes in software. Not for secrets.
 */
export type Random = {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Whole number, both ends included. */
  readonly int: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Picks a value by its weight; weights need not sum to 1. */
  readonly weighted: <T>(list: readonly (readonly [T, number])[]) => T;
  /** A shuffled copy. */
  readonly shuffle: <T>(list: readonly T[]) => T[];
  /** `count` different members, in random order; all of them when there are fewer. */
  readonly sample: <T>(list: readonly T[], count: number) => T[];
  /** Standard normal. */
  readonly normal: () => number;
  readonly exponential: (mean: number) => number;
  /** `count` decimal digits as text, at most 15 of them. */
  readonly digits: (count: number) => string;
  /** An independent generator that depends on the seed and the label only, not on what was drawn before. */
  readonly fork: (label: string) => Random;
};

/** 32-bit text hash (Jenkins one-at-a-time with a final avalanche), used only to spread seeds. */
function hash32(text: string, salt: number): number {
  let hash = salt | 0;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
    hash = (hash << 13) | (hash >>> 19);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The sfc32 generator (Chris Doty-Humphrey, PractRand): 128 bits of state, passes the usual batteries. */
export function createRandom(seed: number | string): Random {
  const key = String(seed);
  let a = hash32(key, 0x243f6a88);
  let b = hash32(key, 0x85a308d3);
  let c = hash32(key, 0x13198a2e);
  let counter = 1;

  const next32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();

  const next = (): number => next32() / 4_294_967_296;
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));

  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError("pick: empty list");
    return list[int(0, list.length - 1)] as T;
  };

  const weighted = <T>(list: readonly (readonly [T, number])[]): T => {
    const total = list.reduce((sum, [, weight]) => sum + weight, 0);
    let left = next() * total;
    for (const [value, weight] of list) {
      left -= weight;
      if (left < 0) return value;
    }
    const last = list.at(-1);
    if (!last) throw new RangeError("weighted: empty list");
    return last[0];
  };

  const shuffle = <T>(list: readonly T[]): T[] => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = int(0, i);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  };

  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    weighted,
    shuffle,
    sample: (list, count) => shuffle(list).slice(0, count),
    normal,
    exponential: (mean) => -mean * Math.log(1 - next()),
    digits: (count) => String(Math.floor(next() * 10 ** count)).padStart(count, "0"),
    fork: (label) => createRandom(`${key}/${label}`),
  };
}
