/** That a report carries something that ties it to others. `bits` is how much the tie says; a higher one is preferred. */
export type ReportKey = { readonly complaintId: string; readonly key: string; readonly bits: number };
/** Two reports that carry the same key. */
export type EvidenceStep = { readonly from: string; readonly to: string; readonly key: string };

/**
 * The shortest chain of evidence between two reports, breadth-first over the keys they carry; null where there is none,
 * empty where both are the same. Among equally short chains stronger ties go first, then keys by their spelling, so
 * the answer does not depend on the order of `carried`.
 */
export function shortestEvidencePath(
  carried: readonly ReportKey[],
  from: string,
  to: string,
): readonly EvidenceStep[] | null {
  if (from === to) return [];
  const keysOf = Map.groupBy(carried, (row) => row.complaintId);
  const carriersOf = Map.groupBy(carried, (row) => row.key);
  if (!keysOf.has(from) || !keysOf.has(to)) return null;
  const reachedBy = new Map<string, EvidenceStep | null>([[from, null]]);
  const usedKeys = new Set<string>();
  let frontier = [from];
  while (frontier.length > 0) {
    const ties = frontier
      .flatMap((id) => keysOf.get(id) ?? [])
      .filter((tie) => !usedKeys.has(tie.key))
      .sort(strongestFirst);
    const next: string[] = [];
    for (const tie of ties) {
      if (usedKeys.has(tie.key)) continue;
      usedKeys.add(tie.key);
      for (const { complaintId } of carriersOf.get(tie.key) ?? []) {
        if (reachedBy.has(complaintId)) continue;
        reachedBy.set(complaintId, { from: tie.complaintId, to: complaintId, key: tie.key });
        next.push(complaintId);
      }
    }
    if (reachedBy.has(to)) return chainTo(reachedBy, to);
    frontier = next;
  }
  return null;
}

function strongestFirst(a: ReportKey, b: ReportKey): number {
  return b.bits - a.bits || order(a.key, b.key) || order(a.complaintId, b.complaintId);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function chainTo(reachedBy: ReadonlyMap<string, EvidenceStep | null>, to: string): EvidenceStep[] {
  const chain: EvidenceStep[] = [];
  for (let step = reachedBy.get(to); step; step = reachedBy.get(step.from)) chain.unshift(step);
  return chain;
}
