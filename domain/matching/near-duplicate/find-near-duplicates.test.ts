import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findNearDuplicates, groupNearDuplicates } from "./find-near-duplicates.ts";
import { jaccard } from "./shingles.ts";
import { sketchText } from "./sketch-text.ts";

type Shingled = { readonly shingles: Uint32Array };

/** Sets that overlap a lot, with members from both ends of the range, some empty, some equal. */
const anySets = fc
  .array(
    fc.uniqueArray(
      fc.integer({ min: 0, max: 24 }).map((n) => (n * 0x0a3d70a3) >>> 0),
      { maxLength: 16 },
    ),
    { maxLength: 24 },
  )
  .map((sets): Shingled[] => sets.map((set) => ({ shingles: Uint32Array.from(set).sort() })));
const anyThreshold = fc.oneof(
  fc.constantFrom(0.1, 0.3, 1 / 3, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1),
  fc.double({ min: 0.01, max: 1, noNaN: true }),
);

function everyPair(sketches: readonly Shingled[], threshold: number): string[] {
  const found: string[] = [];
  for (const [i, a] of sketches.entries()) {
    for (const [j, b] of sketches.entries()) {
      const similarity = jaccard(a.shingles, b.shingles);
      if (i < j && similarity >= threshold) found.push(`${i} ${j} ${similarity}`);
    }
  }
  return found.sort();
}

function pairsOf(sketches: readonly Shingled[], threshold: number): string[] {
  const { left, right, jaccard: similarity } = findNearDuplicates(sketches, threshold);
  return Array.from(left, (from, i) => `${from} ${right[i]} ${similarity[i]}`).sort();
}

/** The groups as lists of the things themselves, so that two orders can be compared. */
function partitionOf(sketches: readonly Shingled[], threshold: number, names: readonly number[]): string[] {
  const members = new Map<number, number[]>();
  for (const [place, group] of groupNearDuplicates(sketches, threshold).entries())
    members.set(group, [...(members.get(group) ?? []), names[place] ?? -1]);
  return [...members.values()].map((group) => group.sort((a, b) => a - b).join(" ")).sort();
}

describe("findNearDuplicates", () => {
  it("finds exactly the pairs that comparing all with all finds", () => {
    fc.assert(
      fc.property(anySets, anyThreshold, (sets, threshold) => {
        expect(pairsOf(sets, threshold)).toEqual(everyPair(sets, threshold));
      }),
      { numRuns: 1500 },
    );
  });

  it("finds exactly those pairs in messages too", () => {
    const word = fc.constantFrom(
      ..."贷款 放款 利息 低 请 联系 经理 500元 今天 http://a.cn 加 微信 无抵押 hello".split(" "),
    );
    const message = fc.array(word, { maxLength: 14 }).map((words) => words.join(""));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), anyThreshold, (messages, threshold) => {
        const sketches = messages.map(sketchText);
        expect(pairsOf(sketches, threshold)).toEqual(everyPair(sketches, threshold));
      }),
      { numRuns: 200 },
    );
  });

  it("refuses a threshold that is no Jaccard", () => {
    for (const threshold of [0, -1, 1.01, Number.NaN]) {
      expect(() => findNearDuplicates([], threshold)).toThrow(RangeError);
      expect(() => groupNearDuplicates([], threshold)).toThrow(RangeError);
    }
  });

  it("finds nothing in nothing", () => {
    expect(pairsOf([], 0.7)).toEqual([]);
    expect(pairsOf([sketchText(""), sketchText("")], 0.1)).toEqual([]);
  });
});

describe("jaccard", () => {
  it("is symmetric, between 0 and 1, and 1 only for equal sets", () => {
    fc.assert(
      fc.property(anySets, (sets) => {
        for (const a of sets) {
          for (const b of sets) {
            const similarity = jaccard(a.shingles, b.shingles);
            expect(jaccard(b.shingles, a.shingles)).toBe(similarity);
            expect(similarity >= 0 && similarity <= 1).toBe(true);
            if (similarity === 1) expect(a.shingles).toEqual(b.shingles);
          }
        }
      }),
    );
  });
});

describe("groupNearDuplicates", () => {
  it("joins what a chain of pairs joins, and names a group by its first member", () => {
    fc.assert(
      fc.property(anySets, anyThreshold, (sets, threshold) => {
        const groups = Uint32Array.from(sets.keys());
        for (let isChanged = true; isChanged; ) {
          isChanged = false;
          const { left, right } = findNearDuplicates(sets, threshold);
          for (const [i, a] of left.entries()) {
            const b = right[i] ?? a;
            const first = Math.min(groups[a] ?? a, groups[b] ?? b);
            isChanged ||= groups[a] !== first || groups[b] !== first;
            groups[a] = first;
            groups[b] = first;
          }
        }
        expect(groupNearDuplicates(sets, threshold)).toEqual(groups);
      }),
      { numRuns: 500 },
    );
  });

  it("makes the same groups in whatever order the texts come", () => {
    const shuffled = anySets.chain((sets) =>
      fc.tuple(
        fc.constant(sets),
        fc.shuffledSubarray([...sets.keys()], { minLength: sets.length, maxLength: sets.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, anyThreshold, ([sets, order], threshold) => {
        const moved = order.map((place) => sets[place] ?? { shingles: new Uint32Array(0) });
        const straight = partitionOf(sets, threshold, [...sets.keys()]);
        expect(partitionOf(moved, threshold, order)).toEqual(straight);
      }),
    );
  });

  it("groups ten thousand copies of one text without listing their pairs", () => {
    const copies = Array.from({ length: 10_000 }, (_, i) =>
      sketchText(`恭喜您获得${i}元，请速领取，退订回T`),
    );
    expect(new Set(groupNearDuplicates(copies, 0.7)).size).toBe(1);
  });
});
