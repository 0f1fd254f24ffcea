import { randomBytes, verify } from "node:crypto";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cell, generateKeyRing, hashSecret, loadOrCreateKeyRing, parseKeyRing } from "./keys.ts";

const keys = parseKeyRing(generateKeyRing());
const cellOf = fc.record({
  table: fc.constantFrom("complaints", "cases"),
  column: fc.constantFrom("told", "contact"),
  row: fc.uuid(),
});

describe("sealed cells", () => {
  test("open where they were sealed, whatever was said", () => {
    fc.assert(
      fc.property(cellOf, fc.string({ unit: "grapheme" }), (cell, text) => {
        const { dataKey } = keys.newDataKey(cell.row);
        expect(keys.open(dataKey, cell, keys.seal(dataKey, cell, text))).toBe(text);
        expect(keys.openWithMaster(cell, keys.sealWithMaster(cell, text))).toBe(text);
      }),
    );
  });

  test("do not open in another table, column or row, nor with another record's key", () => {
    const home: Cell = { table: "complaints", column: "told", row: "a" };
    const { dataKey } = keys.newDataKey("a");
    const sealed = keys.seal(dataKey, home, "他们每天打二十个电话");
    const shared = keys.sealWithMaster(home, "138");
    for (const moved of [
      { ...home, table: "cases" },
      { ...home, column: "contact" },
      { ...home, row: "b" },
    ]) {
      expect(() => keys.open(dataKey, moved, sealed)).toThrow();
      expect(() => keys.openWithMaster(moved, shared)).toThrow();
    }
    expect(() => keys.open(keys.newDataKey("a").dataKey, home, sealed)).toThrow();
  });

  test("any changed byte is noticed", () => {
    const cell: Cell = { table: "complaints", column: "told", row: "a" };
    const { dataKey } = keys.newDataKey("a");
    const sealed = Buffer.from(keys.seal(dataKey, cell, "原话"));
    for (let at = 0; at < sealed.length; at++) {
      // Bytes 1 and 2 name the key version, which a record's own key does not use.
      if (at === 1 || at === 2) continue;
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => keys.open(dataKey, cell, changed)).toThrow();
    }
  });

  test("a wrapped data key opens for its own record only", () => {
    const { dataKey, wrapped } = keys.newDataKey("a");
    expect(Buffer.from(keys.openDataKey("a", wrapped))).toEqual(Buffer.from(dataKey));
    expect(() => keys.openDataKey("b", wrapped)).toThrow();
  });
});

describe("key ring", () => {
  test("an older version still reads after a newer one has come", () => {
    const [first, second] = [JSON.parse(generateKeyRing()), JSON.parse(generateKeyRing())];
    const before = parseKeyRing(JSON.stringify(first));
    const after = parseKeyRing(
      JSON.stringify({ current: 2, masters: { "1": first.masters["1"], "2": second.masters["1"] } }),
    );
    const cell: Cell = { table: "cases", column: "subject", row: "x" };
    expect(after.openWithMaster(cell, before.sealWithMaster(cell, "95588"))).toBe("95588");
    expect(after.version).toBe(2);
    expect(() => before.openWithMaster(cell, after.sealWithMaster(cell, "95588"))).toThrow("Key version 2");
  });

  test("is made once, for its owner only, and read again", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "keys-"));
    const made = loadOrCreateKeyRing(folder);
    const again = loadOrCreateKeyRing(folder);
    expect(again.sessionSecret).toBe(made.sessionSecret);
    expect(statSync(path.join(folder, "keys")).mode & 0o777).toBe(0o600);
    expect(readFileSync(path.join(folder, "keys"), "utf8")).toContain('"current":1');
  });

  test.each(["", "{}", '{"current":1,"masters":{}}', '{"current":1,"masters":{"1":"c2hvcnQ="}}'])(
    "refuses %j and says how to make one",
    (json) => {
      expect(() => parseKeyRing(json)).toThrow("new-keys");
    },
  );
});

describe("blind indexes", () => {
  test("are equal for equal values of one column and tell columns and portals apart", () => {
    expect(keys.blindIndex("number", "+8613800138000")).toEqual(keys.blindIndex("number", "+8613800138000"));
    expect(keys.blindIndex("number", "+8613800138000")).not.toEqual(
      keys.blindIndex("reporter", "+8613800138000"),
    );
    expect(keys.blindIndex("number", "+8613800138000")).not.toEqual(
      parseKeyRing(generateKeyRing()).blindIndex("number", "+8613800138000"),
    );
  });
});

test("a stored hash of a secret is not the plain SHA-256 of it", () => {
  expect(hashSecret("x").toString("hex")).not.toBe(
    "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
  );
});

describe("signing keys", () => {
  const bytes = Buffer.from("mingjian.example/log\n0\n");
  const verifies = (raw: Buffer, signature: Buffer) =>
    verify(
      null,
      bytes,
      { key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" },
      signature,
    );

  test("the log and the witness sign with keys of their own", () => {
    expect(verifies(keys.logPublicKey, keys.signLog(bytes))).toBe(true);
    expect(verifies(keys.witnessPublicKey, keys.signWitness(bytes))).toBe(true);
    expect(verifies(keys.logPublicKey, keys.signWitness(bytes))).toBe(false);
    expect(verifies(parseKeyRing(generateKeyRing()).logPublicKey, keys.signLog(bytes))).toBe(false);
  });

  test("a ring that got a newer master keeps the log's key", () => {
    const master = () => randomBytes(32).toString("base64");
    const first = master();
    const before = parseKeyRing(JSON.stringify({ current: 1, masters: { 1: first } }));
    const after = parseKeyRing(JSON.stringify({ current: 2, masters: { 1: first, 2: master() } }));
    expect(after.logPublicKey).toEqual(before.logPublicKey);
    expect(after.witnessPublicKey).toEqual(before.witnessPublicKey);
  });
});
