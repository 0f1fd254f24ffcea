import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOW, openTestPortal, type TestPortal } from "#api/testing/portal.ts";
import { correctRatings, publishRatings } from "#commands/rating/publish-ratings.ts";
import { importExposures } from "#commands/rating/record-exposures.ts";
import { type RatingScene, ratingScene } from "#commands/testing/rating-scene.ts";
import { logOrigin } from "#commands/transparency/log-identity.ts";
import { sequenceLog } from "#commands/transparency/sequence-log.ts";
import { connect } from "#db/client.ts";

const ID = "0198a0a0-0000-7000-8000-000000000001";
const HOUR_MS = 3_600_000;
const folder = mkdtempSync(path.join(tmpdir(), "mingjian-ratings-"));
let portal: TestPortal;
let scene: RatingScene;
let first = "";
let second = "";

beforeAll(async () => {
  portal = await openTestPortal();
  const lenders = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`R${i + 10}`, 500_000]));
  scene = await ratingScene(portal.runtime, portal.database, {
    lenders,
    last: "2026-01",
    months: 14,
    now: NOW,
  });
  await scene.complain(
    Object.keys(lenders).flatMap((lender, at) =>
      Array.from({ length: 14 * (at === 0 ? 9 : 2) }, (_, i) => ({
        lender,
        month: i % 14 === 0 ? "2026-01" : `2025-${String(((i % 14) % 12) + 1).padStart(2, "0")}`,
        reporter: `${lender}/${i}`,
        severity: [1, 3, 5][i % 3] ?? 3,
        outcome: "relief_non_monetary",
      })),
    ),
  );
  const [published] = await publishRatings(portal.runtime, { month: "2026-01", now: NOW });
  first = published?.batchId ?? "";
});
afterAll(async () => {
  await portal.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string, headers: Record<string, string> = {}) => portal.api.inject({ url, headers });

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

/** What the auditor's own tool says of bundle and proof; it shares no code with the portal. */
async function verify(
  bundle: Buffer,
  proof: string,
): Promise<{ code: number | null; report: Record<string, unknown> }> {
  const [bundleFile, proofFile] = [path.join(folder, "bundle.json"), path.join(folder, "proof.json")];
  writeFileSync(bundleFile, bundle);
  writeFileSync(proofFile, proof);
  const vkey = (await get("/log/vkey")).body.trim();
  const words = ["cli/verify-rating.ts", bundleFile, "--proof", proofFile, "--vkey", vkey, "--json"];
  const cwd = path.resolve(import.meta.dirname, "../..");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, words, { cwd }, (_error, out) =>
      resolve({ code: child.exitCode, report: JSON.parse(out.trim().split("\n").at(-1) ?? "{}") }),
    );
  });
}

