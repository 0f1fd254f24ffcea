import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  audit,
  BASE,
  BEFORE,
  changed,
  DELTA,
  type Files,
  findingOf,
  grow,
  LARGE,
  LARGE_PORTAL,
  LIST_9,
  leafHash,
  mth,
  ORIGIN,
  plain,
  portal,
  publish,
  publishList,
  receiptOf,
  SMALL,
  SMALL_PORTAL,
  stateOf,
  testFolder,
  uuid,
} from "./testing/published-portal.ts";
import { openNote, readKey } from "./verify.ts";

const inFolder = testFolder();

describe("a good portal", () => {
  test.each([0, 1, 2, 255, 256, 257, 600])("of %i leaves is good", async (count) => {
    const leaves = LARGE.slice(0, count);
    const root = mth(leaves.map(leafHash)).toString("base64");
    expect(await audit(portal(leaves))).toMatchObject({
      ok: true,
      size: count,
      root,
      from: 0,
      cosigned: ["witness.example/w1"],
    });
  });

  test("with lists, deltas and a receipt is good", async () => {
    const receipt = inFolder("good.json", receiptOf(SMALL, 21));
    expect(await audit(LARGE_PORTAL, { receipt })).toMatchObject({
      lists: [{ name: "numbers", version: 9, entries: 4 }],
      receipt: { index: 21, size: 40 },
      warnings: [],
    });
  });
});

describe("one changed byte", () => {
  const byte = (files: Files) =>
    fc.constantFrom(...[...files.keys()].filter((name) => name !== BASE)).chain((name) => {
      const body = files.get(name) ?? Buffer.alloc(0);
      return fc.record({
        name: fc.constant(name),
        at: fc.nat(body.length - 1),
        flip: fc.integer({ min: 1, max: 255 }),
      });
    });

  /** What nobody vouches for: signatures of keys that are not known, and the hints of a delta. */
  const isUnsigned = (body: Buffer, at: number): boolean =>
    ["— stranger.example ", "— witness.example/w1 ", '"into":"', '"from":"'].some((text) => {
      const start = body.indexOf(text);
      return start >= 0 && at > start + 2 && at < start + (text.startsWith("— s") ? 120 : text.length + 36);
    });

  test.each([
    ["small", SMALL_PORTAL, 1_500],
    ["large", LARGE_PORTAL, 50],
  ] as const)(
    "anywhere in a %s portal is found and named",
    async (_, files, numRuns) => {
      await fc.assert(
        fc.asyncProperty(byte(files), async ({ name, at, flip }) => {
          const body = Buffer.from(files.get(name) ?? "");
          if (isUnsigned(body, at)) return;
          body[at] = (body[at] ?? 0) ^ flip;
          const finding = await findingOf(changed(files, name, body));
          expect(finding?.where.replace(/^\/|#.*/g, "")).toBe(name);
          if (name.startsWith("log/tile/0/")) {
            const tile = Number(name.slice(11, 14));
            expect(finding?.index).toBe(tile * 256 + Math.floor(at / 32));
          }
        }),
        { numRuns },
      );
    },
    30_000,
  );

  test("in a receipt is found", async () => {
    const good = Buffer.from(receiptOf(SMALL, 21));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        if (isUnsigned(good, at)) return;
        const body = Buffer.from(good);
        body[at] = (body[at] ?? 0) ^ flip;
        const receipt = inFolder("changed.json");
        writeFileSync(receipt, body);
        expect((await findingOf(new Map(), { url: "-", receipt }))?.where).toBe(receipt);
      }),
      { numRuns: 1_000 },
    );
  }, 30_000);
});

