import { ClientError } from "./errors.ts";

/** A filter of 32-bit hash beginnings: no hit means "not listed", a hit means "ask". */
export type PrefixFilter = { readonly size: number; mayHold(hash: Uint8Array): boolean };

const HEADER_BYTES = 16;

/** Opens prefix32.rice (docs/methods/lists.md): Golomb-Rice over the differences, as Safe Browsing v5 codes prefixes. */
export function openRice(bytes: Uint8Array): PrefixFilter {
  const values = decodeRice(bytes);
  return {
    size: values.length,
    mayHold(hash) {
      const wanted = Buffer.from(hash.buffer, hash.byteOffset, 4).readUInt32BE(0);
      let low = 0;
      let high = values.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((values[middle] ?? 0) < wanted) low = middle + 1;
        else high = middle;
      }
      return low < values.length && values[low] === wanted;
    },
  };
}

/** Ascending. Throws `bad-answer` for bytes that break off or run past 32 bits. */
export function decodeRice(bytes: Uint8Array): Uint32Array {
  const broken = () => new ClientError("bad-answer", { detail: "prefix32.rice" });
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = head.length >= HEADER_BYTES && head.toString("latin1", 0, 4) === "MJRC" && head[4] === 1;
  const k = head[5] ?? 0;
  if (!isOurs || k < 3 || k > 30) throw broken();
  const count = head.readUInt32BE(8);
  // A difference takes k + 1 bits at least.
  if (count > 0 && (count - 1) * (k + 1) > (head.length - HEADER_BYTES) * 8) throw broken();
  const values = new Uint32Array(count);
  if (count === 0) return values;
  let value = head.readUInt32BE(12);
  values[0] = value;
  let at = HEADER_BYTES * 8;
  const end = head.length * 8;
  const bit = () => {
    if (at >= end) throw broken();
    const found = ((head[at >>> 3] ?? 0) >>> (at & 7)) & 1;
    at += 1;
    return found;
  };
  for (let place = 1; place < count; place++) {
    let quotient = 0;
    while (bit() === 1) quotient += 1;
    let rest = 0;
    for (let low = 0; low < k; low++) rest += bit() * 2 ** low;
    value += quotient * 2 ** k + rest;
    if (value > 0xffffffff) throw broken();
    values[place] = value;
  }
  return values;
}
