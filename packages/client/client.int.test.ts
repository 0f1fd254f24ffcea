import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openOprf } from "../../adapters/oprf.ts";
import { openTestPortal, type TestPortal } from "../../api/testing/portal.ts";
import { publishLists } from "../../commands/lists/publish-lists.ts";
import { refreshOprf } from "../../commands/registry/refresh-oprf.ts";
import { logOrigin, logVkey } from "../../commands/transparency/log-identity.ts";
import { sequenceLog } from "../../commands/transparency/sequence-log.ts";
import { connect, type Db } from "../../db/client.ts";
import { normaliseNumber } from "../../domain/numbers/normalise-number.ts";
import { runCli } from "./cli.ts";
import { openPortal } from "./http.ts";
import { readCopy, syncList } from "./local-copy.ts";
import { parseVkey } from "./note.ts";
import { openNumbers } from "./numbers-index.ts";
import { openOffline } from "./offline.ts";
import { rangeHash } from "./range.ts";
import { readNumber } from "./read-number.ts";
import { openRice } from "./rice.ts";

let portal: TestPortal;
let worker: Db;
let url = "";
let vkey = "";
let folder = "";
beforeAll(async () => {
  portal = await openTestPortal({ limits: { lookups: null, filings: null } });
  await portal.api.listen({ port: 0, host: "127.0.0.1" });
  url = `http://127.0.0.1:${(portal.api.server.address() as AddressInfo).port}`;
  worker = connect(portal.database.url, { role: "mingjian_worker", max: 4 });
  vkey = await logVkey(portal.runtime);
  folder = mkdtempSync(path.join(tmpdir(), "mj-client-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await worker.close();
  await portal.close();
});

const run = async (...args: string[]) => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(
    [...args, "--url", url, "--vkey", vkey, "--dir", path.join(folder, "lists"), "--json"],
    {
      env: {},
      out: (line) => out.push(line),
      err: (line) => err.push(line),
    },
  );
  return { code, out: out.map((line) => JSON.parse(line) as Record<string, unknown>), err };
};
const publish = () => publishLists({ ...portal.runtime, db: worker }, portal.clock.now());
const sync = (list: string) =>
  syncList({
    portal: openPortal({ url, now: () => portal.clock.now().getTime() }),
    list,
    folder: path.join(folder, "lists"),
    key: parseVkey(vkey),
    isForced: true,
  });

describe("the client with a real portal", () => {
  it("checks numbers, with and without a key", async () => {
    await portal.list("95013", { tier: "serious" });
    const { token } = await portal.issueKey(["check"]);
    const alone = await run("check", "95013", "138 0013 8000");
    expect([alone.code, alone.out.map(({ verdict }) => verdict)]).toEqual([0, ["listed", "unknown"]]);
    const withKey = await run("check", "95013", "not a number", "--token", token);
    expect(withKey.out).toMatchObject([{ verdict: "listed" }, { problem: { code: "invalid-number" } }]);
    expect((await run("check", "95013", "--token", "mj_wrong")).code).toBe(2);
  });

  it("checks a file, stops at the key's budget, and goes on the next day", async () => {
    const { token } = await portal.issueKey(["check"], { subjectsPerDay: 600 });
    const [input, output] = [path.join(folder, "in.csv"), path.join(folder, "out.csv")];
    const numbers = Array.from({ length: 1_300 }, (_, at) => `138${String(at).padStart(8, "0")}`);
    writeFileSync(input, `number\n${numbers.join("\n")}\n95013\n`);
    const stopped = await run("check-file", input, output, "--token", token);
    expect(stopped).toMatchObject({ code: 4, out: [{ error: { code: "quota", status: 429 } }] });
    portal.clock.advance(86_400_000);
    expect((await run("check-file", input, output, "--token", token)).code).toBe(4);
    portal.clock.advance(86_400_000);
    const done = await run("check-file", input, output, "--token", token);
    expect(done.out).toMatchObject([
      { rows: 1_301, resumedAt: 1_000, verdicts: { listed: 1, unknown: 1_300 } },
    ]);
    const lines = readFileSync(output, "utf8").trimEnd().split("\r\n");
    expect(lines).toHaveLength(1_302);
    expect(lines.at(-1)).toMatch(/^95013,listed,true,block,blacklist-in-force,serious,/);
  });

  it("keeps a local copy by deltas that answers as the portal does", async () => {
    await portal.list("4001234567", { kind: "warning" });
    await publish();
    const lists = ["numbers", "official", "number-blocks"];
    for (const list of lists) expect(await sync(list)).toMatchObject({ how: "snapshot", isStale: false });
    await portal.list("95013", { status: "repaired" });
    await portal.list("952123", { tier: "minor" });
    portal.clock.advance(3_600_000);
    await publish();
    // The portal's catalog may be a second old.
    await expect.poll(() => sync("numbers"), { timeout: 5_000 }).toMatchObject({ how: "delta", entries: 2 });
    const offline = await openOffline(path.join(folder, "lists"));
    for (const asked of ["95013", "400-123-4567", "952123", "95599", "0571-88123456", "13800138000"]) {
      const online = (await (await fetch(`${url}/api/v1/numbers/${encodeURIComponent(asked)}`)).json()) as {
        canonical: string;
        verdict: string;
        advice: string;
      };
      const { verdict, advice } = offline.lookUp(online.canonical);
      expect([asked, verdict, advice]).toEqual([asked, online.verdict, online.advice]);
    }
  });

  it("reads the publisher's own binary and filter files as its own index", async () => {
    const item = (await readCopy(path.join(folder, "lists"), "numbers"))?.item;
    const file = async (name: string) => {
      const href = item?.resources.find((resource) => resource.href.endsWith(name))?.href;
      return new Uint8Array(await (await fetch(`${url}${href}`)).arrayBuffer());
    };
    const theirs = openNumbers(await file("numbers.bin"));
    const filter = openRice(await file("prefix32.rice"));
    expect([theirs.version, theirs.size]).toEqual([item?.version, 2]);
    for (const [key, tier] of [
      ["cn:952123", 1],
      ["+864001234567", 2],
    ] as const) {
      expect(theirs.find(key)?.tier).toBe(tier);
      expect(filter.mayHold(rangeHash("numbers", key))).toBe(true);
    }
    expect(theirs.find("cn:95013")).toBeNull();
  });

  it("asks by prefix and finds the same", async () => {
    const { out } = await run("range", "952123", "400-123-4567", "95599", "13800138000", "--blocks");
    expect(out.map(({ verdict, advice, list }) => [verdict, advice, list])).toEqual([
      ["listed", "warn", "numbers"],
      ["warning", "warn", "numbers"],
      ["official", "label", "official"],
      ["unknown", "none", null],
    ]);
  });

  it("asks about private numbers without naming them", async () => {
    await portal.list("13900139000", { tier: "serious" });
    const oprf = openOprf(portal.runtime.keys);
    await refreshOprf(portal.runtime, portal.runtime.db, oprf, portal.clock.now());
    await oprf.close();
    const { token } = await portal.issueKey(["oprf"]);
    const { out, code } = await run("private", "139 0013 9000", "13900139001", "--token", token);
    expect([code, out.map(({ verdict, advice }) => [verdict, advice])]).toEqual([
      0,
      [
        ["listed", "block"],
        ["unknown", "none"],
      ],
    ]);
  });

  it("verifies a receipt's proof from the log", async () => {
    const filed = await fetch(`${url}/api/v1/complaints`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        matter: "marketing",
        channel: "voice_call",
        relationship: "NEVER_BORROWED",
        incidents: [{ numberDisplayed: "952123" }],
        truthStatement: true,
      }),
    });
    const { receipt } = (await filed.json()) as { receipt: string };
    const now = portal.clock.real();
    const { storage, keys, publicUrl } = portal.runtime;
    const origin = await logOrigin(worker.system, publicUrl, now);
    await sequenceLog({ sql: worker.system, storage, keys, origin }, now);
    const proof = await fetch(`${url}/api/v1/receipts/proof`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ receipt }),
    });
    expect(proof.status).toBe(200);
    const file = path.join(folder, "receipt.json");
    const text = await proof.text();
    writeFileSync(file, text);
    const good = await run("verify", file);
    expect([good.code, good.out[0]?.good, good.out[0]?.kind]).toEqual([0, true, "complaint-receipt"]);
    writeFileSync(file, text.replace('"v":1', '"v":1,"x":0').replace(/"record":\{/, '"record":{"added":1,'));
    expect((await run("verify", file)).code).toBe(1);
  });

  it("reads common ways of writing a number as the portal does, and leaves the rest to it", () => {
    let read = 0;
    const digits = (seed: number, count: number) =>
      String((seed * 2_654_435_761) % 10 ** count).padStart(count, "0");
    for (let seed = 1; seed < 4_000; seed++) {
      for (const text of [
        `1${digits(seed, 10)}`,
        `+86 1${digits(seed, 10)}`,
        `95${digits(seed, 3)}`,
        `95${digits(seed, 4)}`,
        `400-${digits(seed, 7)}`,
        `0${digits(seed, 10)}`,
        `+${digits(seed, 11)}`,
      ]) {
        const canonical = readNumber(text);
        if (canonical === null) continue;
        read += 1;
        expect([text, canonical]).toEqual([text, normaliseNumber(text).key]);
      }
    }
    expect(read).toBeGreaterThan(8_000);
  });
});
