import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import { parseVkey } from "./note.ts";
import { checkPrivately, matchBucket, readOprfKey } from "./oprf.ts";
import { type Answer, fakePortal, testKey } from "./testing/fake-portal.ts";

const { voprf } = ristretto255_oprf;
const ours = testKey();
const pair = voprf.deriveKeyPair(new Uint8Array(32).fill(1), new Uint8Array());
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const LISTED = "+8613900139000";

/** A portal with one listed private number; `spoil` is what a dishonest one does. */
const portalWith = (spoil: (path: string, answer: Answer) => Answer = (_, answer) => answer) => {
  let listed = "";
  const answer = (path: string, init: RequestInit): Answer => {
    if (path === "/api/v1/keys") {
      const publicKey = base64(pair.publicKey);
      const signature = ours.signNote(`${ours.name}/oprf/numbers-restricted\n4\n${publicKey}\n`);
      const oprf = {
        list: "numbers-restricted",
        suite: "ristretto255-SHA512",
        mode: "VOPRF",
        epoch: 4,
        publicKey,
        prefixBits: 12,
        signature,
      };
      return { body: JSON.stringify({ oprf: [oprf] }) };
    }
    if (path.endsWith("/evaluate")) {
      const { blinded } = JSON.parse(String(init.body)) as { blinded: string[] };
      const points = blinded.map((text) => Uint8Array.from(Buffer.from(text, "base64")));
      const { evaluated, proof } = voprf.blindEvaluateBatch(pair.secretKey, pair.publicKey, points);
      return { body: JSON.stringify({ epoch: 4, evaluated: evaluated.map(base64), proof: base64(proof) }) };
    }
    listed ||= rowOf(LISTED);
    const noise = `${"0".repeat(32)}:00000000\n`;
    return {
      body: `${noise}${path.endsWith(listed.slice(0, 3)) ? listed : noise}`,
      headers: { "oprf-epoch": "4" },
    };
  };
  return fakePortal((path, init) => spoil(path, answer(path, init)), { token: "mj_secret" });
};
const outputOf = (number: string) => {
  const { evaluate } = voprf as unknown as { evaluate(key: Uint8Array, input: Uint8Array): Uint8Array };
  return evaluate(pair.secretKey, new TextEncoder().encode(`reg-oprf-v1\0numbers-restricted\0${number}`));
};
const rowOf = (number: string) => {
  const output = outputOf(number);
  const value = [1, 3, 1, 0].map((byte, at) => byte ^ (output[60 + at] ?? 0));
  return `${Buffer.from(output.subarray(0, 16)).toString("hex")}:${Buffer.from(value).toString("hex")}\n`;
};

describe("private look-ups", () => {
  it("find a listed number that the portal is never shown", async () => {
    const portal = portalWith();
    const key = await readOprfKey(portal, parseVkey(ours.vkey));
    const [listed, other] = await checkPrivately(portal, key, [LISTED, "+8613900139001"]);
    expect(listed).toEqual({
      verdict: "listed",
      listed: true,
      advice: "block",
      list: "numbers-restricted",
      kind: "blacklist",
      tier: "serious",
      isUnderAppeal: true,
    });
    expect(other?.verdict).toBe("unknown");
    expect(JSON.stringify(portal.asked)).not.toContain("139001");
    const withKey = portal.asked.filter(({ init }) => new Headers(init.headers).has("authorization"));
    expect(withKey.map(({ path }) => path)).toEqual(["/api/v1/oprf/numbers-restricted/evaluate"]);
  });

  it("look different each time they ask about the same number", async () => {
    const portal = portalWith();
    const key = await readOprfKey(portal, parseVkey(ours.vkey));
    await checkPrivately(portal, key, [LISTED]);
    await checkPrivately(portal, key, [LISTED]);
    const bodies = portal.asked.filter(({ path }) => path.endsWith("/evaluate")).map(({ init }) => init.body);
    expect(new Set(bodies).size).toBe(2);
  });

  it("refuse an evaluation by another key than the signed one", async () => {
    const other = voprf.deriveKeyPair(new Uint8Array(32).fill(2), new Uint8Array());
    const portal = portalWith((path, answer) => {
      if (!path.endsWith("/evaluate")) return answer;
      const { blinded } = JSON.parse(String(portal.asked.at(-1)?.init.body)) as { blinded: string[] };
      const points = blinded.map((text) => Uint8Array.from(Buffer.from(text, "base64")));
      const { evaluated, proof } = voprf.blindEvaluateBatch(other.secretKey, other.publicKey, points);
      return { body: JSON.stringify({ epoch: 4, evaluated: evaluated.map(base64), proof: base64(proof) }) };
    });
    const key = await readOprfKey(portal, parseVkey(ours.vkey));
    await expect(checkPrivately(portal, key, [LISTED])).rejects.toMatchObject({ code: "bad-proof" });
  });

  it("take no key that the log's key has not signed", async () => {
    const changed = portalWith((_, answer) => ({
      ...answer,
      body: String(answer.body).replace('"epoch":4', '"epoch":5'),
    }));
    await expect(readOprfKey(changed, parseVkey(ours.vkey))).rejects.toMatchObject({ code: "bad-signature" });
    await expect(readOprfKey(portalWith(), parseVkey(testKey().vkey))).rejects.toMatchObject({
      code: "bad-signature",
    });
  });

  it("read nothing into a row they do not understand", () => {
    const output = outputOf(LISTED);
    const row = rowOf(LISTED);
    expect(matchBucket(row, output).verdict).toBe("listed");
    expect(matchBucket(row.replace(/:.*/, ":ffffffff"), output).verdict).toBe("unknown");
    expect(matchBucket(row, outputOf("+8613900139001")).verdict).toBe("unknown");
  });
});