describe("what is gone or cut short is named", () => {
  const files = [...LARGE_PORTAL.keys()].filter((name) => name !== BASE && name !== DELTA);
  test.each(files)("%s", async (name) => {
    expect((await findingOf(changed(LARGE_PORTAL, name, null)))?.where.replace(/^\//, "")).toBe(name);
    const half = LARGE_PORTAL.get(name)?.subarray(0, -7) ?? "";
    expect((await findingOf(changed(LARGE_PORTAL, name, half)))?.where.replace(/^\//, "")).toBe(name);
  });

  test("a partial tile may give way to the full one", async () => {
    const files = new Map([...publish(SMALL), ...LARGE_PORTAL].filter(([name]) => !/000\.p/.test(name)));
    files.set("log/checkpoint", publish(SMALL).get("log/checkpoint") ?? Buffer.alloc(0));
    files.set("api/v1/lists", Buffer.from(JSON.stringify({ origin: ORIGIN, lists: [] })));
    expect(await audit(files)).toMatchObject({ size: 40 });
  });
});

describe("an entry that breaks the rules is named though it is signed", () => {
  test.each([
    ["basis", { basis: ["13800138000"] }],
    ["basis", { basis: ["张三"] }],
    ["decidedBy", { decidedBy: "Zhang San" }],
    ["tier", { tier: "x".repeat(65) }],
    ["type", { type: "gossip" }],
    ["seq", { seq: 13_800_138_000 }],
    ["entry", { entry: "+8613800138000" }],
    ["commit", { commit: "00" }],
    ["effective", { effective: "2026-02-30T00:00:00.000Z" }],
    ["effective", { effective: "2029-01-01T00:00:00.000Z" }],
    ["effective", { effective: "2026-11-20" }],
    ["expires", { expires: "2026-11-01T00:00:00.000Z" }],
    ["prev", { prev: null }],
    ["prev", { prev: "00".repeat(32) }],
    ["v", { v: 2 }],
    ["v", { note: "extra" }],
    ["approvals", { approvals: undefined }],
  ])("%s: %o", async (field, change) => {
    const leaves = grow(SMALL, [{ entry: uuid(1), change }, ...plain(3)]);
    expect(await findingOf(portal(leaves))).toMatchObject({
      where: "log/tile/entries/000.p/44",
      index: 40,
      field,
    });
  });
});

describe("a log that is dated ahead of the clock here", () => {
  const dated = (effective: string) =>
    portal(grow(SMALL, [{ entry: uuid(1), change: { effective, expires: null } }]));

  test("by more than a day is said plainly, and how to go on; by hours it is not", async () => {
    expect(await audit(dated("2026-11-23T07:00:00.000Z"))).toMatchObject({ ok: true, warnings: [] });
    expect(await audit(dated("2027-06-01T00:00:00.000Z"))).toMatchObject({
      ok: true,
      warnings: [
        expect.stringMatching(/^the log is dated 2027-06-01T00:00:00.000Z, ahead .*--now 2027-06-01T/),
      ],
    });
  });

  test("by more than a year is good once the auditor says the date, and only then", async () => {
    const moved = dated("2028-06-01T00:00:00.000Z");
    const finding = await findingOf(moved);
    expect(finding).toMatchObject({ index: 40, field: "effective" });
    expect(finding?.reason).toContain("--now 2028-06-01T00:00:00.000Z");
    for (const said of ["2028-06-01T00:00:00.000Z", "2028-06-01T08:00:00+08:00"])
      expect(await audit(moved, { said })).toMatchObject({
        ok: true,
        warnings: [],
      });
    await expect(audit(moved, { said: "tomorrow" })).rejects.toMatchObject({ kind: "usage" });
  });
});

describe("a state file", () => {
  const states = { size: 0 };
  const seen = async (files: Files): Promise<string> => {
    const state = inFolder(`state-${++states.size}`);
    await audit(files, { state });
    return state;
  };
  const logOnly = (leaves: readonly Buffer[]): Files => portal(leaves);

  test.each([
    [0, 40],
    [1, 2],
    [40, 40],
    [40, 600],
    [256, 257],
    [300, 512],
    [512, 600],
  ])("made at %i goes on to %i", async (before, after) => {
    const state = await seen(logOnly(LARGE.slice(0, before)));
    const files = logOnly(LARGE.slice(0, after));
    expect(await audit(files, { state })).toMatchObject({ from: before, size: after });
    expect(await audit(files, { state })).toMatchObject({ from: after, size: after });
  });

  test("shows a rollback", async () => {
    const state = await seen(logOnly(LARGE.slice(0, 300)));
    expect(await findingOf(logOnly(LARGE.slice(0, 299)), { state })).toMatchObject({
      where: "log/checkpoint",
      field: "size",
    });
  });

  test.each([
    [300, 5],
    [300, 299],
    [512, 300],
    [600, 0],
  ])("made at %i shows a fork before entry %i", async (size, at) => {
    const state = await seen(logOnly(LARGE.slice(0, size)));
    const other = grow(LARGE.slice(0, at), plain(600 - at, 9000));
    const fork = { where: "log/checkpoint", reason: "is a fork" };
    expect(await findingOf(logOnly(other), { state })).toMatchObject(fork);
    expect(await findingOf(logOnly(other.slice(0, size)), { state })).toMatchObject(fork);
  });

  test("shows a list's rollback, and a second manifest of a version", async () => {
    const older = publishList({ version: 7, previous: null, stateSha256: stateOf(BEFORE), resources: [] });
    const leaves = grow([], [...plain(20), older.leaf, ...plain(9, 20), LIST_9.leaf]);
    const files = portal(leaves.slice(0, 30), older, 20);
    const state = await seen(files);
    const newer = portal(leaves, LIST_9, 30);
    expect(await audit(newer, { state })).toMatchObject({ from: 30, warnings: [] });
    expect(await findingOf(files, { state })).toMatchObject({ field: "version", list: "numbers" });
    const twin = publishList({ minWaitS: 61 });
    const both = portal(grow(leaves, [twin.leaf]), twin, 31);
    expect(await findingOf(both, { state })).toMatchObject({ field: "version", list: "numbers" });
    const gone = changed(newer, "api/v1/lists", JSON.stringify({ origin: ORIGIN, lists: [] }));
    expect(await findingOf(gone, { state })).toMatchObject({ field: "version", list: "numbers" });
  });

  test("that is damaged is refused", async () => {
    const state = await seen(logOnly(SMALL));
    const bytes = readFileSync(state);
    for (const at of [bytes.indexOf(`${SMALL.length}\\n`), bytes.length - 1]) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      writeFileSync(state, copy);
      expect(await findingOf(logOnly(SMALL), { state })).toMatchObject({ where: state });
    }
  });
});

describe("from the specifications", () => {
  test("the Go checksum database's verifier key is read and no mangled one", () => {
    const vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const key = readKey(vkey, 1);
    const signed =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    expect(openNote(signed, "note", key).text).toHaveLength(99);
    for (let at = 1; at <= vkey.length; at++) expect(() => readKey(vkey.slice(at), 1)).toThrow("key");
    expect(() => readKey(vkey, 4)).toThrow("key");
  });

  test("the tree made here is that of RFC 6962", () => {
    const data = [
      "",
      "00",
      "10",
      "2021",
      "3031",
      "40414243",
      "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ];
    const root = mth(data.map((hex) => leafHash(Buffer.from(hex, "hex"))));
    expect(root.toString("hex")).toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  });
});
