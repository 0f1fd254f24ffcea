import { inTransaction } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { equalBytes } from "#domain/transparency/bytes.ts";
import { type Checkpoint, parseCheckpoint } from "#domain/transparency/checkpoint.ts";
import { cosignatureLine, cosignedMessage } from "#domain/transparency/cosignature.ts";
import { emptyRoot, verifyConsistency } from "#domain/transparency/merkle.ts";
import { joinNote, parseNote, signaturesOf, signedBy } from "#domain/transparency/signed-note.ts";
import { type AddCheckpoint, parseAddCheckpoint } from "#domain/transparency/witness.ts";
import type { Runtime } from "../runtime.ts";
import { sha256, verifyEd25519 } from "./crypto.ts";
import { witnessKey } from "./log-identity.ts";

/** What a witness answers: a cosignature, the size it knows (409), or why not (C2SP tlog-witness). */
export type WitnessAnswer =
  | { readonly status: 200; readonly lines: string }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422 };
type WitnessRuntime = Pick<Runtime, "db" | "keys" | "clock" | "publicUrl" | "witnessedLogs">;

/**
 * Cosigns another log's checkpoint when it continues the newest one cosigned before. What is known of the log is read,
 * compared and replaced under one row lock, and is durable before the answer: two requests can never roll it back.
 */
export async function addCheckpoint(runtime: WitnessRuntime, body: string): Promise<WitnessAnswer> {
  const request = parseAddCheckpoint(body);
  const note = request && parseNote(request.checkpoint);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!request || !note || !checkpoint) return { status: 400 };
  const logs = runtime.witnessedLogs.filter((key) => key.name === checkpoint.origin);
  if (logs.length === 0) return { status: 404 };
  const log = logs.find((key) => signedBy(verifyEd25519, note, key));
  if (!log) return { status: 403 };
  if (request.oldSize > checkpoint.size) return { status: 400 };

  const now = runtime.clock.real();
  const kept = joinNote(
    note.text,
    signaturesOf(note.signatures, log).map(({ line }) => line),
  );
  const refused = await inTransaction(runtime.db.system, async (tx) => {
    const first = { origin: log.name, size: 0, root: emptyRoot(sha256), note: "", updated_at: now };
    await insertRows(tx, "witnessed_logs", [first], "on conflict (origin) do nothing");
    const [known] = await tx<{ size: bigint; root: Buffer }[]>`
      select size, root from witnessed_logs where origin = ${log.name} for update`;
    if (!known) throw new Error("witnessed_logs: the row that was just written is not there");
    const refusal = judge(request, checkpoint, { size: Number(known.size), root: known.root });
    if (!refusal)
      await tx`update witnessed_logs set size = ${checkpoint.size}, root = ${Buffer.from(checkpoint.root)}, note = ${kept}, updated_at = ${now}
        where origin = ${log.name}`;
    return refusal;
  });
  if (refused) return refused;

  const seconds = Math.floor(now.getTime() / 1000);
  const signature = runtime.keys.signWitness(cosignedMessage(note.text, seconds));
  return { status: 200, lines: cosignatureLine(await witnessKey(runtime), seconds, signature) };
}

function judge(
  { oldSize, proof }: AddCheckpoint,
  { size, root }: Checkpoint,
  known: { readonly size: number; readonly root: Uint8Array },
): WitnessAnswer | null {
  if (oldSize !== known.size) return { status: 409, size: known.size };
  if (oldSize === size) {
    if (!equalBytes(root, known.root)) return { status: 409, size: known.size };
    return proof.length === 0 ? null : { status: 422 };
  }
  // Every tree continues the empty one; there is nothing to prove and nothing may be sent.
  if (oldSize === 0) return proof.length === 0 ? null : { status: 422 };
  const isGood = verifyConsistency(sha256, { oldSize, oldRoot: known.root, size, root, proof });
  return isGood ? null : { status: 422 };
}
