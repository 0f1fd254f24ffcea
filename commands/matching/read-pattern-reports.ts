import type { Keys } from "#adapters/keys.ts";
import type { Sql } from "#db/client.ts";
import type { Channel, Matter } from "#domain/complaints/codes.ts";
import { RELATIONSHIPS, type Relationship } from "#domain/complaints/relationships.ts";
import type { HarmCode } from "#domain/complaints/taxonomy.ts";
import type { PatternReport } from "#domain/matching/patterns/pattern-report.ts";
import type { NumberKey } from "#domain/numbers/normalise-number.ts";
import { refusedAmong } from "./refused-reports.ts";

/** Whom a borrower's words are read of: people of the borrower's address book. */
const NAMING = RELATIONSHIPS.filter(({ group }) => group === "third_party").map(({ code }) => code as string);

/** A report with the institution that intake found faked in it. */
export type ReadReport = PatternReport & { readonly impersonates: string | null };

type Complaint = {
  id: string;
  source: string;
  matter: Matter;
  relationship: Relationship;
  channel: Channel;
  harms: HarmCode[] | null;
};
type Traits = {
  id: string;
  at: Date;
  script_id: string | null;
  claimed: string | null;
  impersonates: string | null;
};
type Said = { id: string; numbers: string[] | null; signature: string | null; domains: string[] | null };

/**
 * The reports of these ids as the detectors read them, without what was withdrawn or not accepted. Numbers are opened, in
 * memory, because blocks and kinds of lines are read off their digits; words only of people who were called about
 * somebody else's debt. One plain look-up a table: joined, the planner misjudges what row-level security lets through.
 */
export async function readPatternReports(
  keys: Keys,
  sql: Sql,
  complaintIds: readonly string[],
): Promise<readonly ReadReport[]> {
  const ids = [...complaintIds];
  const [complaints, traits, said, refused, accounts] = await Promise.all([
    sql<Complaint[]>`
      select id, encode(reporter_index, 'hex') as source, matter, relationship, channel,
        (select array_agg(k) from jsonb_array_elements_text(facts -> 'harm' -> 'kinds') k) as harms
      from complaints where id = any(${ids}::uuid[])`,
    sql<Traits[]>`
      select complaint_id as id, at, encode(script_id, 'hex') as script_id, institution_id as claimed, impersonates
      from complaint_traits where complaint_id = any(${ids}::uuid[])`,
    sql<Said[]>`
      select complaint_id as id, array_agg(distinct encode(value_index, 'hex')) filter (where role = 'displayed') as numbers,
        min(public_value) filter (where kind = 'sms_signature') as signature,
        array_agg(public_value) filter (where kind = 'domain') as domains
      from complaint_identifiers where complaint_id = any(${ids}::uuid[]) group by complaint_id`,
    refusedAmong(sql, ids),
    readAccounts(sql, ids),
  ]);
  const traitsOf = new Map(traits.map((row) => [row.id, row]));
  const saidOf = new Map(said.map((row) => [row.id, row]));
  const [numbers, groups, provisional, texts] = await Promise.all([
    openNumbers(
      keys,
      sql,
      said.flatMap((row) => row.numbers ?? []),
    ),
    groupsOf(
      sql,
      traits.flatMap((row) => row.script_id ?? []),
    ),
    provisionalAmong(
      sql,
      traits.flatMap((row) => row.claimed ?? []),
    ),
    openWords(
      keys,
      sql,
      complaints.filter((row) => NAMING.includes(row.relationship)).map((row) => row.id),
    ),
  ]);
  return complaints.flatMap((row): ReadReport[] => {
    const own = traitsOf.get(row.id);
    if (!own || refused.has(row.id)) return [];
    const told = saidOf.get(row.id);
    return [
      {
        ...row,
        at: own.at.getTime(),
        harms: row.harms ?? [],
        numbers: (told?.numbers ?? []).flatMap((hex) => numbers.get(hex) ?? []),
        claimed: own.claimed !== null && provisional.has(own.claimed) ? null : own.claimed,
        impersonates: own.impersonates,
        signature: told?.signature ?? null,
        domains: told?.domains ?? [],
        accounts: accounts.get(row.id) ?? [],
        script: own.script_id === null ? null : (groups.get(own.script_id) ?? own.script_id),
        text: texts.get(row.id) ?? null,
      },
    ];
  });
}

/** Accounts and call-back numbers of each report as keyed names, each with its kind in front. */
async function readAccounts(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const links = await sql<{ id: string; key: string }[]>`
    select complaint_id as id, encode(key, 'hex') as key from complaint_links where complaint_id = any(${[...ids]}::uuid[])`;
  const kinds = await sql<{ key: string; kind: string }[]>`
    select encode(key, 'hex') as key, kind from link_keys
    where key = any(${bytes(links.map((link) => link.key))}::text[]::bytea[]) and kind in ('callback', 'im', 'payee') and not is_common`;
  const kindOf = new Map(kinds.map(({ key, kind }) => [key, kind]));
  const found = new Map<string, string[]>();
  for (const { id, key } of links) {
    const kind = kindOf.get(key);
    if (kind) found.set(id, [...(found.get(id) ?? []), `${kind}:${key}`]);
  }
  return found;
}

/** The group of near-duplicates that each wording is in. */
async function groupsOf(sql: Sql, scriptIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ id: string; group_id: string }[]>`
    select encode(id, 'hex') as id, encode(group_id, 'hex') as group_id from scripts
    where id = any(${bytes(scriptIds)}::text[]::bytea[])`;
  return new Map(rows.map((row) => [row.id, row.group_id]));
}

async function provisionalAmong(sql: Sql, institutionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }[]>`
    select id from institutions where id = any(${[...new Set(institutionIds)]}::uuid[]) and status = 'provisional'`;
  return new Set(rows.map((row) => row.id));
}

const bytes = (hexes: readonly string[]): string[] => [...new Set(hexes)].map((hex) => `\\x${hex}`);

/** Numbers that have a case: what is nobody's own, or protected, has none. */
async function openNumbers(
  keys: Keys,
  sql: Sql,
  indexes: readonly string[],
): Promise<ReadonlyMap<string, NumberKey>> {
  const rows = await sql<{ hex: string; public_key: string | null; key_sealed: Buffer }[]>`
    select encode(number_index, 'hex') as hex, public_key, key_sealed from number_keys
    where number_index = any(${bytes(indexes)}::text[]::bytea[]) and case_id is not null`;
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
