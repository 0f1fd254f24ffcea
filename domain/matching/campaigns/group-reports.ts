/**
 * Reports → campaigns: connected components over shared keys, with guards. A function of the set of reports, keys and
 * people's verdicts: the order in which they came, and what was computed before, make no difference.
 */
export type LinkedReport = {
  readonly id: string;
  /** Who reported, as an independent source. */
  readonly source: string;
  /** Keys that tie it to others. */
  readonly keys: readonly string[];
};

export type KeyFacts = {
  /** Found by a detector, not carried by a report: ties callers that nothing else identifies. */
  readonly detected: ReadonlySet<string>;
  /** Callers' numbers. */
  readonly numbers: ReadonlySet<string>;
};

export type ReportGroup = {
  /** Ids, ascending. */
  readonly reports: readonly string[];
  readonly keys: readonly string[];
  /** More than a machine may join on its own; a person looks first. */
  readonly isTooLarge: boolean;
};

/** One source alone ties two groups that are each well attested: left for a person to judge. */
export type Bridge = {
  readonly source: string;
  readonly reports: readonly string[];
  readonly keys: readonly string[];
};

export const MAX_GROUP = 2_000;
/** From so many independent sources on each side, one source's word does not join two groups. */
export const ATTESTED_BY = 5;

export function groupReports(
  reports: readonly LinkedReport[],
  facts: KeyFacts,
): { readonly groups: readonly ReportGroup[]; readonly bridges: readonly Bridge[] } {
  const bridges: Bridge[] = [];
  const groups: ReportGroup[] = [];
  const own = reports
    .map((report) => ({
      ...report,
      keys: [...new Set(report.keys)].sort(),
    }))
    .filter((report) => report.keys.length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const { linked, refused } = withoutWeakMerges(own, facts);
  bridges.push(...refused);
  for (const component of components(linked)) {
    const { kept, refused: single } = withoutBridges(component);
    bridges.push(...single);
    for (const part of single.length > 0 ? components(kept) : [kept]) {
      groups.push({
        reports: part.map((report) => report.id),
        keys: [...new Set(part.flatMap((report) => report.keys))].sort(),
        isTooLarge: part.length > MAX_GROUP,
      });
    }
  }
  return { groups, bridges };
}

function components(reports: readonly LinkedReport[]): LinkedReport[][] {
  const parent = reports.map((_, at) => at);
  const root = (at: number): number => {
    let now = at;
    while (parent[now] !== now) {
      parent[now] = parent[parent[now] as number] as number;
      now = parent[now] as number;
    }
    return now;
  };
  const holder = new Map<string, number>();
  for (const [at, report] of reports.entries()) {
    for (const key of report.keys) {
      const known = holder.get(key);
      if (known === undefined) holder.set(key, at);
      else {
        const [a, b] = [root(known), root(at)];
        if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }
  const parts = new Map<number, LinkedReport[]>();
  for (const [at, report] of reports.entries()) {
    const part = parts.get(root(at));
    if (part) part.push(report);
    else parts.set(root(at), [report]);
  }
  return [...parts.values()];
}

/**
 * What a detector found may gather single callers around one established group, but never join two: that two gangs read
 * one script at one time is no proof that they are one. The larger keeps the key, the others become suggestions.
 */
function withoutWeakMerges(
  reports: readonly LinkedReport[],
  { detected, numbers }: KeyFacts,
): { readonly linked: readonly LinkedReport[]; readonly refused: readonly Bridge[] } {
  const parts = components(
    reports.map((report) => ({
      ...report,
      // A report with nothing but a detector's key still is a part of its own.
      keys: [`report|${report.id}`, ...report.keys.filter((key) => !detected.has(key))],
    })),
  );
  const partOf = new Map(parts.flatMap((part, at) => part.map((report) => [report.id, at] as const)));
  const isEstablished = parts.map(
    (part) =>
      new Set(part.flatMap((report) => report.keys.filter((key) => numbers.has(key)))).size > 1 &&
      new Set(part.map((report) => report.source)).size >= ATTESTED_BY,
  );
  const parent = parts.map((_, at) => at);
  const root = (at: number): number => (parent[at] === at ? at : root(parent[at] as number));
  const core = isEstablished.map((is, at) => (is ? at : -1));
  const touching = new Map<string, Set<number>>();
  const carriers = new Map<string, LinkedReport[]>();
  for (const report of reports)
    for (const key of report.keys)
      if (detected.has(key)) {
        const own = touching.get(key) ?? new Set();
        touching.set(key, own.add(partOf.get(report.id) ?? 0));
        carriers.set(key, [...(carriers.get(key) ?? []), report]);
      }
  const cut = new Map<string, Set<number>>();
  for (const [key, own] of [...touching].sort(([a], [b]) => byWeight(carriers.get(a), carriers.get(b)))) {
    const order = [...own].sort(
      (a, b) => Number(isEstablished[b]) - Number(isEstablished[a]) || byWeight(parts[a], parts[b]),
    );
    const [first] = order;
    if (first === undefined) continue;
    for (const at of order.slice(1)) {
      const [x, y] = [root(first), root(at)];
      if (x === y) continue;
      const [a, b] = [core[x] ?? -1, core[y] ?? -1];
      if (a >= 0 && b >= 0 && a !== b) {
        const away = cut.get(key) ?? new Set();
        cut.set(key, away.add(at));
        continue;
      }
      parent[y] = x;
      core[x] = a >= 0 ? a : b;
    }
  }
  const isCut = (report: LinkedReport, key: string) =>
    cut.get(key)?.has(partOf.get(report.id) ?? -1) ?? false;
  return {
    linked: reports.map((report) => ({ ...report, keys: report.keys.filter((key) => !isCut(report, key)) })),
    refused: reports.flatMap((report) => {
      const keys = report.keys.filter((key) => isCut(report, key));
      return keys.length > 0 ? [{ source: report.source, reports: [report.id], keys }] : [];
    }),
  };
}

/**
 * Cuts what hangs on one source: a source whose reports alone hold two well-attested groups together keeps its keys of
 * the best attested one only. Otherwise one invented report could pull a stranger's number into a gang.
 */
function withoutBridges(component: readonly LinkedReport[]): {
  readonly kept: readonly LinkedReport[];
  readonly refused: readonly Bridge[];
} {
  let kept = component;
  const refused: Bridge[] = [];
  const sources = [...new Set(component.map((report) => report.source))].sort();
  if (sources.length < 2 * ATTESTED_BY + 1 || component.length > MAX_GROUP) return { kept, refused };
  for (const source of articulationSources(component)) {
    const others = kept.filter((report) => report.source !== source);
    const sides = components(others).filter(
      (part) => new Set(part.map((report) => report.source)).size >= ATTESTED_BY,
    );
    const mine = kept.filter((report) => report.source === source);
    const touched = sides
      .map((part) => ({ part, keys: new Set(part.flatMap((report) => report.keys)) }))
      .filter(({ keys }) => mine.some((report) => report.keys.some((key) => keys.has(key))));
    if (touched.length < 2) continue;
    touched.sort((a, b) => byWeight(a.part, b.part));
    const away = new Set(touched.slice(1).flatMap(({ keys }) => [...keys]));
    const cut = [...new Set(mine.flatMap((report) => report.keys))].filter((key) => away.has(key)).sort();
    refused.push({ source, reports: mine.map((report) => report.id), keys: cut });
    kept = kept.map((report) =>
      report.source === source ? { ...report, keys: report.keys.filter((key) => !away.has(key)) } : report,
    );
  }
  return { kept: kept.filter((report) => report.keys.length > 0), refused };
}

/**
 * The larger set of reports first, then by who reported: ids and keys are dealt out as reports come in, so an order by
 * them would be an order of arrival.
 */
function byWeight(a: readonly LinkedReport[] = [], b: readonly LinkedReport[] = []): number {
  const sources = (part: readonly LinkedReport[]) =>
    part
      .map((report) => report.source)
      .sort()
      .join(" ");
  if (a.length !== b.length) return b.length - a.length;
  const [own, other] = [sources(a), sources(b)];
  return own < other ? -1 : own > other ? 1 : 0;
}

/** Sources whose removal parts the graph of sources and keys (Tarjan 1972, without recursion), ascending. */
function articulationSources(component: readonly LinkedReport[]): string[] {
  const places = new Map<string, number>();
  const edges: number[][] = [];
  const place = (name: string): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, edges.length);
    edges.push([]);
    return edges.length - 1;
  };
  for (const report of component) {
    const from = place(`source|${report.source}`);
    for (const key of report.keys) {
      const to = place(`key|${key}`);
      edges[from]?.push(to);
      edges[to]?.push(from);
    }
  }
  const found = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const above = new Int32Array(edges.length).fill(-1);
  const next = new Int32Array(edges.length);
  const isCut = new Uint8Array(edges.length);
  let clock = 0;
  const stack = [0];
  let rootChildren = 0;
  found[0] = low[0] = clock++;
  while (stack.length > 0) {
    const at = stack[stack.length - 1] as number;
    const to = edges[at]?.[(next[at] as number)++];
    if (to === undefined) {
      stack.pop();
      const parent = above[at] as number;
      if (parent < 0) continue;
      low[parent] = Math.min(low[parent] as number, low[at] as number);
      if (parent === 0) rootChildren++;
      else if ((low[at] as number) >= (found[parent] as number)) isCut[parent] = 1;
    } else if ((found[to] as number) < 0) {
      above[to] = at;
      found[to] = low[to] = clock++;
      stack.push(to);
    } else if (to !== above[at]) low[at] = Math.min(low[at] as number, found[to] as number);
  }
  if (rootChildren > 1) isCut[0] = 1;
  return [...places]
    .filter(([name, at]) => isCut[at] === 1 && name.startsWith("source|"))
    .map(([name]) => name.slice("source|".length))
    .sort();
}
