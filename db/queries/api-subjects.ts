import type { Sql } from "../client.ts";
import { hex } from "../rows.ts";

type KeyDay = {
  readonly apiKeyId: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
};

/** The bitmap of the subjects a key has asked about on a day; null before the first. */
export async function findApiSubjects(sql: Sql, { apiKeyId, day }: KeyDay): Promise<Buffer | null> {
  // A string of bits has no direct way to bytes; its text in hex digits of four has.
  const [row] = await sql<{ bits: string }[]>`
    select bits::text as bits from api_subjects where api_key_id = ${apiKeyId} and day = ${day}::date`;
  return row ? bytesOf(row.bits) : null;
}

/** Adds bits to a key's bitmap, whatever other processes add meanwhile; answers how many are set then. */
export async function addApiSubjects(
  sql: Sql,
  { apiKeyId, day, bits }: KeyDay & { readonly bits: Uint8Array },
): Promise<number> {
  const text = `x${hex(bits).slice(2)}`;
  const [row] = await sql<{ count: string }[]>`
    insert into api_subjects (api_key_id, day, bits) values (${apiKeyId}, ${day}::date, ${text}::text::varbit)
    on conflict (api_key_id, day) do update set bits = api_subjects.bits | excluded.bits
    returning bit_count(bits)::text as count`;
  return Number(row?.count ?? 0);
}

function bytesOf(bits: string): Buffer {
  const bytes = Buffer.alloc(bits.length / 8);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2);
  return bytes;
}
