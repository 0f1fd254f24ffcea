import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { audit as runAudit } from "../verify.ts";

/** A log, lists and receipts made from the specifications alone, by recursion and without a thought for speed. */
const NOW = new Date("2026-11-22T08:00:00Z");
export const ORIGIN = "example.org/log";
const sha = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const uuid = (n: number): string => `01980000-0000-7000-8000-${String(n).padStart(12, "0")}`;

type Signer = { readonly vkey: string; sign(text: string, prefix?: string): string };
export function signer(name: string, type: 1 | 4, pair = generateKeyPairSync("ed25519")): Signer {
  const raw = Buffer.from(String(pair.publicKey.export({ format: "jwk" }).x), "base64url");
  const data = Buffer.concat([Buffer.from([type]), raw]);
  const id = sha(`${name}\n`, data).subarray(0, 4);
  const line = (privateKey: KeyObject, text: string): string => {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(1_700_000_000n);
    const message = type === 4 ? `cosignature/v1\ntime 1700000000\n${text}` : text;
    const signature = sign(null, Buffer.from(message), privateKey);
    const blob = type === 4 ? [id, stamp, signature] : [id, signature];
    return `— ${name} ${Buffer.concat(blob).toString("base64")}\n`;
  };
  return {
    vkey: `${name}+${id.toString("hex")}+${data.toString("base64")}`,
    sign: (text) => line(pair.privateKey, text),
  };
}
export const LOG = signer(ORIGIN, 1);
export const WITNESS = signer("witness.example/w1", 4);
const STRANGER = signer("stranger.example", 1);

/** RFC 6962, 2.1. */
export function mth(hashes: readonly Buffer[]): Buffer {
  if (hashes.length < 2) return hashes[0] ?? sha("");
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return sha("\x01", mth(hashes.slice(0, split)), mth(hashes.slice(split)));
}

/** RFC 6962, 2.1.1. */
function inclusion(hashes: readonly Buffer[], index: number): Buffer[] {
  if (hashes.length < 2) return [];
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return index < split
    ? [...inclusion(hashes.slice(0, split), index), mth(hashes.slice(split))]
    : [...inclusion(hashes.slice(split), index - split), mth(hashes.slice(0, split))];
}

export type Files = Map<string, Buffer>;
export const leafHash = (leaf: Buffer): Buffer => sha("\0", leaf);
const note = (text: string): string =>
  `${text}\n${STRANGER.sign(text)}${LOG.sign(text)}${WITNESS.sign(text)}`;
const checkpoint = (hashes: readonly Buffer[]): string =>
  note(`${ORIGIN}\n${hashes.length}\n${mth(hashes).toString("base64")}\n`);

export function pathOf(tile: number, width: number): string {
  const parts = [tile % 1000];
  for (let rest = Math.floor(tile / 1000); rest > 0; rest = Math.floor(rest / 1000))
    parts.unshift(rest % 1000);
  const names = parts.map(
    (part, at) => `${at < parts.length - 1 ? "x" : ""}${String(part).padStart(3, "0")}`,
  );
  return names.join("/") + (width < 256 ? `.p/${width}` : "");
}

export function publish(leaves: readonly Buffer[]): Files {
  const files: Files = new Map();
  const hashes = leaves.map(leafHash);
  files.set("log/checkpoint", Buffer.from(checkpoint(hashes)));
  for (let n = 0; n * 256 < leaves.length; n++) {
    const some = leaves.slice(n * 256, n * 256 + 256);
    const lengths = some.map((leaf) => Buffer.from([leaf.length >> 8, leaf.length & 255]));
    const bundle = Buffer.concat(some.flatMap((leaf, at) => [lengths[at] ?? leaf, leaf]));
    files.set(`log/tile/entries/${pathOf(n, some.length)}`, bundle);
  }
  for (let [level, row] = [0, hashes]; row.length > 0; level++) {
    const above: Buffer[] = [];
    for (let n = 0; n * 256 < row.length; n++) {
      const tile = row.slice(n * 256, n * 256 + 256);
      files.set(`log/tile/${level}/${pathOf(n, tile.length)}`, Buffer.concat(tile));
      if (tile.length === 256) above.push(mth(tile));
    }
    row = above;
  }
  return files;
}

