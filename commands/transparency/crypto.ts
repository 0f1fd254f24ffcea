import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import type { Sha256, VerifyEd25519 } from "#domain/transparency/bytes.ts";

/** The cryptography that domain/transparency is given. */
export const sha256 = ((bytes) => hash("sha256", bytes, "buffer")) satisfies Sha256;

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  signature.length === 64 && verify(null, message, publicKeyOf(publicKey), signature);

/** SubjectPublicKeyInfo for Ed25519 (RFC 8410) is a fixed head before the key's 32 bytes. */
function publicKeyOf(raw: Uint8Array): KeyObject {
  const head = Buffer.from("302a300506032b6570032100", "hex");
  return createPublicKey({ key: Buffer.concat([head, raw]), format: "der", type: "spki" });
}
