import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCopy, syncList } from "./local-copy.ts";
import { parseVkey } from "./note.ts";
import { openOffline } from "./offline.ts";
import { type Answer, entity, fakeList, fakePortal, testKey } from "./testing/fake-portal.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mj-client-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = testKey();
const open = () => {
  const list = fakeList(key);
  let change: (path: string, answer: Answer | null) => Answer | null = (_, answer) => answer;
  const portal = fakePortal((asked) => change(asked, list.answer(asked)));
  return {
    list,
    portal,
    /** What the network or a bad server makes of an answer. */
    spoil: (by: typeof change) => {
      change = by;
    },
    sync: () => syncList({ portal, list: "numbers", folder, key: parseVkey(key.vkey) }),
  };
};
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => entity(from + at));
const verdictOf = async (at: number) =>
  (await openOffline(folder)).lookUp(entity(at).canonical ?? "").verdict;
const onDisk = () => readdirSync(path.join(folder, "numbers")).filter((name) => name.startsWith("v"));

describe("a local copy", () => {
  it("starts from the snapshot and follows by deltas, over several versions at once", async () => {
    const { list, portal, sync } = open();
    list.publish(range(0, 50));
    expect(await sync()).toMatchObject({ how: "snapshot", version: 1, previous: null, entries: 50 });
    list.publish(range(10, 60));
    list.publish([entity(10, { tier: "minor" }), ...range(20, 70)]);
    portal.asked.length = 0;
    expect(await sync()).toMatchObject({ how: "delta", version: 3, previous: 1, entries: 51 });
    expect(portal.asked.some(({ path: asked }) => asked.includes("snapshots"))).toBe(false);
    expect([await verdictOf(0), await verdictOf(10), await verdictOf(15), await verdictOf(69)]).toEqual([
      "unknown",
      "listed",
      "unknown",
      "listed",
    ]);
    const offline = await openOffline(folder);
    expect(offline.lookUp(entity(10).canonical ?? "")).toMatchObject({ advice: "warn", tier: "minor" });
    expect(offline.versions).toEqual({ numbers: 3 });
    expect(await sync()).toMatchObject({ how: "unchanged", version: 3 });
    expect(onDisk()).toHaveLength(1);
  });

  it("loads the snapshot when the delta is gone, or is not understood, or leads elsewhere", async () => {
    const { list, sync, spoil } = open();
    list.publish(range(0, 5));
    await sync();
    const spoils: ((body: string) => Answer)[] = [
      () => ({ status: 410 }),
      (body) => ({ body: body.replace('"op":"add"', '"op":"teleport"') }),
      (body) => ({ body: body.replace("+86138", "+86139") }),
      (body) => ({ body: body.slice(0, -80) }),
      () => ({ body: "not JSON" }),
    ];
    for (const [at, by] of spoils.entries()) {
      list.publish(range(0, 6 + at));
      spoil((asked, answer) => (asked.includes("delta") ? by(String(answer?.body)) : answer));
      expect(await sync()).toMatchObject({ how: "snapshot", entries: 6 + at });
    }
  });

  it("mends a copy that was damaged on the disk", async () => {
    const { list, sync } = open();
    list.publish(range(0, 5));
    await sync();
    const copy = await readCopy(folder, "numbers");
    const file = path.join(folder, "numbers", copy?.folder ?? "", "entities.ndjson");
    writeFileSync(file, readFileSync(file, "utf8").replace("general", "serious"));
    list.publish(range(0, 6));
    expect(await sync()).toMatchObject({ how: "snapshot", entries: 6 });
    rmSync(path.join(folder, "numbers", (await readCopy(folder, "numbers"))?.folder ?? ""), {
      recursive: true,
    });
    list.publish(range(0, 7));
    expect(await sync()).toMatchObject({ how: "snapshot", entries: 7 });
  });

  it.each([
    ["a changed entity", "snapshots", (body: string) => body.replace("general", "serious"), "bad-state"],
    ["a missing entity", "snapshots", (body: string) => body.slice(body.indexOf("\n") + 1), "bad-state"],
    [
      "entities in another order",
      "snapshots",
      (body: string) => body.trim().split("\n").reverse().join("\n"),
      "bad-state",
    ],
    ["what comes after the end", "snapshots", (body: string) => `${body}\n`, "bad-digest"],
    [
      "a changed manifest",
      "/lists",
      (body: string) => body.replace('"entries":5', '"entries":4'),
      "bad-signature",
    ],
    [
      "a changed new field",
      "/lists",
      (body: string) => body.replace('"kept":true', '"kept":false'),
      "bad-signature",
    ],
    [
      "another version under the signature",
      "/lists",
      (body: string) => body.replace('"version":1', '"version":9'),
      "bad-signature",
    ],
    [
      "no signature",
      "/lists",
      (body: string) => body.replace(/"signature":"[^"]*"/, '"signature":""'),
      "bad-signature",
    ],
  ])("takes nothing of %s", async (_name, where, by, code) => {
    const { list, sync, spoil } = open();
    list.publish(range(0, 5));
    spoil((asked, answer) => (asked.includes(where) ? { body: by(String(answer?.body)) } : answer));
    await expect(sync()).rejects.toMatchObject({ code });
    expect([await readCopy(folder, "numbers"), onDisk()]).toEqual([null, []]);
  });

  it("takes no list that another key has signed", async () => {
    const other = fakeList(testKey());
    other.publish(range(0, 5));
    const portal = fakePortal((asked) => other.answer(asked));
    const syncing = syncList({ portal, list: "numbers", folder, key: parseVkey(key.vkey) });
    await expect(syncing).rejects.toMatchObject({ code: "bad-signature" });
  });

  it("refuses to go back, and two states of one version", async () => {
    const { list, sync } = open();
    list.publish(range(0, 5));
    list.publish(range(0, 6));
    await sync();
    list.rollBack();
    await expect(sync()).rejects.toMatchObject({ code: "rollback" });
    list.publish(range(0, 7));
    await expect(sync()).rejects.toMatchObject({ code: "rollback" });
    expect(await verdictOf(5)).toBe("listed");
    expect(await verdictOf(6)).toBe("unknown");
  });

  it("keeps answering from the old version when an update breaks off, and clears up next time", async () => {
    const { list, sync, spoil } = open();
    list.publish(range(0, 5));
    await sync();
    const before = readFileSync(path.join(folder, "numbers", "current.json"), "utf8");
    list.publish(range(2, 9));
    spoil((asked, answer) =>
      asked.includes("delta")
        ? { status: 410 }
        : asked.includes("snapshots")
          ? { body: String(answer?.body).slice(0, 300) }
          : answer,
    );
    await expect(sync()).rejects.toThrow();
    expect(readFileSync(path.join(folder, "numbers", "current.json"), "utf8")).toBe(before);
    expect([await verdictOf(0), await verdictOf(8)]).toEqual(["listed", "unknown"]);
    // What a killed process leaves: a half-written version and its lock.
    const half = path.join(folder, "numbers", "v2-half");
    writeFileSync(`${half}.tmp`, "x");
    writeFileSync(path.join(folder, "numbers", "lock"), "999999999");
    spoil((_, answer) => answer);
    expect(await sync()).toMatchObject({ version: 2, how: "delta" });
    expect(readdirSync(path.join(folder, "numbers")).sort()).toEqual(["current.json", onDisk()[0]]);
  });

  it("lets one process at a time update it", async () => {
    const { list, sync } = open();
    list.publish(range(0, 5));
    const [first, second] = await Promise.allSettled([sync(), sync()]);
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("says when the publisher's word has run out", async () => {
    const list = fakeList(key, { validUntil: "2026-03-01T12:00:00.000Z" });
    list.publish(range(0, 5));
    const portal = fakePortal((asked) => list.answer(asked));
    const done = await syncList({ portal, list: "numbers", folder, key: parseVkey(key.vkey) });
    expect(done.isStale).toBe(true);
    const offline = await openOffline(folder);
    expect([offline.isStale(Date.parse("2026-03-01T11:59:00Z")), offline.isStale(portal.now())]).toEqual([
      false,
      true,
    ]);
  });

  it("combines the lists: a decision before the official register, blocks last", async () => {
    const lists = [
      ["numbers", [entity(1), entity(2, { kind: "credit_note" })]],
      [
        "official",
        [entity(1, { kind: "official", status: null }), entity(2, { kind: "official", status: null })],
      ],
      ["number-blocks", [entity(3, { canonical: "+861380000000" })]],
    ] as const;
    for (const [name, entities] of lists) {
      const list = fakeList(key, { name });
      list.publish(entities);
      await syncList({
        portal: fakePortal((asked) => list.answer(asked)),
        list: name,
        folder,
        key: parseVkey(key.vkey),
      });
    }
    const { lookUp } = await openOffline(folder);
    const got = [1, 2, 4, 77].map((at) => {
      const { verdict, list } = lookUp(entity(at).canonical ?? "");
      return [verdict, list];
    });
    expect(got).toEqual([
      ["listed", "numbers"],
      ["official", "official"],
      ["listed", "number-blocks"],
      ["unknown", null],
    ]);
  });
});
