import type { Tx } from "#db/client.ts";
import { hexList } from "#db/rows.ts";
import { isLinkKind, type LinkKind } from "#domain/matching/campaigns/link-kinds.ts";
import { refusedAmong } from "./refused-reports.ts";

/** A neighbourhood larger than this is not walked to its end: a person calls a key common first. */
const MAX_REPORTS = 20_000;

/** One report carries one key. Bytes as hex. */
export type Link = {
  key: string;
  complaint_id: string;
  source: string;
  kind: LinkKind;
  case_id: string | null;
};
type Neighbourhood = {
  readonly links: readonly Link[];
  /** Every report reached, those that nothing ties to anybody any more among them. */
  readonly reportIds: readonly string[];
  /** Withdrawn or not accepted. */
  readonly refused: ReadonlySet<string>;
  readonly isWhole: boolean;
};

/**
 * The neighbourhood with its keys locked, keys before cases as intake locks them: read again when a report came in between
 * the reading and the locks.
 */
export async function lockedNeighbourhood(tx: Tx, keys: readonly Buffer[]): Promise<Neighbourhood> {
  for (;;) {
    const found = await neighbourhoodOf(tx, keys);
    const names = hexList(
      [...new Set(found.links.map((link) => link.key))].map((hex) => Buffer.from(hex, "hex")),
    );
    if (names.length === 0) return found;
    await tx`select 1 from link_keys where key = any(${names}::text[]::bytea[]) order by key for update`;
    const missed = await tx`
      select 1 from complaint_links where key = any(${names}::text[]::bytea[])
        and complaint_id <> all (${[...found.reportIds, ...found.refused]}::uuid[]) limit 1`;
    if (missed.length === 0) return found;
  }
}

/**
 * Everything that hangs together with these keys: keys to reports to keys, until nothing new is found. Reports withdrawn
 * or not accepted tie nobody. Whoever carries a key that a person called common is still looked at when asked by it.
 */
async function neighbourhoodOf(tx: Tx, keys: readonly Buffer[]): Promise<Neighbourhood> {
  const found = new Map<string, Link>();
  const reports = new Set<string>();
  const refused = new Set<string>();
  const seen = new Set(keys.map((key) => key.toString("hex")));
  let fresh = [...seen];
  while (fresh.length > 0) {
    const rows = await tx<{ complaint_id: string }[]>`
      select distinct l.complaint_id from complaint_links l
      where l.key = any(${hexList(fresh.map((hex) => Buffer.from(hex, "hex")))}::text[]::bytea[])`;
    const reached = rows.map((row) => row.complaint_id).filter((id) => !reports.has(id) && !refused.has(id));
    for (const id of await refusedAmong(tx, reached)) refused.add(id);
    const added = reached.filter((id) => !refused.has(id));
    for (const id of added) reports.add(id);
    if (reports.size > MAX_REPORTS) return { links: [], reportIds: [], refused, isWhole: false };
    if (added.length === 0) break;
    const links = await tx<Link[]>`
      select encode(l.key, 'hex') as key, l.complaint_id, encode(l.source_index, 'hex') as source, k.kind, k.case_id
      from complaint_links l join link_keys k on k.key = l.key
      where l.complaint_id = any(${added}::uuid[]) and not k.is_common`;
    for (const link of links) found.set(`${link.key}|${link.complaint_id}`, link);
    fresh = [...new Set(links.map((link) => link.key))].filter((key) => !seen.has(key));
    for (const key of fresh) seen.add(key);
  }
  return {
    links: [...found.values()].filter((link) => isLinkKind(link.kind)),
    reportIds: [...reports],
    refused,
    isWhole: true,
  };
}
