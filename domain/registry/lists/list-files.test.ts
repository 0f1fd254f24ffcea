import { createHash, hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jcs } from "../../transparency/jcs.ts";
import { type ListEntity, markOf } from "./entity.ts";
import { markBits, numberRecords, readNumbersBin } from "./numbers-bin.ts";
import {
  prefixesOf,
  type RangeFile,
  rangeHasher,
  rangeQuery,
  rangeRows,
  readPrefix,
  readRangeFile,
} from "./range.ts";
import { decodeRice, encodeRice, readRiceFile, writeRiceFile } from "./rice.ts";
import { stateHash } from "./state-hash.ts";

const sha256 = (bytes: Uint8Array) => hash("sha256", bytes, "buffer");
const expand = (seed: Uint8Array, bytes: number) =>
  createHash("shake256", { outputLength: bytes }).update(seed).digest();
const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

const entity = (over: Partial<ListEntity> & { readonly id: string }): ListEntity => ({
  kind: "blacklist",
  status: "active",
  tier: "general",
  grounds: ["threats"],
  ...over,
});
const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(""));
const canonical = fc.oneof(
  digits(7, 15).map((n) => `+${n}`),
  digits(3, 9).map((n) => `cn:${n}`),
  fc.tuple(digits(2, 3), digits(5, 6)).map(([area, n]) => `cn-${area}:${n}`),
  digits(5, 6).map((n) => `cn-?:${n}`),
  digits(8, 20).map((n) => `sms:106${n}`),
  digits(5, 15).map((n) => `spoof:+${n}`),
);

describe("state hash", () => {
  const hashOf = (entities: readonly ListEntity[]) => {
    const state = stateHash(sha256, createHash("sha256"));
    for (const one of entities) state.add(one.id, Buffer.from(jcs(one)));
    return state.digest();
  };

  it("of no entities is the hash of nothing", () => {
    expect(hashOf([])).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("is what a reader computes from the lines", () => {
    const all = ["a", "b"].map((id) => entity({ id }));
    const expected = createHash("sha256");
    for (const one of all) expected.update(one.id).update(sha256(Buffer.from(jcs(one))));
    expect(hashOf(all)).toBe(expected.digest("hex"));
  });

  it("changes with any flipped byte of any entity, and with any entity left out", () => {
    const lines = ["a", "b", "c"].map((id) => Buffer.from(jcs(entity({ id }))));
    const of = (all: readonly Buffer[]) => {
      const state = stateHash(sha256, createHash("sha256"));
      for (const [at, line] of all.entries()) state.add(String(at), line);
      return state.digest();
    };
    const whole = of(lines);
    for (const [at, line] of lines.entries()) {
      for (let byte = 0; byte < line.length; byte++) {
        const flipped = Buffer.from(line);
        flipped[byte] = (flipped[byte] ?? 0) ^ 1;
        expect(of(lines.with(at, flipped))).not.toBe(whole);
      }
      expect(of(lines.toSpliced(at, 1))).not.toBe(whole);
    }
  });

  it("refuses entities out of order and twice", () => {
    expect(() => hashOf([entity({ id: "b" }), entity({ id: "a" })])).toThrow("ascending");
    expect(() => hashOf([entity({ id: "a" }), entity({ id: "a" })])).toThrow("ascending");
  });
});

describe("Rice-coded prefixes", () => {
  it("decode the example of Safe Browsing v5", () => {
    const data = Uint8Array.from("t\0\xd2\x97\x1b\xedIt\0", (letter) => letter.charCodeAt(0));
    const values = decodeRice({ count: 3, firstValue: 489_866_504, k: 30, data });
    expect([...values].map((value) => value.toString(16).padStart(8, "0"))).toEqual([
      "1d32c508",
      "291bc542",
      "f7a502e5",
    ]);
  });

  it("survive coding and decoding, whatever the values", () => {
    const values = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 300 });
    fc.assert(
      fc.property(values, (all) => {
        const ascending = Uint32Array.from(all).sort();
        const read = readRiceFile(writeRiceFile(encodeRice(ascending)));
        expect(decodeRice(read)).toEqual(ascending);
      }),
    );
  });

  it("code equal values once and refuse a descending list", () => {
    expect(decodeRice(encodeRice(Uint32Array.of(7, 7, 9)))).toEqual(Uint32Array.of(7, 9));
    expect(() => encodeRice(Uint32Array.of(9, 7))).toThrow("ascending");
  });

  it("take at most a tenth more than the entropy of uniform values", () => {
    const n = 20_000;
    const values = new Uint32Array(
      expand(Buffer.from("prefixes"), n * 4).buffer.slice(0) as ArrayBuffer,
      0,
      n,
    );
    const { data, count } = encodeRice(Uint32Array.from(values).sort());
    const entropy = Math.log2((Math.E * 2 ** 32) / n);
    expect((data.length * 8) / count).toBeLessThan(entropy * 1.1);
  });

  it("refuse a file that is cut off", () => {
    const file = writeRiceFile(encodeRice(Uint32Array.of(1, 1000, 2_000_000)));
    expect(() => decodeRice(readRiceFile(file.subarray(0, file.length - 1)))).toThrow("early");
    expect(() => readRiceFile(hex("00"))).toThrow();
  });
});

