import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import type { Tier } from "../cases/decision.ts";
import { AppError } from "../errors.ts";
import type { RegistryKind } from "./entry.ts";

/**
 * Private look-ups by an oblivious pseudorandom function: RFC 9497, suite ristretto255-SHA512, mode VOPRF. The portal
 * evaluates a blinded point and learns nothing about the number; the asker learns one output and can compute no other.
 * Outputs of listed private numbers are published in padded buckets that say nothing to anyone without the output.
 */
const { voprf } = ristretto255_oprf;
/** Evaluate without an asker; the library has it in every mode and declares it in one. */
const { evaluate } = voprf as typeof voprf & {
  evaluate(secretKey: Uint8Array, input: Uint8Array): Uint8Array;
};

export const OPRF_SUITE = "ristretto255-SHA512";
export const OPRF_LIST = "numbers-restricted";
/** Blinded points in one request: about a quarter of a second of computing. */
export const MAX_POINTS = 128;
export const POINT_BYTES = 32;
/** 4,096 buckets: the portal, which knows the key, learns only that it is one of 1.7 million mobile numbers. */
export const OPRF_PREFIX_BITS = 12;

export type OprfKey = {
  /** Grows when the key turns; outputs of one epoch say nothing about another's. */
  readonly epoch: number;
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
};

const utf8 = new TextEncoder();

/** DeriveKeyPair (RFC 9497, 3.2.1) from a secret seed of 32 bytes. */
export function deriveOprfKey(seed: Uint8Array, list: string, epoch: number): OprfKey {
  const { secretKey, publicKey } = voprf.deriveKeyPair(seed, utf8.encode(`reg-oprf-v1|${list}|${epoch}`));
  return { epoch, secretKey, publicKey };
}

/** What is put into the function for a canonical number. */
export function oprfInput(list: string, canonical: string): Uint8Array {
  return utf8.encode(`reg-oprf-v1\0${list}\0${canonical}`);
}

export type Evaluation = { readonly evaluated: readonly Uint8Array[]; readonly proof: Uint8Array };

/**
 * BlindEvaluate of several points with one proof that the published key was used (RFC 9497, 3.3.2 and 2.2).
 * `randomBytes` is the proof's randomness. Throws `invalid-request` for what is no point of the group.
 */
export function evaluateBlinded(
  key: OprfKey,
  blinded: readonly Uint8Array[],
  randomBytes: (length?: number) => Uint8Array,
): Evaluation {
  try {
    return voprf.blindEvaluateBatch(key.secretKey, key.publicKey, [...blinded], randomBytes);
  } catch {
    throw new AppError("invalid-request", "fields", [{ pointer: "/blinded", code: "not-a-point" }]);
  }
}

/** Evaluate (RFC 9497, 3.3.1): the 64 bytes an asker ends up with for this number. */
export function oprfOutput(key: OprfKey, list: string, canonical: string): Uint8Array {
  return evaluate(key.secretKey, oprfInput(list, canonical));
}

/** The bucket an output lies in. */
export function oprfPrefix(output: Uint8Array): number {
  return ((output[0] ?? 0) << 4) | ((output[1] ?? 0) >>> 4);
}

/** What a row says to who holds the output. */
export type OprfValue = { readonly kind: RegistryKind; readonly tier: Tier; readonly isUnderAppeal: boolean };

const TAG_BYTES = 16;
const VALUE_BYTES = 4;
const KIND_CODES: Readonly<Record<RegistryKind, number>> = {
  blacklist: 1,
  warning: 2,
  credit_note: 3,
  official: 4,
};
const TIER_CODES: Readonly<Record<Tier, number>> = { minor: 1, general: 2, serious: 3 };

/**
 * A row: the output's first 16 bytes, by which it is found, and four bytes (kind, tier, under appeal, zero) hidden with
 * the output's last four. Without the output both look like chance.
 */
export function oprfRow(output: Uint8Array, { kind, tier, isUnderAppeal }: OprfValue): Uint8Array {
  const row = output.slice(0, TAG_BYTES + VALUE_BYTES);
  const value = [KIND_CODES[kind], TIER_CODES[tier], isUnderAppeal ? 1 : 0, 0];
  value.forEach((byte, at) => {
    row[TAG_BYTES + at] = byte ^ (output[output.length - VALUE_BYTES + at] ?? 0);
  });
  return row;
}

/** Rows of every answer: a multiple of 32 that the fullest bucket fits into, so that sizes tell nothing. */
export function rowsPerAnswer(fullest: number): number {
  return Math.max(1, Math.ceil(fullest / 32)) * 32;
}

/**
 * The rows of a bucket with padding, in order, as lines `TAG:VALUE` of hex digits. `noise` gives the same bytes for the
 * same bucket and place whenever it is asked, so that answers can be cached and two of them not be compared to find
 * which rows are real.
 */
export function bucketText(
  rows: readonly Uint8Array[],
  {
    prefix,
    count,
    noise,
  }: { readonly prefix: number; readonly count: number; readonly noise: (place: number) => Uint8Array },
): string {
  const all = [...rows];
  for (let place = rows.length; place < count; place++) {
    const row = noise(place).slice(0, TAG_BYTES + VALUE_BYTES);
    row[0] = prefix >>> 4;
    row[1] = ((prefix & 15) << 4) | ((row[1] ?? 0) & 15);
    all.push(row);
  }
  const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const lines = all.map((row) => `${hex(row.subarray(0, TAG_BYTES))}:${hex(row.subarray(TAG_BYTES))}\n`);
  return lines.sort().join("");
}
