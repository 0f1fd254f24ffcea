import { uuidv7 } from "uuidv7";
import type { Tx } from "#db/client.ts";
import { hexList, insertRows, type Row } from "#db/rows.ts";
import { isLinkKind, type LinkKind, weigh } from "#domain/matching/campaigns/link-kinds.ts";
import type { TableRows } from "../complaints/insert-together.ts";
import type { JoinableCase } from "../complaints/joinable-cases.ts";
import type { Prepared } from "../complaints/prepare-submission.ts";
import type { Runtime } from "../runtime.ts";
import { holdersToSettle } from "./holders-to-settle.ts";
import { linkKey, tiesByNumber } from "./match-traits.ts";
import { saveScripts } from "./save-scripts.ts";

type Key = { readonly key: Buffer; readonly hex: string; readonly kind: LinkKind };
type Campaign = { readonly id: string; readonly agencyId: string };
/** A key as it is now, and the campaign it leads to: a merged one as what it was merged into. */
type KeyRow = {
  key: Buffer;
  kind: string;
  case_id: string | null;
  complaints: number;
  is_common: boolean;
  campaign: [id: string, agencyId: string] | null;
};

/**
 * The part of matching that a new report takes with it into its own transaction: its wording is kept and grouped, the
 * keys it carries are counted, and when they lead to one campaign it joins. Whatever asks for more than its own keys
 * (a new campaign, two that meet, operators of a script, a number's holders) is queued and settled a moment later by
 * the worker from all reports at once, so that the order of arrival decides nothing. Returns the rows that remain to be
 * written with the reports.
 */
export async function linkReports(
  runtime: Pick<Runtime, "keys" | "register" | "models">,
  tx: Tx,
  items: readonly Prepared[],
  cases: ReadonlyMap<string, JoinableCase>,
  now: Date,
): Promise<TableRows[]> {
  const keysOf = new Map(items.map((item) => [item, ownKeys(runtime, item, cases)]));
  // Sent together and run in this order on the one connection: keys are locked before wordings, always.
  const [known, holders, blocks] = await Promise.all([
    countKeys(tx, [...keysOf.values()].flat()),
    holdersToSettle(tx, items, cases, now),
    burntBlocks(tx, items, now),
    saveScripts(runtime.keys, tx, items, now),
  ]);
  const queue: Row[] = [...holders, ...blocks];
  const claimed: { key: Buffer; caseId: string }[] = [];
  for (const [item, keys] of keysOf) {
    const rows = keys.flatMap((key) => known.get(key.hex) ?? []).filter((row) => !row.is_common);
    const campaigns = new Map(rows.flatMap(({ campaign }) => (campaign ? [campaign] : [])));
    const [id] = [...campaigns.keys()].sort();
    const campaign: Campaign | null = id === undefined ? null : { id, agencyId: campaigns.get(id) ?? "" };
    if (campaign) {
      const ties = rows.filter((row) => row.campaign?.[0] === campaign.id);
      const evidence = weigh(
        ties.flatMap((row) => (isLinkKind(row.kind) ? [{ kind: row.kind, complaints: row.complaints }] : [])),
        runtime.models.inForce(),
      );
      if (evidence) item.campaign = { ...campaign, kind: "campaign", rule: evidence.rule, evidence };
    }
    for (const row of rows) {
      // A key nobody else carries goes where its report goes; any other makes its neighbours to be looked at again.
      if (row.case_id === null && row.complaints === 1 && campaign)
        claimed.push({ key: row.key, caseId: campaign.id });
      else if ((row.case_id === null && row.complaints > 1) || (row.case_id !== null && campaigns.size > 1))
        queue.push({ id: uuidv7(), kind: "key", key: row.key, at: now });
    }
    // One source more may show that a group hangs on a single other one: it is looked at again by any key of it.
    const [tie] = campaigns.size === 1 ? rows.filter((row) => row.case_id !== null) : [];
    if (tie) queue.push({ id: uuidv7(), kind: "key", key: tie.key, at: now });
    if (item.textGroup)
      queue.push({ id: uuidv7(), kind: "script", key: item.traits.script?.id ?? item.textGroup, at: now });
  }
  if (claimed.length > 0)
    await tx`update link_keys k set case_id = r.case_id
      from unnest(${hexList(claimed.map(({ key }) => key))}::text[]::bytea[], ${claimed.map(({ caseId }) => caseId)}::uuid[]) as r(key, case_id)
      where k.key = r.key and k.case_id is null`;
  const links = [...keysOf].flatMap(([item, keys]) =>
    keys.map(({ key }) => ({ key, complaint_id: item.id, source_index: item.reporterIndex })),
  );
  return [
    ["complaint_links", links],
    ["match_queue", queue],
  ];
}