type Draft = { type?: string; entry?: string | null; commit?: string; change?: Record<string, unknown> };
/** Leaves with their chains; every third tells of an entry that the log has already told of. */
export function grow(leaves: Buffer[], drafts: readonly Draft[]): Buffer[] {
  const heads = new Map<string, string>();
  const all = [...leaves];
  for (const leaf of leaves) {
    const { entry } = JSON.parse(String(leaf));
    if (entry) heads.set(entry, leafHash(leaf).toString("hex"));
  }
  for (const { type = "list", entry = null, commit, change } of drafts) {
    const leaf = Buffer.from(
      JSON.stringify({
        approvals: 2,
        basis: ["rules-2026-11-01:4.2", "fraud"],
        commit: commit ?? sha(String(all.length)).toString("hex"),
        decidedBy: entry ? "demo-hz" : null,
        effective: "2026-11-20T08:00:00.000Z",
        entry,
        expires: entry ? "2027-02-20T08:00:00.000Z" : null,
        prev: (entry && heads.get(entry)) ?? null,
        seq: entry ? 1 : null,
        tier: entry ? "general" : null,
        type,
        v: 1,
        ...change,
      }),
    );
    if (entry) heads.set(entry, leafHash(leaf).toString("hex"));
    all.push(leaf);
  }
  return all;
}
export const plain = (count: number, from = 0): Draft[] =>
  Array.from({ length: count }, (_, at) => ({
    entry: (from + at) % 7 === 0 ? null : uuid(Math.floor((from + at) / 3)),
  }));

const canonical = (value: Record<string, unknown>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));
export const entity = (n: number, tier = "general") => ({
  canonical: "cn:95013",
  id: uuid(n),
  kind: "blacklist",
  tier,
});
type Entity = ReturnType<typeof entity>;
export const stateOf = (entities: readonly Entity[]): string =>
  sha(...entities.flatMap((one) => [one.id, sha(canonical(one))])).toString("hex");
export const ndjson = (rows: readonly Record<string, unknown>[]): Buffer =>
  Buffer.from(rows.map((row) => `${canonical(row)}\n`).join(""));

export const BEFORE = [entity(1), entity(2), entity(4), entity(6)];
const AFTER = [entity(0), entity(1), entity(4, "serious"), entity(5)];
const NONCE = sha("nonce");
export const LIST = "api/v1/lists/numbers";
export const SNAPSHOT = `${LIST}/snapshots/9/entities.ndjson`;
export const BASE = `${LIST}/snapshots/7/entities.ndjson`;
export const DELTA = `${LIST}/delta?from=7`;

/** A list at version 9 with the way from version 7, and the leaf that commits to it. */
export function publishList(change: Record<string, unknown> = {}) {
  const file = ndjson(AFTER);
  const csv = Buffer.from("number,tag\ncn:95013,listed\n");
  const resource = (format: string, name: string, body: Buffer) => ({
    bytes: body.length,
    format,
    href: `/${LIST}/snapshots/9/${name}`,
    sha256: sha(body).toString("hex"),
  });
  const manifest = {
    entries: AFTER.length,
    minWaitS: 60,
    name: "numbers",
    prefixBits: 16,
    previous: 7,
    publishedAt: "2026-11-22T00:00:00.000Z",
    resources: [resource("entities", "entities.ndjson", file), resource("csv", "numbers.csv", csv)],
    stateSha256: stateOf(AFTER),
    validUntil: "2026-11-24T00:00:00.000Z",
    version: 9,
    windowFrom: 1,
    ...change,
  };
  const text = `${ORIGIN}/lists/${manifest.name}\n${manifest.version}\n${sha(canonical(manifest)).toString("hex")}\n`;
  const delta = ndjson([
    { count: 5, from: 7, to: 9 },
    { id: uuid(2), op: "del" },
    { id: uuid(6), into: uuid(4), op: "merge" },
    { entity: entity(4, "serious"), op: "mod" },
    { entity: entity(0), op: "add" },
    { entity: entity(5), from: uuid(4), op: "split" },
    { stateSha256: stateOf(AFTER) },
  ]);
  const files: Files = new Map([
    [SNAPSHOT, file],
    [`${LIST}/snapshots/9/numbers.csv`, csv],
    [BASE, ndjson(BEFORE)],
    [DELTA, delta],
  ]);
  const leaf: Draft = {
    type: "snapshot",
    entry: uuid(999),
    commit: sha(NONCE, canonical(manifest)).toString("hex"),
  };
  return {
    item: { ...manifest, nonce: NONCE.toString("base64"), signature: `${text}\n${LOG.sign(text)}` },
    files,
    leaf,
  };
}

