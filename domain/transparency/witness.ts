import { fromBase64, parseDecimal, type Sha256, toBase64 } from "./bytes.ts";
import { parseVkey, SIGNATURE_TYPE, type VerifierKey } from "./signed-note.ts";

/** C2SP tlog-witness, the `add-checkpoint` call: what a log asks of a witness. */
export type AddCheckpoint = {
  readonly oldSize: number;
  /** Consistency proof from `oldSize` to the checkpoint's size. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
};
/** Another program that cosigns our checkpoints, and where it is asked. */
export type Witness = { readonly key: VerifierKey; readonly url: string };

const MAX_HASHES = 63;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
}

/** Null when the request is not one by its form. */
export function parseAddCheckpoint(body: string): AddCheckpoint | null {
  const split = body.indexOf("\n\n");
  if (split < 0) return null;
  const [oldLine = "", ...hashLines] = body.slice(0, split).split("\n");
  const oldSize = oldLine.startsWith("old ") ? parseDecimal(oldLine.slice("old ".length)) : null;
  const proof = hashLines.map(fromBase64);
  if (oldSize === null || proof.length > MAX_HASHES) return null;
  if (!proof.every((hash) => hash?.length === 32)) return null;
  return { oldSize, proof: proof as Uint8Array[], checkpoint: body.slice(split + 2) };
}

/** `vkey url` as the environment has it; throws one sentence that says what is wrong. */
export function parseWitness(sha256: Sha256, text: string): Witness {
  const [vkey = "", url = "", ...more] = text.trim().split(/\s+/);
  const key = parseVkey(sha256, vkey);
  if (key?.type !== SIGNATURE_TYPE.cosignature || more.length > 0 || !/^https?:\/\/[^?#]+$/.test(url))
    throw new Error(`WITNESSES has "${text}"; each is a cosigner's vkey, a space and its submission prefix.`);
  return { key, url: url.replace(/\/+$/, "") };
}

/** A log that this portal is a witness of: its vkey, whose name is its origin. */
export function parseWitnessedLog(sha256: Sha256, text: string): VerifierKey {
  const key = parseVkey(sha256, text.trim());
  if (key?.type !== SIGNATURE_TYPE.ed25519)
    throw new Error(`WITNESSED_LOGS has "${text}"; each is a log's Ed25519 vkey, whose name is its origin.`);
  return key;
}

/** C2SP tlog-policy: which log, which witnesses, and that more than half of them have to agree. */
export function policyText(
  logVkey: string,
  logUrl: string,
  witnesses: readonly { vkey: string; url: string }[],
): string {
  const names = witnesses.map((_, at) => `w${at + 1}`);
  const group = `group witnesses ${Math.floor(names.length / 2) + 1} ${names.join(" ")}`;
  return [
    `log ${logVkey} ${logUrl}`,
    ...witnesses.map(({ vkey, url }, at) => `witness ${names[at]} ${vkey} ${url}`),
    ...(names.length > 0 ? [group, "quorum witnesses"] : ["quorum none"]),
    "",
  ].join("\n");
}
