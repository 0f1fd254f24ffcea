import { jcs } from "../../transparency/jcs.ts";

/** What happened to an entity in a version of a list. */
export type ListChange =
  | { readonly op: "del" | "repair"; readonly id: string }
  | { readonly op: "merge"; readonly id: string; readonly into: string }
  | { readonly op: "mod" | "add"; readonly id: string }
  | { readonly op: "split"; readonly id: string; readonly from: string };

const ORDER = { del: 0, repair: 0, merge: 0, mod: 1, add: 2, split: 2 } as const;
const isRemoval = (change: ListChange) => ORDER[change.op] === 0;

/**
 * The changes of several versions, newest version last, as one step. What was added and is gone again never was; what
 * was there before and is there now has changed.
 */
export function mergeChanges(versions: readonly (readonly ListChange[])[]): ListChange[] {
  const merged = new Map<string, { readonly wasThere: boolean; readonly last: ListChange }>();
  for (const changes of versions) {
    for (const change of changes) {
      const earlier = merged.get(change.id);
      const wasThere = earlier ? earlier.wasThere : change.op !== "add" && change.op !== "split";
      merged.set(change.id, { wasThere, last: change });
    }
  }
  return [...merged.values()].flatMap(({ wasThere, last }) => {
    if (isRemoval(last)) return wasThere ? [last] : [];
    if (wasThere) return [{ op: "mod", id: last.id } as const];
    return [last.op === "mod" ? ({ op: "add", id: last.id } as const) : last];
  });
}

export type Delta = {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly ListChange[];
  /** The state hash at `to`. */
  readonly stateSha256: string;
};

/**
 * The lines of a delta file: its head, removals, changes, additions (each by id), the state hash at its end. `entityOf`
 * gives the JCS text of an entity that is on the list at `to`.
 */
export function* deltaLines(
  { from, to, changes, stateSha256 }: Delta,
  entityOf: (id: string) => string,
): Generator<string> {
  const ordered = changes.toSorted((a, b) => ORDER[a.op] - ORDER[b.op] || (a.id < b.id ? -1 : 1));
  yield `${jcs({ from, to, count: ordered.length })}\n`;
  for (const change of ordered) {
    if (isRemoval(change)) yield `${jcs(change)}\n`;
    else if (change.op === "split")
      yield `{"entity":${entityOf(change.id)},"from":${jcs(change.from)},"op":"split"}\n`;
    else yield `{"entity":${entityOf(change.id)},"op":"${change.op}"}\n`;
  }
  yield `${jcs({ stateSha256 })}\n`;
}
