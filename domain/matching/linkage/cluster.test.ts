import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutMerges, mergeTree, unjoinedEdges } from "./agglomerate.ts";
import { clusterComponents } from "./components.ts";
import type { CannotLink, Edges } from "./edges.ts";

type Edge = readonly [number, number, number];

const edgesOf = (size: number, list: readonly Edge[]): Edges => ({
  size,
  left: Int32Array.from(list, ([a]) => a),
  right: Int32Array.from(list, ([, b]) => b),
  bits: Float32Array.from(list, ([, , bits]) => bits),
});

const clique = (members: readonly number[], bits: number): Edge[] =>
  members.flatMap((a, at) => members.slice(at + 1).map((b): Edge => [a, b, bits]));

const guards = { maxSize: 2000, bridgeGroup: 5 };

function average(
  edges: Edges,
  threshold = 0,
  cannotLinks: readonly CannotLink[] = [],
  maxSize = 2000,
): Int32Array {
  return cutMerges(mergeTree({ edges, lowest: threshold, cannotLinks, maxSize }), edges.size, threshold);
}

const graph = fc.integer({ min: 2, max: 14 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    list: fc.uniqueArray(
      fc
        .tuple(fc.nat(size - 1), fc.nat(size - 1), fc.integer({ min: -8, max: 12 }))
        .filter(([a, b]) => a < b),
      { maxLength: 40, selector: ([a, b]) => a * 100 + b },
    ),
    cannot: fc.array(
      fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).filter(([a, b]) => a !== b),
      { maxLength: 4 },
    ),
  }),
);

describe("components", () => {
  it("two records that must not meet never do, and the weakest edge of the path is the one cut", () => {
    const edges = edgesOf(4, [
      [0, 1, 9],
      [1, 2, 2],
      [2, 3, 7],
    ]);
    const { clusterOf, review } = clusterComponents({ edges, threshold: 0, cannotLinks: [[0, 3]], guards });
    expect([...clusterOf]).toEqual([0, 0, 2, 2]);
    expect(review).toEqual([{ left: 1, right: 2, bits: 2, reason: "cannot-link" }]);
  });

  it("an edge that alone joins two groups of five goes to review, one that joins four does not", () => {
    const [one, two] = [
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
    ];
    const bridged = edgesOf(10, [...clique(one, 8), ...clique(two, 8), [4, 5, 12]]);
    const cut = clusterComponents({ edges: bridged, threshold: 0, cannotLinks: [], guards });
    expect(new Set(cut.clusterOf).size).toBe(2);
    expect(cut.review).toEqual([{ left: 4, right: 5, bits: 12, reason: "bridge" }]);
    const small = edgesOf(9, [...clique(one, 8), ...clique([5, 6, 7, 8], 8), [4, 5, 12]]);
    expect(
      new Set(clusterComponents({ edges: small, threshold: 0, cannotLinks: [], guards }).clusterOf).size,
    ).toBe(1);
  });

  it("no component grows over the largest size", () => {
    const chain = edgesOf(
      7,
      Array.from({ length: 6 }, (_, i): Edge => [i, i + 1, 6 - i]),
    );
    const { clusterOf, review } = clusterComponents({
      edges: chain,
      threshold: 0,
      cannotLinks: [],
      guards: { maxSize: 3, bridgeGroup: 5 },
    });
    expect([...clusterOf]).toEqual([0, 0, 0, 3, 3, 3, 6]);
    expect(review.every(({ reason }) => reason === "too-large")).toBe(true);
  });
});

describe("average linkage", () => {
  it("refuses a strong edge between groups whose other pairs were never put forward", () => {
    const edges = edgesOf(6, [...clique([0, 1, 2], 9), ...clique([3, 4, 5], 9), [2, 3, 9]]);
    const clusterOf = average(edges);
    expect([...clusterOf]).toEqual([0, 0, 0, 3, 3, 3]);
    expect(unjoinedEdges({ edges, clusterOf, threshold: 0, cannotLinks: [] })).toEqual([
      { left: 2, right: 3, bits: 9, reason: "weak-bond" },
    ]);
  });

  it("joins a chain that most pairs support", () => {
    expect([
      ...average(
        edgesOf(3, [
          [0, 1, 9],
          [1, 2, 9],
          [0, 2, -3],
        ]),
      ),
    ]).toEqual([0, 0, 0]);
  });

  it("one run serves every threshold from its own up", () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: -2, max: 6 }), ({ size, list, cannot }, threshold) => {
        const edges = edgesOf(size, list);
        const shared = mergeTree({ edges, lowest: -2, cannotLinks: cannot, maxSize: 2000 });
        expect(cutMerges(shared, size, threshold)).toEqual(average(edges, threshold, cannot));
      }),
    );
  });
});

describe("both clusterers", () => {
  const both = (edges: Edges, cannotLinks: readonly CannotLink[]) => [
    clusterComponents({ edges, threshold: 0, cannotLinks, guards }).clusterOf,
    average(edges, 0, cannotLinks),
  ];

  it("never put a cannot-link into one cluster", () => {
    fc.assert(
      fc.property(graph, ({ size, list, cannot }) => {
        for (const clusterOf of both(edgesOf(size, list), cannot))
          for (const [a, b] of cannot) expect(clusterOf[a]).not.toBe(clusterOf[b]);
      }),
    );
  });

  it("give the same partition whatever the order and direction of the edges", () => {
    fc.assert(
      fc.property(
        graph,
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        ({ size, list, cannot }, keys) => {
          const shuffled = list
            .map(([a, b, bits], at): { edge: Edge; key: number } => {
              const key = keys[at] ?? 0;
              return { edge: key % 2 === 0 ? [a, b, bits] : [b, a, bits], key };
            })
            .sort((x, y) => x.key - y.key)
            .map(({ edge }) => edge);
          expect(both(edgesOf(size, shuffled), cannot.toReversed())).toEqual(
            both(edgesOf(size, list), cannot),
          );
        },
      ),
    );
  });
});
