import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64, toBase64, toHex } from "./bytes.ts";
import {
  consistencyRanges,
  emptyRoot,
  inclusionRanges,
  nodeHash,
  type Range,
  subtreeRanges,
  textLeafHash,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from "./merkle.ts";
import { naiveTree } from "./testing/naive-tree.ts";

const testSha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"));
const naiveRoot = naiveTree(testSha256);

const entries = (size: number) => Array.from({ length: size }, (_, at) => `entry ${at}`);
const sizes = fc.integer({ min: 1, max: 300 });
const rootsOf = (all: readonly string[], ranges: readonly Range[]) =>
  ranges.map(({ start, end }) => naiveRoot(all.slice(start, end)));
const bytes = (text: string) => fromBase64(text) ?? new Uint8Array();
/** Every way to damage a proof by one step. */
const damaged = (proof: readonly Uint8Array[]): Uint8Array[][] => [
  [...proof, testSha256(new Uint8Array(1))],
  [testSha256(new Uint8Array(1)), ...proof],
  ...proof.map((_, at) => proof.filter((_hash, other) => other !== at)),
  ...proof.map((hash, at) => proof.with(at, testSha256(hash))),
];

describe("Merkle proofs", () => {
  test("every leaf of every tree is proven by its path and by nothing else", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, pick) => {
        const all = entries(size);
        const index = pick % size;
        const given = {
          leafHash: textLeafHash(testSha256, all[index] ?? ""),
          index,
          size,
          proof: rootsOf(all, inclusionRanges(index, size)),
          root: naiveRoot(all),
        };
        expect(verifyInclusion(testSha256, given)).toBe(true);
        for (const proof of damaged(given.proof))
          expect(verifyInclusion(testSha256, { ...given, proof })).toBe(false);
        expect(verifyInclusion(testSha256, { ...given, index: index + 1 })).toBe(false);
        expect(verifyInclusion(testSha256, { ...given, root: given.leafHash })).toBe(size === 1);
      }),
      { numRuns: 60 },
    );
  });

  test("every tree is proven to continue every smaller one and none that was another", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, pick) => {
        const all = entries(size);
        const oldSize = 1 + (pick % size);
        const given = {
          oldSize,
          oldRoot: naiveRoot(all.slice(0, oldSize)),
          size,
          root: naiveRoot(all),
          proof: rootsOf(all, consistencyRanges(oldSize, size)),
        };
        expect(verifyConsistency(testSha256, given)).toBe(true);
        for (const proof of damaged(given.proof))
          expect(verifyConsistency(testSha256, { ...given, proof })).toBe(false);
        const forged = naiveRoot(["forged", ...all.slice(1, oldSize)]);
        expect(verifyConsistency(testSha256, { ...given, oldRoot: forged })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("every subtree is proven to be part of its tree, and every leaf part of its subtree", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, at, length) => {
        const all = entries(size);
        const width = 2 ** (at % 6);
        const start = width * (length % (Math.floor((size - 1) / width) + 1));
        const end = Math.min(size, start + 1 + (length % width));
        const subtreeRoot = naiveRoot(all.slice(start, end));
        const proof = rootsOf(all, subtreeRanges(start, end, size));
        const root = naiveRoot(all);
        expect(verifySubtreeConsistency(testSha256, { start, end, size, subtreeRoot, root, proof })).toBe(
          true,
        );
        const leafHash = textLeafHash(testSha256, all[start] ?? "");
        const path = inclusionRanges(0, end - start).map((range) => ({
          start: range.start + start,
          end: range.end + start,
        }));
        const inclusion = {
          start,
          end,
          index: start,
          leafHash,
          root: subtreeRoot,
          proof: rootsOf(all, path),
        };
        expect(verifySubtreeInclusion(testSha256, inclusion)).toBe(true);
        expect(verifySubtreeInclusion(testSha256, { ...inclusion, index: end })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("hashes of another length, sizes that are no sizes and subtrees that are none prove nothing", () => {
    const leaf = textLeafHash(testSha256, "a");
    const root = nodeHash(testSha256, leaf, leaf);
    const two = { index: 0, size: 2, leafHash: leaf, root };
    expect(verifyInclusion(testSha256, { ...two, proof: [leaf] })).toBe(true);
    const joined = new Uint8Array([...leaf, ...leaf]);
    expect(
      verifyInclusion(testSha256, { ...two, leafHash: new Uint8Array(), index: 1, proof: [joined] }),
    ).toBe(false);
    for (const index of [-1, 0.5, Number.NaN, 2 ** 64, 2])
      expect(verifyInclusion(testSha256, { ...two, index, proof: [leaf] })).toBe(false);
    const none = { size: 8, subtreeRoot: root, root, proof: [] };
    for (const [start, end] of [
      [3, 5],
      [1, 3],
      [2, 1],
    ] as const)
      expect(verifySubtreeConsistency(testSha256, { ...none, start, end })).toBe(false);
  });

  // Vectors of github.com/transparency-dev/merkle, testdata/inclusion and testdata/consistency (Apache-2.0).
  test("agrees with transparency-dev/merkle about its tree of eight", () => {
    const root = bytes("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=");
    const path = [
      "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
      "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
      "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
    ].map(bytes);
    const first = testSha256(Uint8Array.of(0));
    expect(toBase64(first)).toBe("bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=");
    expect(verifyInclusion(testSha256, { leafHash: first, index: 0, size: 8, proof: path, root })).toBe(true);
    expect(verifyConsistency(testSha256, { oldSize: 1, oldRoot: first, size: 8, root, proof: path })).toBe(
      true,
    );
    const wrong = bytes("V3JvbmdMZWFm");
    expect(verifyInclusion(testSha256, { leafHash: wrong, index: 0, size: 8, proof: path, root })).toBe(
      false,
    );
    expect(verifyConsistency(testSha256, { oldSize: 3, oldRoot: first, size: 8, root, proof: path })).toBe(
      false,
    );
  });

  test("nothing is proven from an empty tree, and an empty subtree is only the empty root", () => {
    const empty = emptyRoot(testSha256);
    expect(toHex(empty)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const root = naiveRoot(["a"]);
    expect(verifyConsistency(testSha256, { oldSize: 0, oldRoot: empty, size: 1, root, proof: [] })).toBe(
      false,
    );
    const at = { start: 1, end: 1, size: 2, root, proof: [] };
    expect(verifySubtreeConsistency(testSha256, { ...at, subtreeRoot: empty })).toBe(true);
    expect(verifySubtreeConsistency(testSha256, { ...at, subtreeRoot: root })).toBe(false);
  });
});
