import { generateKeyPairSync, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { memoryStorage } from "#adapters/storage.ts";
import { appendLeaves, type NewLeaf } from "#commands/transparency/append-leaves.ts";
import { witnessClient } from "#commands/transparency/ask-witnesses.ts";
import { sha256, verifyEd25519 } from "#commands/transparency/crypto.ts";
import { logOrigin } from "#commands/transparency/log-identity.ts";
import { receiptProof } from "#commands/transparency/receipt-proof.ts";
import { type LogWriter, sequenceLog } from "#commands/transparency/sequence-log.ts";
import { proveConsistency } from "#commands/transparency/tile-store.ts";
import { connect, type Db, inTransaction } from "#db/client.ts";
import { toHex, utf8 } from "#domain/transparency/bytes.ts";
import { checkpointText, parseCheckpoint } from "#domain/transparency/checkpoint.ts";
import { cosignaturesBy } from "#domain/transparency/cosignature.ts";
import { jcs } from "#domain/transparency/jcs.ts";
import { commitment } from "#domain/transparency/leaf.ts";
import { textLeafHash } from "#domain/transparency/merkle.ts";
import { checkProof } from "#domain/transparency/proof.ts";
import {
  formatVkey,
  joinNote,
  parseNote,
  parseSignatureLines,
  parseVkey,
  SIGNATURE_TYPE,
  signatureLine,
  signedBy,
  type VerifierKey,
  verifierKey,
} from "#domain/transparency/signed-note.ts";
import { splitBundle } from "#domain/transparency/tiles.ts";
import { formatAddCheckpoint, type Witness } from "#domain/transparency/witness.ts";
import { parseVkey as clientVkey } from "../packages/client/note.ts";
import { checkProofFile } from "../packages/client/proof.ts";
import { openTestPortal, type TestPortal } from "./testing/portal.ts";

const NOW = new Date("2026-03-02T04:00:00Z");
const ENTRY = "0198a0a0-0000-7000-8000-000000000001";
const COMPLAINT = "0198a0a0-0000-7000-8000-000000000002";

/** A machine that is busy with other tests is not one that refuses. */
const PATIENT = { maxEventLoopDelayMs: 60_000 };
let portal: TestPortal;
let worker: Db;
let key: VerifierKey;
let writer: LogWriter;
beforeAll(async () => {
  portal = await openTestPortal(PATIENT);
  worker = connect(portal.database.url, { role: "mingjian_worker", max: 2 });
  key =
    parseVkey(sha256, (await get("/log/vkey")).body.trim()) ??
    verifierKey(sha256, "none", 1, new Uint8Array(32));
  const { storage, keys, publicUrl } = portal.runtime;
  writer = { sql: worker.system, storage, keys, origin: await logOrigin(worker.system, publicUrl, NOW) };
});
afterAll(async () => {
  await worker.close();
  await portal.close();
});

const get = (url: string) => portal.api.inject({ url });
const leaf = (change: Partial<NewLeaf> = {}): NewLeaf => ({
  type: "list",
  entry: null,
  seq: null,
  record: { about: "something" },
  effective: NOW,
  ...change,
});
const append = (...leaves: readonly NewLeaf[]) =>
  inTransaction(portal.runtime.db.system, (tx) => appendLeaves(tx, leaves, NOW));
const round = () => sequenceLog(writer, NOW);
const head = async () => {
  const note = parseNote((await get("/log/checkpoint")).body);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) throw new Error("no checkpoint");
  return { note, ...checkpoint };
};

