import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold-text.ts";
import { matchLexicon } from "./match-lexicon.ts";
import { readingsOf, soundKey } from "./pinyin-key.ts";

/** Any code point at all, lone surrogates included. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const anyText = fc.string({ unit: anyCharacter, maxLength: 30 });

const LEXICON = "微粒贷 微信 贷款 网贷 借呗 花呗 网商贷 信用贷 借款 催收".split(" ");
const CASES = readFileSync(new URL("./text-cases.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"));

describe("matchLexicon", () => {
  it.each(CASES)("%s: %s is %s %s", (_id, input = "", kind, expected) => {
    const { folded, lexeme, ...rest } = matchLexicon(JSON.parse(input) as string, LEXICON);
    expect({ kind: rest.kind, text: lexeme ?? folded }).toEqual({ kind, text: expected });
  });

  it("never throws, and names a lexeme exactly when it found one", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const match = matchLexicon(text, LEXICON);
        expect(match.folded).toBe(foldText(text));
        expect(match.lexeme === null).toBe(match.kind === "none");
      }),
    );
  });

  it("finds every word of the lexicon in itself, however it is broken up", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEXICON),
        fc.constantFrom("", " ", ".", "|", "\u200b", "👍", "·"),
        (word, by) => {
          expect(matchLexicon([...word].join(by), LEXICON).kind).toBe("exact");
        },
      ),
    );
  });

  it("is not misled by a syllable inside an English word", () => {
    expect(matchLexicon("weixinology", LEXICON).kind).toBe("none");
  });

  it("matches nothing against an empty lexicon", () => {
    expect(matchLexicon("微信", [])).toEqual({ kind: "none", folded: "微信", lexeme: null });
  });
});

describe("pinyin keys", () => {
  it("give the usual reading first and the one in living use for 呗", () => {
    expect(readingsOf("呗")).toEqual(["bei"]);
    expect(readingsOf("a")).toEqual([]);
    expect(soundKey("招连")).toBe(soundKey("招联"));
  });
});
