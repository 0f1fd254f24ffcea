import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AREA_CODES } from "./area-codes.ts";
import { describeKey, displayKey } from "./display-key.ts";
import { groupDigits } from "./groups.ts";
import { normaliseNumber } from "./normalise-number.ts";
import { numberBlocks } from "./number-block.ts";
import { FLAG_LABELS, KIND_LABELS, NUMBER_FLAGS, NUMBER_KINDS, NUMBER_REASONS } from "./number-kinds.ts";

type Case = { id: string; input: string; kind: string; key: string; flags: string; extension: string };

function readCases(): Case[] {
  const [, ...lines] = readFileSync(new URL("cases.tsv", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const [id = "", input = '""', kind = "", key = "", flags = "", extension = ""] = line.split("\t");
    return { id, input: JSON.parse(input) as string, kind, key, flags, extension };
  });
}

const cases = readCases();
const sorted = (flags: readonly string[]): string => [...flags].sort().join(",");

describe("the table of cases", () => {
  it.each(cases)("$id reads $input as $key", ({ input, kind, key, flags, extension }) => {
    const found = normaliseNumber(input);
    expect({
      kind: found.kind,
      key: found.key,
      flags: sorted(found.flags),
      extension: found.extension ?? "",
    }).toEqual({ kind, key, flags, extension });
  });

  it("has every kind and every flag", () => {
    const found = cases.map(({ input }) => normaliseNumber(input));
    expect(NUMBER_KINDS.filter((kind) => !found.some((number) => number.kind === kind))).toEqual([]);
    expect(NUMBER_FLAGS.filter((flag) => !found.some((number) => number.flags.includes(flag)))).toEqual([]);
  });

  it("names every kind and flag in both languages", () => {
    for (const label of [...Object.values(KIND_LABELS), ...Object.values(FLAG_LABELS)]) {
      expect(label.zh).not.toBe("");
      expect(label.en).not.toBe("");
    }
  });
});

const digit = fc.integer({ min: 0, max: 9 }).map(String);
const digits = (length: number) =>
  fc.array(digit, { minLength: length, maxLength: length }).map((list) => list.join(""));
const mobile = fc
  .tuple(fc.constantFrom("13", "15", "16", "17", "18", "19"), digits(9))
  .map((parts) => parts.join(""));
const listedArea = fc.constantFrom(...AREA_CODES);
const landline = fc
  .tuple(listedArea, fc.constantFrom("2", "3", "5", "6", "7"), digits(7))
  .map(([{ area, takes8 }, lead, rest]) => `0${area}${lead}${takes8 ? rest : rest.slice(1)}`);
const shared = digits(7).map((rest) => `400${rest}`);
const port = fc
  .tuple(fc.constantFrom("1062", "1063", "1065", "1066", "1069"), fc.integer({ min: 4, max: 16 }))
  .chain(([head, length]) => digits(length).map((rest) => head + rest));
const hotline = digits(2).map((rest) => `955${rest}`);
/** Digits whose reading does not hang on how they are grouped. */
const anyNumber = fc.oneof(mobile, landline, shared, port, hotline);

/** Text near the border: mostly digits, with everything that carries meaning somewhere. */
const scribble = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: digit },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ..."+-() .,/#*xXlIoO|:;_·转分机电话一二三零〇幺○１①❶".split(""),
          ..."00 86 +86 106 95 0571 1065 17951 12583 cn: sms: raw: tel: spoof:+ amb:+ mask: \u200b \u202e \ud800".split(
            " ",
          ),
        ),
      },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(""));
const anyText = fc.oneof(
  scribble,
  anyNumber,
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 40 }),
);

describe("any text", () => {
  it("is read without an exception, to a known kind and a key that can be stored", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(undefined, "CN", "DE", "US", "XX", ""), (text, region) => {
        const found = normaliseNumber(text, region === undefined ? undefined : { region });
        expect(NUMBER_KINDS).toContain(found.kind);
        expect(found.key.isWellFormed()).toBe(true);
        expect(found.key).not.toMatch(/[\s\p{Cc}\p{Cf}]/u);
        expect(found.key.length).toBeLessThanOrEqual(140);
        if (found.reason !== null) expect(NUMBER_REASONS).toContain(found.reason);
      }),
      { numRuns: 3000 },
    );
  });

  it("has a key that comes back as the same key, of the same kind", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const found = normaliseNumber(text);
        const again = normaliseNumber(found.key);
        expect([again.key, again.kind]).toEqual([found.key, found.kind]);
      }),
      { numRuns: 3000 },
    );
  });

  it("can be described from its key alone", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { key, kind, display, country, region, carrier, visibility, isProtected, isCaseKey } =
          normaliseNumber(text);
        expect(describeKey(key)).toMatchObject({
          kind,
          display,
          country,
          region,
          carrier,
          visibility,
          isProtected,
          isCaseKey,
        });
        expect(displayKey(key)).toBe(display);
      }),
      { numRuns: 2000 },
    );
  });

  it("is a case key exactly when it is neither protected nor refused with a reason", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { isCaseKey, isProtected, reason, visibility } = normaliseNumber(text);
        expect(isCaseKey).toBe(!isProtected && reason === null);
        if (isCaseKey) expect(visibility).not.toBe("none");
      }),
      { numRuns: 2000 },
    );
  });

  it("of any length is answered at once", () => {
    for (const part of ["1 ", "转1", "+1", "x ", "一", "2026-01-01 ", "\u200b", "﷽"]) {
      expect(normaliseNumber(part.repeat(50_000)).kind).toBe("invalid");
    }
  });
});

