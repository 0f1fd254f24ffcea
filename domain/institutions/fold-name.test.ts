import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance } from "./edit-distance.ts";
import { foldName, nameVariants, nameWords } from "./fold-name.ts";
import { consonants, romanise } from "./romanise.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

describe("foldName", () => {
  it.each([
    ["Northwind Lending, L.L.C.", "northwind lending"],
    ["NORTHWIND LENDING LLC", "northwind lending"],
    ["BLUE HERON BANK, NATIONAL ASSOCIATION", "blue heron bank"],
    ["Blue Heron Bank, N.A.", "blue heron bank"],
    ["THE ALDER & FINCH COMPANY", "alder and finch"],
    ["Alder + Finch Co.", "alder and finch"],
    ["Société Épargne S.A.", "societe epargne"],
    ["ООО «Ветер»", "veter"],
    ["Limited Liability Company VETER", "veter"],
    ["Wind Aktiengeselschaft", "wind"],
    ["Nordvind Sp. z o.o.", "nordvind"],
    ["A.B.C. Company", "abc"],
    ["Inc.", "inc"],
    ["杭州 云溪鸣（小额贷款）", "杭州云溪鸣小额贷款"],
    ["", ""],
    ["—", ""],
  ])("%s → %s", (name, key) => {
    expect(foldName(name)).toBe(key);
  });

  it("never throws", () => {
    fc.assert(fc.property(anyText, (name) => typeof foldName(name) === "string"));
  });

  it("does not depend on case, punctuation at the end or the legal form's dots", () => {
    const word = fc.constantFrom("river", "stone", "loan", "north", "credit", "harbor");
    const form = fc.constantFrom("LLC", "L.L.C.", "llc", "Limited Liability Company");
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), form, (words, tail) => {
        expect(foldName(`${words.join(" ").toUpperCase()}, ${tail}`)).toBe(foldName(words.join(" ")));
      }),
    );
  });

  it("reads a look-alike letter from another alphabet by its shape", () => {
    expect(foldName("Nоrthwind Lending")).toBe("northwind lending");
  });
});

describe("nameVariants", () => {
  it("finds every name a company is given", () => {
    expect(nameVariants("Tidewater Services Inc. d/b/a Lantern Loans (f/k/a Old Tide)")).toEqual([
      "Tidewater Services Inc.",
      "Lantern Loans",
      "Old Tide",
    ]);
    expect(nameVariants("Harbor Credit LLC, Denver, CO Branch")).toEqual(["Harbor Credit LLC"]);
    expect(nameVariants("云溪小贷")).toEqual(["云溪小贷"]);
  });
});

describe("nameWords", () => {
  it("keeps the form apart and one word at least", () => {
    expect(nameWords("OAO Veter")).toMatchObject({ core: ["veter"], forms: ["stock"] });
    expect(nameWords("Company LLC").core).toEqual(["company"]);
  });
});

describe("romanise", () => {
  it.each([
    ["сергей", "sergei"],
    ["αθηνα", "athina"],
    ["շուն", "shoun"],
    ["オバマ", "obama"],
    ["習近平", "xijinping"],
    ["한국", "hanguk"],
    ["søren", "soren"],
  ])("%s → %s", (word, latin) => {
    expect(romanise(word).replaceAll(" ", "")).toBe(latin);
  });

  it("brings a name without vowels near its spelling with them", () => {
    expect(consonants(romanise("فرناندو"))).toBe(consonants("fernando"));
  });
});

describe("editDistance", () => {
  it("counts a swap of neighbours as one", () => {
    expect(editDistance("macron", "marcon", 3)).toBe(1);
  });

  it("is symmetric, zero only for equal texts, and stops above its limit", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(text, text, fc.nat(4), (a, b, limit) => {
        const distance = editDistance(a, b, limit);
        expect(distance).toBe(editDistance(b, a, limit));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBe(Math.min(editDistance(a, b, 20), limit + 1));
      }),
    );
  });
});
