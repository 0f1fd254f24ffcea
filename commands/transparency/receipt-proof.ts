import type { Runtime } from "../runtime.ts";
import { proveLeaf } from "./prove-leaf.ts";

/**
 * A file that proves by itself what the portal was told and when: SHA-256(nonce ‖ JCS(record)) is the leaf's `commit`,
 * and the leaf is under a signed checkpoint. Whoever holds it can show `record`; nobody else can guess it.
 */
export type ProofFile = {
  readonly v: 1;
  readonly kind: "complaint-receipt" | "entry";
  readonly record: Readonly<Record<string, unknown>>;
  /** 32 bytes, base64. */
  readonly nonce: string;
  readonly leaf: string;
  readonly proof: string;
};
type LogReader = Pick<Runtime, "db" | "storage">;

/** For the holder of a complaint's receipt. Null while its leaf is not on the log yet, and after its record was erased. */
export async function receiptProof(runtime: LogReader, complaintId: string): Promise<ProofFile | null> {
  const [row] = await runtime.db.system<{ leaf_id: string }[]>`
    select leaf_id from log_records where entry_id = ${complaintId} and type = 'complaint' order by chain_seq limit 1`;
  return row ? leafProofFile(runtime, row.leaf_id, "complaint-receipt") : null;
}

/** The proof file of one leaf. Null while it is not under a published checkpoint, and after its record was erased. */
export async function leafProofFile(
  runtime: LogReader,
  leafId: string,
  kind: ProofFile["kind"],
): Promise<ProofFile | null> {
  const [row] = await runtime.db.system<{ nonce: Buffer | null; record: string | null }[]>`
    select nonce, record from log_records where leaf_id = ${leafId}`;
  if (!row?.nonce || row.record === null) return null;
  const proven = await proveLeaf(runtime, leafId);
  if (!proven) return null;
  const record = JSON.parse(row.record) as ProofFile["record"];
  return { v: 1, kind, record, nonce: row.nonce.toString("base64"), leaf: proven.leaf, proof: proven.proof };
}
