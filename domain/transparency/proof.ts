import { fromBase64, parseDecimal, type Sha256, toBase64, type VerifyEd25519 } from "./bytes.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { verifyInclusion } from "./merkle.ts";
import { parseNote, signedBy, type VerifierKey } from "./signed-note.ts";

/** C2SP tlog-proof: that an entry is on a log, in one text that needs no connection to be checked. */
export type TlogProof = {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note, as the log issued it. */
  readonly checkpoint: string;
};

const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_HASHES = 63;

export function formatProof({ index, hashes, checkpoint }: TlogProof): string {
  return `${HEADER}\nindex ${index}\n${hashes.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
}

/** The same proof with the entry itself as its `extra` data, so that one file is enough to check it. */
export function withExtra(proof: string, extra: Uint8Array): string {
  return proof.replace("\nindex ", `\nextra ${toBase64(extra)}\nindex `);
}

/** Null when it is not a proof by its form; an `extra` line is passed over. */
export function parseProof(text: string): TlogProof | null {
  const split = text.indexOf("\n\n");
  if (split < 0) return null;
  const [header, ...lines] = text.slice(0, split).split("\n");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const [indexLine = "", ...hashLines] = lines;
  const index = indexLine.startsWith("index ") ? parseDecimal(indexLine.slice("index ".length)) : null;
  const hashes = hashLines.map(fromBase64);
  if (header !== HEADER || index === null || hashes.length > MAX_HASHES) return null;
  if (!hashes.every((hash) => hash?.length === 32)) return null;
  return { index, hashes: hashes as Uint8Array[], checkpoint: text.slice(split + 2) };
}

/** The checkpoint that a leaf is proven to be under, or null when anything in the proof is not as it has to be. */
export function checkProof(
  { sha256, verify }: { readonly sha256: Sha256; readonly verify: VerifyEd25519 },
  text: string,
  leafHash: Uint8Array,
  key: VerifierKey,
): (Checkpoint & { readonly index: number }) | null {
  const proof = parseProof(text);
  const note = proof && parseNote(proof.checkpoint);
  if (!proof || !note || !signedBy(verify, note, key)) return null;
  const checkpoint = parseCheckpoint(note.text);
  if (!checkpoint || checkpoint.origin !== key.name) return null;
  const { size, root } = checkpoint;
  const isIn = verifyInclusion(sha256, { leafHash, index: proof.index, size, proof: proof.hashes, root });
  return isIn ? { ...checkpoint, index: proof.index } : null;
}