describe("the log's addresses", () => {
  test("there is nothing before the log begins, and the key is known", async () => {
    expect((await get("/log/checkpoint")).statusCode).toBe(404);
    expect(formatVkey(key)).toMatch(/^mingjian\.example\/log\+[0-9a-f]{8}\+/);
    const policy = await get("/log/policy");
    expect(policy.body).toBe(`log ${formatVkey(key)} https://mingjian.example/log\nquorum none\n`);
  });

  test("serve what C2SP tlog-tiles says, with its types and for as long as each may be kept", async () => {
    await append(...Array.from({ length: 300 }, () => leaf()));
    await round();
    await append(leaf());
    await round();
    const checkpoint = await get("/log/checkpoint");
    expect(checkpoint.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(
      Number(/max-age=(\d+)/.exec(String(checkpoint.headers["cache-control"]))?.[1]),
    ).toBeLessThanOrEqual(5);
    const { note, size } = await head();
    expect([size, signedBy(verifyEd25519, note, key)]).toEqual([301, true]);

    const full = await get("/log/tile/0/000");
    expect(full.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
    });
    expect(full.rawPayload.length).toBe(8192);
    const partial = await get("/log/tile/0/001.p/45");
    expect(partial.rawPayload.length).toBe(45 * 32);
    expect(String(partial.headers["cache-control"])).toBe("public, max-age=60");
    const bundle = splitBundle((await get("/log/tile/entries/001.p/45")).rawPayload) ?? [];
    expect(sha256(Buffer.concat([Buffer.of(0), bundle[44] ?? Buffer.of()]))).toEqual(
      partial.rawPayload.subarray(44 * 32),
    );
    // The form that the checkpoint of 300 named is still there.
    expect((await get("/log/tile/0/001.p/44")).rawPayload).toEqual(partial.rawPayload.subarray(0, 44 * 32));
    expect((await get("/log/tile/1/000.p/1")).rawPayload.length).toBe(32);
  });

  test.each([
    "/log/tile/0/001",
    "/log/tile/0/001.p/46",
    "/log/tile/0/002.p/1",
    "/log/tile/1/000",
    "/log/tile/2/000.p/1",
    "/log/tile/00/000",
    "/log/tile/0/0",
    "/log/tile/entries/002",
    "/log/tile/0/../../last-signed",
    "/log/last-signed",
  ])("%s is not found", async (url) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.json().code]).toEqual([404, "not-found"]);
  });

  test("bundles are compressed for whoever can read that", async () => {
    const answer = await portal.api.inject({
      url: "/log/tile/entries/000",
      headers: { "accept-encoding": "gzip" },
    });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.rawPayload.length).toBeLessThan((await get("/log/tile/entries/000")).rawPayload.length / 2);
  });
});

describe("GET /api/v1/entries/{id}/proof", () => {
  test("proves the entry's newest leaf in one text, once it is under a checkpoint", async () => {
    const url = `/api/v1/entries/${ENTRY}/proof`;
    await append(leaf({ entry: ENTRY, seq: 1 }));
    expect((await get(url)).statusCode).toBe(503);
    await round();
    const [amended] = await append(leaf({ entry: ENTRY, seq: 2, type: "amend" }));
    await round();
    const proof = await get(url);
    expect(proof.headers["content-type"]).toBe("text/plain; charset=utf-8");
    const { size } = await head();
    expect(
      checkProof({ sha256, verify: verifyEd25519 }, proof.body, amended?.leafHash ?? Buffer.of(), key),
    ).toMatchObject({ size, index: size - 1 });
  });

  test("knows no other entries, and a complaint is not asked for here", async () => {
    await append(leaf({ entry: COMPLAINT, type: "complaint" }));
    await round();
    expect((await get("/api/v1/entries/0198a0a0-0000-7000-8000-0000000000ff/proof")).statusCode).toBe(404);
    expect((await get(`/api/v1/entries/${COMPLAINT}/proof`)).statusCode).toBe(404);
    expect((await get("/api/v1/entries/abc/proof")).statusCode).toBe(400);
  });
});

