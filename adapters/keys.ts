import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { blindIndexer } from "./blind-index.ts";

/**
 * The key ring: numbered master keys of 32 bytes. Everything else is derived with HKDF-SHA-256 (RFC 5869),
 * so a purpose never sees another purpose's key. The newest version seals, every version opens.
 * Indexes and fingerprints are compared for ever, so they stay with the oldest version: retiring it means re-indexing.
 */
const keyRingFile = z.object({
  current: z.int().min(1),
  masters: z.record(
    z.string().regex(/^[1-9]\d*$/),
    z.base64().refine((v) => Buffer.from(v, "base64").length === 32, "32 bytes"),
  ),
});

/** Where a sealed cell lives. It is bound into the seal, so a cell moved to another row, column or table does not open. */
export type Cell = { readonly table: string; readonly column: string; readonly row: string };

export type Keys = {
  /** Version that new data keys, seals and blind indexes are written with. */
  readonly version: number;
  /** A data key for one record, and its wrapped form to store. Deleting the wrapped form erases the record. */
  newDataKey(row: string): { dataKey: Uint8Array; wrapped: Uint8Array };
  openDataKey(row: string, wrapped: Uint8Array): Uint8Array;
  seal(dataKey: Uint8Array, cell: Cell, text: string): Uint8Array;
  open(dataKey: Uint8Array, cell: Cell, sealed: Uint8Array): string;
  /** For cells that belong to no single record's data key (a case's number, a second-factor secret, a stored answer). */
  sealWithMaster(cell: Cell, text: string): Uint8Array;
  openWithMaster(cell: Cell, sealed: Uint8Array): string;
  /** Keyed blind index (HMAC-SHA-256): equal inputs of one column are equal, nothing else is learnt without the key. */
  blindIndex(column: BlindColumn, value: string): Buffer;
  /** Keyed hash for comparing contents and requests: without the key nobody can try guesses against it. */
  fingerprint(text: string): Buffer;
  /** Ed25519 signature (64 bytes) of the transparency log, and of what is published beside it. */
  signLog(bytes: Uint8Array): Buffer;
  /** Raw public key, 32 bytes. It is derived from the oldest master: the log keeps its key when the ring turns. */
  readonly logPublicKey: Buffer;
  /** The same for cosigning other logs, with a key of its own. */
  signWitness(bytes: Uint8Array): Buffer;
  readonly witnessPublicKey: Buffer;
  /** Secret of 32 bytes for one purpose, of the newest key version. */
  subkey(purpose: "subjects" | "oprf" | "oprf-padding"): Buffer;
  /** Secret for session tokens and cookies. */
  readonly sessionSecret: string;
};
export type BlindColumn = "number" | "reporter" | "network" | "payee" | "match";

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function generateKeyRing(): string {
  return JSON.stringify({ current: 1, masters: { "1": randomBytes(32).toString("base64") } });
}

/** Parses a key ring; the error names what is wrong without showing a key. */
export function parseKeyRing(json: string): Keys {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new Error("The key ring is not JSON. Set KEY_RING to what `npm run -s new-keys` prints.");
  }
  const parsed = keyRingFile.safeParse(raw);
  if (!parsed.success || !parsed.data.masters[String(parsed.data.current)]) {
    throw new Error(
      'The key ring needs {"current":1,"masters":{"1":"<32 bytes in base64>"}}. Make one with `npm run -s new-keys`.',
    );
  }
  return makeKeys(
    parsed.data.current,
    new Map(Object.entries(parsed.data.masters).map(([v, k]) => [Number(v), Buffer.from(k, "base64")])),
  );
}

/** Reads `$dataDir/keys`, or makes it on the first start (mode 0600). */
export function loadOrCreateKeyRing(dataDir: string): Keys {
  const file = path.join(dataDir, "keys");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const temporary = `${file}.${randomBytes(4).toString("hex")}`;
    writeFileSync(temporary, `${generateKeyRing()}\n`, { mode: 0o600, flag: "wx", flush: true });
    renameSync(temporary, file);
  }
  chmodSync(file, 0o600);
  return parseKeyRing(readFileSync(file, "utf8"));
}

