import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine, csvReader } from "./csv.ts";

const parse = (pieces: readonly string[]) => {
  const reader = csvReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
};

describe("CSV", () => {
  it("reads quotes, line ends of all kinds, a byte order mark, and leaves empty lines out", () => {
    expect(parse(['\ufeffa,"b ""x"", y"\r\n\r\nc,"d\ne"\nf,\rg'])).toEqual([
      ["a", 'b "x", y'],
      ["c", "d\ne"],
      ["f", ""],
      ["g"],
    ]);
  });

  it("reads what it writes, wherever the pieces are cut", () => {
    const cell = fc.string({ unit: fc.constantFrom(...'a",\r\n 号') });
    const record = fc.array(cell, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (records, step) => {
        const text = records.map(csvLine).join("");
        const pieces = Array.from({ length: Math.ceil(text.length / step) }, (_, at) =>
          text.slice(at * step, (at + 1) * step),
        );
        expect(parse(pieces)).toEqual(records);
      }),
    );
  });

  it("refuses a quote that never closes", () => {
    expect(() => parse(['a,"b\nc'])).toThrow("CSV");
  });
});
