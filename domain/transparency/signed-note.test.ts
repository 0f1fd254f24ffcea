import { generateKeyPairSync, hash, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8, type VerifyEd25519 } from "./bytes.ts";
import { checkpointText, originOf, parseCheckpoint } from "./checkpoint.ts";
import { cosignatureLine, cosignaturesBy, cosignedMessage } from "./cosignature.ts";
import { inclusionRanges, textLeafHash } from "./merkle.ts";
import { checkProof, formatProof, parseProof } from "./proof.ts";
import {
  formatVkey,
  joinNote,
  parseNote,
  parseSignatureLines,
  parseVkey,
  SIGNATURE_TYPE,
  signatureLine,
  signedBy,
  verifierKey,
} from "./signed-note.ts";
import { naiveTree } from "./testing/naive-tree.ts";

const testSha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"));
const naiveRoot = naiveTree(testSha256);

const pair = generateKeyPairSync("ed25519");
const raw = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
const verifyEd: VerifyEd25519 = (publicKey, message, signature) =>
  verify(
    null,
    message,
    {
      key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]),
      format: "der",
      type: "spki",
    },
    signature,
  );
const key = verifierKey(testSha256, "example.com/log", SIGNATURE_TYPE.ed25519, raw);
const witness = verifierKey(testSha256, "witness.example/w1", SIGNATURE_TYPE.cosignature, raw);
const signed = (text: string) =>
  joinNote(text, [signatureLine(key, sign(null, utf8(text), pair.privateKey))]);
const parsed = (note: string) => parseNote(note) ?? { text: "", signatures: [] };

// The example note and key of golang.org/x/mod/sumdb/note (BSD-3-Clause).
const PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_NOTE =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

describe("signed notes", () => {
  test("a note and a key that another program made are good together", () => {
    const vkey = parseVkey(testSha256, PETER);
    if (!vkey) throw new Error("vkey");
    expect(formatVkey(vkey)).toBe(PETER);
    expect(signedBy(verifyEd, parsed(PETER_NOTE), vkey)).toBe(true);
    expect(signedBy(verifyEd, parsed(PETER_NOTE.replace("answer", "Answer")), vkey)).toBe(false);
  });

  test("a vkey whose hash is not its key's is none", () => {
    expect(parseVkey(testSha256, PETER.replace("c74f20a3", "c74f20a4"))).toBeNull();
    expect(parseVkey(testSha256, PETER.replace("PeterN", "peterN"))).toBeNull();
    expect(parseVkey(testSha256, "")).toBeNull();
  });

  test("any changed letter of a note is noticed", () => {
    const note = signed("first\nsecond\n");
    fc.assert(
      fc.property(fc.nat({ max: note.length - 1 }), fc.constantFrom("x", "\n", "=", "é"), (at, letter) => {
        if (note[at] === letter) return;
        expect(signedBy(verifyEd, parsed(note.slice(0, at) + letter + note.slice(at + 1)), key)).toBe(false);
      }),
    );
  });

  test("signatures of others are passed over, a wrong one of the key's own fails the note", () => {
    const text = "text\n";
    const own = signatureLine(key, sign(null, utf8(text), pair.privateKey));
    const other = signatureLine(witness, new Uint8Array(72));
    expect(signedBy(verifyEd, parsed(joinNote(text, [other, own])), key)).toBe(true);
    expect(signedBy(verifyEd, parsed(joinNote(text, [other])), key)).toBe(false);
    const wrong = signatureLine(key, new Uint8Array(64));
    expect(signedBy(verifyEd, parsed(joinNote(text, [own, wrong])), key)).toBe(false);
  });

  test.each([
    "",
    "text\n",
    "text\n\n",
    "te\txt\n\n— a AAAAAAA=\n",
    "text\n\n— a b AAAAAAA=\n",
    "text\n\n— a+b AAAAAAA=\n",
    "text\n\n— a AAAA\n",
    "text\n\n— a AAAAAAB=\n",
    "text\n\n- a AAAAAAA=\n",
    "text\n\n— a AAAAAAA=",
  ])("%j is no signed note", (note) => {
    expect(parseNote(note)).toBeNull();
  });
});

describe("checkpoints", () => {
  test("are read back as what they were written from", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (n, root) => {
        const checkpoint = { origin: "example.com/log", size: Math.abs(n), root };
        expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
      }),
    );
  });

  test.each([
    "a\n1\n",
    "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    "a\n1\nCsUYapGG\n",
    "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
  ])("%j is none", (text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });

  test("a log's origin is its address without the scheme", () => {
    expect(originOf("http://localhost:3000")).toBe("localhost:3000/log");
    expect(originOf("https://mingjian.example")).toBe("mingjian.example/log");
  });
});

describe("cosignatures", () => {
  const text = checkpointText({ origin: "example.com/log", size: 3, root: testSha256(new Uint8Array()) });
  const line = cosignatureLine(
    witness,
    1_679_315_147,
    sign(null, cosignedMessage(text, 1_679_315_147), pair.privateKey),
  );

  test("are good for the checkpoint and the time they were made for", () => {
    const lines = parseSignatureLines(line) ?? [];
    expect(cosignaturesBy(verifyEd, witness, text, lines)).toEqual([{ line, seconds: 1_679_315_147 }]);
    expect(cosignaturesBy(verifyEd, witness, `${text}x\n`, lines)).toEqual([]);
    expect(cosignaturesBy(verifyEd, key, text, lines)).toEqual([]);
  });

  test("another time with the same signature is none", () => {
    const [own] = parseSignatureLines(line) ?? [];
    const later = cosignatureLine(witness, 1_679_315_148, own?.bytes.slice(8) ?? new Uint8Array());
    expect(cosignaturesBy(verifyEd, witness, text, parseSignatureLines(later) ?? [])).toEqual([]);
  });
});

describe("proofs of inclusion", () => {
  const entries = ["a", "b", "c", "d", "e"];
  const checkpoint = signed(checkpointText({ origin: "example.com/log", size: 5, root: naiveRoot(entries) }));
  const hashes = inclusionRanges(2, 5).map(({ start, end }) => naiveRoot(entries.slice(start, end)));
  const text = formatProof({ index: 2, hashes, checkpoint });
  const leaf = textLeafHash(testSha256, "c");
  const check = (proof: string) => checkProof({ sha256: testSha256, verify: verifyEd }, proof, leaf, key);

  test("one text is enough to check that an entry is on the log", () => {
    expect(check(text)).toMatchObject({ index: 2, size: 5, origin: "example.com/log" });
    expect(parseProof(text)).toEqual({ index: 2, hashes, checkpoint });
    expect(check(text.replace("\nindex", "\nextra AAAA\nindex"))).toMatchObject({ index: 2 });
  });

  test("no changed letter goes unnoticed", () => {
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      expect(check(changed), `letter ${at}`).toBeNull();
    }
  });
});
