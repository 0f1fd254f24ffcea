import { spawn } from "node:child_process";
import { createServer } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
// biome-ignore lint/style/noRestrictedImports: the command is tried against the routes of a portal.
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { publishLists } from "#commands/lists/publish-lists.ts";
import { appendLeaves, type NewLeaf } from "#commands/transparency/append-leaves.ts";
import { logOrigin } from "#commands/transparency/log-identity.ts";
import { receiptProof } from "#commands/transparency/receipt-proof.ts";
import { sequenceLog } from "#commands/transparency/sequence-log.ts";
import { connect, type Db, inTransaction } from "#db/client.ts";
import {
  type Files,
  grow,
  LOG,
  ORIGIN,
  plain,
  portal as publishPortal,
  signer,
  testFolder,
  WITNESS,
} from "./testing/published-portal.ts";

/** The verifier as a person runs it: the exit code and the JSON of its last line. */
const run = (...args: string[]) =>
  new Promise<{ code: number | null; answer: Record<string, unknown> }>((resolve) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "verify.ts"), ...args]);
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("close", (code) =>
      resolve({ code, answer: JSON.parse(output.trim().split("\n").at(-1) || "{}") }),
    );
  });
const inFolder = testFolder();

describe("the portal's own log and lists", () => {
  const COMPLAINT = "0198a0a0-0000-7000-8000-000000000003";
  let portal: TestPortal;
  let worker: Db;
  let url: string;
  let vkey: string;
  const append = (...leaves: readonly Partial<NewLeaf>[]) =>
    inTransaction(portal.runtime.db.system, (tx) =>
      appendLeaves(
        tx,
        leaves.map((leaf) => ({
          type: "list",
          entry: null,
          seq: null,
          record: { about: "number" },
          effective: portal.clock.now(),
          ...leaf,
        })),
        portal.clock.now(),
      ),
    );
  async function round(): Promise<void> {
    const { storage, keys, publicUrl } = portal.runtime;
    const origin = await logOrigin(worker.system, publicUrl, portal.clock.now());
    await sequenceLog({ sql: worker.system, storage, keys, origin }, portal.clock.now());
  }
  /** Publishes what has changed and waits for the catalog, which is read again once a second. */
  async function publish(version: number): Promise<void> {
    await publishLists({ ...portal.runtime, db: worker }, portal.clock.now());
    await round();
    const numbers = async (): Promise<unknown> => {
      const { lists } = (await (await fetch(`${url}/api/v1/lists`)).json()) as {
        lists: Record<string, unknown>[];
      };
      return lists.find(({ name, log }) => name === "numbers" && log)?.version;
    };
    await expect.poll(numbers, { timeout: 5000 }).toBe(version);
  }

  beforeAll(async () => {
    portal = await openTestPortal();
    worker = connect(portal.database.url, { role: "mingjian_worker", max: 4 });
    url = await portal.api.listen({ port: 0, host: "127.0.0.1" });
    await round();
    vkey = (await (await fetch(`${url}/log/vkey`)).text()).trim();
  });
  afterAll(async () => {
    await worker.close();
    await portal.close();
  });

  test("are good from the first entry on, over versions, with a state file and a receipt", async () => {
    const state = inFolder("state");
    expect(await run(url, "--vkey", vkey, "--state", state)).toMatchObject({ code: 0, answer: { ok: true } });

    await portal.list("95013", { tier: "serious" });
    await append(
      ...Array.from({ length: 300 }, (_, at) => ({
        entry: `0198a0a0-0000-7000-8000-${String(at % 200).padStart(12, "0")}`,
        seq: 1 + Math.floor(at / 200),
      })),
    );
    await append({
      type: "complaint",
      entry: COMPLAINT,
      record: { said: "明天上门", number: "+8613800138000" },
    });
    await publish(1);
    const receipt = inFolder("receipt.json", JSON.stringify(await receiptProof(portal.runtime, COMPLAINT)));
    const first = await run(url, "--vkey", vkey, "--state", state, "--receipt", receipt);
    expect(first).toMatchObject({ code: 0, answer: { ok: true, receipt: { index: expect.any(Number) } } });
    expect(first.answer.lists).toContainEqual({ name: "numbers", version: 1, entries: 1 });
    expect(await run("-", "--vkey", vkey, "--receipt", receipt)).toMatchObject({ code: 0 });

    await portal.list("4001234567", { kind: "warning", tier: "minor" });
    await append({ type: "amend", entry: "0198a0a0-0000-7000-8000-000000000007", seq: 3 });
    await publish(2);
    const second = await run(url, "--vkey", vkey, "--state", state);
    expect(second).toMatchObject({ code: 0, answer: { ok: true, from: first.answer.size } });
    // The test's clock stands still, and private numbers are in no file; the delta between the versions was there and good.
    const warnings = (second.answer.warnings as string[]).filter(
      (one) => !/valid until|^numbers-restricted/.test(one),
    );
    expect(warnings).toEqual([]);
    expect(second.answer.lists).toContainEqual({ name: "numbers", version: 2, entries: 2 });
  });
});

describe("a log of 70,000 leaves", () => {
  let files: Files;
  const server = createServer(({ url = "/" }, response) => {
    const body = files.get(url.slice(1));
    response.writeHead(body ? 200 : 404).end(body);
  });
  let url = "";
  beforeAll(async () => {
    const leaves = grow([], plain(70_000));
    files = publishPortal(leaves);
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  afterAll(() => server.close());

  test("is 0 when good, 1 with another key, 2 when nobody answers or the key is none", async () => {
    expect(files.has("log/tile/0/273.p/112") && files.has("log/tile/1/001.p/17")).toBe(true);
    const [good, foreign, away, none] = await Promise.all([
      run(url, "--vkey", LOG.vkey, "--witness", WITNESS.vkey),
      run(url, "--vkey", signer(ORIGIN, 1).vkey),
      run("http://127.0.0.1:1", "--vkey", LOG.vkey),
      run(url, "--vkey", "nonsense"),
    ]);
    expect(good).toMatchObject({
      code: 0,
      answer: { ok: true, size: 70_000, cosigned: ["witness.example/w1"] },
    });
    expect(foreign).toMatchObject({ code: 1, answer: { ok: false, bad: { where: "log/checkpoint" } } });
    expect(away).toMatchObject({ code: 2, answer: { ok: false, unreachable: expect.any(Object) } });
    expect(none).toMatchObject({ code: 2, answer: { ok: false } });
  });
});
