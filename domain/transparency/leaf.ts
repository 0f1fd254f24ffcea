import { concatBytes, type Sha256, toHex, utf8 } from "./bytes.ts";
import { jcs } from "./jcs.ts";

export const LEAF_TYPES = [
  "list",
  "amend",
  "statement",
  "objection",
  "appeal-open",
  "appeal-decided",
  "repair",
  "expire",
  "withdraw",
  "erase",
  "merge",
  "split",
  "rating-batch",
  "snapshot",
  "key",
  "policy",
  "deadline-missed",
  "complaint",
] as const;
export type LeafType = (typeof LEAF_TYPES)[number];

/** Something to be put on the log. Only codes, times and the commitment get into the leaf; `record` stays off it. */
export type NewLeaf = {
  readonly type: LeafType;
  /** UUID of the registry entry, case, list or complaint it is about. */
  readonly entry: string | null;
  readonly seq: number | null;
  /** JSON that is committed to. May hold numbers and names: it is served off the log and can be destroyed. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly tier?: string | null;
  readonly basis?: readonly string[];
  /** Code of the agency that decided; never a person. */
  readonly decidedBy?: string | null;
  readonly approvals?: number;
  readonly effective: Date;
  readonly expires?: Date | null;
};

export const NONCE_BYTES = 32;
/** Everything in a leaf is ASCII: as many bytes as letters. */
const LEAF_BYTES = 2_048;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/;
/** Seven digits in a row could be somebody's number; a code has no need of them. */
const NUMBER_LIKE = /\d{7}/;

/** What is committed to: SHA-256(nonce ‖ JCS(record)). Without the nonce nobody can try records against it. */
export function commitment(sha256: Sha256, nonce: Uint8Array, recordText: string): Uint8Array {
  return sha256(concatBytes(nonce, utf8(recordText)));
}

/**
 * The leaf's final text (JCS, at most 2 KB); its UTF-8 bytes are the log entry. `previous` is the leaf hash of the same
 * entry's leaf before this one. Refuses anything that is not a code where a code belongs: what is on the log stays.
 */
export function leafText(leaf: NewLeaf, commit: Uint8Array, previous: Uint8Array | null): string {
  const codes = [leaf.tier, leaf.decidedBy, ...(leaf.basis ?? [])];
  for (const code of codes) {
    if (code === null || code === undefined) continue;
    if (!CODE.test(code) || NUMBER_LIKE.test(code))
      throw new Error(`A ${leaf.type} leaf holds something that is not a code.`);
  }
  if (leaf.entry !== null && !UUID.test(leaf.entry))
    throw new Error(`A ${leaf.type} leaf's entry is no UUID.`);
  // Written out in JCS order: half of the time that putting a leaf on the log takes went into sorting the same names.
  const text =
    `{"approvals":${jcs(leaf.approvals ?? 0)},"basis":${jcs(leaf.basis ?? [])},"commit":"${toHex(commit)}",` +
    `"decidedBy":${jcs(leaf.decidedBy ?? null)},"effective":"${leaf.effective.toISOString()}","entry":${jcs(leaf.entry)},` +
    `"expires":${jcs(leaf.expires?.toISOString() ?? null)},"prev":${jcs(previous && toHex(previous))},` +
    `"seq":${jcs(leaf.seq)},"tier":${jcs(leaf.tier ?? null)},"type":"${leaf.type}","v":1}`;
  if (text.length > LEAF_BYTES) throw new Error(`A ${leaf.type} leaf is longer than 2 KB.`);
  return text;
}
