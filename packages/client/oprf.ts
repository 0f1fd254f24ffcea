import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { ClientError } from "./errors.ts";
import { type Portal, readObject, request } from "./http.ts";
import { type NoteKey, openNote } from "./note.ts";
import { KINDS } from "./numbers-index.ts";
import { type ListVerdict, NOT_LISTED, verdictOf } from "./verdict.ts";

/**
 * Private look-ups of private numbers (docs/methods/private-look-ups.md): RFC 9497, ristretto255-SHA512, VOPRF. The
 * portal never sees the number; its proof (DLEQ) shows that it used the one key the log's key has signed, so that no
 * asker can be told apart by a key of its own.
 */
const { voprf } = ristretto255_oprf;

export const RESTRICTED_LIST = "numbers-restricted";
const MAX_POINTS = 128;
const TAG_HEX = 32;
const VALUE_BYTES = 4;

export type OprfKey = {
  readonly list: string;
  readonly epoch: number;
  readonly publicKey: Uint8Array;
  readonly prefixBits: number;
};

/** The key of the private look-ups, checked against the log's key that you were given. */
export async function readOprfKey(portal: Portal, key: NoteKey): Promise<OprfKey> {
  const { oprf } = await readObject(await request(portal, { path: "/api/v1/keys", isPublic: true }));
  const found = (Array.isArray(oprf) ? oprf : []).find(
    (one) => (one as { list?: unknown } | null)?.list === RESTRICTED_LIST,
  ) as Readonly<Record<string, unknown>> | undefined;
  const { epoch, publicKey, prefixBits, suite, mode, signature } = found ?? {};
  const isKey =
    typeof epoch === "number" &&
    typeof publicKey === "string" &&
    typeof prefixBits === "number" &&
    prefixBits > 0 &&
    prefixBits % 4 === 0 &&
    suite === "ristretto255-SHA512" &&
    mode === "VOPRF";
  if (!isKey) throw new ClientError("bad-answer", { detail: "keys" });
  const signed = openNote(String(signature ?? ""), [key]);
  if (signed !== `${key.name}/oprf/${RESTRICTED_LIST}\n${epoch}\n${publicKey}\n`)
    throw new ClientError("bad-signature", { detail: "keys" });
  return {
    list: RESTRICTED_LIST,
    epoch,
    publicKey: Uint8Array.from(Buffer.from(publicKey, "base64")),
    prefixBits,
  };
}

/** Verdicts about private numbers, by canonical key, in order. Needs an API key with the scope `oprf`. */
export async function checkPrivately(
  portal: Portal,
  key: OprfKey,
  canonicals: readonly string[],
): Promise<ListVerdict[]> {
  const verdicts: ListVerdict[] = [];
  const buckets = new Map<string, Promise<string>>();
  for (let from = 0; from < canonicals.length; from += MAX_POINTS) {
    const outputs = await evaluate(portal, key, canonicals.slice(from, from + MAX_POINTS));
    for (const output of outputs) {
      const prefix = Buffer.from(output)
        .toString("hex")
        .slice(0, key.prefixBits / 4);
      const bucket = buckets.get(prefix) ?? readBucket(portal, key, prefix);
      buckets.set(prefix, bucket);
      verdicts.push(matchBucket(await bucket, output));
    }
  }
  return verdicts;
}

/** The function's outputs; throws `bad-proof` unless the portal proves that it used `key`. */
async function evaluate(
  portal: Portal,
  key: OprfKey,
  canonicals: readonly string[],
): Promise<readonly Uint8Array[]> {
  const inputs = canonicals.map((text) => new TextEncoder().encode(`reg-oprf-v1\0${key.list}\0${text}`));
  const blinds = inputs.map((input) => voprf.blind(input));
  const answer = await readObject(
    await request(portal, {
      path: `/api/v1/oprf/${key.list}/evaluate`,
      method: "POST",
      body: {
        epoch: key.epoch,
        blinded: blinds.map(({ blinded }) => Buffer.from(blinded).toString("base64")),
      },
    }),
  );
  const { evaluated, proof } = answer;
  if (!Array.isArray(evaluated) || evaluated.length !== inputs.length || typeof proof !== "string")
    throw new ClientError("bad-answer", { detail: "evaluate" });
  const items = blinds.map(({ blind, blinded }, at) => ({
    input: inputs[at] ?? new Uint8Array(),
    blind,
    blinded,
    evaluated: fromBase64(evaluated[at]),
  }));
  try {
    return voprf.finalizeBatch(items, key.publicKey, fromBase64(proof));
  } catch (error) {
    throw new ClientError("bad-proof", { detail: "VOPRF" }, error);
  }
}

async function readBucket(portal: Portal, key: OprfKey, prefix: string): Promise<string> {
  // Without the key: whoever could join this to the evaluation would know the number's bucket.
  const response = await request(portal, {
    path: `/api/v1/oprf/${key.list}/range/${prefix}`,
    isPublic: true,
  });
  if (response.headers.get("oprf-epoch") !== String(key.epoch))
    throw new ClientError("bad-answer", { detail: "the key has turned" });
  return await response.text();
}

/** What a bucket says to the holder of an output; the row's four bytes are hidden with the output's last four. */
export function matchBucket(bucket: string, output: Uint8Array): ListVerdict {
  const tag = Buffer.from(output).toString("hex").slice(0, TAG_HEX);
  const row = bucket.split("\n").find((line) => line.startsWith(`${tag}:`));
  if (!row) return NOT_LISTED;
  const value = Buffer.from(row.slice(TAG_HEX + 1), "hex").map(
    (byte, at) => byte ^ (output[output.length - VALUE_BYTES + at] ?? 0),
  );
  const [code = 0, tier = 0, flags = 0, zero] = value;
  const kind = KINDS[code - 1];
  if (!kind || tier > 3 || zero !== 0) return NOT_LISTED;
  return verdictOf({ kind, tier, isUnderAppeal: (flags & 1) === 1 }, RESTRICTED_LIST);
}

function fromBase64(text: unknown): Uint8Array {
  return Uint8Array.from(Buffer.from(String(text), "base64"));
}
