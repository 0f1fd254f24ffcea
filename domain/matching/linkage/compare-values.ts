import { editDistance } from "#domain/institutions/edit-distance.ts";
import { dayNumber, isDateSlip } from "./dates.ts";
import { jaroWinkler } from "./jaro-winkler.ts";
import type { Comparison, Level } from "./model.ts";
import type { PreparedField } from "./prepare-records.ts";
import { mayBeWithin, mostJaroWinkler, signatureOf } from "./signature.ts";
import { type WordOverlap, wordIndex } from "./word-index.ts";

/** Whether a level holds for two distinct values of a field, both present. */
type ValueTest = (a: number, b: number) => boolean;

type Measure = (a: number, b: number) => number;

/** Keeps the last answer: the levels of one comparison ask for the same measure one after the other. */
function remembered(measure: Measure): Measure {
  let [lastA, lastB, last] = [-1, -1, 0];
  return (a, b) => {
    if (a !== lastA || b !== lastB) [lastA, lastB, last] = [a, b, measure(a, b)];
    return last;
  };
}

function gramsOf(text: string, size: number): Set<string> {
  const padded = ` ${text} `;
  const grams = new Set<string>();
  for (let at = 0; at + size <= padded.length; at++) grams.add(padded.slice(at, at + size));
  return grams;
}

/** Jaccard similarity of the sets of `size` characters in a row, with a space before and behind. */
function gramJaccard(values: readonly string[], size: number): Measure {
  const known: (Set<string> | undefined)[] = [];
  const grams = (value: number): Set<string> => {
    const found = known[value] ?? gramsOf(values[value] ?? "", size);
    known[value] = found;
    return found;
  };
  return (a, b) => {
    const [left, right] = [grams(a), grams(b)];
    let shared = 0;
    for (const gram of left) if (right.has(gram)) shared += 1;
    return shared / Math.max(1, left.size + right.size - shared);
  };
}

type Measures = {
  readonly text: (value: number) => string;
  readonly jaroWinkler: Measure;
  readonly edits: Measure;
  readonly day: (value: number) => number;
  readonly grams: (size: number) => Measure;
  readonly overlap: (a: number, b: number) => WordOverlap;
};

function measuresOf(comparison: Comparison, values: readonly string[], field: PreparedField): Measures {
  const text = (value: number): string => values[value] ?? "";
  const limit = Math.max(0, ...comparison.levels.map((level) => (level.is === "edits" ? level.max : 0)));
  const least = Math.min(
    2,
    ...comparison.levels.map((level) => (level.is === "jaro-winkler" ? level.min : 2)),
  );
  const signatures = new Int32Array(values.length);
  const signature = (value: number): number => {
    // Every text but "" has a bit, so 0 is "not worked out yet".
    if (signatures[value] === 0) signatures[value] = signatureOf(text(value));
    return signatures[value] as number;
  };
  const days: (number | undefined)[] = [];
  const bySize = new Map<number, Measure>();
  let compareWords: ((a: number, b: number) => WordOverlap) | undefined;
  let [lastA, lastB] = [-1, -1];
  let last: WordOverlap = { shared: 0, left: 0, right: 0 };
  return {
    text,
    // A pair that cannot reach the lowest level, or the widest distance, is not measured.
    jaroWinkler: remembered((a, b) =>
      mostJaroWinkler(text(a), text(b), signature(a), signature(b)) < least
        ? 0
        : jaroWinkler(text(a), text(b)),
    ),
    edits: remembered((a, b) =>
      mayBeWithin(signature(a), signature(b), limit) ? editDistance(text(a), text(b), limit) : limit + 1,
    ),
    day: (value) => {
      const known = days[value] ?? dayNumber(text(value));
      days[value] = known;
      return known;
    },
    grams: (size) => {
      const measure = bySize.get(size) ?? remembered(gramJaccard(values, size));
      bySize.set(size, measure);
      return measure;
    },
    overlap: (a, b) => {
      compareWords ??= wordIndex(values, field);
      if (a !== lastA || b !== lastB) [lastA, lastB, last] = [a, b, compareWords(a, b)];
      return last;
    },
  };
}

const PARTS = { year: [0, 4], "year-month": [0, 6], "month-day": [4, 8] } as const;

function testOf(level: Level, measures: Measures): ValueTest {
  const { text } = measures;
  switch (level.is) {
    case "exact":
      return (a, b) => a === b;
    case "jaro-winkler":
      return (a, b) => measures.jaroWinkler(a, b) >= level.min;
    case "edits":
      return (a, b) => measures.edits(a, b) <= level.max;
    case "prefix":
      return (a, b) =>
        text(a).length >= level.length && text(a).slice(0, level.length) === text(b).slice(0, level.length);
    case "date-slip":
      return (a, b) => isDateSlip(text(a), text(b));
    case "date-near":
      return (a, b) => Math.abs(measures.day(a) - measures.day(b)) <= level.days;
    case "date-part": {
      const [from, to] = PARTS[level.part];
      return (a, b) => text(a).length >= to && text(a).slice(from, to) === text(b).slice(from, to);
    }
    case "number-near":
      return (a, b) => Math.abs(Number(text(a)) - Number(text(b))) <= level.within;
    case "number-ratio":
      return (a, b) => {
        const [x, y] = [Math.abs(Number(text(a))), Math.abs(Number(text(b)))];
        return x === y || Math.min(x, y) / Math.max(x, y) >= level.min;
      };
    case "word-jaccard":
      return (a, b) => {
        const { shared, left, right } = measures.overlap(a, b);
        return shared >= level.min * (left + right - shared);
      };
    case "word-overlap":
      return (a, b) => {
        const { shared, left, right } = measures.overlap(a, b);
        return shared > 0 && shared >= level.min * Math.min(left, right);
      };
    case "shared-words":
      return (a, b) => measures.overlap(a, b).shared >= level.min;
    case "gram-jaccard": {
      const grams = measures.grams(level.size);
      return (a, b) => grams(a, b) >= level.min;
    }
    case "swapped":
      // Looks at two fields of each record, not at two values: compare-pairs.ts asks it.
      return () => false;
  }
}

/** The first level that holds for two values, as 1 for the first; one more than there are levels when none does. Symmetric. */
export function valueLevels(
  comparison: Comparison,
  values: readonly string[],
  field: PreparedField,
): Measure {
  const measures = measuresOf(comparison, values, field);
  const tests = comparison.levels.map((level) => testOf(level, measures));
  return (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    for (let place = 0; place < tests.length; place++) if (tests[place]?.(low, high)) return place + 1;
    return tests.length + 1;
  };
}
