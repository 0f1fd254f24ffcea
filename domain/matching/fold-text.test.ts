import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText, hasHan } from "./fold-text.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

/** Characters from every corner the fold treats specially, mixed so that neighbours meet. */
const awkward = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ..."微信贷款欵網貸丨丶·.-_*|，。（） \t\u3000\u200b\u200d\u00ad\u2060\ufe0f\u0301\u0336\u20e3",
    ),
    fc.constantFrom(..."аАвВсяЯνχΩωΣςabvxZÉéİıⅷ①⑴❶㏠㎞ﬁ가각각ｶﾞがか\u3099"),
    fc.constantFrom("🅰", "👍", "❤️", "🇨🇳", "𝐕", "𠀀", "\ud83d", "\ude00", "\uffff", "\u0000"),
    anyCharacter,
  ),
  maxLength: 40,
});

describe("foldText", () => {
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(awkward, (text) => foldText(foldText(text)) === foldText(text)),
      { numRuns: 3000 },
    );
  });

  it("lets no dropped character keep a letter from its mark", () => {
    for (const dropped of ["\uffff", "\u0001", "\u3164", "\u200b", "\u0000", "\u20e3"]) {
      const folded = foldText(`ｶ${dropped}ﾞ`);
      expect(foldText(folded)).toBe(folded);
      expect(folded).toBe(foldText("ガ"));
    }
  });

  it("changes nothing the second time for any single character, alone and between others", () => {
    const changed: string[] = [];
    for (let code = 1; code < 0x30000; code++) {
      const char = String.fromCodePoint(code);
      for (const text of [char, `微${char}信`, `v${char}х`]) {
        const folded = foldText(text);
        if (foldText(folded) !== folded) changed.push(code.toString(16));
      }
    }
    expect(changed).toEqual([]);
  });

  it("never throws and never grows white space at the ends", () => {
    fc.assert(fc.property(anyText, (text) => foldText(text) === foldText(text).trim()));
  });

  it("folds a word the same whatever invisible characters are put into it", () => {
    const invisible = fc.constantFrom(
      "\u200b",
      "\u200c",
      "\u200d",
      "\u2060",
      "\u00ad",
      "\ufeff",
      "\u202e",
      "\ufe0f",
    );
    fc.assert(
      fc.property(fc.array(invisible, { minLength: 3, maxLength: 3 }), ([a = "", b = "", c = ""]) => {
        expect(foldText(`${a}微${b}信${c}`)).toBe("微信");
      }),
    );
  });

  it("keeps texts longer than its buffer whole", () => {
    const long = "微 信①".repeat(20_000);
    expect(foldText(long)).toBe("微信1".repeat(20_000));
  });

  it("leaves a Cyrillic or Greek word that no Latin letters can spell", () => {
    expect(foldText("Банк")).toBe("банк");
    expect(foldText("Αθήνα")).toBe("αθήνα");
  });

  it("reads a Latin word through letters of other alphabets", () => {
    expect(foldText("wесhаt")).toBe("wechat");
    expect(foldText("АРР")).toBe("app");
  });
});

describe("hasHan", () => {
  it("tells Chinese names from others", () => {
    expect([hasHan("云溪 Ltd"), hasHan("Northwind"), hasHan("ノース"), hasHan("")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
