import type { Log } from "#adapters/log.ts";
import type { Storage } from "#adapters/storage.ts";
import type { Sql } from "#db/client.ts";
import { insertRows } from "#db/rows.ts";
import { parseDecimal, toHex } from "#domain/transparency/bytes.ts";
import { cosignaturesBy } from "#domain/transparency/cosignature.ts";
import { parseNote, parseSignatureLines } from "#domain/transparency/signed-note.ts";
import { formatAddCheckpoint, type Witness } from "#domain/transparency/witness.ts";
import { verifyEd25519 } from "./crypto.ts";
import type { SignedHead } from "./sequence-log.ts";
import { proveConsistency } from "./tile-store.ts";

export type WitnessClient = {
  readonly sql: Sql;
  readonly storage: Storage;
  readonly log: Log;
  readonly witnesses: readonly Witness[];
  readonly now: () => Date;
};

/** The checkpoint waits for its witnesses this long and not longer. */
const TIMEOUT_MS = 2_000;
/** A witness that did not answer is left alone for a while: it must not slow every round down. */
const REST_MS = 30_000;
const MAX_ANSWER = 65_536;

/** Asks every witness for its cosignature of a head, all at once, and keeps what is good. Failures are the witness's own. */
export function witnessClient(client: WitnessClient): (head: SignedHead) => Promise<void> {
  const restingUntil = new Map<string, number>();
  return async (head) => {
    const rows = await client.sql<{ witness: string; size: bigint }[]>`
      select witness, max(size) as size from log_cosignatures group by witness`;
    const cosigned = new Map(rows.map((row) => [row.witness, Number(row.size)]));
    const asked = client.witnesses.filter(
      ({ url, key }) =>
        cosigned.get(nameOf({ url, key })) !== head.size &&
        (restingUntil.get(url) ?? 0) <= client.now().getTime(),
    );
    await Promise.all(
      asked.map(async (witness) => {
        try {
          await cosign(client, witness, head, cosigned.get(nameOf(witness)) ?? 0);
        } catch (error) {
          restingUntil.set(witness.url, client.now().getTime() + REST_MS);
          client.log.warn({ err: error, witness: witness.key.name }, "a witness did not cosign");
        }
      }),
    );
  };
}

/** A witness by name and key: two keys of one name are two witnesses. */
const nameOf = ({ key }: Witness): string => `${key.name}+${toHex(key.keyId)}`;

async function cosign(
  client: WitnessClient,
  witness: Witness,
  head: SignedHead,
  known: number,
): Promise<void> {
  let answer = await submit(client, witness, head, known);
  if (answer.status === 409 && answer.type.startsWith("text/x.tlog.size")) {
    const size = parseDecimal(answer.text.trim());
    if (size === null || size > head.size)
      throw new Error(`The witness knows a size of ${answer.text.trim()}.`);
    answer = await submit(client, witness, head, size);
  }
  const note = parseNote(head.note);
  const lines = answer.status === 200 ? parseSignatureLines(answer.text) : null;
  if (!lines || !note) throw new Error(`The witness answered ${answer.status}.`);
  const [good] = cosignaturesBy(verifyEd25519, witness.key, note.text, lines);
  if (!good) throw new Error("The witness's cosignature is not its key's.");
  await insertRows(
    client.sql,
    "log_cosignatures",
    [
      {
        size: head.size,
        witness: nameOf(witness),
        line: good.line,
        cosigned_at: new Date(good.seconds * 1000),
      },
    ],
    "on conflict (size, witness) do nothing",
  );
}

type Answer = { readonly status: number; readonly type: string; readonly text: string };

async function submit(
  client: WitnessClient,
  witness: Witness,
  head: SignedHead,
  oldSize: number,
): Promise<Answer> {
  const proof = await proveConsistency(client.storage, oldSize, head.size);
  const response = await fetch(`${witness.url}/add-checkpoint`, {
    method: "POST",
    body: formatAddCheckpoint({ oldSize, proof, checkpoint: head.note }),
    headers: { "content-type": "text/plain; charset=utf-8" },
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const type = response.headers.get("content-type") ?? "";
  return { status: response.status, type, text: await readShort(response) };
}

/** The body, read no further than an answer may be long: a witness is somebody else's machine. */
async function readShort({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > MAX_ANSWER) throw new Error("The witness's answer is too long.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