/** A whole portal: a log, its lists, and a receipt for one of its leaves. */
export function portal(leaves: readonly Buffer[], list?: ReturnType<typeof publishList>, index = 0): Files {
  const hashes = leaves.map(leafHash);
  const root = mth(hashes).toString("base64");
  const item = list && { ...list.item, log: { index, origin: ORIGIN, root, size: leaves.length } };
  return new Map([
    ...publish(leaves),
    ...(list?.files ?? []),
    ["api/v1/lists", Buffer.from(JSON.stringify({ origin: ORIGIN, lists: item ? [item] : [] }))],
  ]);
}

const RECORD = { kind: "complaint", number: "+8613800138000", said: "最后一次" };
export function receiptOf(
  leaves: readonly Buffer[],
  index: number,
  kind = "complaint-receipt",
  record = RECORD,
): string {
  const hashes = leaves.map(leafHash);
  const path = inclusion(hashes, index).map((hash) => `${hash.toString("base64")}\n`);
  const proof = `c2sp.org/tlog-proof@v1\nindex ${index}\n${path.join("")}\n${checkpoint(hashes)}`;
  return JSON.stringify({
    v: 1,
    kind,
    record,
    nonce: NONCE.toString("base64"),
    leaf: String(leaves[index]),
    proof,
  });
}
export const complaint: Draft = {
  type: "complaint",
  entry: uuid(5000),
  commit: sha(NONCE, canonical(RECORD)).toString("hex"),
};

const serve =
  (files: Files): typeof fetch =>
  async (input) => {
    const { pathname, search } = new URL(String(input));
    const body = files.get(pathname.slice(1) + search);
    return new Response(body && new Uint8Array(body), { status: body ? 200 : 404 });
  };
type Extra = { url?: string; state?: string; receipt?: string; list?: string; now?: Date; said?: string };
/** What the verifier's last line says, of a portal that has these files. */
export const audit = (
  files: Files,
  { url = "http://portal.test", now = NOW, said, ...extra }: Extra = {},
) => {
  const options = Object.entries({ vkey: LOG.vkey, witness: WITNESS.vkey, ...extra });
  const args = options.flatMap(([name, value]) => [`--${name}`, value]);
  return runAudit([url, ...args, ...(said ? ["--now", said] : [])], now, serve(files));
};
type Finding = {
  where: string;
  reason: string;
  index?: number;
  field?: string;
  list?: string;
  line?: number;
};
export const findingOf = (files: Files, extra: Extra = {}): Promise<Finding | undefined> =>
  audit(files, extra).then(
    () => undefined,
    (error: { kind?: string; finding?: Finding }) =>
      error.kind === "bad" ? error.finding : Promise.reject(error),
  );
export const changed = (files: Files, name: string, body: Buffer | string | null): Files => {
  const copy = new Map(files);
  if (body === null) copy.delete(name);
  else copy.set(name, Buffer.from(body));
  return copy;
};

/** A folder for one test file; returns the path of a file in it, which is written when its content is given. */
export function testFolder(): (name: string, body?: string) => string {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "verify-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, body) => {
    const file = path.join(folder, name);
    if (body !== undefined) writeFileSync(file, body);
    return file;
  };
}

export const LIST_9 = publishList();
export const SMALL = grow([], [...plain(20), LIST_9.leaf, complaint, ...plain(18, 20)]);
export const SMALL_PORTAL = portal(SMALL, LIST_9, 20);
export const LARGE = grow(SMALL, plain(560, 40));
export const LARGE_PORTAL = portal(LARGE, LIST_9, 20);
