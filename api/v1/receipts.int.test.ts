import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { logOrigin } from "#commands/transparency/log-identity.ts";
import { sequenceLog } from "#commands/transparency/sequence-log.ts";
import { connect } from "#db/client.ts";
import { COMPLAINT_EXAMPLE } from "./complaints.ts";

const folder = mkdtempSync(path.join(tmpdir(), "mingjian-receipt-"));
let portal: TestPortal;
let receipt: string;

beforeAll(async () => {
  portal = await openTestPortal();
  receipt = (await post("/api/v1/complaints", COMPLAINT_EXAMPLE)).json().receipt;
});
afterAll(async () => {
  await portal.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (url: string, payload: object) => portal.api.inject({ method: "POST", url, payload });
const prove = (given: string) => post("/api/v1/receipts/proof", { receipt: given });

async function sequence(): Promise<void> {
  const worker = connect(portal.database.url, { role: "mingjian_worker", max: 2 });
  const { storage, keys, publicUrl, clock } = portal.runtime;
  try {
    const origin = await logOrigin(worker.system, publicUrl, clock.now());
    await sequenceLog({ sql: worker.system, storage, keys, origin }, clock.now());
  } finally {
    await worker.close();
  }
}

/** What the auditor's own tool says of the file, without a network; its time is the real one. */
async function verify(file: object): Promise<number | null> {
  const name = path.join(folder, "proof.json");
  writeFileSync(name, JSON.stringify(file));
  const vkey = (await portal.api.inject({ url: "/log/vkey" })).body.trim();
  const words = ["cli/verify.ts", "-", "--vkey", vkey, "--receipt", name];
  const cwd = path.resolve(import.meta.dirname, "../..");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, words, { cwd }, () => resolve(child.exitCode));
  });
}

describe("the proof that belongs to a receipt", () => {
  it("is not there before the report is on the log, and says so", async () => {
    const answer = await prove(receipt);
    expect([answer.statusCode, answer.json().code]).toEqual([404, "not-found"]);
    expect(answer.json().detail).toContain("几秒");
  });

  it("proves to somebody who trusts nobody what was filed and when", async () => {
    await sequence();
    const answer = await prove(receipt);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const file = answer.json();
    expect(file.record.receivedAt).toBe(portal.clock.now().toISOString());
    expect(await verify(file)).toBe(0);
    expect(
      await verify({ ...file, record: { ...file.record, receivedAt: "2020-01-01T00:00:00.000Z" } }),
    ).toBe(1);
  });

  it("says nothing of what was filed to anybody who reads the log", async () => {
    const leaves = await portal.database.owner`select leaf from log_leaves`;
    expect(leaves.length).toBeGreaterThan(0);
    for (const { leaf } of leaves) expect(leaf).not.toContain(COMPLAINT_EXAMPLE.matter);
  });

  it("is given for the receipt alone", async () => {
    expect((await prove("MJ-0000-0000-0000-0000-0000-0000-0000")).statusCode).toBe(404);
    expect((await prove("not a receipt")).statusCode).toBe(404);
    expect((await post("/api/v1/receipts/proof", {})).statusCode).toBe(400);
  });
});
