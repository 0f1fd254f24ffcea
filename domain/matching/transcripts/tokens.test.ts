import { describe, expect, it } from "vitest";
import { gramsOf, readTranscript } from "./tokens.ts";

describe("readTranscript", () => {
  it("reads spoken figures, initials and thousands as the same words", () => {
    const spoken = readTranscript("Press One before 8 a.m. in the U.S. about $1,499").words;
    expect(spoken).toEqual(readTranscript("press 1 before 8am in the US about $1499").words);
    expect(spoken).toEqual(["press", "1", "before", "8", "am", "in", "the", "us", "about", "1499"]);
  });

  it("keeps how it was written down as style", () => {
    const one = readTranscript("Press One. Thank you").style;
    expect(one).toEqual(["Press", "One", ".", "Thank", "you"]);
    expect(one).not.toEqual(readTranscript("press 1 thank you").style);
  });

  it("puts one slot for any call-back number, written or said", () => {
    const slotted = readTranscript("call 0000000 now").words;
    for (const number of ["888-604-0734", "(833) 769 1634", "+1 202 555 0100", "13800138000"])
      expect(readTranscript(`call ${number} now`).words).toEqual(slotted);
    expect(readTranscript("请拨打一三八零零一三八零零零").words).toEqual([..."请拨打", "0000000"]);
  });

  it("keeps amounts and keys, which tell scripts apart", () => {
    expect(readTranscript("a payment of $999.99, press 2").words).toContain("999.99");
  });

  it("reads scripts without spaces a character at a time, and traditional characters as simplified", () => {
    expect(readTranscript("您有UPS國際快遞,請按九").words).toEqual([
      ..."您有",
      "ups",
      ..."国际快递请按",
      "9",
    ]);
  });

  it("finds no words in silence or in marks alone", () => {
    expect(readTranscript("").words).toEqual([]);
    expect(readTranscript(" ...! ").words).toEqual([]);
  });
});

describe("gramsOf", () => {
  it("gives a message that loops the grams of one round and of its seam, each once", () => {
    const once = ["a", "b", "c", "d"];
    expect(gramsOf(once, 3)).toEqual(["a b c", "b c d"]);
    expect(gramsOf([...once, ...once, ...once], 3)).toEqual(["a b c", "b c d", "c d a", "d a b"]);
  });

  it("takes a short text as one gram and no text as none", () => {
    expect(gramsOf(["a", "b"], 3)).toEqual(["a b"]);
    expect(gramsOf([], 3)).toEqual([]);
  });
});