describe("what means nothing changes nothing", () => {
  const spread = (text: string, marks: readonly string[], places: readonly number[]): string =>
    [...text]
      .map((character, at) => character + (places.includes(at) ? (marks[at % marks.length] ?? "") : ""))
      .join("");

  it("holds for spaces, brackets and invisible characters anywhere", () => {
    fc.assert(
      fc.property(anyNumber, fc.array(fc.nat({ max: 18 })), (number, places) => {
        const { key, kind } = normaliseNumber(number);
        const scattered = spread(number, [" ", "\u00a0", "\u3000", "\u200b", "\u2069", "  "], places);
        expect(normaliseNumber(scattered)).toMatchObject({ key, kind });
        expect(normaliseNumber(` ${number}\n`)).toMatchObject({ key, kind });
        expect(normaliseNumber(`(${number})`)).toMatchObject({ key, kind });
      }),
    );
  });

  it("holds for dashes inside a complete mobile, 400 number or port", () => {
    fc.assert(
      fc.property(fc.oneof(mobile, shared, port), fc.array(fc.nat({ max: 8 })), (number, places) => {
        const { key, kind } = normaliseNumber(number);
        expect(normaliseNumber(spread(number, ["-", "‐", "—"], places))).toMatchObject({ key, kind });
      }),
    );
  });

  it("holds for full-width, circled and Han digits", () => {
    const write = (number: string, alphabet: string): string =>
      number.replace(/\d/g, (character) => [...alphabet][Number(character)] ?? "");
    fc.assert(
      fc.property(anyNumber, (number) => {
        const { key } = normaliseNumber(number);
        for (const alphabet of [
          "０１２３４５６７８９",
          "⓪①②③④⑤⑥⑦⑧⑨",
          "〇一二三四五六七八九",
          "零壹贰叁肆伍陆柒捌玖",
        ]) {
          expect(normaliseNumber(write(number, alphabet)).key).toBe(key);
        }
      }),
    );
  });

  it("holds for 86 in front of a mobile, landline or 400 number, however it is written", () => {
    fc.assert(
      fc.property(
        fc.oneof(mobile, landline, shared),
        fc.constantFrom("+86", "+86 ", "0086", "86 ", "(+86)"),
        (number, code) => {
          const national = number.replace(/^0/, "");
          expect(normaliseNumber(code + national).key).toBe(normaliseNumber(number).key);
        },
      ),
    );
  });
});

