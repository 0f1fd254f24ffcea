import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

/**
 * The rules that keep the road to several machines open and the data classes complete, read from the catalogue.
 * The migration table is the migrator's own; the job queue lives in another schema.
 */
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const COMPLAINT_OWNED = [
  "complaints",
  "complaint_keys",
  "complaint_identifiers",
  "complaint_states",
  "complaint_events",
  "complaint_traits",
];
const CASE_OWNED = [
  "cases",
  "case_judgements",
  "case_members",
  "case_sources",
  "case_events",
  "case_merges",
  "case_patterns",
  "case_source_groups",
  "decisions",
  "approvals",
  "notices",
  "responses",
];
const SMALL_SHARED = [
  "agencies",
  "institutions",
  "accounts",
  "sessions",
  "api_keys",
  "institution_names",
  "institution_contacts",
  "licences",
  "agents_of",
  "institution_links",
  "exposure_filings",
  "institution_statements",
];
const CHILDREN: Record<string, string> = {
  ...Object.fromEntries(
    COMPLAINT_OWNED.filter((name) => name !== "complaints").map((name) => [name, "complaint_id"]),
  ),
  ...Object.fromEntries(CASE_OWNED.filter((name) => name !== "cases").map((name) => [name, "case_id"])),
};
const DATA_CLASSES = ["public", "internal", "personal", "sensitive"];
const HISTORY = [
  "complaints",
  "complaint_events",
  "case_judgements",
  "case_events",
  "case_merges",
  "key_judgements",
  "joint_proposals",
  "complaint_traits",
  "match_models",
  "approvals",
  "notices",
  "responses",
  "registry_versions",
  "list_versions",
  "list_statements",
  "audit_events",
  "access_events",
  "chain_seals",
  "receipt_hashes",
  "application_receipts",
  "entry_acts",
  "entry_applications",
  "entry_sanctions",
  "practitioner_applications",
  "practitioner_items",
  "practitioner_queries",
  "practitioners",
  "registry_entries",
  "source_records",
  "log_records",
  "log_leaves",
  "log_checkpoints",
  "log_cosignatures",
  "exposure_filings",
  "rating_batches",
  "ratings",
  "rating_changes",
  "institution_statements",
];

async function tables(): Promise<string[]> {
  const rows = await database.owner<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations' order by 1`;
  return rows.map((row) => row.name);
}

