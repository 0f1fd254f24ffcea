import { findOperators } from "#domain/matching/campaigns/find-operators.ts";
import { ATTESTED_BY, groupReports, type ReportGroup } from "#domain/matching/campaigns/group-reports.ts";
import { isCampaign } from "#domain/matching/campaigns/is-campaign.ts";
import { type CampaignModel, LINK_KINDS, tiesAlone } from "#domain/matching/campaigns/link-kinds.ts";
import { type Base, listOf } from "./rematch-read.ts";
import { asReport, IDENTITIES, MAX_REPORTS } from "./settle-scripts.ts";

/** What the current rules see otherwise than it stands: to be looked at closely, most of it perhaps to be left. */
export type Suspects = {
  /** What hangs together, by keys or by scripts to be looked at anew: settled as one. */
  readonly clusters: readonly Cluster[];
  readonly figures: {
    readonly reports: number;
    readonly links: number;
    /** Pairs of reports with a key in common, each key for itself. */
    readonly pairs: number;
    readonly components: number;
    /** Components that needed more than a union: guards were tried on them. */
    readonly guarded: number;
    /** What differs: text groups and components. */
    readonly otherScripts: number;
    readonly otherComponents: number;
  };
};

export type Cluster = {
  /** Text groups in hex whose detectors find other operators than before. */
  readonly scripts: readonly string[];
  /** A key in hex for each component whose reports are not in the cases they should be in. */
  readonly keys: readonly string[];
  readonly reports: readonly string[];
};

const WORDLESS_MARGIN_MS = 3 * 86_400_000;

/** Compares what stands with what the current rules and this model say, in memory, over all reports. */
export function findSuspects(stored: Base, model: CampaignModel): Suspects {
  // What the model lets tie nobody by itself ties as little as what a person called common.
  const links = stored.links.map((link) => ({
    ...link,
    isCommon: link.isCommon || !tiesAlone(model, link.kind),
  }));
  const base = { ...stored, links };
  const pairs = countPairs(base);
  const parts = componentsOf(base);
  const { guarded, suspects } = lookAtComponents(base, parts);
  const scripts = otherOperators(stored);
  return {
    clusters: clustersOf(base, parts, scripts, suspects),
    figures: {
      reports: base.ids.length,
      links: base.keys.values.length,
      pairs,
      components: parts.length,
      guarded,
      otherScripts: scripts.length,
      otherComponents: suspects.length,
    },
  };
}

function countPairs({ keys, links }: Base): number {
  const counts = new Int32Array(links.length);
  for (const key of keys.values) counts[key] = (counts[key] ?? 0) + 1;
  return counts.reduce((sum, n, key) => (links[key]?.isCommon ? sum : sum + (n * (n - 1)) / 2), 0);
}

