import type { Sql, Tx } from "#db/client.ts";
import { isLinkKind, type LinkKind } from "#domain/matching/campaigns/link-kinds.ts";

/** Lists of small numbers side by side: those of row `i` lie from `from[i]` to `from[i + 1]`. */
export type Lists = { readonly from: Int32Array; readonly values: Int32Array };

/** Everything that grouping looks at, for all reports at once: numbers in place of keys, ids only where they are told. */
export type Base = {
  /** By place. Reports withdrawn or not accepted are left out: they tie nobody. */
  readonly ids: readonly string[];
  readonly source: Int32Array;
  readonly at: Float64Array;
  /** Place of the text group in `groups`; -1 without words. */
  readonly group: Int32Array;
  /** Place of the claimed institution in `institutions`; -1 for none. */
  readonly claimed: Int32Array;
  readonly keys: Lists;
  readonly blocks: Lists;
  /** Campaign cases a report is a member of, as what stands for them, by their place in `cases`. */
  readonly memberships: Lists;
  readonly groups: readonly string[];
  readonly institutions: readonly string[];
  readonly blockNames: readonly string[];
  readonly cases: readonly string[];
  readonly links: readonly KeyRow[];
  /** Reports about which a person said something, by place. */
  readonly judged: ReadonlySet<number>;
};

export type KeyRow = {
  readonly hex: string;
  readonly kind: LinkKind;
  readonly isCommon: boolean;
  /** Of a detector's key: the text group it was found in, by place; -1 for any other. */
  readonly group: number;
};

const AT_ONCE = 5_000;

type Row = {
  id: string;
  source: string;
  at: Date;
  group: string | null;
  institution: string | null;
  blocks: string[] | null;
  keys: string[] | null;
  cases: string[] | null;
  is_judged: boolean;
};

/** Reads the whole base in one pass, as it stands in one snapshot. */
export async function readBase(sql: Sql, say: (line: string) => void): Promise<Base> {
  return (await sql.begin("isolation level repeatable read read only", (tx) => readAll(tx, say))) as Base;
}

async function readAll(tx: Tx, say: (line: string) => void): Promise<Base> {
  const groups = interner();
  const institutions = interner();
  const blockNames = interner();
  const sources = interner();
  const cases = interner();
  const { links, placeOf } = await readKeys(tx, groups.place);
  say(`${links.length} keys`);
  const ids: string[] = [];
  const columns = { source: growing(), group: growing(), claimed: growing() };
  const lists = { keys: growingLists(), blocks: growingLists(), memberships: growingLists() };
  const at: number[] = [];
  const judged = new Set<number>();
  // What is aggregated whole is hashed once; looked up report by report it would take several times as long.
  await tx`set local work_mem = '256MB'`;
  // Without fresh statistics, after a large import, the planner would take the tables for small and go row by row.
  await tx`set local enable_nestloop = off`;
  const rows = tx<Row[]>`
    select t.complaint_id as id, encode(c.reporter_index, 'hex') as source, t.at, encode(s.group_id, 'hex') as group,
      t.institution_id as institution, l.keys, m.cases, m.is_judged,
      case when cardinality(t.blocks) > 0 then (select array_agg(encode(b, 'hex') order by o) from unnest(t.blocks) with ordinality as u(b, o)) end as blocks
    from complaint_traits t
    join complaint_states st on st.complaint_id = t.complaint_id and st.status <> 'not_accepted'
    join complaints c on c.id = t.complaint_id
    left join scripts s on s.id = t.script_id
    left join (
      select complaint_id, array_agg(encode(key, 'hex') order by key) as keys from complaint_links group by complaint_id
    ) l on l.complaint_id = t.complaint_id
    left join (
      select complaint_id, array_agg(distinct root) filter (where is_member) as cases, bool_or(is_judged) as is_judged from (
        select m.complaint_id, coalesce(c.merged_into, c.id)::text as root, true as is_member, false as is_judged
        from cases c join case_members m on m.case_id = c.id where c.kind = 'campaign'
        union all
        select j.complaint_id, c.id::text, false, true
        from cases c join case_judgements j on j.case_id = c.id and j.by_kind = 'person' where c.kind = 'campaign'
      ) own group by complaint_id
    ) m on m.complaint_id = t.complaint_id`.cursor(AT_ONCE);
  for await (const batch of rows) {
    for (const row of batch) {
      if (row.is_judged) judged.add(ids.length);
      ids.push(row.id);
      at.push(row.at.getTime());
      columns.source.push(sources.place(row.source));
      columns.group.push(row.group === null ? -1 : groups.place(row.group));
      columns.claimed.push(row.institution === null ? -1 : institutions.place(row.institution));
      lists.keys.push(
        (row.keys ?? []).flatMap((hex) => {
          const place = placeOf.get(hex);
          return place === undefined ? [] : [place];
        }),
      );
      lists.blocks.push((row.blocks ?? []).map(blockNames.place));
      lists.memberships.push((row.cases ?? []).map(cases.place));
    }
    if (ids.length % 100_000 < AT_ONCE) say(`read ${ids.length} reports`);
  }
  return {
    ids,
    at: Float64Array.from(at),
    source: columns.source.done(),
    group: columns.group.done(),
    claimed: columns.claimed.done(),
    keys: lists.keys.done(),
    blocks: lists.blocks.done(),
    memberships: lists.memberships.done(),
    groups: groups.names,
    institutions: institutions.names,
    blockNames: blockNames.names,
    cases: cases.names,
    links,
    judged,
  };
}

async function readKeys(
  tx: Tx,
  groupPlace: (name: string) => number,
): Promise<{ readonly links: readonly KeyRow[]; readonly placeOf: ReadonlyMap<string, number> }> {
  const links: KeyRow[] = [];
  const placeOf = new Map<string, number>();
  const rows = tx<{ hex: string; kind: string; is_common: boolean; group: string | null }[]>`
    select encode(k.key, 'hex') as hex, k.kind, k.is_common, encode(s.group_id, 'hex') as group
    from link_keys k left join scripts s on s.id = k.script_group where k.complaints > 0`.cursor(AT_ONCE);
  for await (const batch of rows)
    for (const { hex, kind, is_common, group } of batch) {
      if (!isLinkKind(kind)) continue;
      placeOf.set(hex, links.length);
      links.push({ hex, kind, isCommon: is_common, group: group === null ? -1 : groupPlace(group) });
    }
  return { links, placeOf };
}

type Interner = { readonly names: readonly string[]; readonly place: (name: string) => number };

function interner(): Interner {
  const places = new Map<string, number>();
  const names: string[] = [];
  return {
    names,
    place: (name) => {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, names.length);
      names.push(name);
      return names.length - 1;
    },
  };
}

function growing(): { push(value: number): void; done(): Int32Array } {
  let values = new Int32Array(1024);
  let length = 0;
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Int32Array(2 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    done: () => values.slice(0, length),
  };
}

function growingLists(): { push(own: readonly number[]): void; done(): Lists } {
  const from = growing();
  const values = growing();
  let length = 0;
  from.push(0);
  return {
    push: (own) => {
      for (const value of own) values.push(value);
      length += own.length;
      from.push(length);
    },
    done: () => ({ from: from.done(), values: values.done() }),
  };
}

/** The numbers of row `at`. */
export const listOf = (lists: Lists, at: number): Int32Array =>
  lists.values.subarray(lists.from[at] ?? 0, lists.from[at + 1] ?? 0);
