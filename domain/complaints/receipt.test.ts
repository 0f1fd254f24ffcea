import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatReceipt, parseReceipt } from "./receipt.ts";

/** UTF-16 units of any kind, halves of characters included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 80 }).map((units) => String.fromCharCode(...units));

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** The 28 characters of a receipt, without prefix and dashes. */
const bodyOf = (bytes: Uint8Array) => formatReceipt(bytes).slice(3).replaceAll("-", "");

describe("a receipt", () => {
  it("has seven groups of four from an alphabet without look-alikes", () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        expect(formatReceipt(bytes)).toMatch(/^MJ(-[0-9A-HJKMNP-TV-Z]{4}){7}$/);
      }),
    );
  });

  it("is the same for the same bytes in every version", () => {
    expect(formatReceipt(new Uint8Array(16))).toBe("MJ-0000-0000-0000-0000-0000-0000-0000");
    expect(formatReceipt(Uint8Array.from({ length: 16 }, (_, index) => index))).toMatchInlineSnapshot(
      `"MJ-0004-1061-050R-3GG2-8A1C-60T3-GFXC"`,
    );
    expect(formatReceipt(new Uint8Array(16).fill(255))).toMatchInlineSnapshot(
      `"MJ-7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZKB"`,
    );
  });

  it("gives back its bytes", () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        expect(parseReceipt(formatReceipt(bytes))).toEqual({ ok: true, bytes });
      }),
    );
  });

  it.each([0, 15, 17, 32])("is never made of %i bytes", (length) => {
    expect(() => formatReceipt(new Uint8Array(length))).toThrow(RangeError);
  });

  it("is read in any case, width, spacing and with look-alikes, with and without its prefix", () => {
    const separator = fc.constantFrom("", " ", "-", "－", "—", " - ", "\u200b", "　", "\n");
    fc.assert(
      fc.property(
        sixteenBytes,
        fc.boolean(),
        fc.boolean(),
        fc.array(separator, { minLength: 28, maxLength: 28 }),
        fc.nat(3),
        (bytes, hasPrefix, isLower, separators, style) => {
          const look: Record<string, string> = style === 0 ? {} : { "0": "O", "1": style === 1 ? "I" : "l" };
          const written = [...bodyOf(bytes)].map(
            (character, index) => (look[character] ?? character) + separators[index],
          );
          const plain = (hasPrefix ? "MJ " : "") + written.join("");
          const cased = isLower ? plain.toLowerCase() : plain;
          const wide =
            style === 3
              ? cased.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
              : cased;
          expect(parseReceipt(wide)).toEqual({ ok: true, bytes });
        },
      ),
    );
  });

  it("never begins with its prefix's letters, which can therefore be left away", () => {
    fc.assert(
      fc.property(sixteenBytes, (bytes) => {
        expect(bodyOf(bytes)).toMatch(/^[0-7]/);
      }),
    );
  });
});

describe("a miscopied receipt", () => {
  const position = fc.nat(27);

  it("with any one wrong character is refused, and the group of the error is named", () => {
    fc.assert(
      fc.property(sixteenBytes, position, fc.integer({ min: 1, max: 31 }), (bytes, at, shift) => {
        const body = bodyOf(bytes);
        const wrong = ALPHABET.charAt((ALPHABET.indexOf(body.charAt(at)) + shift) % 32);
        const parsed = parseReceipt(body.slice(0, at) + wrong + body.slice(at + 1));
        expect(parsed).toEqual({ ok: false, reason: "mistyped", group: Math.floor(at / 4) + 1 });
      }),
    );
  });

  it("with any two wrong characters is refused", () => {
    fc.assert(
      fc.property(
        sixteenBytes,
        fc.uniqueArray(position, { minLength: 2, maxLength: 2 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 31 }),
        (bytes, places, first, second) => {
          const characters = [...bodyOf(bytes)];
          const shifts = [first, second];
          places.forEach((place, index) => {
            const from = ALPHABET.indexOf(characters[place] ?? "");
            characters[place] = ALPHABET.charAt((from + (shifts[index] ?? 0)) % 32);
          });
          expect(parseReceipt(characters.join("")).ok).toBe(false);
        },
      ),
    );
  });

  it("with any two characters swapped is refused, neighbours or not", () => {
    fc.assert(
      fc.property(sixteenBytes, position, position, (bytes, a, b) => {
        const characters = [...bodyOf(bytes)];
        const [first, second] = [characters[a] ?? "", characters[b] ?? ""];
        fc.pre(first !== second);
        characters[a] = second;
        characters[b] = first;
        expect(parseReceipt(characters.join("")).ok).toBe(false);
      }),
    );
  });

  it("with a character lost or doubled is refused", () => {
    fc.assert(
      fc.property(sixteenBytes, position, (bytes, at) => {
        const body = bodyOf(bytes);
        const lost = body.slice(0, at) + body.slice(at + 1);
        expect(parseReceipt(lost)).toMatchObject({ ok: false, reason: "wrong-length" });
        expect(parseReceipt(body.slice(0, at) + body.slice(at, at + 1) + body.slice(at)).ok).toBe(false);
      }),
    );
  });

  it("says what is wrong", () => {
    const receipt = formatReceipt(new Uint8Array(16).fill(7));
    expect(parseReceipt("")).toMatchObject({ reason: "empty" });
    expect(parseReceipt(" － - ")).toMatchObject({ reason: "empty" });
    expect(parseReceipt("13800138000")).toMatchObject({ reason: "wrong-length" });
    expect(parseReceipt(`${receipt.slice(0, -1)}U`)).toEqual({
      ok: false,
      reason: "unknown-character",
      group: 7,
    });
    expect(parseReceipt(`${receipt.slice(0, -1)}😀`)).toMatchObject({ ok: false });
  });

  it("of any text at all never throws", () => {
    fc.assert(fc.property(anyText, (text) => void parseReceipt(text)));
  });
});
