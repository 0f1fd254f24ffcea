import { describe, expect, it } from "vitest";
import { openNote, parseVkey } from "./note.ts";
import { testKey } from "./testing/fake-portal.ts";

/** The example of golang.org/x/mod/sumdb/note. */
const PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SIGNED = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

describe("signed notes", () => {
  it("open with the key of the published example", () => {
    expect(openNote(SIGNED, [parseVkey(PETER)])).toMatch(/problem is\.\n$/);
  });

  it("refuse another text, another key, and a wrong signature beside a right one", () => {
    const ours = testKey();
    const keys = [parseVkey(PETER)];
    expect(() => openNote(SIGNED.replace("answer", "question"), keys)).toThrow("signature");
    expect(() => openNote(SIGNED, [parseVkey(ours.vkey)])).toThrow("signature");
    const good = ours.signNote("a\n");
    const bad = ours.signNote("b\n").slice("b\n\n".length);
    expect(() => openNote(`${good}${bad}`, [parseVkey(ours.vkey)])).toThrow("signature");
    for (const text of ["", "a", "a\n\n", "a\n\nx\n"])
      expect(() => openNote(text, keys)).toThrow("signature");
  });

  it("pass over signatures of keys they do not know", () => {
    const [ours, other] = [testKey(), testKey("other.example/log")];
    const both = `${ours.signNote("a\n")}${other.signNote("a\n").slice("a\n\n".length)}`;
    expect(openNote(both, [parseVkey(ours.vkey)])).toBe("a\n");
  });

  it("take no key whose id is not its own", () => {
    for (const vkey of [
      "",
      "x",
      PETER.replace("c74f", "c74e"),
      PETER.replace("+AR", "+BR"),
      PETER.slice(0, -4),
    ])
      expect(() => parseVkey(vkey)).toThrow("vkey");
  });
});