describe("ratings through the API", () => {
  it("are not told of before their leaf is under a signed head of the log, by any address", async () => {
    expect((await get("/api/v1/ratings")).json()).toEqual({ items: [], next: null });
    for (const rest of ["", "/bundle", "/proof", "/diff"]) {
      const answer = await get(`/api/v1/ratings/${first}${rest}`);
      expect([rest, answer.statusCode, answer.json().code]).toEqual([rest, 404, "not-found"]);
    }
    const own = await get(`/api/v1/institutions/${scene.ids.get("R10")}/rating`);
    expect(own.json()).toMatchObject({ latest: null, history: [] });
    await sequence();
    const answer = await get("/api/v1/ratings");
    expect(answer.headers["cache-control"]).toBe("public, max-age=60");
    expect(answer.json().items.map(({ id }: { id: string }) => id)).toEqual([first]);
  });

  it("tell of a batch by letters and reasons, and where its files are", async () => {
    const batch = (await get(`/api/v1/ratings/${first}`)).json();
    expect(batch).toMatchObject({
      id: first,
      month: "2026-01",
      method: "rating-1",
      kind: "monthly",
      diff: null,
      bundle: `/api/v1/ratings/${first}/bundle`,
    });
    const rated = Object.values(batch.letters as Record<string, number>).reduce(
      (sum, count) => sum + count,
      0,
    );
    expect(rated).toBe(batch.rated);
    expect(rated).toBeGreaterThan(5);
    expect(batch.letters.D + batch.letters.E).toBe(1);
  });

  it("give the bundle as a file for good, in the coding asked for, with a digest and a tag that spares sending it again", async () => {
    const url = `/api/v1/ratings/${first}/bundle`;
    const plain = await get(url);
    const { sha256, bytes } = (await get(`/api/v1/ratings/${first}`)).json();
    expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect([createHash("sha256").update(plain.rawPayload).digest("hex"), plain.rawPayload.length]).toEqual([
      sha256,
      bytes,
    ]);
    for (const [coding, open] of [
      ["gzip", gunzipSync],
      ["zstd", zstdDecompressSync],
    ] as const) {
      const coded = await get(url, { "accept-encoding": coding });
      expect(coded.headers["content-encoding"]).toBe(coding);
      expect(coded.headers["repr-digest"]).toBe(
        `sha-256=:${createHash("sha256").update(coded.rawPayload).digest("base64")}:`,
      );
      expect(open(coded.rawPayload).equals(plain.rawPayload)).toBe(true);
    }
    const again = await get(url, { "if-none-match": String(plain.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  });

  it("prove to somebody who trusts nobody that every figure follows from what was put on the log", async () => {
    const bundle = (await get(`/api/v1/ratings/${first}/bundle`)).rawPayload;
    const { body: proof } = await get(`/api/v1/ratings/${first}/proof`);
    expect(await verify(bundle, proof)).toMatchObject({ code: 0, report: { ok: true, batch: first } });
    const other = Buffer.from(bundle.toString().replace('"letter":"C"', '"letter":"B"'));
    expect((await verify(other, proof)).code).toBe(1);
  }, 60_000);

  it("show an institution its letter with every step; another's id is unknown, and no id is refused", async () => {
    const { latest, history } = (await get(`/api/v1/institutions/${scene.ids.get("R10")}/rating`)).json();
    expect(["D", "E"]).toContain(latest.letter ?? latest.result.letter);
    expect(latest.result.steps[0].step).toBe("harm");
    expect(latest.basis).toMatchObject({ exposureSource: "regulator_filing", months: 14 });
    expect(history).toHaveLength(1);
    for (const [url, status] of [
      [`/api/v1/institutions/${ID}/rating`, 404],
      ["/api/v1/institutions/nobody/rating", 400],
      [`/api/v1/ratings/${ID}`, 404],
      ["/api/v1/ratings/latest", 400],
      ["/api/v1/ratings?limit=0", 400],
      ["/api/v1/ratings?before=x", 400],
    ] as const)
      expect([url, (await get(url)).statusCode]).toEqual([url, status]);
  });

  it("tell what a correction changed and why; the batch it corrects stays, and the newest stands for the month", async () => {
    const later = new Date(NOW.getTime() + HOUR_MS);
    const rows = Array.from(
      { length: 14 },
      (_, i) =>
        `R10,${i < 2 ? 2024 : i < 14 ? 2025 : 2026}-${String(i < 2 ? i + 11 : i - 1).padStart(2, "0")},all,4500000,regulator_filing,2026-03-01`,
    );
    rows.push("R10,2026-01,all,4500000,regulator_filing,2026-03-01");
    const csv = ["institution,month,product,accounts,source,filed_at", ...rows].join("\n");
    expect((await importExposures({ ...portal.runtime, actor: null, now: later }, csv)).bad).toEqual([]);
    const [corrected] = await correctRatings(portal.runtime, { now: new Date(later.getTime() + HOUR_MS) });
    second = corrected?.batchId ?? "";
    expect(corrected?.outcome).toBe("new");
    await sequence();
    const diff = (await get(`/api/v1/ratings/${second}/diff`)).json();
    expect(diff).toMatchObject({ batch: second, corrects: first, reason: "exposure_restated" });
    const own = diff.changes.find(
      ({ institutionId }: { institutionId: string }) => institutionId === scene.ids.get("R10"),
    );
    expect(own.causes).toEqual(["exposure_restated"]);
    expect(own.before.letter).not.toBe(own.after.letter);
    expect((await get(`/api/v1/ratings/${first}/diff`)).statusCode).toBe(404);
    expect((await get(`/api/v1/ratings/${first}/bundle`)).statusCode).toBe(200);
    const { latest, history } = (await get(`/api/v1/institutions/${scene.ids.get("R10")}/rating`)).json();
    expect([latest.batch, history.length]).toEqual([second, 1]);
    const page = (await get("/api/v1/ratings?limit=1")).json();
    expect([page.items[0].id, page.next]).toEqual([second, second]);
    expect((await get(`/api/v1/ratings?before=${second}`)).json().items[0].id).toBe(first);
  });
});
