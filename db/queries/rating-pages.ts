import type { Sql } from "../client.ts";

/** The batch that `findLatestRatings` would answer with; null before there is one. Cheap enough for every page. */
export async function findLatestBatchId(sql: Sql, method: string): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`
    select b.id from rating_batches b where b.method = ${method} and exists (select 1 from log_leaves l
      where l.leaf_id = b.leaf_id and l.index < (select size from log_checkpoints order by size desc limit 1))
    order by b.month desc, b.id desc limit 1`;
  return row?.id ?? null;
}

/** A kind of complaint and its part of those that are told, 0..1. */
export type MixShare = { readonly code: string; readonly share: number };
export type ComplaintMix = { readonly matters: readonly MixShare[]; readonly channels: readonly MixShare[] };

/**
 * What the complaints about an institution are about and how they reached people, received from `from` until `to` and
 * taken on by an officer. A kind that fewer than `leastPersons` told of is left out; shares are of what is left, so that
 * no number of those left out can be had by subtraction.
 */
export async function findComplaintMix(
  sql: Sql,
  institutionId: string,
  { from, to, leastPersons }: { readonly from: Date; readonly to: Date; readonly leastPersons: number },
): Promise<ComplaintMix> {
  const rows = await sql<{ kind: "matter" | "channel"; code: string; complaints: number }[]>`
    with told as materialized (
      select distinct co.id, co.matter, co.channel, m.source_index
      from institution_cases ic join case_members m on m.case_id = ic.case_id join complaints co on co.id = m.complaint_id
      where ic.institution_id = ${institutionId} and co.received_at >= ${from} and co.received_at < ${to}
        -- Ten made-up reports that nobody has read must not say what an institution is complained of for.
        and exists (select 1 from complaint_events e where e.complaint_id = co.id and e.by_kind = 'officer'
          and e.status in ('accepted', 'linked_to_case', 'referred_out'))
        and not exists (select 1 from rating_hold_complaints hc
          join rating_holds h on h.institution_id = hc.institution_id and h.id = hc.hold_id
          where hc.complaint_id = co.id and h.state = 'dismissed'))
    select kind, code, count(distinct id)::int as complaints
    from (select id, source_index, 'matter' as kind, matter as code from told
      union all select id, source_index, 'channel', channel from told) each
    group by kind, code having count(distinct source_index) >= ${leastPersons} order by kind, 3 desc, code`;
  const sharesOf = (wanted: "matter" | "channel") => {
    const kinds = rows.filter(({ kind }) => kind === wanted);
    const all = kinds.reduce((total, { complaints }) => total + complaints, 0);
    return kinds.map(({ code, complaints }) => ({ code, share: complaints / all }));
  };
  return { matters: sharesOf("matter"), channels: sharesOf("channel") };
}
