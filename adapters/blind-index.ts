import { createHmac, hash } from "node:crypto";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Numbers, addresses and account names fit; anything longer takes the ordinary way. */
const LONGEST = 256;

/**
 * HMAC-SHA-256 (RFC 2104) of short texts under one key, for the index that every look-up needs. createHmac makes a
 * native object each time, which the collector has to hunt down later: under load that costs ten times the hashing.
 * Two one-shot hashes over prepared pads give the same bytes.
 */
export function blindIndexer(key: Uint8Array): (value: string) => Buffer {
  if (key.length > BLOCK_BYTES) throw new Error("blindIndexer: a key is at most 64 bytes");
  const inner = Buffer.alloc(BLOCK_BYTES + LONGEST, 0);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0);
  for (let at = 0; at < BLOCK_BYTES; at++) {
    inner[at] = (key[at] ?? 0) ^ 0x36;
    outer[at] = (key[at] ?? 0) ^ 0x5c;
  }
  return (value) => {
    // Three bytes of UTF-8 at most for each code unit.
    if (value.length * 3 > LONGEST) return createHmac("sha256", key).update(value).digest();
    const length = inner.write(value, BLOCK_BYTES, "utf8");
    outer.write(hash("sha256", inner.subarray(0, BLOCK_BYTES + length), "hex"), BLOCK_BYTES, "hex");
    return Buffer.from(hash("sha256", outer, "hex"), "hex");
  };
}
