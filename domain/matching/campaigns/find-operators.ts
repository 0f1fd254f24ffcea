/**
 * Who stands behind one script. Scripts are sold and copied, so the same words alone join nobody: this looks for what
 * one operator does with them, in all reports of one script at once. The answer depends on the set of reports only.
 */
export type ScriptReport = {
  readonly id: string;
  /** Milliseconds since 1970: when the call or message came. */
  readonly at: number;
  /** Callers' numbers, as opaque keys. */
  readonly callers: readonly string[];
  /** The thousand-number block of each caller that has one, as opaque keys, in the callers' order; "" for none. */
  readonly blocks: readonly string[];
  /** Institution claimed, if any. */
  readonly claimed: string | null;
  /** Accounts, domains, call-back numbers, signatures: what identifies without the script. */
  readonly identities: readonly string[];
};

export type Operator = {
  readonly kind: "claim-script" | "number-block" | "rotating";
  /** Ids, ascending. */
  readonly reports: readonly string[];
};

const DAY_MS = 86_400_000;
/** A block of numbers is burnt within this time. */
const BURST_MS = 3 * DAY_MS;
const BURST_NUMBERS = 3;
/** Bursts of one script, or claims of one institution with it, this far apart may still be one operator's. */
const CAMPAIGN_GAP_MS = 45 * DAY_MS;
/** A number follows the last one within this time, or the chain of rotating numbers has ended. */
const ROTATION_GAP_MS = 10 * DAY_MS;
const ROTATION_NUMBERS = 3;
/** When this share of a caller's reports carries one identity, whoever lacks it is somebody else. */
const IDENTIFIED_SHARE = 0.7;

/** A caller, or callers that an identity holds together, with its reports in order of time. */
type Atom = {
  readonly reports: readonly ScriptReport[];
  readonly numbers: ReadonlySet<string>;
  readonly blocks: ReadonlyMap<string, string>;
  readonly claims: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
  readonly middle: number;
};

export function findOperators(reports: readonly ScriptReport[]): readonly Operator[] {
  const atoms = atomsOf(reports);
  const claimed = claimGroups(reports);
  const { bursts, burnt } = blockBursts(atoms);
  const chains = rotations(
    atoms.filter((atom) => !burnt.has(atom) && atom.numbers.size > 0 && !isIdentified(atom)),
  );
  const ids = (parts: readonly Atom[]): string[] =>
    [...new Set(parts.flatMap((atom) => atom.reports.map((report) => report.id)))].sort();
  return [
    ...claimed.map(
      (group): Operator => ({ kind: "claim-script", reports: group.map(({ id }) => id).sort() }),
    ),
    ...joinBursts(bursts).map((group): Operator => ({ kind: "number-block", reports: ids(group) })),
    ...chains.map((group): Operator => ({ kind: "rotating", reports: ids(group) })),
  ].filter((operator) => operator.reports.length > 1);
}

const inTime = (a: ScriptReport, b: ScriptReport): number => a.at - b.at || (a.id < b.id ? -1 : 1);

/** One institution claimed with one script, again and again: whoever it is, it is the same act. */
function claimGroups(reports: readonly ScriptReport[]): ScriptReport[][] {
  const byClaim = Map.groupBy(
    reports.filter((report) => report.claimed !== null),
    (report) => report.claimed,
  );
  const sorted = [...byClaim].sort(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1));
  return sorted.flatMap(([, group]) =>
    runsOf(group.sort(inTime), (before, next) => next.at - before.at < CAMPAIGN_GAP_MS),
  );
}