/** Reports by component: places sorted by root, and where each component begins. */
function componentsOf({ ids, keys, links }: Base): Int32Array[] {
  const parent = Int32Array.from(ids, (_, at) => at);
  const root = (at: number): number => {
    let now = at;
    while (parent[now] !== now) {
      parent[now] = parent[parent[now] as number] as number;
      now = parent[now] as number;
    }
    return now;
  };
  const holder = new Int32Array(links.length).fill(-1);
  for (let at = 0; at < ids.length; at++)
    for (const key of listOf(keys, at)) {
      if (links[key]?.isCommon) continue;
      const known = holder[key] ?? -1;
      if (known < 0) holder[key] = at;
      else {
        const [a, b] = [root(known), root(at)];
        if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  const sizes = new Int32Array(ids.length);
  for (let at = 0; at < ids.length; at++) sizes[root(at)] = (sizes[root(at)] ?? 0) + 1;
  const parts: Int32Array[] = [];
  const placeOf = new Int32Array(ids.length).fill(-1);
  const filled: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    const top = root(at);
    let place = placeOf[top] ?? -1;
    if (place < 0) {
      place = parts.length;
      placeOf[top] = place;
      parts.push(new Int32Array(sizes[top] ?? 0));
      filled.push(0);
    }
    const part = parts[place];
    if (part) part[filled[place] ?? 0] = at;
    filled[place] = (filled[place] ?? 0) + 1;
  }
  return parts;
}

/** Components that are not as they should be, by their places in `parts`. */
function lookAtComponents(
  base: Base,
  parts: readonly Int32Array[],
): { readonly guarded: number; readonly suspects: readonly number[] } {
  /** The component that a case's reports were found in first: a case whose reports lie in two is out of line. */
  const seenIn = new Int32Array(base.cases.length).fill(-1);
  const found = new Set<number>();
  let guarded = 0;
  for (const [place, part] of parts.entries()) {
    if (needsGuards(base, part)) guarded++;
    if (!isInLine(base, part)) found.add(place);
    for (const at of part)
      for (const caseId of listOf(base.memberships, at)) {
        const first = seenIn[caseId] ?? -1;
        if (first < 0) seenIn[caseId] = place;
        else if (first !== place) found.add(first).add(place);
      }
  }
  return { guarded, suspects: [...found].sort((a, b) => a - b) };
}

/** Scripts that meet in a component, or components that meet in a script, are one cluster: one settles with the other. */
function clustersOf(
  base: Base,
  parts: readonly Int32Array[],
  scripts: readonly OtherScript[],
  suspects: readonly number[],
): readonly Cluster[] {
  const partOf = new Int32Array(base.ids.length);
  for (const [place, part] of parts.entries()) for (const at of part) partOf[at] = place;
  const parent = new Map<number, number>();
  const root = (place: number): number => {
    let now = place;
    for (let up = parent.get(now); up !== undefined && up !== now; up = parent.get(now)) now = up;
    return now;
  };
  const touched = scripts.map(({ reports }) => [...new Set(reports.map((at) => partOf[at] ?? 0))]);
  for (const [first = 0, ...others] of touched)
    for (const place of others) {
      const [a, b] = [root(first), root(place)];
      if (a !== b) parent.set(Math.max(a, b), Math.min(a, b));
    }
  const clusters = new Map<number, { scripts: string[]; keys: string[]; reports: Set<number> }>();
  const clusterOf = (place: number) => {
    const known = clusters.get(root(place)) ?? { scripts: [], keys: [], reports: new Set<number>() };
    clusters.set(root(place), known);
    return known;
  };
  for (const [at, script] of scripts.entries()) {
    const own = clusterOf(touched[at]?.[0] ?? 0);
    own.scripts.push(script.group);
    for (const report of script.reports) own.reports.add(report);
  }
  for (const place of suspects) {
    const part = parts[place] ?? new Int32Array(0);
    const key = keyOf(base, part);
    if (key === null) continue;
    const own = clusterOf(place);
    own.keys.push(key);
    for (const report of part) own.reports.add(report);
  }
  return [...clusters.values()].map((own) => ({
    scripts: own.scripts,
    keys: own.keys,
    reports: Array.from(own.reports, (at) => base.ids[at] ?? ""),
  }));
}

/** A key by which the component is walked; of a report whose keys are all common, one of those. */
function keyOf(base: Base, part: Int32Array): string | null {
  let common: string | null = null;
  for (const at of part)
    for (const key of listOf(base.keys, at)) {
      const link = base.links[key];
      if (link && !link.isCommon) return link.hex;
      common ??= link?.hex ?? null;
    }
  return common;
}

/** Fewer reports or sources than this no guard parts (domain/matching/campaigns/group-reports.ts). */
function needsGuards(base: Base, part: Int32Array): boolean {
  if (part.length < 2 * ATTESTED_BY) return false;
  const sources = new Set(Array.from(part, (at) => base.source[at]));
  if (sources.size > 2 * ATTESTED_BY) return true;
  return part.some((at) => ownKeys(base, at).some((key) => isDetected(base, key)));
}

const ownKeys = (base: Base, at: number): number[] =>
  Array.from(listOf(base.keys, at)).filter((key) => !base.links[key]?.isCommon);

const isDetected = (base: Base, key: number): boolean => {
  const kind = base.links[key]?.kind;
  return kind !== undefined && !LINK_KINDS[kind].isIdentity;
};

/** Are the reports of this component in the campaign cases that the rules put them in, and in no other? */
function isInLine(base: Base, part: Int32Array): boolean {
  // A person's word bears on the keys of others: such a component is always looked at closely.
  if (part.some((at) => base.judged.has(at))) return false;
  const [only] = part;
  if (only !== undefined && part.length === 1) return listOf(base.memberships, only).length === 0;
  const caseOf = new Map<string, ReportGroup>();
  const inCampaign = new Set<number>();
  const placeOf = new Map(Array.from(part, (at) => [base.ids[at] ?? "", at]));
  for (const group of campaignsOf(base, part)) {
    const places = group.reports.flatMap((id) => placeOf.get(id) ?? []);
    const first = listOf(base.memberships, places[0] ?? 0);
    const own = base.cases[first[0] ?? -1];
    if (first.length !== 1 || own === undefined || caseOf.has(own)) return false;
    caseOf.set(own, group);
    for (const at of places) {
      const cases = listOf(base.memberships, at);
      if (cases.length !== 1 || cases[0] !== first[0]) return false;
      inCampaign.add(at);
    }
  }
  return part.every((at) => inCampaign.has(at) || listOf(base.memberships, at).length === 0);
}

function campaignsOf(base: Base, part: Int32Array): readonly ReportGroup[] {
  const counts = new Map<number, number>();
  for (const at of part) for (const key of ownKeys(base, at)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const isOne = (keys: Iterable<number>, reports: number) =>
    isCampaign(
      reports,
      Array.from(keys, (key) => ({ kind: base.links[key]?.kind ?? "number", reports: counts.get(key) ?? 0 })),
    );
  const idsOf = (places: Iterable<number>) => Array.from(places, (at) => base.ids[at] ?? "");
  if (!needsGuards(base, part))
    return isOne(counts.keys(), part.length) ? [{ reports: idsOf(part), keys: [], isTooLarge: false }] : [];
  const names = new Map([...counts.keys()].map((key) => [base.links[key]?.hex ?? "", key]));
  const named = (is: (key: number) => boolean) =>
    new Set([...names].filter(([, key]) => is(key)).map(([hex]) => hex));
  const { groups } = groupReports(
    Array.from(part, (at) => ({
      id: base.ids[at] ?? "",
      source: String(base.source[at]),
      keys: ownKeys(base, at).map((key) => base.links[key]?.hex ?? ""),
    })),
    {
      detected: named((key) => isDetected(base, key)),
      numbers: named((key) => base.links[key]?.kind === "number"),
    },
  );
  return groups.filter((group) =>
    isOne(
      group.keys.flatMap((hex) => names.get(hex) ?? []),
      group.reports.length,
    ),
  );
}

type OtherScript = { readonly group: string; readonly reports: readonly number[] };

/** Text groups whose operators are others than the detectors' keys say now; with the reports looked at and tied before. */
function otherOperators(base: Base): readonly OtherScript[] {
  const members = new Map<number, number[]>();
  const wordless = new Map<number, number[]>();
  for (let at = 0; at < base.ids.length; at++) {
    const group = base.group[at] ?? -1;
    if (group >= 0) listIn(members, group).push(at);
    else
      for (const block of listOf(base.blocks, at))
        if (base.blockNames[block]) listIn(wordless, block).push(at);
  }
  const stored = storedOperators(base);
  const changed: OtherScript[] = [];
  for (const [group, own] of members) {
    const before = stored.get(group) ?? new Set();
    const reports = newest(base, own);
    if (reports.length < 2 && before.size === 0) continue;
    const all = [...reports, ...wordlessOf(base, reports, wordless)];
    const found = reports.length > 1 ? findOperators(all.map((at) => asReport(rowOf(base, at)))) : [];
    const after = new Set(found.map(({ kind, reports: ids }) => `${kind}|${ids.join()}`));
    if (after.size === before.size && [...after].every((one) => before.has(one))) continue;
    changed.push({ group: base.groups[group] ?? "", reports: all });
  }
  return changed;
}

function listIn(map: Map<number, number[]>, key: number): number[] {
  const known = map.get(key) ?? [];
  map.set(key, known);
  return known;
}

const newest = (base: Base, places: readonly number[]): number[] =>
  [...places].sort((a, b) => (base.at[b] ?? 0) - (base.at[a] ?? 0)).slice(0, MAX_REPORTS);

/** Reports without words from the blocks of these, about the time of these. */
function wordlessOf(
  base: Base,
  reports: readonly number[],
  wordless: ReadonlyMap<number, readonly number[]>,
): number[] {
  const times = reports.map((at) => base.at[at] ?? 0);
  const [from, to] = [Math.min(...times) - WORDLESS_MARGIN_MS, Math.max(...times) + WORDLESS_MARGIN_MS];
  const blocks = new Set(reports.flatMap((at) => Array.from(listOf(base.blocks, at))));
  const found = new Set(
    [...blocks].flatMap((block) =>
      (wordless.get(block) ?? []).filter((at) => (base.at[at] ?? 0) >= from && (base.at[at] ?? 0) <= to),
    ),
  );
  return newest(base, [...found]);
}

function rowOf(base: Base, at: number): Parameters<typeof asReport>[0] {
  const links = Array.from(listOf(base.keys, at)).flatMap((key) => base.links[key] ?? []);
  const claimed = base.claimed[at] ?? -1;
  return {
    group_id: "",
    complaint_id: base.ids[at] ?? "",
    at: new Date(base.at[at] ?? 0),
    blocks: Array.from(listOf(base.blocks, at), (block) => Buffer.from(base.blockNames[block] ?? "", "hex")),
    institution_id: claimed < 0 ? null : (base.institutions[claimed] ?? null),
    callers: links.filter((link) => link.kind === "number").map((link) => link.hex),
    identities: links
      .filter((link) => IDENTITIES.includes(link.kind) && !link.isCommon)
      .map((link) => link.hex),
    source_index: Buffer.alloc(0),
  };
}

/** What detectors said before, by text group: kind and reports of each operator. */
function storedOperators(base: Base): ReadonlyMap<number, ReadonlySet<string>> {
  const reports = new Map<number, string[]>();
  for (let at = 0; at < base.ids.length; at++)
    for (const key of listOf(base.keys, at))
      if ((base.links[key]?.group ?? -1) >= 0) {
        const own = reports.get(key) ?? [];
        own.push(base.ids[at] ?? "");
        reports.set(key, own);
      }
  const found = new Map<number, Set<string>>();
  for (const [key, ids] of reports) {
    const link = base.links[key];
    if (!link) continue;
    const own = found.get(link.group) ?? new Set();
    found.set(link.group, own.add(`${link.kind}|${ids.sort().join()}`));
  }
  return found;
}
