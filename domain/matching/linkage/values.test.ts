import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance } from "#domain/institutions/edit-distance.ts";
import { valueLevels } from "./compare-values.ts";
import { dayNumber, isDateSlip } from "./dates.ts";
import { dateDigits, foldValue, soundex } from "./fold-value.ts";
import { jaroWinkler } from "./jaro-winkler.ts";
import { readModel } from "./model.ts";
import { prepareRecords } from "./prepare-records.ts";
import { mayBeWithin, mostJaroWinkler, signatureOf } from "./signature.ts";

const short = fc.string({ unit: fc.constantFrom(..."abcde 12中"), maxLength: 40 });

describe("folds", () => {
  it("apply from left to right, and a fold of nothing is nothing", () => {
    expect(foldValue("  Zoë  O’Neil ", ["lower-case", "strip-marks", "alphanumeric"])).toBe("zoeoneil");
    expect(foldValue("BOB smith", ["lower-case", { words: { bob: "robert" } }])).toBe("robert smith");
    expect(foldValue("N/A", ["lower-case", { empty: ["n/a"] }])).toBe("");
    expect(foldValue("ab", [{ prefix: 3 }])).toBe("");
    expect(foldValue("a.b@c.org", ["domain"])).toBe("c.org");
    expect(foldValue("(02) 6213-4411", ["digits-only", { suffix: 4 }])).toBe("4411");
  });

  it("read the usual ways to write a date into the same eight digits", () => {
    for (const text of [
      "1971-06-24",
      "19710624",
      "24/06/1971",
      "24.6.1971",
      "1971年6月24日",
      "1971-06-24T10:00:00Z",
    ])
      expect(dateDigits(text)).toBe("19710624");
    expect(dateDigits("06/24/1971", "month-first")).toBe("19710624");
    expect(dateDigits("last week")).toBe("");
  });

  it("soundex gives the codes of the U.S. National Archives", () => {
    const codes = {
      Robert: "R163",
      Rupert: "R163",
      Ashcraft: "A261",
      Tymczak: "T522",
      Pfister: "P236",
      Honeyman: "H555",
    };
    for (const [name, code] of Object.entries(codes)) expect(soundex(name).toUpperCase()).toBe(code);
  });
});

describe("Jaro-Winkler", () => {
  it("gives Winkler's published figures", () => {
    expect(jaroWinkler("martha", "marhta")).toBeCloseTo(0.9611, 4);
    expect(jaroWinkler("dwayne", "duane")).toBeCloseTo(0.84, 4);
    expect(jaroWinkler("dixon", "dicksonx")).toBeCloseTo(0.8133, 4);
  });

  it("is symmetric and never above the bound that spares measuring it", () => {
    fc.assert(
      fc.property(short, short, (a, b) => {
        const value = jaroWinkler(a, b);
        expect(jaroWinkler(b, a)).toBe(value);
        if (a !== "" && b !== "" && a !== b)
          expect(value).toBeLessThanOrEqual(mostJaroWinkler(a, b, signatureOf(a), signatureOf(b)) + 1e-12);
      }),
    );
  });

  it("texts that signatures say are too far apart are", () => {
    fc.assert(
      fc.property(short, short, (a, b) => {
        if (!mayBeWithin(signatureOf(a), signatureOf(b), 2)) expect(editDistance(a, b, 8)).toBeGreaterThan(2);
      }),
    );
  });
});

describe("dates", () => {
  it("a slip is one digit, two neighbours, or day and month swapped", () => {
    expect(isDateSlip("19710624", "19710625")).toBe(true);
    expect(isDateSlip("19710624", "17910624")).toBe(true);
    expect(isDateSlip("19710611", "19711106")).toBe(true);
    expect(isDateSlip("19710624", "19720625")).toBe(false);
  });

  it("no calendar day is near no other", () => {
    expect(dayNumber("20000301") - dayNumber("20000228")).toBe(2);
    expect(dayNumber("19991332")).toBeNaN();
  });
});

describe("levels", () => {
  const level = (levels: object[], a: string, b: string, folds: string[] = ["lower-case"]) => {
    const model = readModel({
      fields: [{ name: "x", column: "x", folds }],
      comparisons: [{ field: "x", levels }],
      blocking: [{ on: [{ field: "x" }] }],
    });
    const records = prepareRecords(model, { size: 4, columns: { x: [a, b, "filler one", "filler two"] } });
    const [field] = records.fields;
    const [comparison] = model.comparisons;
    if (field === undefined || comparison === undefined) throw new Error("no field");
    const [one, other] = [field.ids[0] as number, field.ids[1] as number];
    const measure = valueLevels(comparison, records.values, field);
    expect(measure(one, other)).toBe(measure(other, one));
    return measure(one, other);
  };

  it("take the first that holds and fall to differs", () => {
    const levels = [{ is: "exact" }, { is: "edits", max: 1 }, { is: "jaro-winkler", min: 0.8 }];
    expect(level(levels, "Dean", "dean")).toBe(1);
    expect(level(levels, "dean", "daen")).toBe(2);
    expect(level(levels, "robertson", "robinson")).toBe(3);
    expect(level(levels, "dean", "murphy")).toBe(4);
  });

  it("each kind holds where it should", () => {
    expect(level([{ is: "prefix", length: 4 }], "1069123", "1069999")).toBe(1);
    expect(level([{ is: "date-slip" }], "1971-06-24", "1971-06-25", ["date"])).toBe(1);
    expect(level([{ is: "date-near", days: 5 }], "1971-06-24", "1971-06-30", ["date"])).toBe(2);
    expect(level([{ is: "date-part", part: "month-day" }], "1971-06-24", "1981-06-24", ["date"])).toBe(1);
    expect(level([{ is: "number-near", within: 5 }], "100", "104")).toBe(1);
    expect(level([{ is: "number-ratio", min: 0.9 }], "100", "80")).toBe(2);
    expect(level([{ is: "word-jaccard", min: 0.9 }], "mary ann lee", "Lee, Mary Ann")).toBe(1);
    expect(level([{ is: "word-overlap", min: 0.9 }], "thomas hill", "thomas baron of hill")).toBe(1);
    expect(level([{ is: "word-overlap", min: 0.9 }], "thomas hill", "edward baron of dale")).toBe(2);
    expect(level([{ is: "shared-words", min: 1 }], "rare name", "rare other")).toBe(1);
    expect(level([{ is: "shared-words", min: 1 }], "clifford", "cliford smith")).toBe(1);
    expect(level([{ is: "gram-jaccard", min: 0.5, size: 2 }], "robertson", "roberts0n")).toBe(1);
  });
});
