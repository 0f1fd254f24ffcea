import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "./bytes.ts";
import { jcs } from "./jcs.ts";
import { commitment, leafText, type NewLeaf } from "./leaf.ts";

const testSha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"));

const leaf: NewLeaf = {
  type: "list",
  entry: "0198a0a0-0000-7000-8000-000000000001",
  seq: 1,
  record: { number: "+8613800138000", name: "某某" },
  tier: "general",
  basis: ["fraud"],
  decidedBy: "demo-hz",
  approvals: 2,
  effective: new Date("2026-03-02T04:00:00Z"),
};
const nonce = new Uint8Array(32).fill(7);

describe("JSON Canonicalization Scheme", () => {
  // The examples of RFC 8785, sections 3.2.2 to 3.2.4 and appendix B.
  test("writes numbers, strings and member order as the RFC's examples do", () => {
    expect(
      jcs({
        numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(
      jcs({
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Hebrew",
        "1": "One",
        "\ud83d\ude00": "Emoji",
        "\u0080": "Control",
        "\u00f6": "Latin",
      }),
    ).toBe('{"\\r":"CR","1":"One","\u0080":"Control","ö":"Latin","€":"Euro","😀":"Emoji","\ufb33":"Hebrew"}');
    expect(jcs(-0)).toBe("0");
  });

  test("gives one text for one value, and the value back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = jcs(value);
        expect(jcs(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ["\ud800"],
    [new Date(0)],
    [1n],
    [undefined],
    [new Map()],
  ])("refuses %s", (value) => {
    expect(() => jcs({ a: [value] })).toThrow(TypeError);
  });
});

describe("leaves", () => {
  const commit = commitment(testSha256, nonce, jcs(leaf.record));

  test("hold codes, times and a commitment, in one canonical text", () => {
    expect(leafText(leaf, commit, null)).toBe(
      `{"approvals":2,"basis":["fraud"],"commit":"${toHex(commit)}","decidedBy":"demo-hz","effective":"2026-03-02T04:00:00.000Z","entry":"0198a0a0-0000-7000-8000-000000000001","expires":null,"prev":null,"seq":1,"tier":"general","type":"list","v":1}`,
    );
  });

  test("are canonical whatever is in them", () => {
    const code = fc.stringMatching(/^[a-z][a-z.-]{0,20}$/);
    const some = fc.record({
      entry: fc.option(fc.uuid()),
      seq: fc.option(fc.nat()),
      tier: fc.option(code),
      basis: fc.array(code, { maxLength: 4 }),
      decidedBy: fc.option(code),
      approvals: fc.nat({ max: 5 }),
      expires: fc.option(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })),
    });
    fc.assert(
      fc.property(some, fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 })), (change, previous) => {
        const text = leafText({ ...leaf, ...change }, commit, previous);
        expect(jcs(JSON.parse(text))).toBe(text);
        expect(text.length).toBe(Buffer.byteLength(text));
      }),
    );
  });

  test("show nothing of the record, and nobody can try records without the nonce", () => {
    const text = leafText(leaf, commit, null);
    expect(text).not.toMatch(/13800138000|某某/);
    const guess = testSha256(new TextEncoder().encode(jcs(leaf.record)));
    expect(text).not.toContain(toHex(guess));
    expect(toHex(commitment(testSha256, new Uint8Array(32), jcs(leaf.record)))).not.toBe(toHex(commit));
  });

  test.each([
    { tier: "张三" },
    { basis: ["+8613800138000"] },
    { basis: ["13800138000"] },
    { decidedBy: "officer 李四" },
    { entry: "13800138000" },
  ])("refuse what is not a code: %j", (change) => {
    expect(() => leafText({ ...leaf, ...change }, commit, null)).toThrow();
  });

  test("stay below 2 KB", () => {
    const basis = Array.from({ length: 60 }, () => "a".repeat(60));
    expect(() => leafText({ ...leaf, basis }, commit, null)).toThrow("2 KB");
  });
});
