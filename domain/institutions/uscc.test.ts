import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkUscc, usccCheckCharacter } from "./uscc.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

const character = fc.constantFrom(...ALPHABET);
const digit = fc.constantFrom(..."0123456789");
/** A well-formed code with its right check character. */
const code = fc
  .tuple(
    fc.string({ unit: character, minLength: 2, maxLength: 2 }),
    fc.string({ unit: digit, minLength: 6, maxLength: 6 }),
    fc.string({ unit: character, minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.join(""))
  .map((first) => first + usccCheckCharacter(first));

describe("checkUscc", () => {
  it("agrees with the sum worked by hand", () => {
    // 9·1 1·3 3·9 5·27 0·19 1·26 0·16 0·17 M(21)·20 A(10)·29 1·25 0·13 0·8 0·24 0·10 0·30 Y(30)·28:
    // 9 + 3 + 27 + 135 + 0 + 26 + 0 + 0 + 420 + 290 + 25 + 0 + 0 + 0 + 0 + 0 + 840 = 1775; 1775 mod 31 = 8; 31 - 8 = 23 = P.
    expect(ALPHABET[23]).toBe("P");
    expect(checkUscc("91350100MA100000YP")).toEqual({ ok: true, code: "91350100MA100000YP" });
    expect(checkUscc("91350100MA100000YN")).toEqual({ ok: false, reason: "check_character" });
  });

  it("accepts a code that was not made by this file", () => {
    expect(checkUscc("91350100M000100Y43")).toEqual({ ok: true, code: "91350100M000100Y43" });
  });

  it("reads a code as people paste it", () => {
    expect(checkUscc(" 9135 0100-m000100y43 ").ok).toBe(true);
    expect(checkUscc("９１３５０１００Ｍ０００１００Ｙ４３").ok).toBe(true);
  });

  it("says what is wrong", () => {
    expect(checkUscc("")).toEqual({ ok: false, reason: "length" });
    expect(checkUscc("91350100M000100Y4")).toEqual({ ok: false, reason: "length" });
    expect(checkUscc("91350100I000100Y43")).toEqual({ ok: false, reason: "characters" });
    expect(checkUscc(`91A50100M000100Y4${usccCheckCharacter("91A50100M000100Y4")}`)).toEqual({
      ok: false,
      reason: "region",
    });
  });

  it("accepts every code whose check character is right", () => {
    fc.assert(fc.property(code, (text) => checkUscc(text).ok));
  });

  it("finds any one wrong character", () => {
    fc.assert(
      fc.property(code, fc.nat(17), character, (text, at, other) => {
        fc.pre(text[at] !== other);
        return !checkUscc(text.slice(0, at) + other + text.slice(at + 1)).ok;
      }),
    );
  });

  it("finds any swap of two different neighbours", () => {
    fc.assert(
      fc.property(code, fc.nat(16), (text, at) => {
        fc.pre(text[at] !== text[at + 1]);
        return !checkUscc(text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)).ok;
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(anyText, (text) => typeof checkUscc(text).ok === "boolean"));
  });
});
