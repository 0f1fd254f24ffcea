import type postgres from "postgres";

/**
 * Multiplies a filled portal: each copy has complaints, callers, accounts, scripts, reporters and campaigns of its own and
 * shares the institutions. All in the database, set by set: a million complaints are some 25 million rows.
 */
export async function multiply(
  sql: postgres.Sql,
  copies: number,
  say: (line: string) => void,
): Promise<void> {
  if (copies < 2) return;
  const tables = await tablesToCopy(sql);
  await sql.unsafe(FUNCTIONS);
  await sql.unsafe("create unlogged table bench_shared as select id from cases where kind = 'lender'");
  const guards = await dropGuards(sql, tables);
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  // The largest first, so that both hands are busy until the end.
  const waiting = [...tables].sort((a, b) => b.rows - a.rows);
  await atOnce(waiting, async (table) => {
    await sql.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = replica");
      for (const statement of copyStatements(table, copies)) await tx.unsafe(statement);
    });
    say(`copied ${table.name} (${table.rows} × ${copies}) after ${seconds()} s`);
  });
  await atOnce(guards.indexes, async (statement) => {
    await sql.unsafe(statement);
  });
  for (const statement of guards.references) await sql.unsafe(statement);
  say(`indexed after ${seconds()} s`);
  await sql.unsafe("vacuum (analyze)");
  say(`analysed after ${seconds()} s`);
}

type Column = { readonly name: string; readonly type: string };
type Table = { readonly name: string; readonly rows: number; readonly columns: readonly Column[] };

/** What every copy shares, and what only the portal itself has. */
const SHARED_TABLES =
  /^(agenc|institution|licences|agents_of|accounts|api_|portal_state|migrations|schema_|match_models|bench_)/;
/** Ids of what is shared, or of people. */
const SHARED_IDS = new Set([
  "agency_id",
  "institution_id",
  "claimed_institution_id",
  "impersonates",
  "assigned_to",
  "by_id",
  "actor_id",
]);
const SEALED = /(_sealed|^wrapped|^sketch)$/;
const CASE_IDS = new Set(["case_id", "into_case_id", "merged_into"]);

async function tablesToCopy(sql: postgres.Sql): Promise<Table[]> {
  const rows = await sql<{ table: string; name: string; type: string }[]>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`;
  const found: Table[] = [];
  for (const [name, columns] of Map.groupBy(rows, (row) => row.table)) {
    if (SHARED_TABLES.test(name)) continue;
    const [count] = await sql.unsafe(`select count(*)::int as rows from ${name}`);
    if (count?.rows > 0) found.push({ name, rows: count?.rows, columns });
  }
  return found;
}

/** The last eight hex digits of a UUIDv7 are random: a copy puts its number there. Keys are hashed once more with it. */
const FUNCTIONS = `
  create function bench_id(id uuid, copy int) returns uuid language sql immutable as
    $$ select (left(id::text, 28) || lpad(to_hex(copy), 8, '0'))::uuid $$;
  create function bench_key(key bytea, copy int) returns bytea language sql immutable as
    $$ select substring(sha256(key || int4send(copy)) for octet_length(key)) $$;
  create function bench_keys(keys bytea[], copy int) returns bytea[] language sql immutable as
    $$ select coalesce(array_agg(bench_key(key, copy) order by place), '{}') from unnest(keys) with ordinality as k(key, place) $$;`;

function copyStatements({ name, columns }: Table, copies: number): string[] {
  const isOfCase = columns.some((column) => column.name === "case_id");
  const list = columns.map((column) => column.name).join(", ");
  const values = columns.map((column) => copiedValue(name, column)).join(", ");
  const shared = isOfCase
    ? "(t.case_id in (select id from bench_shared)) as is_shared"
    : name === "cases"
      ? "(t.kind = 'lender') as is_shared"
      : "false as is_shared";
  const skip =
    name === "cases" || name === "case_references"
      ? "where not is_shared"
      : name === "case_source_groups"
        ? "where not (is_shared and dimension = 'hour')"
        : "";
  const once = `bench_once_${name}`;
  return [
    // In order of the rows, the copies of each side by side: a copy's rows lie as scattered as time would have them.
    `create unlogged table ${once} as select t.*, ${shared} from ${name} t`,
    `insert into ${name} (${list}) select ${values} from ${once} t, lateral generate_series(1, ${copies - 1}) as r(copy) ${skip}`,
    ...(name === "cases"
      ? [
          `update cases set complaint_count = complaint_count * ${copies}, source_count = source_count * ${copies},
            independent_low = independent_low * ${copies}, independent_high = independent_high * ${copies},
            heat = heat + ln(${copies}) where kind = 'lender'`,
        ]
      : []),
    ...(name === "case_source_groups"
      ? [
          `update case_source_groups g set sources = g.sources * ${copies} where g.dimension = 'hour' and g.case_id in (select id from bench_shared)`,
        ]
      : []),
    `drop table ${once}`,
  ];
}

function copiedValue(table: string, { name, type }: Column): string {
  const own = `t.${name}`;
  if (type === "uuid") {
    if (SHARED_IDS.has(name)) return own;
    const copied = `bench_id(${own}, r.copy)`;
    return CASE_IDS.has(name) ? `case when t.is_shared then ${own} else ${copied} end` : copied;
  }
  if (type === "bytea[]") return `bench_keys(${own}, r.copy)`;
  if (type === "bytea" && !SEALED.test(name)) {
    const key = `bench_key(${own}, r.copy)`;
    return table === "case_source_groups"
      ? `case when t.dimension = 'hour' then ${own} else ${key} end`
      : key;
  }
  // Look-ups read what changed lately: that is not everything at once.
  if (table === "number_reports" && name === "updated_at") return `${own} - r.copy * interval '1 hour'`;
  if (name === "reference" || name === "source_id") return `${own} || '-' || r.copy`;
  return own;
}

/** Indexes and constraints are made again when the rows are in: sorted once instead of searched for each row. */
async function dropGuards(
  sql: postgres.Sql,
  tables: readonly Table[],
): Promise<{ readonly indexes: readonly string[]; readonly references: readonly string[] }> {
  const names = tables.map((table) => table.name);
  const constraints = await sql<{ table: string; name: string; kind: string; text: string }[]>`
    select conrelid::regclass::text as table, conname as name, contype as kind, pg_get_constraintdef(oid) as text
    from pg_constraint where contype in ('f', 'p', 'u')
      and (conrelid::regclass::text = any(${names}) or confrelid::regclass::text = any(${names})) order by contype`;
  const indexes = await sql<{ name: string; text: string }[]>`
    select indexname as name, indexdef as text from pg_indexes
    where schemaname = 'public' and tablename = any(${names}) and indexname not in (select conname from pg_constraint)`;
  for (const one of constraints) await sql.unsafe(`alter table ${one.table} drop constraint ${one.name}`);
  for (const one of indexes) await sql.unsafe(`drop index ${one.name}`);
  const add = (one: (typeof constraints)[number]) =>
    `alter table ${one.table} add constraint ${one.name} ${one.text}`;
  return {
    indexes: [...constraints.filter((one) => one.kind !== "f").map(add), ...indexes.map((one) => one.text)],
    // What is in was copied from what had been checked.
    references: constraints.filter((one) => one.kind === "f").map((one) => `${add(one)} not valid`),
  };
}

/** Two at once, in order. */
async function atOnce<T>(list: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...list];
  const hand = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await run(one);
  };
  await Promise.all([hand(), hand()]);
}
