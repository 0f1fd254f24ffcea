import type { Keys } from "#adapters/keys.ts";
import type { Tx } from "#db/client.ts";
import { hexList, insertRows } from "#db/rows.ts";
import { bandsOf, signatureOf } from "#domain/matching/near-duplicate/min-hash.ts";
import { jaccard } from "#domain/matching/near-duplicate/shingles.ts";
import { decodeSketch, encodeSketch, type TextSketch } from "#domain/matching/near-duplicate/sketch-text.ts";
import type { Prepared } from "../complaints/prepare-submission.ts";
import { linkKey } from "./match-traits.ts";

/** Two wordings are one script when so much of what they say is the same, amounts, names and links aside. */
const SAME_SCRIPT = 0.7;
/** A text that is like more texts than this is grouped with the first of them; the next ones group it on. */
const MAX_CANDIDATES = 50;
const SCRIPTS_LOCK = 7_461_003;

type Wording = { readonly id: Buffer; readonly shingles: Uint32Array; readonly groupId: Buffer };

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
    // One writer of new wordings at a time: two that come at the same moment would not see that they are alike.
    await tx`select pg_advisory_xact_lock(${SCRIPTS_LOCK})`;
    const added = await insertRows<{ id: Buffer }>(
      tx,
      "scripts",
      fresh.map(({ id, sketch }) => ({
        id,
        sketch: keys.sealWithMaster(
          { table: "scripts", column: "sketch", row: id.toString("hex") },
          Buffer.from(encodeSketch(sketch)).toString("base64"),
        ),
        group_id: id,
        first_at: now,
      })),
      "on conflict (id) do nothing returning id",
    );
    const own = new Set(added.map((row) => row.id.toString("hex")));
    const mine = fresh.filter(({ id }) => own.has(id.toString("hex")));
    const bands = mine.flatMap(({ id, sketch }) =>
      Array.from(sketch.bands, (band) => ({ band: linkKey(keys, "band", band.toString()), script_id: id })),
    );
    await insertRows(tx, "script_bands", bands);
    for (const { id, sketch } of fresh)
      groups.set(id.toString("hex"), await groupScript(keys, tx, { id, shingles: sketch.shingles }));
  }
  for (const item of items) {
    const { script } = item.traits;
    if (script) item.textGroup = groups.get(script.id.toString("hex")) ?? script.id;
  }
}

/**
 * Groups one wording with its near-duplicates: found by band, verified by the exact Jaccard. A group is named by its
 * smallest id, so the order in which wordings came leaves no trace. Returns the group.
 */
async function groupScript(
  keys: Keys,
  tx: Tx,
  { id, shingles }: Pick<Wording, "id" | "shingles">,
): Promise<Buffer> {
  const bands = hexList(
    Array.from(bandsOf(signatureOf(shingles)), (band) => linkKey(keys, "band", band.toString())),
  );
  const rows = await tx<{ id: Buffer; group_id: Buffer; sketch: Buffer }[]>`
    select s.id, s.group_id, s.sketch from (
      select script_id, count(*) as shared from script_bands where band = any(${bands}::text[]::bytea[]) and script_id <> ${id}
      group by script_id order by shared desc, script_id limit ${MAX_CANDIDATES}
    ) candidate join scripts s on s.id = candidate.script_id`;
  const same = rows.filter((row) => {
    const text = keys.openWithMaster(
      { table: "scripts", column: "sketch", row: row.id.toString("hex") },
      row.sketch,
    );
    const sketch = decodeSketch(Buffer.from(text, "base64"));
    return sketch !== null && jaccard(shingles, sketch.shingles) >= SAME_SCRIPT;
  });
  const groupIds = [id, ...same.map((row) => row.group_id)];
  const [own] = await tx<{ group_id: Buffer }[]>`select group_id from scripts where id = ${id}`;
  if (own) groupIds.push(own.group_id);
  const least = groupIds.reduce((a, b) => (Buffer.compare(a, b) <= 0 ? a : b));
  if (groupIds.some((group) => !group.equals(least)))
    await tx`update scripts set group_id = ${least} where group_id = any(${hexList(groupIds)}::text[]::bytea[]) and group_id <> ${least}`;
  return least;
}
