import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { facetsOf, readSearchText, searchTextOf } from "./search-text.ts";

describe("search text", () => {
  it("of a number is what one dials", () => {
    const digits = (key: string) => searchTextOf("number", key)?.folded;
    expect(digits("cn:95013")).toBe("95013");
    expect(digits("+864008101234")).toBe("4008101234");
    expect(digits("cn-571:96123")).toBe("057196123");
    expect(digits("+8657188123456")).toBe("057188123456");
    expect(digits("sms:106912345678")).toBe("106912345678");
  });

  it("of an institution is its name, which is kept elsewhere, and a practitioner has none", () => {
    expect(searchTextOf("institution", "x")).toBeNull();
    expect(searchTextOf("practitioner", "x")).toBeNull();
  });

  it("of a text is found by every part of it", () => {
    const text = fc.string({ unit: fc.constantFrom(..."云渡银行贷款ab.:' \\"), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(11), (whole, from, length) => {
        const stored = searchTextOf("sms_signature", whole);
        const characters = [...(stored?.folded ?? "")];
        const start = from % Math.max(1, characters.length);
        const asked = readSearchText(characters.slice(start, start + 1 + length).join(""));
        fc.pre(asked?.pieces != null && (stored?.folded.includes(asked.folded) ?? false));
        expect(stored?.pieces).toEqual(expect.arrayContaining([...(asked?.pieces ?? [])]));
      }),
    );
  });

  it("reads digits with separators, full width and country code as digits, everything else as words", () => {
    expect(readSearchText("４００－810 1234")).toEqual({ folded: "4008101234", pieces: null });
    expect(readSearchText("+86 400 810 1234")).toEqual({ folded: "4008101234", pieces: null });
    expect(readSearchText("云渡")).toEqual({ folded: "云渡", pieces: ["云渡"] });
    expect(readSearchText("云")).toEqual({ folded: "云", pieces: ["云"] });
    expect(readSearchText("  ")).toBeNull();
  });

  it("has the facets of a filter among those of the entries it lets through", () => {
    const entry = facetsOf({
      kind: "blacklist",
      subjectKind: "number",
      tier: "minor",
      status: "active",
      agencyId: "x",
      grounds: ["fraud", "threats"],
    });
    const filter = { kind: null, subjectKind: "number", tier: null, status: null, agencyId: null };
    expect(entry).toEqual(expect.arrayContaining([...facetsOf({ ...filter, grounds: ["threats"] })]));
    expect(entry).not.toEqual(expect.arrayContaining([...facetsOf({ ...filter, grounds: ["data_misuse"] })]));
  });
});
