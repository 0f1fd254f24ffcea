import type { Sql, Tx } from "#db/client.ts";
import { caseFamily } from "#db/queries/case-family.ts";
import { authorize, type Scope } from "#domain/access/actor.ts";
import {
  type ElsewhereCampaign,
  type JointRow,
  jointActs,
  jointState,
} from "#domain/cases/joint-handling.ts";
import type { Context } from "../context.ts";

/** With the ids that stay inside: a page gets what `ElsewhereCampaign` holds. */
export type Elsewhere = ElsewhereCampaign & {
  readonly caseId: string;
  /** With what is merged into it. */
  readonly group: readonly string[];
};

/**
 * Campaigns of other agencies that share ties with this one, or that were agreed on. Row-level security hides them from an
 * officer; of each is told that it exists, whose it is and how much of this case's own is in it, and nothing else.
 */
export async function listElsewhere(context: Context, caseId: string): Promise<Elsewhere[]> {
  const scope = authorize(context.actor, "case.read");
  const { db } = context;
  const { family, shared, spoken } = await db.scoped(scope.agencyId, async (tx) => {
    const family = await caseFamily(tx, scope, caseId);
    const [shared, spoken] = await Promise.all([sharedTies(tx, scope, family), spokenOf(tx, family)]);
    return { family, shared, spoken };
  });
  const own = new Set(family);
  const others = [
    ...shared.map((row) => row.case_id),
    ...spoken.map((row) => (own.has(row.case_id) ? row.other_case_id : row.case_id)),
  ];
  const roots = await rootsOf(db.system, scope, [...new Set(others)]);
  const byRoot = Map.groupBy(roots, (row) => row.root);
  return [...byRoot].flatMap(([root, cases]): Elsewhere[] => {
    const [first] = cases;
    const agency = context.register.agencies().find(({ id }) => id === first?.agency_id);
    if (!first || !agency) return [];
    const ids = new Set(cases.map((row) => row.id));
    const ties = shared.filter((row) => ids.has(row.case_id));
    const last = spoken.find((row) => ids.has(row.case_id) || ids.has(row.other_case_id));
    const lastRow = last ? toRow(last) : null;
    // Agreed on once and ended, with nothing in common any more: no news.
    if (ties.length === 0 && jointState(lastRow) === "apart") return [];
    return [
      {
        caseId: root,
        group: [...ids],
        reference: first.reference,
        agency: { id: agency.id, nameZh: agency.nameZh, nameEn: agency.nameEn },
        shared: [...Map.groupBy(ties, (row) => row.kind)].map(([kind, rows]) => ({
          kind,
          count: new Set(rows.map((row) => row.key)).size,
        })),
        state: jointState(lastRow),
        acts: jointActs(lastRow, scope.agencyId),
        last: lastRow && {
          isOwn: lastRow.agencyId === scope.agencyId,
          verdict: lastRow.verdict,
          leads: lastRow.leadAgencyId === scope.agencyId ? "own" : "other",
          reason: lastRow.reason,
          at: lastRow.at.toISOString(),
        },
      },
    ];
  });
}

type SharedTie = { readonly case_id: string; readonly kind: string; readonly key: string };

/** Ties of these cases that reports of other agencies' campaigns carry too. */
function sharedTies(tx: Tx, scope: Scope, family: readonly string[]): Promise<SharedTie[]> {
  return tx<SharedTie[]>`
    with own as materialized (
      select distinct l.key from case_members m join complaint_links l on l.complaint_id = m.complaint_id
      where m.case_id = any(${[...family]}::uuid[])
    ),
    carriers as materialized (
      select l.complaint_id, k.key, k.kind from own join link_keys k on k.key = own.key join complaint_links l on l.key = k.key
      where not k.is_common
    ),
    foreign_members as materialized (
      select m.complaint_id, m.case_id from (select distinct complaint_id from carriers) c
        join case_members m on m.complaint_id = c.complaint_id join case_references r on r.case_id = m.case_id
      where r.agency_id <> ${scope.agencyId} and r.reference like 'G%'
    )
    select distinct f.case_id, c.kind, encode(c.key, 'hex') as key
    from foreign_members f join carriers c on c.complaint_id = f.complaint_id order by 1, 2, 3`;
}

type Spoken = {
  readonly case_id: string;
  readonly other_case_id: string;
  readonly agency_id: string;
  readonly verdict: JointRow["verdict"];
  readonly lead_agency_id: string;
  readonly reason: string;
  readonly at: Date;
};

const toRow = (row: Spoken): JointRow & Pick<Spoken, "reason" | "at"> => ({
  agencyId: row.agency_id,
  verdict: row.verdict,
  leadAgencyId: row.lead_agency_id,
  reason: row.reason,
  at: row.at,
});

/** The last word about two campaigns, each with what is merged into it. */
export async function lastWord(
  tx: Tx,
  family: readonly string[],
  group: readonly string[],
): Promise<JointRow | null> {
  const others = new Set(group);
  const found = (await spokenOf(tx, family)).find(
    (row) => others.has(row.case_id) || others.has(row.other_case_id),
  );
  return found ? toRow(found) : null;
}

/** What either side said, newest first. */
function spokenOf(tx: Tx, family: readonly string[]): Promise<Spoken[]> {
  const ids = [...family];
  return tx<Spoken[]>`
    select case_id, other_case_id, agency_id, verdict, lead_agency_id, reason, at from joint_proposals
    where case_id = any(${ids}::uuid[]) or other_case_id = any(${ids}::uuid[]) order by id desc`;
}

type Root = {
  readonly id: string;
  readonly root: string;
  readonly reference: string;
  readonly agency_id: string;
};

/** What stands for each of these cases now, as far as it is another agency's campaign, with all that is merged into it. */
function rootsOf(sql: Sql, scope: Scope, ids: readonly string[]): Promise<Root[]> {
  return sql<Root[]>`
    select g.id, r.id as root, r.reference, r.agency_id
    from (select distinct coalesce(merged_into, id) as id from cases where id = any(${[...ids]}::uuid[])) wanted
    join cases r on r.id = wanted.id join cases g on g.id = r.id or g.merged_into = r.id
    where r.kind = 'campaign' and r.agency_id <> ${scope.agencyId} order by r.reference, g.id`;
}
