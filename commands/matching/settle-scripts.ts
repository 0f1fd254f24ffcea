import type { Keys } from "#adapters/keys.ts";
import type { Tx } from "#db/client.ts";
import { hexList, insertRows } from "#db/rows.ts";
import {
  findOperators,
  type Operator,
  type ScriptReport,
} from "#domain/matching/campaigns/find-operators.ts";
import { rebuildCase } from "../cases/part-complaint.ts";
import type { Runtime } from "../runtime.ts";
import { linkKey } from "./match-traits.ts";
import { moveMembers } from "./move-members.ts";
import { enqueueKeys } from "./queue.ts";
import { refusedAmong } from "./refused-reports.ts";

/** Of a script that everybody uses, the newest reports are looked at. */
export const MAX_REPORTS = 5_000;
export const IDENTITIES = ["callback", "domain", "im", "payee", "signature"];

export type ReportRow = {
  group_id: string;
  complaint_id: string;
  at: Date;
  blocks: Buffer[];
  institution_id: string | null;
  callers: string[];
  identities: string[];
  source_index: Buffer;
};
type LinkRow = { key: Buffer; complaint_id: string; source_index: Buffer };

/** Finds anew who stands behind each of these scripts, and ties their reports together accordingly. */
export async function settleScripts(
  { keys, models }: Pick<Runtime, "keys" | "models">,
  tx: Tx,
  scriptIds: readonly Buffer[],
  now: Date,
): Promise<void> {
  if (scriptIds.length === 0) return;
  const groups = await tx<{ group_id: Buffer }[]>`
    select distinct group_id from scripts where id = any(${hexList(scriptIds)}::text[]::bytea[])`;
  const groupIds = hexList(groups.map((row) => row.group_id));
  await rebuildRegrouped(tx, groupIds, now);
  const rows = await tx<ReportRow[]>`
    select encode(s.group_id, 'hex') as group_id, t.complaint_id, t.at, t.blocks, t.institution_id, own.callers, own.identities, c.reporter_index as source_index
    from scripts s join complaint_traits t on t.script_id = s.id join complaints c on c.id = t.complaint_id
    left join lateral (
      select array_agg(encode(l.key, 'hex') order by l.key) filter (where k.kind = 'number') as callers,
        array_agg(encode(l.key, 'hex') order by l.key) filter (where k.kind = any(${IDENTITIES}::text[]) and not k.is_common) as identities
      from complaint_links l join link_keys k on k.key = l.key where l.complaint_id = t.complaint_id
    ) own on true
    where s.group_id = any(${groupIds}::text[]::bytea[])
    order by t.at desc limit ${MAX_REPORTS * groups.length}`;
  const byGroup = Map.groupBy(rows, (row) => row.group_id);
  for (const { group_id } of groups) {
    const own = (byGroup.get(group_id.toString("hex")) ?? []).slice(0, MAX_REPORTS);
    const wordless = await wordlessReports(tx, own);
    const refused = await refusedAmong(
      tx,
      [...own, ...wordless].map((row) => row.complaint_id),
    );
    const all = [...own, ...wordless].filter((row) => !refused.has(row.complaint_id));
    const reports = own.filter((row) => !refused.has(row.complaint_id));
    const operators = reports.length > 1 ? findOperators(all.map(asReport)) : [];
    await replaceLinks(keys, tx, group_id, {
      operators,
      sources: new Map(all.map((row) => [row.complaint_id, row.source_index])),
      modelVersion: models.inForce().version,
      now,
    });
  }
}

/** Wordings that turned out to be one count as one voice: cases that counted them apart are counted again. */
async function rebuildRegrouped(tx: Tx, groupIds: readonly string[], now: Date): Promise<void> {
  const stale = await tx<{ case_id: string }[]>`
    select distinct cs.case_id from scripts s join complaint_traits t on t.script_id = s.id
      join case_members m on m.complaint_id = t.complaint_id
      join case_sources cs on cs.case_id = m.case_id and cs.source_index = m.source_index
      join scripts o on o.id = cs.text_group and o.group_id <> o.id
    where s.group_id = any(${[...groupIds]}::text[]::bytea[]) order by cs.case_id`;
  if (stale.length === 0) return;
  const ids = stale.map((row) => row.case_id);
  await tx`select 1 from number_keys where number_index = any(array(select number_index from cases where id = any(${ids}::uuid[])))
    order by number_index for update`;
  await tx`select 1 from cases where id = any(${ids}::uuid[]) order by id for update`;
  for (const id of ids) await rebuildCase(tx, id, now);
}

export function asReport(row: ReportRow): ScriptReport {
  const callers = row.callers ?? [];
  const blocks = new Set(row.blocks.map((block) => block.toString("hex")));
  const [block = ""] = blocks;
  return {
    id: row.complaint_id,
    at: row.at.getTime(),
    callers,
    // Keys of callers and blocks are kept apart, so which belong together is known only where there is one block.
    blocks: callers.map(() => (blocks.size === 1 ? block : "")),
    claimed: row.institution_id,
    identities: row.identities ?? [],
  };
}