describe("a receipt that proves itself", () => {
  const record = { complaint: "what was said", at: NOW.toISOString(), amountFen: 120_000 };
  const complaint = "0198a0a0-0000-7000-8000-000000000003";

  test("is there a round after the complaint, and says what was committed to", async () => {
    await append(leaf({ entry: complaint, type: "complaint", record }));
    expect(await receiptProof(portal.runtime, complaint)).toBeNull();
    await round();
    const file = await receiptProof(portal.runtime, complaint);
    if (!file) throw new Error("no receipt");
    expect(file).toMatchObject({ v: 1, kind: "complaint-receipt", record });
    const commit = commitment(sha256, Buffer.from(file.nonce, "base64"), jcs(file.record));
    expect(JSON.parse(file.leaf)).toMatchObject({ type: "complaint", commit: toHex(commit) });
    const leafHash = textLeafHash(sha256, file.leaf);
    expect(checkProof({ sha256, verify: verifyEd25519 }, file.proof, leafHash, key)).not.toBeNull();
    // A second opinion: the client's verifier shares no code with the server.
    expect(checkProofFile(file, clientVkey(formatVkey(key)))).toMatchObject({ record });
    const changed = { ...file, record: { ...record, amountFen: 1 } };
    expect(() => checkProofFile(changed, clientVkey(formatVkey(key)))).toThrow();
  });

  test("is gone when what it commits to was erased, and the leaf's proof is not", async () => {
    const [row] = await portal.database.owner<{ leaf_hash: Buffer }[]>`
      update log_records set nonce = null, record = null where entry_id = ${complaint} returning leaf_hash`;
    expect(await receiptProof(portal.runtime, complaint)).toBeNull();
    expect(row?.leaf_hash.length).toBe(32);
  });
});

