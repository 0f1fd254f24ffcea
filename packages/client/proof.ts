import { createHash } from "node:crypto";
import { ClientError } from "./errors.ts";
import { canonicalJson, type Json } from "./jcs.ts";
import { isIncluded, leafHash } from "./merkle.ts";
import { type NoteKey, openNote } from "./note.ts";

/** A checkpoint (c2sp.org/tlog-checkpoint) whose signature held. */
export type Checkpoint = { readonly origin: string; readonly size: bigint; readonly root: Buffer };

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;

export function openCheckpoint(note: string, key: NoteKey): Checkpoint {
  const [origin = "", size = "", root = ""] = openNote(note, [key]).split("\n");
  const hash = Buffer.from(root, "base64");
  if (!DECIMAL.test(size) || hash.length !== 32) throw new ClientError("bad-proof", { detail: "checkpoint" });
  // The key is that of one log, and the log's name is its key's (tlog-checkpoint, Signatures).
  if (origin !== key.name) throw new ClientError("bad-proof", { detail: `log ${origin}` });
  return { origin, size: BigInt(size), root: hash };
}

/** A proof file (c2sp.org/tlog-proof@v1) about a leaf with this hash: the log's index and checkpoint, or an error. */
export function checkTlogProof(
  proof: string,
  leaf: Uint8Array,
  key: NoteKey,
): { readonly index: bigint; readonly checkpoint: Checkpoint } {
  const gap = proof.indexOf("\n\n");
  const lines = proof.slice(0, Math.max(gap, 0)).split("\n");
  const version = lines.shift();
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const index = lines.shift()?.match(/^index (.+)$/)?.[1] ?? "";
  if (version !== "c2sp.org/tlog-proof@v1" || !DECIMAL.test(index))
    throw new ClientError("bad-proof", { detail: "not a tlog-proof" });
  const checkpoint = openCheckpoint(proof.slice(gap + 2), key);
  const path = lines.map((line) => Buffer.from(line, "base64"));
  const { size, root } = checkpoint;
  if (!isIncluded({ index: BigInt(index), size, leaf, path, root }))
    throw new ClientError("bad-proof", { detail: "the leaf is not in the log" });
  return { index: BigInt(index), checkpoint };
}

export type ProofFile = {
  readonly v: 1;
  readonly kind: string;
  readonly record: Json;
  /** 32 bytes, base64. */
  readonly nonce: string;
  /** The leaf's bytes as text. */
  readonly leaf: string;
  readonly proof: string;
};

export type ProvenRecord = {
  readonly kind: string;
  readonly record: Json;
  /** What the log says about it in public. */
  readonly leaf: { readonly [name: string]: Json | undefined };
  readonly origin: string;
  readonly index: number;
  readonly logSize: number;
};

/**
 * Checks a receipt or entry proof file without the network: the record is the one the leaf commits to, the leaf is
 * in the log, and the log's key signed that log. Throws `bad-proof` or `bad-signature`.
 */
export function checkProofFile(file: unknown, key: NoteKey): ProvenRecord {
  const { v, kind, record, nonce, leaf, proof } = (file ?? {}) as Partial<ProofFile>;
  const isFile =
    v === 1 &&
    typeof kind === "string" &&
    record !== undefined &&
    typeof nonce === "string" &&
    typeof leaf === "string" &&
    typeof proof === "string";
  if (!isFile) throw new ClientError("bad-proof", { detail: "not a proof file" });
  const said = readLeaf(leaf);
  if (said.commit !== commitmentOf(nonce, record))
    throw new ClientError("bad-proof", { detail: "the record is not the one in the log" });
  const { index, checkpoint } = checkTlogProof(proof, leafHash(Buffer.from(leaf, "utf8")), key);
  return {
    kind,
    record,
    leaf: said,
    origin: checkpoint.origin,
    index: Number(index),
    logSize: Number(checkpoint.size),
  };
}

/** SHA-256(nonce ‖ JCS(record)), hex. */
export function commitmentOf(nonce: string, record: Json): string {
  return createHash("sha256")
    .update(Buffer.from(nonce, "base64"))
    .update(canonicalJson(record))
    .digest("hex");
}

function readLeaf(text: string): { readonly [name: string]: Json | undefined } {
  try {
    const leaf: unknown = JSON.parse(text);
    if (typeof leaf === "object" && leaf !== null && !Array.isArray(leaf))
      return leaf as { readonly [name: string]: Json };
  } catch {
    // Told below.
  }
  throw new ClientError("bad-proof", { detail: "leaf" });
}
