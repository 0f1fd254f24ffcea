import { describe, expect, it } from "vitest";
import { canonicalJson } from "./jcs.ts";
import { isIncluded, leafHash } from "./merkle.ts";
import { parseVkey } from "./note.ts";
import { checkProofFile, commitmentOf, type ProofFile } from "./proof.ts";
import { sha256, testKey } from "./testing/fake-portal.ts";

const node = (left: Buffer, right: Buffer) =>
  Buffer.from(sha256(Buffer.concat([Buffer.of(1), left, right])), "hex");

/** RFC 6962, 2.1: root and inclusion path by their definitions. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  const cut = splitOf(leaves.length);
  return node(rootOf(leaves.slice(0, cut)), rootOf(leaves.slice(cut)));
}
function pathOf(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const cut = splitOf(leaves.length);
  return index < cut
    ? [...pathOf(index, leaves.slice(0, cut)), rootOf(leaves.slice(cut))]
    : [...pathOf(index - cut, leaves.slice(cut)), rootOf(leaves.slice(0, cut))];
}
const splitOf = (size: number) => 2 ** Math.floor(Math.log2(size - 1));
const leaves = (size: number) => Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)));

describe("inclusion proofs", () => {
  it("hold for every leaf of every tree up to 40, and for no other place, size, leaf or root", () => {
    for (let size = 1; size <= 40; size++) {
      const tree = leaves(size);
      const root = rootOf(tree);
      for (let index = 0; index < size; index++) {
        const leaf = tree[index] ?? Buffer.alloc(32);
        const path = pathOf(index, tree);
        const given = { index: BigInt(index), size: BigInt(size), leaf, path, root };
        expect(isIncluded(given)).toBe(true);
        expect(isIncluded({ ...given, root: leafHash(root) })).toBe(false);
        expect(isIncluded({ ...given, leaf: leafHash(leaf) })).toBe(false);
        expect(isIncluded({ ...given, path: [...path, leaf] })).toBe(false);
        expect(isIncluded({ ...given, index: BigInt(size) })).toBe(false);
        if (path.length > 0) expect(isIncluded({ ...given, path: path.slice(1) })).toBe(false);
      }
    }
  });
});

describe("proof files", () => {
  const ours = testKey();
  const key = parseVkey(ours.vkey);
  const record = { number: "+8613800138000", 说明: "收到", at: "2026-03-01T00:00:00.000Z" };
  const nonce = Buffer.alloc(32, 7).toString("base64");
  const make = (change: Partial<ProofFile> = {}): ProofFile => {
    const leaf = canonicalJson({ v: 1, type: "complaint", commit: commitmentOf(nonce, record) });
    const tree = [...leaves(5), leafHash(Buffer.from(leaf)), ...leaves(3)];
    const note = ours.signNote(`${ours.name}\n${tree.length}\n${rootOf(tree).toString("base64")}\n`);
    const path = pathOf(5, tree).map((hash) => `${hash.toString("base64")}\n`);
    const proof = `c2sp.org/tlog-proof@v1\nindex 5\n${path.join("")}\n${note}`;
    return { v: 1, kind: "complaint-receipt", record, nonce, leaf, proof, ...change };
  };

  it("prove what was filed, and say where it stands in the log", () => {
    expect(checkProofFile(make(), key)).toMatchObject({
      kind: "complaint-receipt",
      record,
      leaf: { type: "complaint" },
      origin: ours.name,
      index: 5,
      logSize: 9,
    });
    const extra = make().proof.replace("@v1\n", "@v1\nextra AAAA\n");
    expect(checkProofFile(make({ proof: extra }), key).index).toBe(5);
  });

  it.each([
    ["another record", { record: { ...record, number: "+8613800138001" } }],
    ["another nonce", { nonce: Buffer.alloc(32).toString("base64") }],
    ["another leaf", { leaf: make().leaf.replace("complaint", "list") }],
    ["another place", { proof: make().proof.replace("index 5", "index 4") }],
    ["another size", { proof: make().proof.replace("\n9\n", "\n10\n") }],
    ["no proof", { proof: "" }],
    ["no nonce", { nonce: undefined }],
  ] as [string, Partial<ProofFile>][])("hold not for %s", (_name, change) => {
    expect(() => checkProofFile(make(change), key)).toThrow(/proof does not hold|signature is wrong/);
  });

  it("hold not under another log's key, also one with the same name", () => {
    for (const name of ["other.example/log", ours.name])
      expect(() => checkProofFile(make(), parseVkey(testKey(name).vkey))).toThrow("signature");
  });
});