describe("witnessing", () => {
  const other = generateKeyPairSync("ed25519");
  const raw = other.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const logOf = (name: string) => verifierKey(sha256, name, SIGNATURE_TYPE.ed25519, raw);
  let witness: TestPortal;
  let witnessVkey: VerifierKey;
  beforeAll(async () => {
    witness = await openTestPortal(PATIENT, {
      witnessedLogs: [formatVkey(key), formatVkey(logOf("other.example/log"))],
    });
    witnessVkey = parseVkey(sha256, (await witness.api.inject({ url: "/witness/vkey" })).body.trim()) ?? key;
  });
  afterAll(() => witness.close());
  const ask = (payload: string) =>
    witness.api.inject({
      method: "POST",
      url: "/witness/add-checkpoint",
      payload,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  const checkpointOf = (origin: string, size: number, root: Uint8Array, signer = logOf(origin)) => {
    const text = checkpointText({ origin, size, root });
    return joinNote(text, [signatureLine(signer, sign(null, utf8(text), other.privateKey))]);
  };
  const root = (letter: string) => sha256(utf8(letter));

  test("a head is cosigned when it continues the last one, and only then", async () => {
    const origin = "other.example/log";
    const first = formatAddCheckpoint({
      oldSize: 0,
      proof: [],
      checkpoint: checkpointOf(origin, 1, root("a")),
    });
    const answer = await ask(first);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
    const text = checkpointText({ origin, size: 1, root: root("a") });
    expect(
      cosignaturesBy(verifyEd25519, witnessVkey, text, parseSignatureLines(answer.body) ?? []),
    ).toHaveLength(1);

    const stale = await ask(first);
    expect([stale.statusCode, stale.headers["content-type"], stale.body]).toEqual([
      409,
      "text/x.tlog.size",
      "1\n",
    ]);
    const again = { oldSize: 1, proof: [], checkpoint: checkpointOf(origin, 1, root("a")) };
    expect((await ask(formatAddCheckpoint(again))).statusCode).toBe(200);
    const split = { ...again, checkpoint: checkpointOf(origin, 1, root("b")) };
    expect((await ask(formatAddCheckpoint(split))).statusCode).toBe(409);

    const two = sha256(Buffer.concat([Buffer.of(1), root("a"), root("c")]));
    const grown = { oldSize: 1, proof: [root("x")], checkpoint: checkpointOf(origin, 2, two) };
    expect((await ask(formatAddCheckpoint(grown))).statusCode).toBe(422);
    expect((await ask(formatAddCheckpoint({ ...grown, proof: [root("c")] }))).statusCode).toBe(200);
    expect((await ask(formatAddCheckpoint({ ...grown, oldSize: 3 }))).statusCode).toBe(400);
  });

  test("logs it was not told of and signatures that are not theirs are refused", async () => {
    const unknown = checkpointOf("nobody.example/log", 1, root("a"));
    expect((await ask(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: unknown }))).statusCode).toBe(
      404,
    );
    const forged = checkpointOf(key.name, 1, root("a"), key);
    expect((await ask(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: forged }))).statusCode).toBe(
      403,
    );
    for (const body of ["", "old 0\n", "old 0\n\n", "old 00\n\nx\n", `{"old":0}`])
      expect((await ask(body)).statusCode).toBe(400);
  });

  test("of many requests at once, one moves the log on", async () => {
    const storage = memoryStorage();
    const mine = parseKeyRing(generateKeyRing());
    const origin = "race.example/log";
    const raceKey = verifierKey(sha256, origin, SIGNATURE_TYPE.ed25519, mine.logPublicKey);
    const scene = await openTestPortal(PATIENT, { witnessedLogs: [formatVkey(raceKey)], storage });
    try {
      const submit = (oldSize: number, size: number, rootHash: Uint8Array, proof: Uint8Array[]) => {
        const text = checkpointText({ origin, size, root: rootHash });
        const checkpoint = joinNote(text, [signatureLine(raceKey, mine.signLog(utf8(text)))]);
        return scene.api.inject({
          method: "POST",
          url: "/witness/add-checkpoint",
          payload: formatAddCheckpoint({ oldSize, proof, checkpoint }),
          headers: { "content-type": "text/plain" },
        });
      };
      expect((await submit(0, 1, root("a"), [])).statusCode).toBe(200);
      const rival = (letter: string) =>
        submit(1, 2, sha256(Buffer.concat([Buffer.of(1), root("a"), root(letter)])), [root(letter)]);
      // All have come as far as the row that says what is known before the first may go on.
      const answers = await scene.database.owner.begin(async (tx) => {
        await tx`select 1 from witnessed_logs for update`;
        const asked = Promise.all(["b", "c", "d"].map(rival));
        await vi.waitFor(async () => {
          const waiting = await portal.database.owner`
            select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%witnessed_logs%'`;
          expect(waiting.length).toBe(3);
        }, 10_000);
        return { asked };
      });
      const statuses = (await answers.asked).map((answer) => answer.statusCode);
      expect(statuses.sort()).toEqual([200, 409, 409]);
    } finally {
      await scene.close();
    }
  });

  test("a portal's checkpoint carries its witness's cosignature, also after the witness missed some", async () => {
    const address = await witness.api.listen({ port: 0, host: "127.0.0.1" });
    const configured: Witness = { key: witnessVkey, url: `${address}/witness` };
    const { storage } = portal.runtime;
    const cosign = witnessClient({
      sql: worker.system,
      storage,
      log: createLog("silent"),
      witnesses: [configured, { key: witnessVkey, url: "http://127.0.0.1:9/none" }],
      now: () => NOW,
    });
    const cosigned = async () => {
      const { note } = await head();
      return cosignaturesBy(verifyEd25519, witnessVkey, note.text, note.signatures).length;
    };
    for (const withWitness of [true, false, true]) {
      await append(leaf(), leaf());
      await sequenceLog({ ...writer, cosign: withWitness ? cosign : undefined }, NOW);
      expect(await cosigned()).toBe(withWitness ? 1 : 0);
    }
    // The log lost its memory of what the witness knows: the witness says the size, and the proof is sent anew.
    await portal.database.owner`delete from log_cosignatures`;
    await append(leaf());
    await sequenceLog({ ...writer, cosign }, NOW);
    expect(await cosigned()).toBe(1);
    const { size } = await head();
    expect((await proveConsistency(storage, size - 1, size)).length).toBeGreaterThan(0);
  });
});