describe("schema lint", () => {
  test("sees the tables it judges", async () => {
    expect((await tables()).length).toBeGreaterThan(30);
    expect(await tables()).toEqual(
      expect.arrayContaining([...COMPLAINT_OWNED, ...CASE_OWNED, ...SMALL_SHARED]),
    );
  });

  test("every table has a primary key, and children lead it with their owner's id", async () => {
    const rows = await database.owner<{ name: string; columns: string[] }[]>`
      select c.relname as name, array_agg(a.attname::text order by k.ord) as columns
      from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_namespace n on n.oid = c.relnamespace,
        unnest(p.conkey) with ordinality as k(attnum, ord) join pg_attribute a on true
      where n.nspname = 'public' and p.contype = 'p' and a.attrelid = p.conrelid and a.attnum = k.attnum group by 1`;
    const keys = new Map(rows.map((row) => [row.name, row.columns]));
    expect((await tables()).filter((name) => !keys.has(name))).toEqual([]);
    for (const [child, owner] of Object.entries(CHILDREN))
      expect([child, keys.get(child)?.[0]]).toEqual([child, owner]);
  });

  test("nothing is numbered by a sequence", async () => {
    const serial = await database.owner`
      select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval%')`;
    expect(serial).toEqual([]);
  });

  test("foreign keys are named by us, include the owner's id, and join no complaint to a case nor shared to large", async () => {
    const keys = await database.owner<{ name: string; child: string; parent: string; columns: string[] }[]>`
      select p.conname::text as name, c.relname::text as child, r.relname::text as parent,
        (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = p.conrelid and a.attnum = any(p.conkey)) as columns
      from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_class r on r.oid = p.confrelid join pg_namespace n on n.oid = c.relnamespace
      where p.contype = 'f' and n.nspname = 'public'`;
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) {
      expect(key.name).toMatch(/_fk$/);
      const owner = CHILDREN[key.child];
      const isWithinOwner =
        (COMPLAINT_OWNED.includes(key.child) && COMPLAINT_OWNED.includes(key.parent)) ||
        (CASE_OWNED.includes(key.child) && CASE_OWNED.includes(key.parent));
      if (owner && isWithinOwner)
        expect([key.name, key.columns]).toEqual([key.name, expect.arrayContaining([owner])]);
      expect([key.name, COMPLAINT_OWNED.includes(key.child) && CASE_OWNED.includes(key.parent)]).toEqual([
        key.name,
        false,
      ]);
      expect([key.name, CASE_OWNED.includes(key.child) && COMPLAINT_OWNED.includes(key.parent)]).toEqual([
        key.name,
        false,
      ]);
      expect([key.name, SMALL_SHARED.includes(key.child) && !SMALL_SHARED.includes(key.parent)]).toEqual([
        key.name,
        false,
      ]);
    }
  });

  test("there are no triggers of ours and no rules", async () => {
    expect(await database.owner`select tgname from pg_trigger where not tgisinternal`).toEqual([]);
    expect(await database.owner`select rulename from pg_rules where schemaname = 'public'`).toEqual([]);
  });

  test("row-level security policies hold no subquery", async () => {
    const policies = await database.owner<
      { tablename: string; qual: string }[]
    >`select tablename, qual from pg_policies where schemaname = 'public'`;
    expect(policies.map((policy) => policy.tablename)).toEqual(
      expect.arrayContaining(["cases", "complaints", "decisions"]),
    );
    for (const policy of policies) expect(policy.qual).not.toMatch(/select/i);
  });

  test("every column says which class of data it holds", async () => {
    const columns = await database.owner<{ name: string; comment: string | null }[]>`
      select c.relname || '.' || a.attname as name, col_description(c.oid, a.attnum) as comment
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped`;
    const unclassed = columns.filter((column) => !DATA_CLASSES.includes(column.comment ?? ""));
    expect(unclassed.map((column) => column.name)).toEqual([]);
  });

  test("nobody but the owner may change or delete history", async () => {
    const grants = await database.owner<{ role: string; name: string; right: string }[]>`
      select grantee::text as role, table_name::text as name, privilege_type::text as right from information_schema.role_table_grants
      where grantee like 'mingjian%' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`;
    expect(grants.length).toBeGreaterThan(10);
    expect(grants.filter((grant) => HISTORY.includes(grant.name))).toEqual([]);
  });

  test("the public roles read only what is published", async () => {
    const rows = await database.owner<{ name: string; right: string }[]>`
      select table_name::text as name, privilege_type::text as right from information_schema.role_table_grants where grantee in ('mingjian_public', 'mingjian_lender')`;
    expect(new Set(rows.map((row) => row.right))).toEqual(new Set(["SELECT"]));
    expect(
      rows
        .map((row) => row.name)
        .filter((name) => /complaint|case|account|session|audit|access|decision|notice|key/.test(name)),
    ).toEqual([]);
  });

  test("an agency sees its own cases only, and a connection that names none sees nothing", async () => {
    const [north, south] = [
      "018f0000-0000-7000-8000-000000000001",
      "018f0000-0000-7000-8000-000000000002",
    ] as const;
    await database.owner`insert into agencies (id, code, name_zh, name_en, region_prefixes, is_default, created_at) values
      (${north}, 'N', '北', 'North', '{}', true, now()), (${south}, 'S', '南', 'South', '{}', false, now())`;
    await database.owner`insert into cases (id, agency_id, jurisdiction, reference, kind, state, country, epoch, key_version, opened_at, first_report_at, last_report_at,
      complaint_count, source_count, severity_max, heat, review_due_at, updated_at)
      values ('018f0000-0000-7000-8000-00000000000a', ${south}, '', 'C2026-TEST0-0001', 'caller', 'triage', 'CN', 1, 1, now(), now(), now(), 0, 0, 1, 0, now(), now())`;
    const count = (rows: readonly unknown[]) => rows.length;
    expect(await database.db.scoped(north, async (tx) => count(await tx`select id from cases`))).toBe(0);
    expect(await database.db.scoped(south, async (tx) => count(await tx`select id from cases`))).toBe(1);
    const nameless = await database.owner.begin(async (tx) => {
      await tx.unsafe("set local role mingjian_app");
      return tx`select id from cases`;
    });
    expect(count(nameless)).toBe(0);
  });
});