describe("numbers.bin", () => {
  it("finds every number it was given with its mark, and no other", () => {
    fc.assert(
      fc.property(fc.uniqueArray(canonical, { maxLength: 60 }), canonical, (keys, other) => {
        const records = numberRecords();
        const marks = keys.map((key, at) =>
          markOf(
            entity({ id: key, kind: at % 2 ? "warning" : "blacklist", tier: at % 3 ? "serious" : "minor" }),
          ),
        );
        keys.forEach((key, at) => {
          const mark = marks[at];
          if (mark) expect(records.add(key, mark)).toBe(true);
        });
        const file = readNumbersBin(records.finish(7));
        expect(file.version).toBe(7);
        keys.forEach((key, at) => {
          const mark = marks[at];
          if (mark) expect([key, file.find(key)]).toEqual([key, markBits(mark)]);
        });
        if (!keys.includes(other)) expect(file.find(other)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it("keeps each section in ascending order", () => {
    const records = numberRecords();
    for (const key of [
      "+8613900000000",
      "cn:95013",
      "+8613100000000",
      "sms:10690000123456789",
      "sms:10690000123456780",
    ])
      records.add(key, markOf(entity({ id: key })));
    const file = records.finish(1);
    const view = new DataView(file.buffer);
    const [exact, long] = [view.getUint32(8, true), view.getUint32(16, true)];
    expect([exact, long]).toEqual([3, 2]);
    const at = (place: number) => view.getBigUint64(32 + place * 8, true);
    expect(at(0) < at(1) && at(1) < at(2)).toBe(true);
    expect(view.getBigUint64(32 + 24 + 8, true) < view.getBigUint64(32 + 24 + 24, true)).toBe(true);
  });

  it("tells keys with the same digits apart by kind, length and leading zeros", () => {
    const records = numberRecords();
    records.add("cn:95013", markOf(entity({ id: "1" })));
    const file = readNumbersBin(records.finish(1));
    for (const other of ["+95013", "cn:095013", "cn:950130", "cn-95:013", "cn-?:95013", "sms:95013"])
      expect(file.find(other)).toBeNull();
  });

  it("answers by the longest prefix when the number itself is not listed", () => {
    const records = numberRecords();
    const warning = markOf(entity({ id: "w", kind: "warning" }));
    const serious = markOf(entity({ id: "s", tier: "serious" }));
    records.addPrefix("+86170", warning);
    records.addPrefix("+8617012", serious);
    const file = readNumbersBin(records.finish(1));
    expect(file.find("+8617099999999")).toBe(markBits(warning));
    expect(file.find("+8617012345678")).toBe(markBits(serious));
    expect(file.find("+8617112345678")).toBeNull();
  });

  it("takes no masks and no raw text", () => {
    const records = numberRecords();
    for (const key of ["mask:138xxxx8000", "raw:hello", "+", "+12a"])
      expect(records.add(key, markOf(entity({ id: key })))).toBe(false);
  });

  it("refuses a file of another length", () => {
    const records = numberRecords();
    records.add("cn:95013", markOf(entity({ id: "1" })));
    const file = records.finish(1);
    expect(() => readNumbersBin(file.subarray(0, file.length - 1))).toThrow("length");
  });
});

describe("range rows", () => {
  const textOf = (file: RangeFile, prefix: number) => new TextDecoder().decode(file.text(prefix));
  const rangeHash = rangeHasher(sha256, "numbers");
  const build = (keys: readonly string[], version = 3) => {
    const rows = rangeRows();
    for (const key of keys) rows.add(rangeHash(key), markOf(entity({ id: key, tier: "serious" })));
    return rows.finish(version);
  };

  it("hash label, list and key with zero bytes between them", () => {
    expect(Buffer.from(rangeHash("cn:95013")).toString("hex")).toBe(
      createHash("sha256").update("reg-range-v1\0numbers\0cn:95013").digest("hex"),
    );
    const long = `sig:${"信".repeat(200)}`;
    expect(Buffer.from(rangeHash(long)).toString("hex")).toBe(
      createHash("sha256").update(`reg-range-v1\0numbers\0${long}`).digest("hex"),
    );
  });

  it("give every listed number its row, with the same answer in text and binary", () => {
    fc.assert(
      fc.property(fc.uniqueArray(canonical, { minLength: 1, maxLength: 40 }), (keys) => {
        const file = readRangeFile(build(keys), expand);
        for (const key of keys) {
          const { prefix, suffix } = rangeQuery(rangeHash(key), file.prefixBits);
          const at = readPrefix(prefix, file.prefixBits) ?? -1;
          expect(textOf(file, at)).toContain(`${suffix}:3:be:100\n`);
          const binary = file.binary(at);
          expect(binary.length).toBe(file.rowsPerAnswer * 16);
          expect(Buffer.from(binary).toString("hex")).toContain(`${suffix.toLowerCase()}03626564`);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("answer every prefix with as many rows and bytes, sorted, and the same each time", () => {
    const keys = Array.from({ length: 3_000 }, (_, at) => `+861390000${String(at).padStart(4, "0")}`);
    const file = readRangeFile(build(keys), expand);
    const lengths = new Set<number>();
    for (const prefix of [
      0,
      1,
      4711,
      65_535,
      Number.parseInt(rangeQuery(rangeHash(keys[0] ?? ""), 16).prefix, 16),
    ]) {
      const text = textOf(file, prefix);
      lengths.add(text.length);
      const rows = text.trimEnd().split("\n");
      expect(rows.length).toBe(file.rowsPerAnswer);
      expect(rows).toEqual(rows.toSorted());
      expect(rows.every((row) => /^[0-9A-F]{24}:[0-3]:[bwco][a-j-]:(000|100)$/.test(row))).toBe(true);
      expect(textOf(readRangeFile(build(keys), expand), prefix)).toBe(text);
    }
    expect(lengths.size).toBe(1);
  });

  it("pad another version with other rows", () => {
    expect(textOf(readRangeFile(build(["cn:95013"], 1), expand), 9)).not.toBe(
      textOf(readRangeFile(build(["cn:95013"], 2), expand), 9),
    );
  });

  it("are in ascending order in the file, as the coded prefixes need them", () => {
    const keys = Array.from({ length: 500 }, (_, at) => `cn:${95_000 + at}`);
    const prefixes = prefixesOf(build(keys));
    expect(prefixes.length).toBe(500);
    expect(prefixes).toEqual(prefixes.toSorted());
  });

  it("are found by prefixes that end within a byte", () => {
    const rows = rangeRows();
    const found = rangeHash("cn:95013");
    rows.add(found, markOf(entity({ id: "1" })));
    const file = rows.finish(1);
    file[5] = 20;
    const read = readRangeFile(file, expand);
    const { prefix, suffix } = rangeQuery(found, 20);
    expect(prefix.length).toBe(5);
    expect(textOf(read, Number.parseInt(prefix, 16))).toContain(`${suffix}:2:be:100\n`);
  });

  it("are not asked for by a prefix of another length or other characters", () => {
    for (const text of ["", "abc", "abcde", "abcg", "ab c", "0x12"]) expect(readPrefix(text, 16)).toBeNull();
    expect(readPrefix("aBcD", 16)).toBe(0xabcd);
  });
});