/** Cuts a list where `continues` says that the next does not go on from the one before. */
function runsOf<T>(list: readonly T[], continues: (before: T, next: T) => boolean): T[][] {
  const runs: T[][] = [];
  for (const item of list) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before !== undefined && continues(before, item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function atomsOf(reports: readonly ScriptReport[]): Atom[] {
  const sorted = [...reports].sort(inTime);
  const parent = sorted.map((_, at) => at);
  const root = (at: number): number => {
    let now = at;
    while (parent[now] !== now) now = parent[now] as number;
    parent[at] = now;
    return now;
  };
  const holder = new Map<string, number>();
  for (const [at, report] of sorted.entries()) {
    for (const key of [...report.callers, ...report.identities]) {
      const known = holder.get(key);
      if (known === undefined) holder.set(key, at);
      else {
        const [a, b] = [root(known), root(at)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }
  const parts = Map.groupBy(sorted, (_, at) => root(at));
  return [...parts.values()].map((part) => {
    const blocks = new Map<string, string>();
    for (const report of part)
      for (const [at, caller] of report.callers.entries()) {
        const block = report.blocks[at];
        if (block) blocks.set(caller, block);
      }
    return {
      reports: part,
      numbers: new Set(part.flatMap((report) => report.callers)),
      blocks,
      claims: new Set(part.flatMap((report) => (report.claimed ? [report.claimed] : []))),
      from: part[0]?.at ?? 0,
      to: part.at(-1)?.at ?? 0,
      middle: part[part.length >> 1]?.at ?? 0,
    };
  });
}

function isIdentified({ reports }: Atom): boolean {
  if (reports.length < 3) return false;
  const counts = new Map<string, number>();
  for (const report of reports)
    for (const key of new Set(report.identities)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Math.max(0, ...counts.values()) >= IDENTIFIED_SHARE * reports.length;
}

const agree = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === 0 || b.size === 0 || [...a].some((claim) => b.has(claim));

type Burst = { readonly atoms: readonly Atom[]; readonly from: number; readonly to: number };

/** Numbers of one block, used one after another within three days. */
function blockBursts(atoms: readonly Atom[]): {
  readonly bursts: readonly Burst[];
  readonly burnt: ReadonlySet<Atom>;
} {
  const byBlock = new Map<string, { atom: Atom; number: string }[]>();
  for (const atom of atoms)
    for (const [number, block] of atom.blocks)
      byBlock.set(block, [...(byBlock.get(block) ?? []), { atom, number }]);
  const bursts: Burst[] = [];
  const burnt = new Set<Atom>();
  for (const [, uses] of [...byBlock].sort(([a], [b]) => (a < b ? -1 : 1))) {
    uses.sort((a, b) => a.atom.from - b.atom.from || (a.number < b.number ? -1 : 1));
    let run: typeof uses = [];
    const close = () => {
      if (new Set(run.map((use) => use.number)).size >= BURST_NUMBERS) {
        const members = [...new Set(run.map((use) => use.atom))];
        for (const atom of members) burnt.add(atom);
        bursts.push({
          atoms: members,
          from: Math.min(...members.map((atom) => atom.from)),
          to: Math.max(...members.map((atom) => atom.to)),
        });
      }
      run = [];
    };
    for (const use of uses) {
      const first = run[0];
      if (first && use.atom.from - first.atom.from > BURST_MS) close();
      run.push(use);
    }
    close();
  }
  return { bursts, burnt };
}

/** One operator burns block after block; claims of other institutions, or six quiet weeks, mean another one. */
function joinBursts(bursts: readonly Burst[]): Atom[][] {
  const parent = bursts.map((_, at) => at);
  const root = (at: number): number => (parent[at] === at ? at : root(parent[at] as number));
  const claims = bursts.map((burst) => new Set(burst.atoms.flatMap((atom) => [...atom.claims])));
  for (const [i, a] of bursts.entries()) {
    for (let j = i + 1; j < bursts.length; j++) {
      const b = bursts[j] as Burst;
      const gap = Math.max(a.from - b.to, b.from - a.to);
      const [left, right] = [root(i), root(j)];
      if (gap < CAMPAIGN_GAP_MS && agree(claims[i] ?? new Set(), claims[j] ?? new Set()))
        parent[Math.max(left, right)] = Math.min(left, right);
    }
  }
  const groups = Map.groupBy(bursts, (_, at) => root(at));
  return [...groups.values()].map((group) => [...new Set(group.flatMap((burst) => burst.atoms))]);
}

/** Numbers that take turns. One that goes on while several others come and go is a caller of its own. */
function rotations(atoms: readonly Atom[]): Atom[][] {
  const groups = byClaim(atoms);
  return groups.flatMap((group) => {
    const chains = chainsOf(group);
    return chains.flatMap((chain) => {
      if (chain.length < ROTATION_NUMBERS) return [];
      const limit = Math.max(3, 0.2 * chain.length + 2);
      const turns = chain.filter(
        (atom) =>
          chain.filter((other) => other !== atom && other.middle > atom.from && other.middle < atom.to)
            .length < limit,
      );
      return new Set(turns.flatMap((atom) => [...atom.numbers])).size >= ROTATION_NUMBERS ? [turns] : [];
    });
  });
}

function chainsOf(group: readonly Atom[]): Atom[][] {
  const sorted = [...group].sort((a, b) => a.middle - b.middle || byFirstId(a, b));
  const chains: Atom[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const atom of sorted) {
    const chain = chains.at(-1);
    if (chain && atom.from - end <= ROTATION_GAP_MS) chain.push(atom);
    else {
      chains.push([atom]);
      end = Number.NEGATIVE_INFINITY;
    }
    end = Math.max(end, atom.to);
  }
  return chains;
}

const byFirstId = (a: Atom, b: Atom): number =>
  (a.reports[0]?.id ?? "") < (b.reports[0]?.id ?? "") ? -1 : 1;

/** By the institution they claim; who claims none goes with whoever was nearest in time. */
function byClaim(atoms: readonly Atom[]): Atom[][] {
  const named = new Map<string, Atom[]>();
  const nameless: Atom[] = [];
  for (const atom of [...atoms].sort((a, b) => a.from - b.from || byFirstId(a, b))) {
    const claim = leadingClaim(atom);
    if (claim === null) nameless.push(atom);
    else named.set(claim, [...(named.get(claim) ?? []), atom]);
  }
  const groups = [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  if (groups.length === 0) return nameless.length > 0 ? [nameless] : [];
  const nearest = nameless.map((atom) => {
    // Among those it overlaps with, whoever was at it nearest the same moment: never which institution comes first.
    const gaps = groups.map((group) =>
      group
        .map((other) => [
          Math.max(0, other.from - atom.to, atom.from - other.to),
          Math.abs(other.middle - atom.middle),
        ])
        .reduce((best, gap) => (isBefore(gap, best) ? gap : best)),
    );
    return gaps.reduce((best, gap, at) => (isBefore(gap, gaps[best] ?? gap) ? at : best), 0);
  });
  for (const [at, atom] of nameless.entries()) groups[nearest[at] ?? 0]?.push(atom);
  return groups;
}

/** The institution it names most often, the one named first among equals. */
function leadingClaim({ reports }: Atom): string | null {
  const counts = new Map<string, number>();
  for (const { claimed } of reports)
    if (claimed !== null) counts.set(claimed, (counts.get(claimed) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** By the first figure that differs. */
function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