/** A wordless report from a block where a script was read lately belongs to that script's operator, if to any. */
async function burntBlocks(tx: Tx, items: readonly Prepared[], now: Date): Promise<Row[]> {
  const wordless = items.filter((item) => !item.traits.script);
  const pairs = wordless.flatMap((item) =>
    item.traits.blocks.filter((block) => block.length > 0).map((block) => ({ block, at: item.reportedAt })),
  );
  if (pairs.length === 0) return [];
  const rows = await tx<{ script_id: Buffer }[]>`
    select distinct t.script_id from unnest(${hexList(pairs.map(({ block }) => block))}::text[]::bytea[], ${pairs.map(({ at }) => at.toISOString())}::text[]::timestamptz[]) as r(block, at)
    cross join lateral (
      select script_id from complaint_traits where blocks @> array[r.block] and script_id is not null
        and at between r.at - interval '3 days' and r.at + interval '3 days' limit 20
    ) t`;
  return rows.map((row) => ({ id: uuidv7(), kind: "script", key: row.script_id, at: now }));
}

/** Rows of `complaint_traits`; after the complaints themselves. */
export const traitRows = (items: readonly Prepared[]): Row[] =>
  items.map((item) => ({
    complaint_id: item.id,
    at: item.reportedAt,
    script_id: item.traits.script?.id ?? null,
    institution_id: item.institutionId,
    impersonates: item.impersonates,
    network_index: item.traits.networkIndex,
    blocks: item.traits.blocks,
  }));

function ownKeys(
  { keys, register }: Pick<Runtime, "keys" | "register">,
  item: Prepared,
  cases: ReadonlyMap<string, JoinableCase>,
): Key[] {
  const callers = item.callers.filter((caller) => tiesByNumber(register, caller, item.receivedAt));
  // A borrower of a registered lender names whoever called for it: its lines need not have more in common than it.
  const tying = item.isRegisteredClaim ? callers.slice(0, 1) : callers;
  const numbers = tying.flatMap((caller): Key[] => {
    const joined = cases.get(`number:${caller.indexHex}`);
    return joined ? [asKey(linkKey(keys, "number", joined.id), "number")] : [];
  });
  return [...numbers, ...item.traits.identities.map(({ key, kind }) => asKey(key, kind))];
}

const asKey = (key: Buffer, kind: LinkKind): Key => ({ key, hex: key.toString("hex"), kind });

/** Counts each key once more for each report that carries it; in key order, as everybody locks them. */
async function countKeys(tx: Tx, keys: readonly Key[]): Promise<Map<string, KeyRow>> {
  const counts = new Map<string, { key: Key; complaints: number }>();
  for (const key of keys) {
    const entry = counts.get(key.hex) ?? { key, complaints: 0 };
    entry.complaints += 1;
    counts.set(key.hex, entry);
  }
  const rows = await insertRows<KeyRow>(
    tx,
    "link_keys",
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { key, complaints }]) => ({
        key: key.key,
        kind: key.kind,
        case_id: null,
        complaints,
        script_group: null,
        is_common: false,
      })),
    `on conflict (key) do update set complaints = link_keys.complaints + excluded.complaints
      returning key, kind, case_id, complaints, is_common, (
        -- Two look-ups by id; as a join it is planned as one over all cases.
        select array[s.id, s.agency_id]
        from (select coalesce(merged_into, id) as root from cases where id = link_keys.case_id offset 0) c
        cross join lateral (select id, agency_id from cases where id = c.root offset 0) s
      ) as campaign`,
  );
  return new Map(rows.map((row) => [row.key.toString("hex"), row]));
}