describe("protected numbers", () => {
  const codes =
    "110 119 120 122 12110 12119 12395 95110 114 12345 12315 12378 12321 12377 12363 12333 12366 12309 12348 12389";
  const dress = fc.constantFrom(
    (code: string) => code,
    (code: string) => ` ${code} `,
    (code: string) => [...code].join(" "),
    (code: string) => [...code].join("-"),
    (code: string) =>
      code.replace(/\d/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
    (code: string) => `tel:${code}`,
    (code: string) => `电话：${code}`,
    (code: string) => `0571-${code}`,
    (code: string) => `(010)${code}`,
    (code: string) => `+86 21 ${code}`,
    (code: string) => `${code}转1`,
    (code: string) => `cn:${code}`,
    (code: string) => `cn-571:${code}`,
    (code: string) => `\u202a${code}\u202c`,
  );

  it("can never key a case, however they are written", () => {
    fc.assert(
      fc.property(fc.constantFrom(...codes.split(" ")), dress, (code, write) => {
        const found = normaliseNumber(write(code));
        expect(found.isProtected).toBe(true);
        expect(found.isCaseKey).toBe(false);
        expect(found.flags).toContain("protected");
      }),
      { numRuns: 600 },
    );
  });

  it("are told apart from displays that pose as them", () => {
    for (const code of codes.split(" ")) {
      for (const shown of [`+${code}`, `00${code}`, `+86${code}`, `0086 ${code}`]) {
        const found = normaliseNumber(shown);
        expect(found.kind).toBe("spoof");
        expect(found.flags).toContain("impersonates_short_code");
        expect(found.key).not.toContain("cn");
      }
    }
  });

  it("include the provinces' anti-fraud line and 112, which no list of the plan has", () => {
    for (const number of ["96110", "0571-96110", "0571-96119", "112", "12306"]) {
      expect(normaliseNumber(number)).toMatchObject({ isProtected: true, isCaseKey: false });
    }
  });
});

describe("who may see a number", () => {
  it.each([
    ["13800138000", "restricted"],
    ["0571-88123456", "restricted"],
    ["+85291234567", "restricted"],
    ["+13800138000", "restricted"],
    ["4008208820", "public"],
    ["95588", "public"],
    ["0571-96315", "public"],
    ["10690000123456", "public"],
    ["110", "public"],
    ["88889999", "none"],
    ["138****8000", "none"],
    ["1380013800", "none"],
    ["+00019512345678", "none"],
  ])("%s is %s", (number, visibility) => {
    expect(normaliseNumber(number).visibility).toBe(visibility);
  });

  it.each([
    ["1380013800", "too-short"],
    ["138001380000", "too-long"],
    ["12345678901", "unassigned-prefix"],
    ["88889999", "area-needed"],
    ["96315", "area-needed"],
    ["138****8000", "masked"],
    ["95212", "incomplete-base"],
    ["0340-95588", "unknown-area-code"],
    ["+999123456", "unknown-country-code"],
    ["+852 1234", "too-short"],
    ["+000 19512345678", "gateway-prefix"],
    ["13800138000 或 13900139000", "several-numbers"],
    ["没有号码", "not-a-number"],
    ["13800138000", null],
    ["110", null],
  ])("%s is refused because: %s", (number, reason) => {
    expect(normaliseNumber(number).reason).toBe(reason);
  });
});

describe("numbers of another region", () => {
  it.each([
    ["04082216950", "DE", "intl", "+494082216950", ""],
    ["040/822 169-50", "DE", "intl", "+494082216950", ""],
    ["017650642602", "DE", "intl", "+4917650642602", ""],
    ["0049 40 82216950", "DE", "intl", "+494082216950", "idd_shown"],
    ["+49 40 82216950", "de", "intl", "+494082216950", ""],
    ["+43 1 5850850", "DE", "intl", "+4315850850", "overseas"],
    ["0086 138 0013 8000", "DE", "mobile", "+8613800138000", "idd_shown,overseas"],
    ["0043 1", "DE", "intl_invalid", "raw:+431", "idd_shown,overseas"],
    ["04", "DE", "invalid", "raw:04", ""],
    ["110", "DE", "invalid", "raw:110", ""],
    ["95588", "DE", "invalid", "raw:95588", ""],
    ["8886749072", "US", "intl", "+18886749072", ""],
    ["(626) 663-1604", "US", "intl", "+16266631604", ""],
    ["011 86 138 0013 8000", "US", "mobile", "+8613800138000", "idd_shown,overseas"],
    ["011 44 20 7946 0958", "US", "intl", "+442079460958", "idd_shown,overseas"],
    ["+16502530000", "US", "intl", "+16502530000", ""],
    ["04082216950", "XX", "invalid", "raw:04082216950", ""],
  ])("%s in %s is %s %s", (input, region, kind, key, flags) => {
    const found = normaliseNumber(input, { region });
    expect([found.kind, found.key, sorted(found.flags)]).toEqual([kind, key, flags]);
    expect(normaliseNumber(found.key).key).toBe(key);
  });

  it("keeps its key when it is looked up from China", () => {
    for (const [input, region] of [
      ["8886749072", "US"],
      ["04082216950", "DE"],
      ["020 7946 0958", "GB"],
      ["03-1234-5678", "JP"],
    ] as const) {
      const { key, country } = normaliseNumber(input, { region });
      expect(normaliseNumber(key)).toMatchObject({ key, country: region });
      expect(country).toBe(region);
    }
  });
});

describe("display", () => {
  it.each([
    ["13800138000", "138 0013 8000"],
    ["+86 571 88123456", "0571-8812 3456"],
    ["0310-2123456", "0310-212 3456"],
    ["4008208820", "400 820 8820"],
    ["95588", "95588"],
    ["0571-96315", "0571-96315"],
    ["0085291234567", "+852 9123 4567"],
    ["10690000123456", "1069 0000 1234 56"],
    ["138xxxx8000", "138••••8000"],
    ["+86 95588", "+86 95588"],
    ["88889999", "8888 9999"],
  ])("%s is shown as %s", (number, shown) => {
    expect(normaliseNumber(number).display).toBe(shown);
  });

  it("groups a mobile 3-4-4 and keeps a masked number in one piece", () => {
    expect(groupDigits("+8613800138000")).toEqual(["138", "0013", "8000"]);
    expect(groupDigits("mask:138xxxx8000")).toEqual(["138••••8000"]);
    expect(groupDigits("+8657188123456")).toEqual(["0571", "8812", "3456"]);
  });
});

describe("number blocks", () => {
  it("are the prefixes of a mobile or landline and nothing else", () => {
    expect(numberBlocks(normaliseNumber("13800138000").key)).toEqual({
      tenThousand: "+861380013",
      thousand: "+8613800138",
      hundred: "+86138001380",
    });
    for (const number of ["95588", "4008208820", "10690000123456", "+85291234567", "138****8000"]) {
      expect(numberBlocks(normaliseNumber(number).key)).toBeNull();
    }
  });
});
