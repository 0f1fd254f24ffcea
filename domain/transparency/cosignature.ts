import { concatBytes, utf8, type VerifyEd25519 } from "./bytes.ts";
import {
  type NoteSignature,
  SIGNATURE_TYPE,
  signatureLine,
  signaturesOf,
  type VerifierKey,
} from "./signed-note.ts";

/** C2SP tlog-cosignature, Ed25519: a witness's statement about the head of a log at a time (seconds since 1970). */
export function cosignedMessage(checkpointText: string, seconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${seconds}\n${checkpointText}`);
}

export function cosignatureLine(key: VerifierKey, seconds: number, signature: Uint8Array): string {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return signatureLine(key, concatBytes(time, signature));
}

/** The lines among `signatures` by which a witness's key cosigned the checkpoint, with their times. */
export function cosignaturesBy(
  verify: VerifyEd25519,
  key: VerifierKey,
  checkpointText: string,
  signatures: readonly NoteSignature[],
): { line: string; seconds: number }[] {
  if (key.type !== SIGNATURE_TYPE.cosignature) return [];
  return signaturesOf(signatures, key).flatMap(({ bytes, line }) => {
    if (bytes.length !== 8 + 64) return [];
    const seconds = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0));
    if (!Number.isSafeInteger(seconds)) return [];
    const isGood = verify(key.publicKey, cosignedMessage(checkpointText, seconds), bytes.slice(8));
    return isGood ? [{ line, seconds }] : [];
  });
}
