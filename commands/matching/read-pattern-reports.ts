import type { Keys } from "#adapters/keys.ts";
import type { Sql } from "#db/client.ts";
import { hexList } from "#db/rows.ts";
import type { Channel, Matter } from "#domain/complaints/codes.ts";
import { RELATIONSHIPS, type Relationship } from "#domain/complaints/relationships.ts";
import type { HarmCode } from "#domain/complaints/taxonomy.ts";
import type { PatternReport } from "#domain/matching/patterns/pattern-report.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";

/** Whom a borrower's words are read of: people of the borrower's address book. */
const NAMING = RELATIONSHIPS.filter(({ group }) => group === "third_party").map(({ code }) => code as string);

type Row = {
  id: string;
  at: Date;
  source: string;
  matter: Matter;
  relationship: Relationship;
  channel: Channel;
  harms: HarmCode[] | null;
  claimed: string | null;
  impersonates: string | null;
  script: string | null;
  numbers: Buffer[] | null;
  signature: string | null;
  domains: string[] | null;
  accounts: string[] | null;
};

/** A report with the institution that intake found faked in it. */
export type ReadReport = PatternReport & { readonly impersonates: string | null };

/**
 * The reports of these ids as the detectors read them. Numbers are opened, in memory, because blocks and kinds of lines
 * are read off their digits; words only of people who were called about somebody else's debt.
 */
export async function readPatternReports(
  keys: Keys,
  sql: Sql,
  ids: readonly string[],
): Promise<readonly ReadReport[]> {
  const rows = await sql<Row[]>`
    select c.id, t.at, encode(c.reporter_index, 'hex') as source, c.matter, c.relationship, c.channel,
      (select array_agg(k) from jsonb_array_elements_text(c.facts -> 'harm' -> 'kinds') k) as harms,
      (select i.id from institutions i where i.id = t.institution_id and i.status <> 'provisional') as claimed,
      t.impersonates, encode(s.group_id, 'hex') as script, own.numbers, own.signature, own.domains,
      (select array_agg(k.kind || ':' || encode(l.key, 'hex')) from complaint_links l join link_keys k on k.key = l.key
        where l.complaint_id = c.id and k.kind in ('callback', 'im', 'payee') and not k.is_common) as accounts
    from complaints c join complaint_traits t on t.complaint_id = c.id
      join complaint_states st on st.complaint_id = c.id and st.status <> 'not_accepted'
      left join scripts s on s.id = t.script_id
      left join lateral (
        select array_agg(distinct i.value_index) filter (where i.role = 'displayed') as numbers,
          min(i.public_value) filter (where i.kind = 'sms_signature') as signature,
          array_agg(i.public_value) filter (where i.kind = 'domain') as domains
        from complaint_identifiers i where i.complaint_id = c.id
      ) own on true
    where c.id = any(${[...ids]}::uuid[])`;
  const numbers = await openNumbers(
    keys,
    sql,
    rows.flatMap((row) => row.numbers ?? []),
  );
  const texts = await openWords(
    keys,
    sql,
    rows.filter((row) => NAMING.includes(row.relationship)).map((row) => row.id),
  );
  return rows.map((row) => ({
    ...row,
    at: row.at.getTime(),
    numbers: (row.numbers ?? []).flatMap((index) => numbers.get(index.toString("hex")) ?? []),
    harms: row.harms ?? [],
    domains: row.domains ?? [],
    accounts: row.accounts ?? [],
    text: texts.get(row.id) ?? null,
  }));
}

/** Numbers that have a case: what is nobody's own, or protected, has none. */
async function openNumbers(
  keys: Keys,
  sql: Sql,
  indexes: readonly Buffer[],
): Promise<ReadonlyMap<string, NumberKey>> {
  const rows = await sql<{ hex: string; public_key: string | null; key_sealed: Buffer }[]>`
    select encode(number_index, 'hex') as hex, public_key, key_sealed from number_keys
    where number_index = any(${hexList(indexes)}::text[]::bytea[]) and case_id is not null`;
  return new Map(
    rows.map(({ hex, public_key, key_sealed }) => [
      hex,
      (public_key ??
        keys.openWithMaster({ table: "number_keys", column: "key", row: hex }, key_sealed)) as NumberKey,
    ]),
  );
}

async function openWords(keys: Keys, sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ id: string; told_sealed: Buffer; wrapped: Buffer }[]>`
    select c.id, c.told_sealed, k.wrapped from complaints c join complaint_keys k on k.complaint_id = c.id
    where c.id = any(${[...ids]}::uuid[])`;
  return new Map(
    rows.flatMap(({ id, told_sealed, wrapped }) => {
      const told: unknown = JSON.parse(
        keys.open(
          keys.openDataKey(id, wrapped),
          { table: "complaints", column: "told", row: id },
          told_sealed,
        ),
      );
      const text = told !== null && typeof told === "object" && "scriptText" in told ? told.scriptText : null;
      return typeof text === "string" ? [[id, text] as const] : [];
    }),
  );
}
