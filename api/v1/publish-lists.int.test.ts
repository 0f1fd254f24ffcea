import { createHash, hash, verify } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deltaPath, snapshotPath } from "#commands/lists/list-file.ts";
import { publishLists } from "#commands/lists/publish-lists.ts";
import { listUuid } from "#commands/lists/state-list.ts";
import { connect, type Db } from "#db/client.ts";
import { listDeltas, listKeptFiles, listStatements } from "#db/queries/lists.ts";
import type { ListName } from "#domain/registry/lists/entity.ts";
import type { ListManifest } from "#domain/registry/lists/manifest.ts";
import { readNumbersBin } from "#domain/registry/lists/numbers-bin.ts";
import { openTestPortal, type TestPortal } from "../testing/portal.ts";

const DAY_MS = 86_400_000;
let portal: TestPortal;
let worker: Db;
beforeAll(async () => {
  portal = await openTestPortal();
  worker = connect(portal.database.url, { role: "mingjian_worker", max: 4 });
});
afterAll(async () => {
  await worker.close();
  await portal.close();
});

const publish = (lists?: readonly ListName[]) =>
  publishLists({ ...portal.runtime, db: worker }, portal.clock.now(), lists);
const stored = async (path: string) => {
  const bytes = await portal.runtime.storage.read(path);
  if (!bytes) throw new Error(`no file ${path}`);
  return bytes;
};
const statementOf = async (list: ListName) => {
  const found = (await listStatements(worker.system)).find((one) => one.list === list);
  if (!found) throw new Error(`list ${list} was never published`);
  return { ...found, manifest: JSON.parse(found.manifest) as ListManifest, text: found.manifest };
};
const linesOf = (bytes: Buffer) =>
  bytes
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown> & { id: string });
const stateOf = (lines: readonly string[]) => {
  const state = createHash("sha256");
  for (const line of lines) state.update(JSON.parse(line).id).update(hash("sha256", line, "buffer"));
  return state.digest("hex");
};

