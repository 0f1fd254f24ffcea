import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { ClientError } from "./errors.ts";

/** Verifies signed notes (c2sp.org/signed-note) with Ed25519 keys. */

/** A key somebody gave you, by its vkey text `<name>+<8 hex of key id>+<base64 of type and key>`. */
export type NoteKey = { readonly name: string; readonly id: Buffer; readonly key: KeyObject };

const ED25519 = 1;
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");
/** Signatures after the first hundred are not looked at: a note is small. */
const MAX_SIGNATURES = 100;

/** Reads a vkey. Throws `input` for anything else, also for a key id that is not the one of its key. */
export function parseVkey(vkey: string): NoteKey {
  const [name = "", id = "", ...rest] = vkey.trim().split("+");
  // Base64 may hold a plus sign itself.
  const body = Buffer.from(rest.join("+"), "base64");
  const expected = createHash("sha256").update(`${name}\n`).update(body).digest().subarray(0, 4);
  const isKey = name !== "" && body.length === 33 && body[0] === ED25519 && id === expected.toString("hex");
  if (!isKey) throw new ClientError("input", { detail: "vkey" });
  const key = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, body.subarray(1)]),
    format: "der",
    type: "spki",
  });
  return { name, id: expected, key };
}

/**
 * The text of a note, if one of `keys` signed it. Signatures of unknown keys are passed over; a wrong one of a
 * known key spoils the note.
 */
export function openNote(note: string, keys: readonly NoteKey[]): string {
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n")) throw new ClientError("bad-signature", { detail: "not a signed note" });
  const text = note.slice(0, at + 1);
  const bytes = Buffer.from(text, "utf8");
  let isSigned = false;
  for (const line of note
    .slice(at + 2, -1)
    .split("\n")
    .slice(0, MAX_SIGNATURES)) {
    const [dash, name, encoded = "", ...more] = line.split(" ");
    if (dash !== "—" || more.length > 0) throw new ClientError("bad-signature", { detail: "signature line" });
    const signature = Buffer.from(encoded, "base64");
    const key = keys.find((known) => known.name === name && known.id.equals(signature.subarray(0, 4)));
    if (!key) continue;
    if (!verify(null, bytes, key.key, signature.subarray(4))) throw new ClientError("bad-signature");
    isSigned = true;
  }
  if (!isSigned) throw new ClientError("bad-signature", { detail: "no signature by a known key" });
  return text;
}
