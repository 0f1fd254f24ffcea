import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS, type MarkedKey, numbersBuilder, openNumbers } from "./numbers-index.ts";

const build = (keys: readonly MarkedKey[], section: "exact" | "prefixes" = "exact") => {
  const builder = numbersBuilder(section);
  for (const key of keys) builder.add(key);
  return openNumbers(builder.bytes(7));
};
const mark = { kind: "blacklist", tier: 2, isUnderAppeal: false } as const;
const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 24 });
const prefix = fc.constantFrom(
  "+",
  "cn:",
  "cn-10:",
  "cn-571:",
  "cn-0571:",
  "cn-?:",
  "sms:",
  "iot:",
  "spoof:+",
  "amb:+",
  "fixed-?:",
);
const key = fc.tuple(prefix, digits).map(([space, number]) => space + number);

describe("the index of numbers", () => {
  it("finds every key with its mark, and no other key", () => {
    const marked = fc.record({
      key,
      kind: fc.constantFrom(...KINDS),
      tier: fc.integer({ min: 0, max: 3 }),
      isUnderAppeal: fc.boolean(),
    });
    const keys = fc.uniqueArray(marked, { selector: (one) => one.key, maxLength: 60 });
    fc.assert(
      fc.property(keys, fc.array(key, { maxLength: 60 }), (listed, asked) => {
        const index = build(listed);
        expect(index).toMatchObject({ version: 7, size: listed.length });
        const known = new Map(listed.map(({ key: name, ...rest }) => [name, rest]));
        for (const name of [...known.keys(), ...asked])
          expect(index.find(name)).toEqual(known.get(name) ?? null);
      }),
    );
  });

  it("keeps what looks alike apart: leading zeros, kinds of number, numbers of more than 15 digits", () => {
    const names = [
      "+8612",
      "+86012",
      "cn:8612",
      "sms:8612",
      "sms:1069012345678901",
      "sms:1069012345678902",
      "sms:11069012345678901",
    ];
    for (const name of names) {
      const index = build([{ key: name, ...mark }]);
      expect(names.filter((other) => index.find(other) !== null)).toEqual([name]);
    }
  });

  it("finds each of many neighbours, whose records differ in their last bits only", () => {
    const names = Array.from({ length: 1_000 }, (_, at) => `+861380013${String(at * 2).padStart(4, "0")}`);
    const index = build(names.map((name, at) => ({ ...mark, key: name, tier: at % 4 })));
    names.forEach((name, at) => {
      expect(index.find(name)?.tier).toBe(at % 4);
      expect(index.find(`+861380013${String(at * 2 + 1).padStart(4, "0")}`)).toBeNull();
    });
  });

  it("says nothing of what is no number", () => {
    const index = build([
      { key: "raw:x", ...mark },
      { key: "+86138", ...mark },
    ]);
    expect(index.size).toBe(1);
    for (const text of ["", "+", "raw:x", "86138", "+86138a", "138"]) expect(index.find(text)).toBeNull();
  });

  it("finds the longest listed beginning of a number, in a list of blocks", () => {
    const index = build(
      [
        { key: "+861380013", ...mark, tier: 1 },
        { key: "+86138001380", ...mark, tier: 3 },
        { key: "cn:95013", ...mark },
      ],
      "prefixes",
    );
    expect(index.findPrefix("+8613800138000")?.tier).toBe(3);
    expect(index.findPrefix("+8613800139000")?.tier).toBe(1);
    expect(index.findPrefix("+8613800140000")).toBeNull();
    expect(index.findPrefix("cn:9501355")?.tier).toBe(2);
    expect(index.find("+861380013")).toBeNull();
  });

  it("is laid out byte for byte as documented", () => {
    const builder = numbersBuilder("exact");
    builder.add({ key: "cn:95013", kind: "warning", tier: 3, isUnderAppeal: true });
    const bytes = builder.bytes(258);
    // Namespace 1, five digits, 95013 from bit 6, mark 01 11 10.
    const record = (1n << 60n) | (5n << 56n) | (95013n << 6n) | 0b011110n;
    expect(bytes.subarray(0, 32).toString("hex")).toBe(
      "4d4a4e42010000000100000000000000000000000000000002010000000000000".slice(0, 64),
    );
    expect(bytes.readBigUInt64LE(32)).toBe(record);
    expect(bytes).toHaveLength(40);
  });

  it("refuses a file of another kind or length", () => {
    const bytes = numbersBuilder("exact").bytes(1);
    for (const wrong of [
      bytes.subarray(1),
      Buffer.concat([bytes, Buffer.of(0)]),
      Buffer.alloc(32),
      Buffer.alloc(0),
    ])
      expect(() => openNumbers(wrong)).toThrow("numbers.bin");
  });
});
