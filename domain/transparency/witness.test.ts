import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatVkey, SIGNATURE_TYPE, verifierKey } from "./signed-note.ts";
import {
  formatAddCheckpoint,
  parseAddCheckpoint,
  parseWitness,
  parseWitnessedLog,
  policyText,
} from "./witness.ts";

const testSha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"));
const key = (name: string, type: number) => verifierKey(testSha256, name, type, new Uint8Array(32).fill(5));
const witness = formatVkey(key("witness.example/w1", SIGNATURE_TYPE.cosignature));
const log = formatVkey(key("example.com/log", SIGNATURE_TYPE.ed25519));

describe("add-checkpoint requests", () => {
  test("are read back as what they were written from", () => {
    const hashes = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 });
    fc.assert(
      fc.property(fc.nat(), hashes, (oldSize, proof) => {
        const request = { oldSize, proof, checkpoint: "example.com/log\n1\n\n— a b\n" };
        expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request);
      }),
    );
  });

  // The request of C2SP tlog-witness, as the specification prints it (CC BY 4.0).
  test("as the specification prints them are understood", () => {
    const request = parseAddCheckpoint(
      "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\njrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n",
    );
    expect([request?.oldSize, request?.proof.length]).toEqual([20_852_014, 4]);
    expect(request?.checkpoint.startsWith("example.com/behind-the-sofa\n20852163\n")).toBe(true);
  });

  test.each([
    "",
    "old 1",
    "old 01\n\nx",
    "old -1\n\nx",
    "new 1\n\nx",
    "old 1\nAAAA\n\nx",
    "old 1 \n\nx",
    `old 1\n${"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n".repeat(64)}\nx`,
  ])("%j is none", (body) => {
    expect(parseAddCheckpoint(body)).toBeNull();
  });
});

describe("what the environment says of witnesses", () => {
  test("is a key and an address, or a sentence about what is wrong", () => {
    expect(parseWitness(testSha256, ` ${witness}  https://witness.example/submit/ `)).toMatchObject({
      key: { name: "witness.example/w1" },
      url: "https://witness.example/submit",
    });
    expect(parseWitnessedLog(testSha256, log).name).toBe("example.com/log");
    for (const wrong of [
      witness,
      `${log} https://w.example`,
      `${witness} ftp://w.example`,
      `${witness} https://a b`,
    ])
      expect(() => parseWitness(testSha256, wrong)).toThrow("WITNESSES");
    for (const wrong of [witness, "", log.replace("example", "exbmple")])
      expect(() => parseWitnessedLog(testSha256, wrong)).toThrow("WITNESSED_LOGS");
  });

  test("is published as a policy that asks for more than half of them", () => {
    const two = [1, 2].map((at) => ({ vkey: `k${at}`, url: `https://w${at}.example` }));
    expect(policyText("l", "https://x/log", two)).toBe(
      "log l https://x/log\nwitness w1 k1 https://w1.example\nwitness w2 k2 https://w2.example\ngroup witnesses 2 w1 w2\nquorum witnesses\n",
    );
    expect(policyText("l", "https://x/log", [])).toBe("log l https://x/log\nquorum none\n");
  });
});
