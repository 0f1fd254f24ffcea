import { describeKey } from "#domain/numbers/display-key.ts";
import type { NumberKey } from "#domain/numbers/number-kinds.ts";
import type { ListEntity, ListName } from "#domain/registry/lists/entity.ts";
import type { Sql, Tx } from "../client.ts";

const PAGE = 5_000;

/**
 * What a list holds at `now`, a page at a time, ascending by id: what is public, in force by status and by term, and
 * not erased. Pages are read one after the other; an entry that moves meanwhile is in the next version.
 */
export async function* listEntities(sql: Sql | Tx, list: ListName, now: Date): AsyncGenerator<ListEntity[]> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await readPage(sql, list, { after, now });
    if (rows.length === 0) return;
    after = rows.at(-1)?.id ?? after;
    yield rows.map((row) => entityOf(list, row));
    if (rows.length < PAGE) return;
  }
}

/** What the queries below select, each of them what its list tells: officials are not decided, restricted numbers have no key. */
type Row = Readonly<Record<string, unknown>> &
  Required<Pick<ListEntity, "id" | "kind" | "status" | "tier" | "grounds" | "canonical">> & {
    readonly listed_at: Date;
    readonly expires_at: Date;
  };
type Page = { readonly after: string; readonly now: Date };

function readPage(sql: Sql | Tx, list: ListName, page: Page): Promise<Row[]> {
  switch (list) {
    case "numbers":
    case "numbers-restricted":
      return readNumbers(sql, page, list === "numbers");
    case "official":
      return readOfficials(sql, page);
    case "institutions":
      return readInstitutions(sql, page);
    default:
      return readKeyed(sql, page, KEYED_KINDS[list]);
  }
}

const KEYED_KINDS = {
  "number-blocks": "number_block",
  domains: "domain",
  "sms-signatures": "sms_signature",
  apps: "app",
} as const;

function readNumbers(sql: Sql | Tx, { after, now }: Page, isPublic: boolean): Promise<Row[]> {
  return sql<Row[]>`
    select e.id, v.public_key as canonical, e.number_kind, v.kind, v.status, v.tier, v.grounds, a.code as authority,
      v.listed_at, v.expires_at, v.version
    from registry_entries e join agencies a on a.id = e.agency_id
    cross join lateral (select version, kind, status, tier, grounds, public_key, listed_at, expires_at
      from registry_versions where entry_id = e.id order by version desc limit 1) v
    where e.id > ${after}::uuid and e.subject_kind = 'number' and e.erased_at is null
      and v.kind in ('blacklist', 'warning') and v.status in ('active', 'under_appeal') and v.expires_at > ${now}
      and (v.public_key is not null) = ${isPublic}
    order by e.id limit ${PAGE}`;
}

function readKeyed(sql: Sql | Tx, { after, now }: Page, kind: string): Promise<Row[]> {
  return sql<Row[]>`
    select e.id, e.subject_key as canonical, v.kind, v.status, v.tier, v.grounds, a.code as authority, v.listed_at,
      v.expires_at, v.version
    from registry_entries e join agencies a on a.id = e.agency_id
    cross join lateral (select version, kind, status, tier, grounds, listed_at, expires_at
      from registry_versions where entry_id = e.id order by version desc limit 1) v
    where e.id > ${after}::uuid and e.subject_kind = ${kind} and e.subject_key is not null and e.erased_at is null
      and v.kind <> 'official' and v.status in ('active', 'under_appeal') and v.expires_at > ${now}
    order by e.id limit ${PAGE}`;
}

function readInstitutions(sql: Sql | Tx, { after, now }: Page): Promise<Row[]> {
  return sql<Row[]>`
    select e.id, e.institution_id, i.legal_name as name, i.uscc as code, v.kind, v.status, v.tier, v.grounds,
      a.code as authority, v.listed_at, v.expires_at, v.version
    from registry_entries e join agencies a on a.id = e.agency_id join institutions i on i.id = e.institution_id
    cross join lateral (select version, kind, status, tier, grounds, listed_at, expires_at
      from registry_versions where entry_id = e.id order by version desc limit 1) v
    where e.id > ${after}::uuid and e.subject_kind = 'institution' and e.erased_at is null
      and v.status in ('active', 'under_appeal') and v.expires_at > ${now}
    order by e.id limit ${PAGE}`;
}

/** Numbers that registered institutions gave as theirs; those of one day are those of the register that day. */
function readOfficials(sql: Sql | Tx, { after, now }: Page): Promise<Row[]> {
  const on = now.toISOString().slice(0, 10);
  return sql<Row[]>`
    select c.id, c.key as canonical, 'official' as kind, c.institution_id, i.legal_name as institution,
      c.since::text as since, c.until::text as until
    from institution_contacts c join institutions i on i.id = c.institution_id
    where c.id > ${after}::uuid and c.kind = 'number' and i.status = 'registered'
      and (c.since is null or c.since <= ${on}::date) and (c.until is null or c.until >= ${on}::date)
    order by c.id limit ${PAGE}`;
}

function entityOf(list: ListName, row: Row): ListEntity {
  if (list === "official")
    return {
      id: row.id,
      canonical: row.canonical,
      numberKind: describeKey(row.canonical as NumberKey).kind,
      kind: row.kind,
      institutionId: row.institution_id,
      institution: row.institution,
      since: row.since,
      until: row.until,
    };
  const { id, kind, status, tier, grounds, authority, version, canonical } = row;
  const dates = { listedAt: row.listed_at.toISOString(), expiresAt: row.expires_at.toISOString() };
  const decided = { id, kind, status, tier, grounds, authority, version, ...dates };
  if (list === "institutions")
    return { ...decided, institutionId: row.institution_id, name: row.name, code: row.code };
  // Of a private number only that there is an entry, and how it stands.
  if (list === "numbers-restricted") return decided;
  return list === "numbers"
    ? { ...decided, canonical, numberKind: row.number_kind }
    : { ...decided, canonical };
}

export type RemovedEntry = { readonly op: "del" | "repair" | "merge"; readonly into: string | null };

/** What became of entries that a list no longer holds; those it does not know (contacts, erased ones) are removals. */
export async function findRemoved(sql: Sql | Tx, ids: readonly string[]): Promise<Map<string, RemovedEntry>> {
  const rows = await sql<{ id: string; status: string; merged_into: string | null }[]>`
    select e.id, v.status, e.merged_into from registry_entries e
    cross join lateral (select status from registry_versions where entry_id = e.id order by version desc limit 1) v
    where e.id = any(${[...ids]}::uuid[])`;
  return new Map(
    rows.map(({ id, status, merged_into: into }): [string, RemovedEntry] => {
      if (status === "merged" && into) return [id, { op: "merge", into }];
      return [id, { op: status === "repaired" ? "repair" : "del", into: null }];
    }),
  );
}

/** Entries that are back because a merge was undone, with what they had been part of. */
export async function findSplit(sql: Sql | Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ entity_id: string; other_id: string }[]>`
    select c.entity_id, c.other_id from unnest(${[...ids]}::uuid[]) as i(id)
    cross join lateral (select entity_id, other_id, op from list_changes where entity_id = i.id order by version desc limit 1) c
    where c.op = 'merge' and c.other_id is not null`;
  return new Map(rows.map((row) => [row.entity_id, row.other_id]));
}