function makeKeys(version: number, masters: ReadonlyMap<number, Uint8Array>): Keys {
  const derived = new Map<string, Buffer>();
  const derive = (of: number, purpose: string): Buffer => {
    const name = `${of}|${purpose}`;
    const known = derived.get(name);
    if (known) return known;
    const master = masters.get(of);
    if (!master) throw new Error(`Key version ${of} is not in the key ring.`);
    const key = Buffer.from(hkdfSync("sha256", master, "mingjian", purpose, 32));
    derived.set(name, key);
    return key;
  };
  const oldest = Math.min(...masters.keys());
  const indexers = new Map<BlindColumn, (value: string) => Buffer>();
  const logKey = ed25519Key(derive(oldest, "transparency-log|ed25519"));
  const witnessKey = ed25519Key(derive(oldest, "transparency-witness|ed25519"));
  const cellName = (cell: Cell, keyVersion: number) =>
    `${cell.table}|${cell.column}|${cell.row}|${keyVersion}`;

  return {
    version,
    sessionSecret: derive(oldest, "session").toString("base64url"),
    subkey: (purpose) => derive(version, `subkey|${purpose}`),
    signLog: (bytes) => sign(null, bytes, logKey),
    logPublicKey: rawPublicKey(logKey),
    signWitness: (bytes) => sign(null, bytes, witnessKey),
    witnessPublicKey: rawPublicKey(witnessKey),
    newDataKey(row) {
      const dataKey = randomBytes(32);
      const cell = { table: "complaint_keys", column: "wrapped", row };
      return {
        dataKey,
        wrapped: withVersion(
          version,
          encrypt(derive(version, "data-keys"), cellName(cell, version), dataKey),
        ),
      };
    },
    openDataKey(row, wrapped) {
      const [of, body] = splitVersion(wrapped);
      return decrypt(
        derive(of, "data-keys"),
        cellName({ table: "complaint_keys", column: "wrapped", row }, of),
        body,
      );
    },
    seal: (dataKey, cell, text) =>
      withVersion(0, encrypt(dataKey, cellName(cell, 0), Buffer.from(text, "utf8"))),
    open: (dataKey, cell, sealed) =>
      decrypt(dataKey, cellName(cell, 0), splitVersion(sealed)[1]).toString("utf8"),
    sealWithMaster: (cell, text) =>
      withVersion(
        version,
        encrypt(derive(version, `cells|${cell.table}`), cellName(cell, version), Buffer.from(text, "utf8")),
      ),
    openWithMaster(cell, sealed) {
      const [of, body] = splitVersion(sealed);
      return decrypt(derive(of, `cells|${cell.table}`), cellName(cell, of), body).toString("utf8");
    },
    blindIndex(column, value) {
      const index = indexers.get(column) ?? blindIndexer(derive(oldest, `blind|${column}`));
      indexers.set(column, index);
      return index(value);
    },
    fingerprint: (text) =>
      createHmac("sha256", keyObject(derive(oldest, "fingerprint")))
        .update(text)
        .digest(),
  };
}

/** PKCS #8 for Ed25519 (RFC 8410) is a fixed head before the 32 bytes of the seed. */
function ed25519Key(seed: Uint8Array): KeyObject {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: "der", type: "pkcs8" });
}

/** The key's 32 bytes are the end of its SubjectPublicKeyInfo. */
function rawPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}

/** A key given as bytes is imported anew at every use, which costs five times the encryption of a cell. */
function keyObject(bytes: Uint8Array): KeyObject {
  const known = keyObjects.get(bytes);
  if (known) return known;
  const made = createSecretKey(bytes);
  keyObjects.set(bytes, made);
  return made;
}
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

/** Layout of a sealed cell: format (1 byte), key version (2 bytes, 0 = the record's data key), nonce, tag, ciphertext. */
function withVersion(version: number, body: Buffer): Buffer {
  const head = Buffer.alloc(3);
  head.writeUInt8(FORMAT, 0);
  head.writeUInt16BE(version, 1);
  return Buffer.concat([head, body]);
}

function splitVersion(sealed: Uint8Array): [number, Buffer] {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < 3 + NONCE_BYTES + TAG_BYTES || bytes.readUInt8(0) !== FORMAT)
    throw new Error("sealed cell: unknown format");
  return [bytes.readUInt16BE(1), bytes.subarray(3)];
}

function encrypt(key: Uint8Array, aad: string, plain: Uint8Array): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv("aes-256-gcm", keyObject(key), nonce).setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Fresh random bytes for one seal; drawn from the system many at a time, since each call there costs more than the seal. */
function nextNonce(): Buffer {
  if (nonces.length < NONCE_BYTES) nonces = randomBytes(NONCE_BYTES * 256);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}
let nonces: Buffer = Buffer.alloc(0);

function decrypt(key: Uint8Array, aad: string, body: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", keyObject(key), body.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(aad))
    .setAuthTag(body.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

/** Hash for values that carry at least 128 random bits themselves (receipts, API keys, draft cookies); see ASVS 6.5.2. */
export function hashSecret(secret: Uint8Array | string): Buffer {
  return createHash("sha256").update("mingjian-secret-v1\0").update(secret).digest();
}
