import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import postgres from "postgres";
import { fixedClock } from "#adapters/clock.ts";
import { generateKeyRing, parseKeyRing } from "#adapters/keys.ts";
import { createLog } from "#adapters/log.ts";
import { localStorage } from "#adapters/storage.ts";
import { saveAgencies } from "#commands/agencies/save-agencies.ts";
import { publishLists } from "#commands/lists/publish-lists.ts";
import { type OpenRuntime, openRuntime } from "#commands/open-runtime.ts";
import { eraseEntries } from "#commands/registry/erase-entries.ts";
import { expireEntries } from "#commands/registry/expire-entries.ts";
import { publishVersion } from "#commands/registry/publish-version.ts";
import { logOrigin, logVkey } from "#commands/transparency/log-identity.ts";
import { proveLeaf } from "#commands/transparency/prove-leaf.ts";
import { sequenceLog } from "#commands/transparency/sequence-log.ts";
import { inTransaction } from "#db/client.ts";
import { startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { createRandom } from "#db/seed/random.ts";
import { normaliseNumber } from "#domain/numbers/normalise-number.ts";
import type { BenchResult } from "./result.ts";
import type { BenchArgs } from "./run.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const DAY_MS = 86_400_000;
/** All numbers of the 400 prefix: what somebody would try who knows only that much. */
const PREFIX = "400";
const CANDIDATES = 10_000_000;
const BESIDE = 50;

type Proof = { readonly index: number; readonly leaf: string; readonly proof: string };
type Committed = { readonly leaf_id: string; readonly nonce: Buffer; readonly record: string };

/**
 * Lists a number among others, lets its term end and its erasure come due, and then looks for it: as text and as what
 * lists carry of it, in every row of every table and in every file. Proofs taken before have to verify still. Last it
 * tries all 10,000,000 numbers of the prefix against the leaf's commitment, and against a plain hash as a control.
 */
export async function run(args: BenchArgs): Promise<BenchResult[]> {
  const candidates = typeof args.candidates === "number" ? args.candidates : CANDIDATES;
  const random = createRandom(args.seed).fork("erasure");
  const folder = mkdtempSync(path.join(tmpdir(), "mingjian-erasure-"));
  const server = await startEmbedded({ dataDir: path.join(folder, "pg") });
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const clock = fixedClock("2026-03-02T04:00:00Z");
  let runtime: OpenRuntime | null = null;
  try {
    await migrate(server.url);
    runtime = openRuntime({
      databaseUrl: server.url,
      keys: parseKeyRing(generateKeyRing()),
      clock,
      log: createLog("silent"),
      storage: localStorage(path.join(folder, "published")),
      isDemo: false,
      publicUrl: "https://mingjian.example",
      role: "mingjian_worker",
      maxConnections: 4,
    });
    const portal = runtime;
    const agencyId = await anAgency(portal);
    const later = (days: number) => clock.advance(days * DAY_MS);
    const publish = async () => {
      await publishLists(portal, clock.now());
      const { storage, keys, publicUrl } = portal;
      const origin = await logOrigin(portal.db.system, publicUrl, clock.now());
      await sequenceLog({ sql: portal.db.system, storage, keys, origin }, clock.now());
    };

    const [target = "", ...others] = random.sample(
      Array.from({ length: BESIDE * 4 }, () => `${PREFIX}${random.digits(7)}`),
      BESIDE + 1,
    );
    for (const number of others) await list(portal, agencyId, number, 400);
    await publish();
    const entryId = await list(portal, agencyId, target, 95);
    await publish();
    const committed = await portal.db.system<Committed[]>`
      select leaf_id, nonce, record from log_records where entry_id = ${entryId} order by chain_seq`;
    const proofs: { file: object; proof: Proof }[] = [];
    for (const { leaf_id, nonce, record } of committed) {
      const proof = await proveLeaf(portal, leaf_id);
      if (!proof) throw new Error("a leaf without a proof");
      const file = { v: 1, kind: "entry", record: JSON.parse(record), nonce: nonce.toString("base64") };
      proofs.push({ proof, file: { ...file, leaf: proof.leaf, proof: proof.proof } });
    }
    const forms = formsOf(target);
    const before = {
      rows: await rowsWith(server.url, forms),
      files: filesWith(path.join(folder, "published"), forms),
    };
    say(`listed: in ${before.rows.length} rows and ${before.files.length} files`);

    later(96);
    await expireEntries(portal, portal.db.system, clock.now());
    await publish();
    const [due] = await portal.db.system<{ erase_at: Date }[]>`
      select erase_at from registry_entries where id = ${entryId}`;
    if (!due) throw new Error("the entry has no day of erasure");
    later((due.erase_at.getTime() - clock.now().getTime()) / DAY_MS + 1);
    const erased = await eraseEntries(portal, portal.db.system, clock.now());
    await publish();
    say(`erased ${erased} entries on ${clock.now().toISOString().slice(0, 10)}`);

    const rows = await rowsWith(server.url, forms);
    const files = filesWith(path.join(folder, "published"), forms);
    for (const found of [...rows, ...files]) say(`still there: ${found}`);
    const vkey = await logVkey(portal);
    const verified = await Promise.all(
      proofs.map(({ file }, at) => isVerified(file, vkey, path.join(folder, `proof-${at}.json`))),
    );

    const [first] = committed;
    if (!first) throw new Error("nothing was committed to");
    const keyOfTarget = normaliseNumber(target).key;
    const guess = guesser(first.record, keyOfTarget);
    const commit = (JSON.parse(proofs[0]?.proof.leaf ?? "{}") as { commit: string }).commit;
    const control = hash("sha256", first.record);
    say(`trying ${candidates} numbers …`);
    const startedAt = performance.now();
    const found = { leaf: 0, control: 0 };
    for (let at = 0; at < candidates; at++) {
      // With fewer candidates than the prefix has, the target is among them all the same.
      const number = at === 0 ? keyOfTarget : keyOfTarget.slice(0, -7) + String(at).padStart(7, "0");
      const tried = hash("sha256", guess(number));
      if (tried === commit) found.leaf += 1;
      if (tried === control && (at === 0 || number !== keyOfTarget)) found.control += 1;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    return [
      {
        name: "found-before",
        value: before.rows.length + before.files.length,
        unit: "places",
        aim: "value>0",
      },
      { name: "found-in-tables", value: rows.length, unit: "rows", aim: "value==0" },
      { name: "found-in-files", value: files.length, unit: "files", aim: "value==0" },
      {
        name: "old-proofs-verified",
        value: verified.filter(Boolean).length,
        unit: "proofs",
        of: proofs.length,
        aim: "value==of",
      },
      { name: "guessed-from-leaf", value: found.leaf, unit: "numbers", of: candidates, aim: "value==0" },
      { name: "guessed-from-plain-hash", value: found.control, unit: "numbers", aim: "value==1" },
      { name: "guesses", value: Math.round(candidates / seconds), unit: "guesses/s" },
    ];
  } finally {
    await runtime?.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function anAgency(runtime: OpenRuntime): Promise<string> {
  const now = runtime.clock.now();
  await saveAgencies(
    runtime.db.system,
    [
      {
        code: "A",
        nameZh: "示例市监管局",
        nameEn: "Example Bureau",
        regionPrefixes: ["33"],
        isDefault: true,
      },
    ],
    now,
  );
  const [agency] = await runtime.db.system<{ id: string }[]>`select id from agencies limit 1`;
  if (!agency) throw new Error("no agency");
  return agency.id;
}

async function list(runtime: OpenRuntime, agencyId: string, number: string, days: number): Promise<string> {
  const { key, kind, country, visibility } = normaliseNumber(number);
  const now = runtime.clock.now();
  const index = runtime.keys.blindIndex("number", key);
  const { entryId } = await inTransaction(runtime.db.system, (tx) =>
    publishVersion(
      runtime,
      tx,
      { kind: "number", index, key, numberKind: kind, country },
      {
        agencyId,
        caseId: null,
        decisionId: null,
        kind: "blacklist",
        status: "active",
        tier: "general",
        grounds: ["fraud"],
        statement: "性能测试用的虚构条目。",
        isPublic: visibility === "public",
        listedAt: now,
        expiresAt: new Date(now.getTime() + days * DAY_MS),
      },
      now,
    ),
  );
  return entryId;
}

/** What would give the number away, as text and as bytes: its digits, and what range files and Rice lists carry of it. */
function formsOf(number: string): readonly Buffer[] {
  const { key } = normaliseNumber(number);
  const ranged = hash("sha256", `reg-range-v1\0numbers\0${key}`, "buffer");
  return [
    Buffer.from(number),
    Buffer.from(ranged.toString("hex")),
    ranged.subarray(0, 16),
    ranged.subarray(4, 16),
  ];
}

async function rowsWith(url: string, forms: readonly Buffer[]): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const found: string[] = [];
  try {
    const tables = await sql<{ name: string }[]>`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    // A row's text writes bytes as hex.
    const texts = forms.flatMap((form, at) =>
      at < 2 ? [form.toString(), form.toString("hex")] : [form.toString("hex")],
    );
    for (const { name } of tables)
      for (const text of texts) {
        const [row] = await sql.unsafe(
          `select count(*)::int as n from ${name} t where position($1 in lower(t::text)) > 0`,
          [text.toLowerCase()],
        );
        for (let at = 0; at < (row?.n ?? 0); at++) found.push(`table ${name}`);
      }
  } finally {
    await sql.end({ timeout: 5 });
  }
  return found;
}

function filesWith(folder: string, forms: readonly Buffer[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((file) => {
    if (!file.isFile()) return [];
    const name = path.join(file.parentPath, file.name);
    const bytes = plain(readFileSync(name));
    return forms.some((form) => bytes.includes(form)) ? [path.relative(folder, name)] : [];
  });
}

function plain(bytes: Buffer): Buffer {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes);
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return zstdDecompressSync(bytes);
  return bytes;
}

/** The record with another number in the place of the listed one: all that a guesser does not know. */
function guesser(record: string, number: string): (guess: string) => string {
  const parts = record.split(number);
  if (parts.length < 2) throw new Error("the record does not hold the number");
  return (guess) => parts.join(guess);
}

function isVerified(file: object, vkey: string, name: string): Promise<boolean> {
  writeFileSync(name, JSON.stringify(file));
  const words = ["cli/verify.ts", "-", "--vkey", vkey, "--receipt", name];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, words, { cwd: ROOT }, () => resolve(child.exitCode === 0));
  });
}
