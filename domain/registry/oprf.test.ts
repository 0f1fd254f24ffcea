import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import {
  bucketText,
  deriveOprfKey,
  evaluateBlinded,
  oprfInput,
  oprfOutput,
  oprfPrefix,
  oprfRow,
  rowsPerAnswer,
} from "./oprf.ts";

const { voprf } = ristretto255_oprf;
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (value: Uint8Array) => Buffer.from(value).toString("hex");
const random = (length = 32) => new Uint8Array(length).fill(7);

/** RFC 9497, appendix A.1.2: ristretto255-SHA512, VOPRF mode. */
const RFC = {
  seed: "a3".repeat(32),
  keyInfo: "74657374206b6579",
  secretKey: "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909",
  publicKey: "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e",
  inputs: ["00", "5a".repeat(17)],
  blinds: [
    "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",
    "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
  ],
  blinded: [
    "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
    "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
  ],
  evaluated: [
    "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
    "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
  ],
  batchProof:
    "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
  outputs: [
    "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
    "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
  ],
} as const;
const key = { epoch: 1, secretKey: bytes(RFC.secretKey), publicKey: bytes(RFC.publicKey) };

describe("the oblivious function (RFC 9497, A.1.2)", () => {
  it("derives the key of the vectors", () => {
    const pair = voprf.deriveKeyPair(bytes(RFC.seed), bytes(RFC.keyInfo));
    expect([hex(pair.secretKey), hex(pair.publicKey)]).toEqual([RFC.secretKey, RFC.publicKey]);
  });

  it("evaluates the blinded points of the vectors, with a proof that an asker accepts", () => {
    const { evaluated, proof } = evaluateBlinded(key, RFC.blinded.map(bytes), random);
    expect(evaluated.map(hex)).toEqual(RFC.evaluated);
    expect(finalize(evaluated, proof)).toEqual(RFC.outputs);
  });

  it("accepts the vectors' own proof, and no other", () => {
    const evaluated = RFC.evaluated.map(bytes);
    expect(finalize(evaluated, bytes(RFC.batchProof))).toEqual(RFC.outputs);
    const changed = bytes(RFC.batchProof);
    changed[3] = (changed[3] ?? 0) ^ 1;
    expect(() => finalize(evaluated, changed)).toThrow();
    expect(() => finalize([...evaluated].reverse(), bytes(RFC.batchProof))).toThrow();
  });

  it("computes directly what an asker ends up with", () => {
    const { evaluate } = voprf as unknown as { evaluate(key: Uint8Array, input: Uint8Array): Uint8Array };
    expect(RFC.inputs.map((input) => hex(evaluate(key.secretKey, bytes(input))))).toEqual(RFC.outputs);
  });

  function finalize(evaluated: readonly Uint8Array[], proof: Uint8Array) {
    const items = RFC.inputs.map((input, at) => ({
      input: bytes(input),
      blind: bytes(RFC.blinds[at] ?? ""),
      blinded: bytes(RFC.blinded[at] ?? ""),
      evaluated: evaluated[at] ?? new Uint8Array(),
    }));
    return voprf.finalizeBatch(items, key.publicKey, proof).map(hex);
  }
});

describe("private look-ups", () => {
  const ours = deriveOprfKey(bytes("01".repeat(32)), "numbers-restricted", 3);

  it("refuse what is no point", () => {
    for (const point of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(5)])
      expect(() => evaluateBlinded(ours, [point], random)).toThrow("invalid-request");
  });

  it("use another key in every epoch and for every list", () => {
    const seed = bytes("01".repeat(32));
    const keys = [ours, deriveOprfKey(seed, "numbers-restricted", 4), deriveOprfKey(seed, "other", 3)];
    expect(new Set(keys.map(({ publicKey }) => hex(publicKey))).size).toBe(3);
  });

  it("give the asker a row that only the output opens", () => {
    const blind = voprf.blind(oprfInput("numbers-restricted", "+8613800138000"));
    const { evaluated, proof } = evaluateBlinded(ours, [blind.blinded], random);
    const [output = new Uint8Array()] = voprf.finalizeBatch(
      [
        {
          input: oprfInput("numbers-restricted", "+8613800138000"),
          ...blind,
          evaluated: evaluated[0] ?? new Uint8Array(),
        },
      ],
      ours.publicKey,
      proof,
    );
    expect(hex(output)).toBe(hex(oprfOutput(ours, "numbers-restricted", "+8613800138000")));
    const row = oprfRow(output, { kind: "warning", tier: "serious", isUnderAppeal: true });
    expect(hex(row.subarray(0, 16))).toBe(hex(output.subarray(0, 16)));
    expect([...row.subarray(16)].map((byte, at) => byte ^ (output[60 + at] ?? 0))).toEqual([2, 3, 1, 0]);
  });

  it("pad every bucket to one size, in an order and with rows that do not tell which are real", () => {
    const output = oprfOutput(ours, "numbers-restricted", "+8613800138000");
    const prefix = oprfPrefix(output);
    const noise = (place: number) => new Uint8Array(20).fill(place);
    const row = oprfRow(output, { kind: "blacklist", tier: "general", isUnderAppeal: false });
    const full = bucketText([row], { prefix, count: rowsPerAnswer(1), noise });
    const empty = bucketText([], { prefix, count: rowsPerAnswer(1), noise });
    expect(full.length).toBe(empty.length);
    const lines = full.trimEnd().split("\n");
    expect(lines).toHaveLength(32);
    expect(lines).toEqual([...lines].sort());
    expect(lines).toContain(`${hex(row.subarray(0, 16))}:${hex(row.subarray(16))}`);
    expect(new Set(lines.map((line) => line.slice(0, 3)))).toEqual(
      new Set([prefix.toString(16).padStart(3, "0")]),
    );
    expect([0, 1, 32, 33].map(rowsPerAnswer)).toEqual([32, 32, 32, 64]);
  });
});
