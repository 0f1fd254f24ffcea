/** Merging cases as append-only rows. What is merged now follows from the rows alone; ids are never reused. */
export type MergeVerdict = "merge" | "undo" | "suggest" | "refuse";
export type MergeByKind = "rule" | "model" | "person";

/** One row of the history: `caseId` goes into `intoCaseId` (merge), comes out of it again (undo), or neither yet. */
export type MergeRow = {
  /** UUIDv7: rows are taken in the order of their ids. */
  readonly id: string;
  readonly caseId: string;
  readonly intoCaseId: string;
  readonly verdict: MergeVerdict;
  readonly byKind: MergeByKind;
  readonly byId: string | null;
};

/** Every merged case with the row that merged it. */
export type MergeState<R extends MergeRow = MergeRow> = ReadonlyMap<string, R>;

const inOrder = <R extends MergeRow>(rows: readonly R[]): R[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/**
 * The merges in force, from rows in any order. A merge of a case that is merged already, or that would close a circle,
 * does nothing; an undo takes back exactly the merge it names.
 */
export function mergeState<R extends MergeRow>(rows: readonly R[]): MergeState<R> {
  const state = new Map<string, R>();
  for (const row of inOrder(rows)) {
    if (row.verdict === "merge") {
      if (!state.has(row.caseId) && survivorOf(state, row.intoCaseId) !== row.caseId)
        state.set(row.caseId, row);
    } else if (row.verdict === "undo" && state.get(row.caseId)?.intoCaseId === row.intoCaseId) {
      state.delete(row.caseId);
    }
  }
  return state;
}

/** The case that stands for this one now: itself unless it is merged. */
export function survivorOf(state: MergeState, caseId: string): string {
  let at = caseId;
  for (let row = state.get(at); row; row = state.get(at)) at = row.intoCaseId;
  return at;
}

const pairKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** Merges that were suggested and neither made, refused nor taken back since: the newest suggestion of each pair. */
export function openSuggestions<R extends MergeRow>(rows: readonly R[]): R[] {
  const last = new Map<string, R>();
  for (const row of inOrder(rows)) last.set(pairKey(row.caseId, row.intoCaseId), row);
  return [...last.values()].filter((row) => row.verdict === "suggest");
}

/**
 * Pairs of cases that a person keeps apart: the last word on the pair was to refuse the merge or to take it back. No rule
 * and no model merges or suggests them again; a suggestion after that word opens the question anew.
 */
export function apartPairs(rows: readonly MergeRow[]): [string, string][] {
  const apart = new Map<string, [string, string]>();
  for (const { caseId, intoCaseId, verdict, byKind } of inOrder(rows)) {
    const key = pairKey(caseId, intoCaseId);
    const isWord = byKind === "person" && (verdict === "undo" || verdict === "refuse");
    if (isWord) apart.set(key, [caseId, intoCaseId]);
    else if (byKind === "person" || verdict === "suggest") apart.delete(key);
  }
  return [...apart.values()];
}

export type MergeCandidate = {
  readonly id: string;
  readonly openedAt: Date;
  /** Listed, warned of, under appeal, or with a proposal that waits for its decision. */
  readonly isProtected: boolean;
};

/** Which case keeps its number: one that something was decided or proposed on, else the older. */
export function chooseSurvivor<C extends MergeCandidate>(cases: readonly [C, ...C[]]): C {
  return cases.reduce((best, one) => (standsBefore(one, best) ? one : best));
}

function standsBefore(a: MergeCandidate, b: MergeCandidate): boolean {
  if (a.isProtected !== b.isProtected) return a.isProtected;
  const older = a.openedAt.getTime() - b.openedAt.getTime();
  return older === 0 ? a.id < b.id : older < 0;
}

/**
 * May this merge be made now, or only be suggested? Cases nobody has decided on may be merged by one person, and
 * campaigns by the machine. Where something was decided two people have to say so: one suggests, another confirms.
 */
export function mergeStep(facts: {
  readonly byKind: MergeByKind;
  readonly byId: string | null;
  readonly hasProtected: boolean;
  /** People who suggested this very merge and whose suggestion is open. */
  readonly suggestedBy: readonly string[];
}): "merge" | "suggest" {
  if (!facts.hasProtected) return "merge";
  if (facts.byKind !== "person") return "suggest";
  return facts.suggestedBy.some((id) => id !== facts.byId) ? "merge" : "suggest";
}
