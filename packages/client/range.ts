import { createHash } from "node:crypto";
import { ClientError } from "./errors.ts";
import { type Portal, readObject, request } from "./http.ts";
import type { NumberMark } from "./numbers-index.ts";
import { combine, type ListVerdict } from "./verdict.ts";

/** Range queries: the server learns the first bits of a hash, which very many numbers share, and not the number. */

export function rangeHash(list: string, canonical: string): Buffer {
  return createHash("sha256").update(`reg-range-v1\0${list}\0${canonical}`).digest();
}

const KIND_OF: Readonly<Record<string, NumberMark["kind"]>> = {
  b: "blacklist",
  w: "warning",
  c: "credit_note",
  o: "official",
};
const ROW = /^([0-9A-F]{24}):([0-3]):([a-z])([a-z-]):(\d{3})$/;
const DEFAULT_BITS = 16;

/** What an answer says about one hash. Rows with p 000 are padding and about nobody; rows it cannot read say nothing. */
export function matchRange(body: string, hash: Uint8Array, prefixBits: number): NumberMark | null {
  const from = prefixBits / 4;
  const suffix = Buffer.from(hash)
    .toString("hex")
    .toUpperCase()
    .slice(from, from + 24);
  let found: NumberMark | null = null;
  for (const line of body.split("\n")) {
    const [, listed, tier, letter = "", , p] = ROW.exec(line) ?? [];
    if (listed !== suffix || p === "000") continue;
    const kind = KIND_OF[letter];
    if (kind) found = { kind, tier: Number(tier), isUnderAppeal: false };
  }
  return found;
}

/** Asks one list about one canonical value without saying which. */
export async function askRange(
  portal: Portal,
  {
    list,
    canonical,
    prefixBits,
  }: { readonly list: string; readonly canonical: string; readonly prefixBits: number },
): Promise<NumberMark | null> {
  if (prefixBits % 4 !== 0 || prefixBits <= 0 || prefixBits > 64)
    throw new ClientError("input", { detail: `prefixBits ${prefixBits}` });
  const hash = rangeHash(list, canonical);
  const prefix = hash.toString("hex").slice(0, prefixBits / 4);
  // Without the key, which would say who asks.
  const response = await request(portal, {
    path: `/api/v1/range/${list}/${prefix}`,
    headers: { accept: "text/plain" },
    isPublic: true,
  });
  return matchRange(await response.text(), hash, prefixBits);
}

/** Length of a range query of each list, as the catalog has it. */
export async function readPrefixBits(portal: Portal): Promise<ReadonlyMap<string, number>> {
  const { lists } = await readObject(await request(portal, { path: "/api/v1/lists", isPublic: true }));
  const bits = new Map<string, number>();
  for (const item of Array.isArray(lists) ? lists : []) {
    const { name, prefixBits } = (item ?? {}) as { name?: unknown; prefixBits?: unknown };
    if (typeof name === "string" && typeof prefixBits === "number") bits.set(name, prefixBits);
  }
  return bits;
}

/**
 * The verdict about a canonical number by range queries: the lists of numbers and of official numbers, and, when
 * neither knows it and `blocks` is set, the blocks it may lie in, each in a request of its own.
 */
export async function checkByRange(
  portal: Portal,
  canonical: string,
  {
    prefixBits,
    blocks = false,
  }: { readonly prefixBits: ReadonlyMap<string, number>; readonly blocks?: boolean },
): Promise<ListVerdict> {
  const ask = (list: string, value: string) =>
    askRange(portal, { list, canonical: value, prefixBits: prefixBits.get(list) ?? DEFAULT_BITS });
  const [number, official] = await Promise.all([ask("numbers", canonical), ask("official", canonical)]);
  if (number || official || !blocks) return combine(number, official, null);
  const beginnings = [1, 2, 3, 4].map((cut) => canonical.slice(0, -cut)).filter((text) => /\d/.test(text));
  const found = await Promise.all(beginnings.map((text) => ask("number-blocks", text)));
  return combine(null, null, found.find((mark) => mark !== null) ?? null);
}
