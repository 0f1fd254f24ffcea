import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkOf, createNumberIndex, keyOf } from "./number-index.ts";
import { BYTES_PER_ROW, EMPTY_ROW, isEmptyRow, joinRows, type NumberRow, rowList } from "./number-rows.ts";

const seconds = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const entryPart = fc.record({
  entryBits: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  entryId: fc.uuid(),
  listedAt: seconds,
  expiresAt: seconds,
  agency: fc.integer({ min: 0, max: 65_535 }),
});
const reportPart = fc.record({
  fifthLastAt: seconds,
  sources: fc.integer({ min: 0, max: 255 }),
  sources30d: fc.integer({ min: 0, max: 255 }),
});
const anyRow: fc.Arbitrary<NumberRow> = fc
  .tuple(
    fc.option(entryPart, { nil: {} }),
    fc.option(reportPart, { nil: {} }),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  )
  .map(([entry, reports, official]) => ({ ...EMPTY_ROW, ...entry, ...reports, official }));
/** Few keys, so that rows meet; spread over the whole span and crowded at its ends as well. */
const anyKey = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 40 }).map((at) => Number.MAX_SAFE_INTEGER - at),
  fc.integer({ min: 0, max: 400 }).map((at) => at * 2 ** 44),
);
const anyPlace = fc.record({ key: anyKey, check: fc.integer({ min: 0, max: 2 }), row: anyRow });
const nameOf = (place: { key: number; check: number }) => `${place.key}/${place.check}`;

describe("number index", () => {
  it("answers like a plain map after any rows and any changes, whenever the overlay is folded in", () => {
    fc.assert(
      fc.property(
        fc.array(anyPlace, { maxLength: 300 }),
        fc.array(anyPlace, { maxLength: 120 }),
        fc.integer({ min: 0, max: 40 }),
        (first, changes, floor) => {
          const model = new Map<string, NumberRow>();
          const rows = rowList();
          for (const place of first) {
            rows.add(place.key, place.check, place.row);
            model.set(nameOf(place), joinRows(model.get(nameOf(place)) ?? EMPTY_ROW, place.row));
          }
          const index = createNumberIndex(rows.take(), floor);
          for (const place of changes) {
            index.set(place.key, place.check, place.row);
            model.set(nameOf(place), place.row);
          }
          for (const place of [...first, ...changes]) {
            const wanted = model.get(nameOf(place)) ?? EMPTY_ROW;
            const got = index.get(place.key, place.check);
            if (isEmptyRow(wanted)) expect(got === null || isEmptyRow(got)).toBe(true);
            else expect(got).toEqual(wanted);
          }
          index.rebuild();
          expect(index.overlaid).toBe(0);
          for (const [name, wanted] of model) {
            const [key, check] = name.split("/").map(Number);
            const got = index.get(key ?? 0, check ?? 0);
            if (!isEmptyRow(wanted)) expect(got).toEqual(wanted);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("finds every row of a large uniform set and nothing beside them", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 1, max: 5000 }),
        (seed, size) => {
          const rows = rowList();
          const places: [number, number][] = [];
          let state = keyOf(seed) + 1;
          for (let at = 0; at < size; at++) {
            state = (state * 48_271 + 11) % 2_147_483_647;
            const key = state * 4_194_304 + at;
            places.push([key, at]);
            rows.add(key, at, { ...EMPTY_ROW, official: at + 1 });
          }
          const index = createNumberIndex(rows.take());
          for (const [key, check] of places) {
            expect(index.get(key, check)?.official).toBe(check + 1);
            expect(index.get(key, check + 1)).toBeNull();
            expect(index.get(key + 1, check)).toBeNull();
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it("knows nothing when it is empty", () => {
    expect(createNumberIndex().get(1, 1)).toBeNull();
  });

  it("folds the overlay in once it passes its floor, and forgets what was emptied", () => {
    const index = createNumberIndex(rowList().take(), 3);
    for (let at = 1; at <= 4; at++) index.set(at, 0, { ...EMPTY_ROW, official: at });
    expect([index.sorted, index.overlaid]).toEqual([4, 0]);
    index.set(2, 0, EMPTY_ROW);
    expect(index.get(2, 0)).toBeNull();
    index.rebuild();
    expect(index.sorted).toBe(3);
  });

  it("reads 53 and 32 bits of a blind index, and other bits than the first do not overlap", () => {
    const bytes = Uint8Array.from({ length: 32 }, () => 0xff);
    expect(keyOf(bytes)).toBe(Number.MAX_SAFE_INTEGER);
    expect(checkOf(bytes)).toBe(0xffff_ffff);
    expect(keyOf(Uint8Array.of(0, 0, 0, 0, 0, 0, 0b1000))).toBe(1);
    expect(checkOf(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 9))).toBe(9);
  });

  it("takes at most 64 bytes a number", () => {
    expect(BYTES_PER_ROW).toBeLessThanOrEqual(64);
  });
});