describe("published lists", () => {
  let first: string;
  let second: string;

  it("hold what is public and in force, each file as the signed manifest says", async () => {
    first = await portal.list("95013", { tier: "serious" });
    second = await portal.list("4001234567", { kind: "warning" });
    await portal.list("13800138000");
    await portal.list("95012", { status: "withdrawn" });
    expect(await publish()).toEqual(
      new Map(
        (
          [
            "numbers",
            "official",
            "number-blocks",
            "institutions",
            "domains",
            "sms-signatures",
            "apps",
            "numbers-restricted",
          ] as const
        ).map((list) => [list, "new"]),
      ),
    );
    const { manifest, text, signature } = await statementOf("numbers");
    expect(manifest).toMatchObject({ version: 1, previous: null, entries: 2, windowFrom: 1, prefixBits: 16 });
    const entities = await stored(snapshotPath("numbers", 1, "entities.ndjson", "identity"));
    expect(linesOf(entities).map(({ id }) => id)).toEqual([first, second].sort());
    expect(stateOf(entities.toString().trimEnd().split("\n"))).toBe(manifest.stateSha256);
    expect(manifest.resources.length).toBe(12);
    for (const { href, bytes, sha256 } of manifest.resources) {
      const file = await stored(snapshotPath("numbers", 1, href.split("/").at(-1) ?? "", "identity"));
      expect([href, file.length, hash("sha256", file)]).toEqual([href, bytes, sha256]);
    }
    const [origin, version, digest] = signature.split("\n");
    expect([origin, version, digest]).toEqual([
      "mingjian.example/log/lists/numbers",
      "1",
      hash("sha256", text),
    ]);
    const line = signature.split("\n").at(-2)?.split(" ").at(-1) ?? "";
    const publicKey = Buffer.concat([
      Buffer.from("302a300506032b6570032100", "hex"),
      portal.runtime.keys.logPublicKey,
    ]);
    expect(
      verify(
        null,
        Buffer.from(`${signature.split("\n\n")[0]}\n`),
        { key: publicKey, format: "der", type: "spki" },
        Buffer.from(line, "base64").subarray(4),
      ),
    ).toBe(true);
  });

  it("put a leaf on the log whose commitment opens to the manifest", async () => {
    const { text, nonce } = await statementOf("numbers");
    const [leaf] = await portal.database.owner<{ leaf: string }[]>`
      select p.leaf from log_pending p join list_statements s on s.leaf_id = p.leaf_id where s.list = 'numbers'`;
    const said = JSON.parse(leaf?.leaf ?? "{}") as {
      commit: string;
      type: string;
      entry: string;
      seq: number;
    };
    expect(said).toMatchObject({ type: "snapshot", entry: listUuid("numbers"), seq: 1 });
    expect(said.commit).toBe(hash("sha256", Buffer.concat([nonce ?? Buffer.alloc(0), Buffer.from(text)])));
  });

  it("never tell of a private number but that there is an entry", async () => {
    const { manifest } = await statementOf("numbers-restricted");
    expect(manifest).toMatchObject({ entries: 1, resources: [], prefixBits: null });
    const files = await listKeptFiles(worker.system, "numbers");
    for (const { file, coding } of files) {
      const bytes = await stored(snapshotPath("numbers", 1, file, coding));
      const text = coding === "zstd" ? zstdDecompressSync(bytes).toString() : bytes.toString("latin1");
      expect([file, text.includes("13800138000")]).toEqual([file, false]);
    }
  });

  it("say nothing while nothing changes, and the same anew each day", async () => {
    expect(new Set((await publish()).values())).toEqual(new Set(["same"]));
    portal.clock.advance(DAY_MS);
    expect((await publish(["numbers"])).get("numbers")).toBe("restated");
    const { manifest } = await statementOf("numbers");
    expect(manifest.version).toBe(1);
    expect(new Date(manifest.publishedAt).getTime() - new Date(manifest.changedAt).getTime()).toBe(DAY_MS);
    expect(
      await portal.runtime.storage.read(snapshotPath("numbers", 2, "entities.ndjson", "identity")),
    ).toBeNull();
  });

  it("lead by deltas from every version to the newest, state hash and all", async () => {
    const third = await portal.list("95011");
    await publish(["numbers"]);
    await portal.list("4001234567", { kind: "warning", status: "under_appeal" });
    await portal.list("95013", { tier: "serious", status: "repaired" });
    await publish(["numbers"]);
    const { manifest } = await statementOf("numbers");
    expect(manifest).toMatchObject({ version: 3, previous: 2, windowFrom: 1, entries: 2 });
    const newest = (await stored(snapshotPath("numbers", 3, "entities.ndjson", "identity"))).toString();
    const ops: string[][] = [];
    for (const from of [1, 2]) {
      const database = new Map(
        linesOf(await stored(snapshotPath("numbers", from, "entities.ndjson", "identity"))).map((entity) => [
          entity.id,
          JSON.stringify(entity),
        ]),
      );
      const [head, ...rest] = linesOf(await stored(deltaPath("numbers", from, 3)));
      const tail = rest.pop();
      expect(head).toEqual({ from, to: 3, count: rest.length });
      expect(tail).toEqual({ stateSha256: manifest.stateSha256 });
      for (const row of rest) {
        const entity = row.entity as { id: string } | undefined;
        if (entity) database.set(entity.id, JSON.stringify(entity));
        else database.delete(row.id);
      }
      ops.push(rest.map((row) => String(row.op)));
      expect([...database.keys()].sort().map((id) => database.get(id))).toEqual(newest.trimEnd().split("\n"));
    }
    expect(ops).toEqual([
      ["repair", "mod", "add"],
      ["repair", "mod"],
    ]);
    expect(newest).toContain(third);
    expect(newest).not.toContain(first);
    const numbers = readNumbersBin(await stored(snapshotPath("numbers", 3, "numbers.bin", "identity")));
    expect(numbers.find("cn:95013")).toBeNull();
    expect(numbers.find("cn:95011")).not.toBeNull();
  });

  it("destroy what holds an erased entry, and keep the rest", async () => {
    await portal.database
      .owner`update registry_entries set erased_at = ${portal.clock.now()} where id = ${first}`;
    await publish(["numbers"]);
    const versions = new Set((await listKeptFiles(worker.system, "numbers")).map(({ version }) => version));
    expect(versions).toEqual(new Set([3]));
    expect(
      await portal.runtime.storage.read(snapshotPath("numbers", 2, "entities.ndjson", "identity")),
    ).toBeNull();
    const deltas = await listDeltas(worker.system, "numbers");
    expect(deltas.map(({ from, to }) => [from, to])).toContainEqual([1, 3]);
    for (const { from, to } of deltas)
      expect((await stored(deltaPath("numbers", from, to))).toString()).not.toContain("cn:95013");
  });

  it("keep four snapshots and one way from every older version, however many follow", async () => {
    for (let at = 0; at < 3; at++) {
      await portal.list("4001234567", { kind: "warning", tier: at % 2 ? "general" : "serious" });
      await publish(["numbers"]);
    }
    const { manifest } = await statementOf("numbers");
    expect(manifest.version).toBe(6);
    const kept = new Set((await listKeptFiles(worker.system, "numbers")).map(({ version }) => version));
    expect([...kept].sort()).toEqual([3, 4, 5, 6]);
    const deltas = await listDeltas(worker.system, "numbers");
    expect(deltas.map(({ from, to }) => [from, to])).toEqual([1, 2, 3, 4, 5].map((from) => [from, 6]));
  });

  it("start anew when the files of the newest version are lost", async () => {
    await portal.runtime.storage.remove("lists/numbers/6");
    await portal.list("95010");
    await publish(["numbers"]);
    const { manifest } = await statementOf("numbers");
    expect(manifest).toMatchObject({ version: 7, windowFrom: 7, entries: 3 });
    expect(await listDeltas(worker.system, "numbers")).toEqual([]);
  });

  it("destroy what holds an entry that is erased when nobody keeps the lists' changes of its time any more", async () => {
    const old = await portal.list("95014");
    await publish(["numbers"]);
    const { manifest } = await statementOf("numbers");
    await portal.list("95014", { status: "withdrawn" });
    portal.clock.advance(60 * DAY_MS);
    await publish(["numbers"]);
    await portal.database.owner`delete from list_changes`;
    await portal.database.owner`update registry_entries set erased_at = ${portal.clock.now()},
      ended_at = ${new Date(portal.clock.now().getTime() - DAY_MS)} where id = ${old}`;
    expect(
      (await stored(snapshotPath("numbers", manifest.version, "entities.ndjson", "identity"))).toString(),
    ).toContain(old);
    await publish(["numbers"]);
    const kept = (await listKeptFiles(worker.system, "numbers")).map(({ version }) => version);
    expect(new Set(kept)).toEqual(new Set([manifest.version + 1]));
  });

  it("are published by one worker at a time", async () => {
    await portal.list("95010", { tier: "serious" });
    const outcomes = await Promise.all([publish(["numbers"]), publish(["numbers"])]);
    const said = outcomes.map((outcome) => outcome.get("numbers"));
    expect(said).toContain("new");
    expect(said.filter((one) => one === "new").length).toBe(1);
    expect(second).toBeDefined();
  });
});
