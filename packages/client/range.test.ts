import { describe, expect, it } from "vitest";
import { checkByRange, matchRange, rangeHash } from "./range.ts";
import { decodeRice, openRice } from "./rice.ts";
import { fakePortal } from "./testing/fake-portal.ts";

const NUMBER = "+8613800138000";
const suffixOf = (list: string, canonical: string) =>
  rangeHash(list, canonical).toString("hex").toUpperCase().slice(4, 28);
const padding = Array.from({ length: 5 }, (_, at) => `${String(at).repeat(24)}:2:bg:000`);
const body = (...rows: string[]) => `${[...padding, ...rows].join("\n")}\n`;

describe("range queries", () => {
  it("hash as documented", () => {
    // printf 'reg-range-v1\0numbers\0+8613800138000' | sha256sum
    expect(rangeHash("numbers", NUMBER).toString("hex")).toBe(
      "757450c6fae719fb7862b31cba109338c1ba104715a92bae34a1105d1a0e975f",
    );
  });

  it("match a row of the hash and never padding, even one with the same hash", () => {
    const hash = rangeHash("numbers", NUMBER);
    const suffix = suffixOf("numbers", NUMBER);
    expect(matchRange(body(`${suffix}:3:we:100`), hash, 16)).toEqual({
      kind: "warning",
      tier: 3,
      isUnderAppeal: false,
    });
    expect(matchRange(body(`${suffix}:3:we:000`), hash, 16)).toBeNull();
    expect(matchRange(body(`${suffix}:3:xe:100`), hash, 16)).toBeNull();
    expect(matchRange(body(), hash, 16)).toBeNull();
  });

  const portalWith = (rows: Readonly<Record<string, string>>) =>
    fakePortal(
      (path) => {
        const [, list = "", prefix = ""] = /^\/api\/v1\/range\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
        const found = Object.entries(rows).filter(
          ([canonical]) =>
            rangeHash(list, canonical).toString("hex").startsWith(prefix) &&
            rows[canonical]?.startsWith(list),
        );
        return {
          body: body(
            ...found.map(([canonical, row]) => `${suffixOf(list, canonical)}${row.slice(list.length)}`),
          ),
        };
      },
      { token: "mj_secret" },
    );

  it("give the verdict of the lists, without the number and without the key", async () => {
    const portal = portalWith({ [NUMBER]: "numbers:1:bg:100" });
    const found = await checkByRange(portal, NUMBER, { prefixBits: new Map([["numbers", 16]]) });
    expect(found).toMatchObject({ verdict: "listed", advice: "warn", tier: "minor", list: "numbers" });
    expect(JSON.stringify(portal.asked)).not.toMatch(/138|mj_secret/);
    expect(portal.asked.every(({ path }) => path.length <= "/api/v1/range/official/ffff".length)).toBe(true);
  });

  it("ask for blocks only when the number is not found, each in a request of its own", async () => {
    const portal = portalWith({ "+861380013800": "number-blocks:2:bg:100" });
    const prefixBits = new Map<string, number>();
    expect((await checkByRange(portal, NUMBER, { prefixBits })).verdict).toBe("unknown");
    expect(await checkByRange(portal, NUMBER, { prefixBits, blocks: true })).toMatchObject({
      verdict: "listed",
      list: "number-blocks",
    });
    expect(portal.asked.filter(({ path }) => path.includes("number-blocks"))).toHaveLength(4);
  });
});

describe("the small filter (Golomb-Rice)", () => {
  /** The documented coding, written down a second time. */
  const encode = (values: readonly number[], k: number) => {
    const bits: number[] = [];
    values.slice(1).forEach((value, at) => {
      const difference = value - (values[at] ?? 0);
      for (let ones = Math.floor(difference / 2 ** k); ones > 0; ones--) bits.push(1);
      bits.push(0);
      for (let low = 0; low < k; low++) bits.push(Math.floor(difference / 2 ** low) % 2);
    });
    const bytes = Buffer.alloc(16 + Math.ceil(bits.length / 8));
    bytes.write("MJRC");
    bytes.set([1, k], 4);
    bytes.writeUInt32BE(values.length, 8);
    bytes.writeUInt32BE(values[0] ?? 0, 12);
    bits.forEach((bit, at) => {
      bytes[16 + (at >> 3)] = (bytes[16 + (at >> 3)] ?? 0) | (bit << (at % 8));
    });
    return bytes;
  };
  const values = [3, 4, 5000, 5001, 2 ** 31, 2 ** 32 - 1];

  it("decodes what was coded, up to 32 bits", () => {
    for (const k of [3, 27, 30]) {
      const few = k === 3 ? values.slice(0, 4) : values;
      expect([...decodeRice(encode(few, k))]).toEqual(few);
    }
    expect([...decodeRice(encode([], 3))]).toEqual([]);
  });

  it("may hold what is listed and nothing whose first 32 bits are not", () => {
    const hashes = ["a", "b", "c"].map((text) => rangeHash("apps", text));
    const filter = openRice(
      encode(
        hashes.map((hash) => hash.readUInt32BE(0)).sort((a, b) => a - b),
        28,
      ),
    );
    expect(hashes.every((hash) => filter.mayHold(hash))).toBe(true);
    expect(filter.mayHold(rangeHash("apps", "d"))).toBe(false);
  });

  it("refuses bytes that break off, run over, or are something else", () => {
    const bytes = encode(values, 27);
    for (const wrong of [bytes.subarray(0, -1), bytes.subarray(0, 10), Buffer.from("MJRB")])
      expect(() => decodeRice(wrong)).toThrow("rice");
    const over = encode(values, 27);
    over.writeUInt32BE(0xffffffff, 12);
    expect(() => decodeRice(over)).toThrow("rice");
  });
});
