import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "./bytes.ts";
import { EMPTY_EDGE, edgeRoot, grow } from "./edge.ts";
import { completeNodes } from "./merkle.ts";
import { naiveTree } from "./testing/naive-tree.ts";
import {
  bundleEntries,
  edgeTiles,
  narrowTile,
  newTiles,
  parseTilePath,
  perfectRoot,
  splitBundle,
  splitHashes,
  type Tile,
  tileOfNode,
  tilePath,
  tileWidth,
} from "./tiles.ts";

const testSha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"));
const naiveRoot = naiveTree(testSha256);

const tiles = fc.record({
  level: fc.oneof(fc.constant("entries" as const), fc.integer({ min: 0, max: 63 })),
  index: fc.maxSafeInteger().map((n) => Math.abs(n)),
  width: fc.integer({ min: 1, max: 256 }),
});

describe("tile paths", () => {
  test("say the same as the specification's example", () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe("tile/0/x001/x234/067");
    expect(tilePath({ level: "entries", index: 0, width: 7 })).toBe("tile/entries/000.p/7");
  });

  test("are read back as what they were written from", () => {
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  test.each([
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/0",
    "tile/0/1000",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/x001",
    "tile/0/000.p/",
    "tile/entry/000",
    "tile/0/000/",
    "/tile/0/000",
    "tile/0/../000",
    "checkpoint",
  ])("%s is no tile's", (path) => {
    expect(parseTilePath(path)).toBeNull();
  });
});

describe("tiles", () => {
  test("a tree of 70,000 has those the specification counts", () => {
    const all = newTiles(0, 70_000);
    const count = (level: Tile["level"]) =>
      all.filter((tile) => tile.level === level && tile.width === 256).length;
    expect([count("entries"), count(0), count(1), count(2)]).toEqual([273, 273, 1, 0]);
    expect(edgeTiles(70_000)).toEqual([
      { level: "entries", index: 273, width: 112 },
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(edgeTiles(256)).toEqual([{ level: 1, index: 0, width: 1 }]);
  });

  test("bundles give back their entries, and what is cut off is noticed", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (entries) => {
        const bundle = bundleEntries(entries);
        expect(splitBundle(bundle)).toEqual(entries);
        if ((entries.at(-1)?.length ?? 0) > 0) expect(splitBundle(bundle.subarray(0, -1))).toBeNull();
      }),
    );
  });

  test("however a log grows, its files are those of its size and give the root by definition", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 5 }), (batches) => {
        const all: string[] = [];
        const files = new Map<string, Uint8Array>();
        let edge = EMPTY_EDGE;
        for (const batch of batches) {
          const texts = Array.from({ length: batch }, (_, at) => `entry ${all.length + at}`);
          const from = all.length;
          all.push(...texts);
          const grown = grow(testSha256, edge, texts);
          expect(grown.files.map((file) => file.path).sort()).toEqual(
            newTiles(from, all.length).map(tilePath).sort(),
          );
          for (const file of grown.files) files.set(file.path, file.bytes);
          edge = grown.edge;
        }
        expect(edge.size).toBe(all.length);
        expect(edgeRoot(testSha256, edge)).toEqual(naiveRoot(all));
        const width = tileWidth("entries", 0, all.length);
        if (width > 0)
          expect(
            splitBundle(files.get(tilePath({ level: "entries", index: 0, width })) ?? new Uint8Array()),
          ).toEqual(all.slice(0, width).map(utf8));
        for (const node of completeNodes({ start: 0, end: all.length })) {
          const { level, index, offset, count } = tileOfNode(node);
          const tile = files.get(tilePath({ level, index, width: tileWidth(level, index, all.length) }));
          const hashes = splitHashes(tile ?? new Uint8Array()).slice(offset, offset + count);
          const start = node.index * 2 ** node.level;
          expect(perfectRoot(testSha256, hashes)).toEqual(
            naiveRoot(all.slice(start, start + 2 ** node.level)),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  test("a narrower form is the beginning of a wider one", () => {
    const texts = Array.from({ length: 20 }, (_, at) => `entry ${at}`);
    const files = (count: number) =>
      new Map(
        grow(testSha256, EMPTY_EDGE, texts.slice(0, count)).files.map((file) => [file.path, file.bytes]),
      );
    for (const level of [0, "entries"] as const) {
      const at = (width: number): Tile => ({ level, index: 0, width });
      const wide = files(20).get(tilePath(at(20))) ?? new Uint8Array();
      expect(narrowTile(at(7), wide)).toEqual(files(7).get(tilePath(at(7))));
      expect(narrowTile(at(21), wide)).toBeNull();
    }
  });
});
