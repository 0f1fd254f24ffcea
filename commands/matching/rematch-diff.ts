import type { Tx } from "#db/client.ts";

/** Where reports stand: campaign case and what stands for it, by report. */
export type Standing = {
  readonly rootsOf: ReadonlyMap<string, readonly string[]>;
  readonly references: ReadonlyMap<string, string>;
  /** Merges that wait for a person, as "case>into". */
  readonly suggested: ReadonlySet<string>;
};

/** One campaign case that would change. Ids of reports are examples: at most EXAMPLES, no more is told of them. */
export type CaseChange = {
  readonly case: string;
  readonly reports: number;
  readonly examples: readonly string[];
};

/** What would change, in references of cases and ids of reports; a case that does not exist yet has none. */
export type RematchDiff = {
  readonly opens: readonly {
    readonly reports: number;
    readonly from: readonly string[];
    readonly examples: readonly string[];
  }[];
  /** Left without a report; the case itself stays, with its history. */
  readonly closes: readonly CaseChange[];
  readonly gains: readonly CaseChange[];
  readonly loses: readonly CaseChange[];
  readonly merges: readonly { readonly case: string; readonly into: string }[];
  readonly suggestedMerges: readonly { readonly case: string; readonly into: string }[];
  readonly splits: readonly { readonly case: string; readonly parts: readonly number[] }[];
};

const EXAMPLES = 5;

export const emptyDiff = (): RematchDiff => ({
  opens: [],
  closes: [],
  gains: [],
  loses: [],
  merges: [],
  suggestedMerges: [],
  splits: [],
});

export const isEmptyDiff = (diff: RematchDiff): boolean =>
  Object.values(diff).every((list) => list.length === 0);

export function joinDiffs(a: RematchDiff, b: RematchDiff): RematchDiff {
  return {
    opens: [...a.opens, ...b.opens],
    closes: [...a.closes, ...b.closes],
    gains: [...a.gains, ...b.gains],
    loses: [...a.loses, ...b.loses],
    merges: [...a.merges, ...b.merges],
    suggestedMerges: [...a.suggestedMerges, ...b.suggestedMerges],
    splits: [...a.splits, ...b.splits],
  };
}

/** Campaigns of these reports, and of every report of those campaigns. */
export async function standingOf(tx: Tx, reportIds: readonly string[]): Promise<Standing> {
  const own = await tx<{ root: string }[]>`
    select distinct coalesce(c.merged_into, c.id) as root from case_members m join cases c on c.id = m.case_id
    where m.complaint_id = any(${[...reportIds]}::uuid[]) and c.kind = 'campaign'`;
  const roots = own.map((row) => row.root);
  const cases = await tx<{ id: string; root: string; reference: string }[]>`
    select id, id as root, reference from cases where id = any(${roots}::uuid[])
    union all select id, merged_into, reference from cases where merged_into = any(${roots}::uuid[])`;
  const rootOf = new Map(cases.map((row) => [row.id, row.root]));
  const members = await tx<{ complaint_id: string; case_id: string }[]>`
    select complaint_id, case_id from case_members where case_id = any(${[...rootOf.keys()]}::uuid[])`;
  const suggested = await tx<{ case_id: string; into_case_id: string }[]>`
    select distinct case_id, into_case_id from case_merges where case_id = any(${roots}::uuid[]) and verdict = 'suggest'`;
  const rootsOf = new Map<string, string[]>();
  for (const { complaint_id, case_id } of members) {
    const known = rootsOf.get(complaint_id) ?? [];
    const root = rootOf.get(case_id) ?? case_id;
    if (!known.includes(root)) known.push(root);
    rootsOf.set(complaint_id, known);
  }
  return {
    rootsOf,
    references: new Map(cases.map((row) => [row.id, row.reference])),
    suggested: new Set(suggested.map((row) => `${row.case_id}>${row.into_case_id}`)),
  };
}

/** How one standing differs from the one before, merged cases counted as what they were merged into. */
export function diffOf(
  before: Standing,
  after: Standing,
  mergedInto: ReadonlyMap<string, string>,
): RematchDiff {
  const was = membersOf(before, (root) => mergedInto.get(root) ?? root);
  const is = membersOf(after, (root) => root);
  const nameOf = (root: string) => before.references.get(root) ?? after.references.get(root) ?? root;
  const change = (root: string, ids: readonly string[]): CaseChange => ({
    case: nameOf(root),
    reports: ids.length,
    examples: [...ids].sort().slice(0, EXAMPLES),
  });
  const isKnown = (root: string) => was.has(root) || before.references.has(root);
  const opens: RematchDiff["opens"][number][] = [];
  const closes: CaseChange[] = [];
  const gains: CaseChange[] = [];
  const loses: CaseChange[] = [];
  for (const root of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(root) ?? new Set<string>(), is.get(root) ?? new Set<string>()];
    const gained = [...now].filter((id) => !old.has(id));
    const lost = [...old].filter((id) => !now.has(id));
    if (!isKnown(root)) {
      const from = [...new Set(gained.flatMap((id) => before.rootsOf.get(id) ?? []))].map(nameOf).sort();
      opens.push({ reports: now.size, from, examples: gained.sort().slice(0, EXAMPLES) });
      continue;
    }
    if (now.size === 0 && old.size > 0) closes.push(change(root, lost));
    else if (lost.length > 0) loses.push(change(root, lost));
    if (gained.length > 0 && now.size > 0) gains.push(change(root, gained));
  }
  return {
    opens: opens.sort((a, b) => b.reports - a.reports),
    closes: byName(closes),
    gains: byName(gains),
    loses: byName(loses),
    merges: [...mergedInto].map(([from, into]) => ({ case: nameOf(from), into: nameOf(into) })),
    suggestedMerges: [...after.suggested]
      .filter((one) => !before.suggested.has(one))
      .map((one) => {
        const [from = "", into = ""] = one.split(">");
        return { case: nameOf(from), into: nameOf(into) };
      }),
    splits: splitsOf(was, after, nameOf),
  };
}

const byName = (list: CaseChange[]): CaseChange[] => list.sort((a, b) => (a.case < b.case ? -1 : 1));

function membersOf(standing: Standing, rootOf: (root: string) => string): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const [id, roots] of standing.rootsOf)
    for (const root of roots) {
      const own = members.get(rootOf(root)) ?? new Set();
      members.set(rootOf(root), own.add(id));
    }
  return members;
}

/** Cases whose reports would be in more than one campaign; sizes of the parts, largest first. */
function splitsOf(
  was: ReadonlyMap<string, ReadonlySet<string>>,
  after: Standing,
  nameOf: (root: string) => string,
): RematchDiff["splits"] {
  const splits: { case: string; parts: number[] }[] = [];
  for (const [root, ids] of was) {
    const parts = new Map<string, number>();
    for (const id of ids)
      for (const now of after.rootsOf.get(id) ?? []) parts.set(now, (parts.get(now) ?? 0) + 1);
    if (parts.size > 1) splits.push({ case: nameOf(root), parts: [...parts.values()].sort((a, b) => b - a) });
  }
  return splits.sort((a, b) => (a.case < b.case ? -1 : 1));
}
