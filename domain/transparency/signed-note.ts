import {
  concatBytes,
  equalBytes,
  fromBase64,
  type Sha256,
  toBase64,
  toHex,
  utf8,
  type VerifyEd25519,
} from "./bytes.ts";

/** C2SP signed-note. A text, an empty line, signature lines. */
export type NoteSignature = {
  readonly name: string;
  readonly keyId: Uint8Array;
  /** What follows the key id: for Ed25519 the 64 bytes, for a cosignature a time before them. */
  readonly bytes: Uint8Array;
  /** The line as it stands in the note, with its newline. */
  readonly line: string;
};
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** The signature types the portal makes and checks. */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type VerifierKey = {
  readonly name: string;
  readonly type: number;
  readonly keyId: Uint8Array;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
};

const KEY_ID_BYTES = 4;
const MAX_SIGNATURES = 64;
/** No Unicode space, no plus: a key's name is a word of its own in a note and in a vkey. */
const NAME = /^[^\s\u0085\u180e+]+$/u;
/** Below U+0020, the newline apart. */
const hasControl = (note: string): boolean => [...note].some((char) => char < " " && char !== "\n");

export const isKeyName = (name: string): boolean => NAME.test(name) && name.isWellFormed();

export function keyId(sha256: Sha256, name: string, type: number, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, KEY_ID_BYTES);
}

export function verifierKey(sha256: Sha256, name: string, type: number, publicKey: Uint8Array): VerifierKey {
  return { name, type, publicKey, keyId: keyId(sha256, name, type, publicKey) };
}

/** `name+hash+key`: the form in which a verifier is given a key. */
export function formatVkey({ name, type, keyId: id, publicKey }: VerifierKey): string {
  return `${name}+${toHex(id)}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** Null when it is not a vkey of an Ed25519 key or its hash is not that key's. */
export function parseVkey(sha256: Sha256, text: string): VerifierKey | null {
  const [, name, hash, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) ?? [];
  if (name === undefined || hash === undefined || encoded === undefined || !isKeyName(name)) return null;
  const [type, ...publicKey] = fromBase64(encoded) ?? [];
  if (publicKey.length !== 32) return null;
  if (type !== SIGNATURE_TYPE.ed25519 && type !== SIGNATURE_TYPE.cosignature) return null;
  const key = verifierKey(sha256, name, type, Uint8Array.from(publicKey));
  return toHex(key.keyId) === hash ? key : null;
}

export function signatureLine(key: VerifierKey, bytes: Uint8Array): string {
  return `— ${key.name} ${toBase64(concatBytes(key.keyId, bytes))}\n`;
}

/** `text` ends in a newline; lines as `signatureLine` makes them. */
export function joinNote(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join("")}`;
}

/** Null when it is not a signed note by its form. Nothing in it may be believed before `signedBy`. */
export function parseNote(note: string): SignedNote | null {
  if (!note.isWellFormed() || hasControl(note) || !note.endsWith("\n")) return null;
  const split = note.lastIndexOf("\n\n");
  if (split < 0) return null;
  const signatures = parseSignatureLines(note.slice(split + 2));
  return signatures && signatures.length > 0 ? { text: note.slice(0, split + 1), signatures } : null;
}

/** Signature lines alone, as a witness answers them. */
export function parseSignatureLines(text: string): NoteSignature[] | null {
  if (!text.endsWith("\n")) return null;
  const lines = text.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return null;
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = encoded === undefined ? null : fromBase64(encoded);
    if (name === undefined || !isKeyName(name) || !bytes || bytes.length <= KEY_ID_BYTES) return null;
    return {
      name,
      keyId: bytes.slice(0, KEY_ID_BYTES),
      bytes: bytes.slice(KEY_ID_BYTES),
      line: `${line}\n`,
    };
  });
  return signatures.every((signature) => signature !== null) ? signatures : null;
}

/** The signatures that name `key`, whether or not they are good. */
export function signaturesOf(signatures: readonly NoteSignature[], key: VerifierKey): NoteSignature[] {
  return signatures.filter((one) => one.name === key.name && equalBytes(one.keyId, key.keyId));
}

/** Whether the note carries the plain Ed25519 key's signature; one that is there and wrong fails it, whatever else is there. */
export function signedBy(verify: VerifyEd25519, note: SignedNote, key: VerifierKey): boolean {
  const own = key.type === SIGNATURE_TYPE.ed25519 ? signaturesOf(note.signatures, key) : [];
  const text = utf8(note.text);
  return own.length > 0 && own.every(({ bytes }) => verify(key.publicKey, text, bytes));
}