/** Reports without words from blocks that this script was read from: a burnt block needs no words to be known. */
async function wordlessReports(tx: Tx, reports: readonly ReportRow[]): Promise<ReportRow[]> {
  const blocks = [
    ...new Set(
      reports
        .flatMap((row) => row.blocks.filter((block) => block.length > 0))
        .map((block) => block.toString("hex")),
    ),
  ];
  if (blocks.length === 0) return [];
  const times = reports.map((row) => row.at.getTime());
  const margin = 3 * 86_400_000;
  return tx<ReportRow[]>`
    select '' as group_id, t.complaint_id, t.at, t.blocks, t.institution_id, own.callers, own.identities, c.reporter_index as source_index
    from complaint_traits t join complaints c on c.id = t.complaint_id
    left join lateral (
      select array_agg(encode(l.key, 'hex') order by l.key) filter (where k.kind = 'number') as callers,
        array_agg(encode(l.key, 'hex') order by l.key) filter (where k.kind = any(${IDENTITIES}::text[]) and not k.is_common) as identities
      from complaint_links l join link_keys k on k.key = l.key where l.complaint_id = t.complaint_id
    ) own on true
    where t.script_id is null and t.blocks && ${hexList(blocks.map((hex) => Buffer.from(hex, "hex")))}::text[]::bytea[]
      and t.at between ${new Date(Math.min(...times) - margin)} and ${new Date(Math.max(...times) + margin)}
    order by t.at desc limit ${MAX_REPORTS}`;
}

/** What the detectors said of this script before is taken away, what they say now is written; both sides are queued. */
async function replaceLinks(
  keys: Keys,
  tx: Tx,
  groupId: Buffer,
  {
    operators,
    sources,
    modelVersion,
    now,
  }: {
    readonly operators: readonly Operator[];
    readonly sources: ReadonlyMap<string, Buffer>;
    readonly modelVersion: string;
    readonly now: Date;
  },
): Promise<void> {
  const wanted = operators.flatMap((operator) => {
    const key = linkKey(keys, operator.kind, `${groupId.toString("hex")}|${operator.reports[0]}`);
    return operator.reports.flatMap((id): (LinkRow & { kind: string })[] => {
      const source = sources.get(id);
      return source ? [{ key, complaint_id: id, source_index: source, kind: operator.kind }] : [];
    });
  });
  const known = await tx<LinkRow[]>`
    select l.key, l.complaint_id, l.source_index from link_keys k join complaint_links l on l.key = k.key
    where k.script_group in (select id from scripts where group_id = ${groupId})`;
  const name = (row: LinkRow) => `${row.key.toString("hex")}|${row.complaint_id}`;
  const before = new Map(known.map((row) => [name(row), row]));
  const after = new Map(wanted.map((row) => [name(row), row]));
  const gone = [...before].filter(([at]) => !after.has(at)).map(([, row]) => row);
  const added = [...after].filter(([at]) => !before.has(at)).map(([, row]) => row);
  if (gone.length === 0 && added.length === 0) return;
  await tx`delete from complaint_links l using unnest(${hexList(gone.map((row) => row.key))}::text[]::bytea[], ${gone.map((row) => row.complaint_id)}::uuid[]) as r(key, complaint_id)
    where l.key = r.key and l.complaint_id = r.complaint_id`;
  const counts = Map.groupBy(wanted, (row) => row.key.toString("hex"));
  await insertRows(
    tx,
    "link_keys",
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, rows]) =>
        rows.slice(0, 1).map(({ key, kind }) => ({
          key,
          kind,
          case_id: null,
          complaints: rows.length,
          script_group: groupId,
          is_common: false,
        })),
      ),
    "on conflict (key) do update set complaints = excluded.complaints, script_group = excluded.script_group",
  );
  await insertRows(
    tx,
    "complaint_links",
    added.map(({ key, complaint_id, source_index }) => ({ key, complaint_id, source_index })),
  );
  const emptied = [...new Set(gone.map((row) => row.key.toString("hex")))].filter((hex) => !counts.has(hex));
  await tx`update link_keys set complaints = 0, case_id = null where key = any(${hexList(emptied.map((hex) => Buffer.from(hex, "hex")))}::text[]::bytea[])`;
  await partUntied(
    tx,
    gone.map((row) => row.complaint_id),
    { modelVersion, now },
  );
  // A report that lost its key is reached by its other keys.
  const touched = new Map([...gone, ...added].map((row) => [row.key.toString("hex"), row.key]));
  await enqueueKeys(tx, [...touched.values()], now);
  const others = await tx<{ key: Buffer }[]>`
    select distinct key from complaint_links where complaint_id = any(${[...new Set(gone.map((row) => row.complaint_id))]}::uuid[])`;
  await enqueueKeys(
    tx,
    others.map((row) => row.key),
    now,
  );
}

/** Reports whose last key a detector took back are reached by nothing any more: they leave what they had joined by it. */
async function partUntied(
  tx: Tx,
  complaintIds: readonly string[],
  by: { readonly modelVersion: string; readonly now: Date },
): Promise<void> {
  if (complaintIds.length === 0) return;
  const rows = await tx<{ case_id: string; complaint_id: string }[]>`
    select m.case_id, m.complaint_id from case_members m join cases c on c.id = m.case_id and c.kind = 'campaign'
    where m.complaint_id = any(${[...new Set(complaintIds)]}::uuid[])
      and not exists (select 1 from complaint_links l where l.complaint_id = m.complaint_id)
      and not exists (select 1 from case_judgements j
        where j.case_id = m.case_id and j.complaint_id = m.complaint_id and j.by_kind = 'person')`;
  await moveMembers(
    tx,
    rows.map((row) => ({
      complaintId: row.complaint_id,
      from: row.case_id,
      to: null,
      rule: "untied",
      weights: {},
    })),
    by,
  );
}
