import type { Keys } from "#adapters/keys.ts";
import type { Tx } from "#db/client.ts";
import { hexList, rowsAsJson } from "#db/rows.ts";
import { jaccard } from "#domain/matching/near-duplicate/shingles.ts";
import { decodeSketch, encodeSketch, type TextSketch } from "#domain/matching/near-duplicate/sketch-text.ts";
import type { Prepared } from "../complaints/prepare-submission.ts";
import { linkKey } from "./match-traits.ts";

/** Two wordings are one script when so much of what they say is the same, amounts, names and links aside. */
const SAME_SCRIPT = 0.7;
/** A text that is like more texts than this is grouped with the first of them; the next ones group it on. */
const MAX_CANDIDATES = 50;
const SCRIPTS_LOCK = 7_461_003;

/** Keeps each wording once and groups it with those it nearly repeats. Afterwards every item knows its text group. */
export async function saveScripts(keys: Keys, tx: Tx, items: readonly Prepared[], now: Date): Promise<void> {
  const wordings = new Map<string, { id: Buffer; sketch: TextSketch }>();
  for (const { traits } of items)
    if (traits.script) wordings.set(traits.script.id.toString("hex"), traits.script);
  if (wordings.size === 0) return;
  const sorted = [...wordings].sort(([a], [b]) => (a < b ? -1 : 1));
  const ids = hexList(sorted.map(([, { id }]) => id));
  const known = await tx<{ id: Buffer; group_id: Buffer }[]>`
    select id, group_id from scripts where id = any(${ids}::text[]::bytea[])`;
  const groups = new Map(known.map((row) => [row.id.toString("hex"), row.group_id]));
  const fresh = sorted.filter(([hex]) => !groups.has(hex)).map(([, wording]) => wording);
  if (fresh.length > 0) {
    const bands = fresh.flatMap(({ id, sketch }) =>
      Array.from(sketch.bands, (band) => ({ band: linkKey(keys, "band", band.toString()), script_id: id })),
    );
    // One writer of new wordings at a time: two that come at the same moment would not see that they are alike.
    // Sent together and run in this order: what is asked last sees what was kept before it.
    const [, , found] = await Promise.all([
      tx`select pg_advisory_xact_lock(${SCRIPTS_LOCK})`,
      keepScripts(keys, tx, fresh, bands, now),
      groupScripts(
        keys,
        tx,
        new Map(fresh.map(({ id, sketch }) => [id.toString("hex"), sketch.shingles])),
        bands,
      ),
    ]);
    for (const [hex, group] of found) groups.set(hex, group);
  }
  for (const item of items) {
    const { script } = item.traits;
    if (script) item.textGroup = groups.get(script.id.toString("hex")) ?? script.id;
  }
}

type Band = { readonly band: Buffer; readonly script_id: Buffer };

/** Writes wordings that are not there yet, and the bands they are found by; one that came meanwhile has its own. */
async function keepScripts(
  keys: Keys,
  tx: Tx,
  fresh: readonly { readonly id: Buffer; readonly sketch: TextSketch }[],
  bands: readonly Band[],
  now: Date,
): Promise<void> {
  const scripts = fresh.map(({ id, sketch }) => ({
    id,
    sketch: keys.sealWithMaster(
      { table: "scripts", column: "sketch", row: id.toString("hex") },
      Buffer.from(encodeSketch(sketch)).toString("base64"),
    ),
    group_id: id,
    first_at: now,
  }));
  await tx`with added as (
      insert into scripts (id, sketch, group_id, first_at)
      select id, sketch, group_id, first_at from jsonb_populate_recordset(null::scripts, ${rowsAsJson(scripts)}::text::jsonb)
      on conflict (id) do nothing returning id)
    insert into script_bands (band, script_id)
    select b.band, b.script_id from unnest(${hexList(bands.map((row) => row.band))}::text[]::bytea[], ${hexList(bands.map((row) => row.script_id))}::text[]::bytea[]) as b(band, script_id)
    join added on added.id = b.script_id`;
}

type Candidate = { fresh: string; id: string; group_id: string; sketch: Buffer };

/**
 * Groups new wordings with their near-duplicates: found by band, verified by the exact Jaccard. A group is named by its
 * smallest id, so the order in which wordings came leaves no trace. Returns the group of each, by id in hex.
 */
async function groupScripts(
  keys: Keys,
  tx: Tx,
  fresh: ReadonlyMap<string, Uint32Array>,
  bands: readonly Band[],
): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await tx<Candidate[]>`
    select encode(candidate.fresh, 'hex') as fresh, encode(s.id, 'hex') as id, encode(s.group_id, 'hex') as group_id, s.sketch from (
      select f.script_id as fresh, b.script_id as other, count(*) as shared,
        row_number() over (partition by f.script_id order by count(*) desc, b.script_id) as place
      from unnest(${hexList(bands.map((row) => row.script_id))}::text[]::bytea[], ${hexList(bands.map((row) => row.band))}::text[]::bytea[]) as f(script_id, band)
      cross join lateral (
        select o.script_id from script_bands o where o.band = f.band and o.script_id <> f.script_id order by o.script_id limit ${MAX_CANDIDATES}
      ) b group by 1, 2
    ) candidate cross join lateral (select * from scripts where id = candidate.other offset 0) s
    where candidate.place <= ${MAX_CANDIDATES} order by candidate.fresh, candidate.shared desc, s.id`;
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    let at = name;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const unite = (a: string, b: string) => {
    const [least, other] = [root(a), root(b)].sort();
    if (least !== undefined && other !== undefined && least !== other) parent.set(other, least);
  };
  const decoded = new Map<string, Uint32Array | null>();
  const shinglesOf = ({ id, sketch }: Candidate): Uint32Array | null => {
    const own = fresh.get(id) ?? decoded.get(id);
    if (own !== undefined) return own;
    const text = keys.openWithMaster({ table: "scripts", column: "sketch", row: id }, sketch);
    const shingles = decodeSketch(Buffer.from(text, "base64"))?.shingles ?? null;
    decoded.set(id, shingles);
    return shingles;
  };
  for (const row of rows) {
    const mine = fresh.get(row.fresh);
    // One of a group is enough to join it.
    if (!mine || root(row.fresh) === root(row.group_id)) continue;
    const other = shinglesOf(row);
    if (other && jaccard(mine, other) >= SAME_SCRIPT) {
      unite(row.fresh, row.group_id);
      unite(row.id, row.group_id);
    }
  }
  const changed = [...parent.keys()].filter((name) => root(name) !== name);
  if (changed.length > 0)
    await tx`update scripts s set group_id = r.root
      from unnest(${hexList(changed.map((hex) => Buffer.from(hex, "hex")))}::text[]::bytea[], ${hexList(changed.map((hex) => Buffer.from(root(hex), "hex")))}::text[]::bytea[]) as r(old, root)
      where s.group_id = r.old`;
  return new Map([...fresh.keys()].map((hex) => [hex, Buffer.from(root(hex), "hex")]));
}
