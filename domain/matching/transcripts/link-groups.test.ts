import { describe, expect, it } from "vitest";
import { linkGroups } from "./link-groups.ts";

function matrix(count: number, similarity: (a: number, b: number) => number): Float32Array {
  return Float32Array.from({ length: count * count }, (_, cell) =>
    similarity(Math.floor(cell / count), cell % count),
  );
}

const thresholds = { groupThreshold: 0.7, loneThreshold: 0.4 };

describe("linkGroups", () => {
  it("does not run a chain of groups together when only neighbours are alike", () => {
    const similarities = matrix(4, (a, b) => (Math.abs(a - b) <= 1 ? 0.8 : 0.3));
    const groups = linkGroups({ similarities, sizes: Int32Array.of(2, 2, 2, 2), ...thresholds });
    expect([...groups]).toEqual([0, 0, 2, 2]);
  });

  it("joins a single record sooner than two groups", () => {
    const input = (sizes: Int32Array) => ({ similarities: matrix(2, () => 0.5), sizes, ...thresholds });
    expect([...linkGroups(input(Int32Array.of(1, 5)))]).toEqual([0, 0]);
    expect([...linkGroups(input(Int32Array.of(2, 5)))]).toEqual([0, 1]);
  });

  it("weighs a mean by records, so copies of a text count as often as they were heard", () => {
    const alike = (a: number, b: number): number => (a + b === 1 ? 0.9 : a + b === 2 ? 0.8 : 0.2);
    const groups = (copies: number) => [
      ...linkGroups({ similarities: matrix(3, alike), sizes: Int32Array.of(copies, 2, 2), ...thresholds }),
    ];
    expect(groups(2)).toEqual([0, 0, 2]);
    expect(groups(20)).toEqual([0, 0, 0]);
  });

  it("takes the most alike first", () => {
    const alike = (a: number, b: number): number => (a + b === 3 ? 0.95 : 0.72);
    const groups = linkGroups({
      similarities: matrix(3, alike),
      sizes: Int32Array.of(2, 2, 2),
      groupThreshold: 0.73,
      loneThreshold: 0.4,
    });
    expect([...groups]).toEqual([0, 1, 1]);
  });

  it("groups nothing out of nothing", () => {
    const none = linkGroups({ similarities: new Float32Array(), sizes: new Int32Array(), ...thresholds });
    expect([...none]).toEqual([]);
  });
});
