export type LinkInput = {
  /** Square matrix of similarities, row by row; symmetric. Changed in place. */
  readonly similarities: Float32Array;
  /** Records that each row stands for. */
  readonly sizes: Int32Array;
  /** Mean similarity that joins two groups of two records or more. */
  readonly groupThreshold: number;
  /** Mean similarity that joins a single record to another or to a group. */
  readonly loneThreshold: number;
};

/**
 * Average linkage: the two groups most alike by the mean over all pairs of their records are joined, until none reaches its threshold. A chain of
 * half-alike texts therefore does not run together, as it does in connected components. Returns, for each row, the lowest row of its group.
 * Equal similarities are taken in order of rows, so rows in a canonical order give the same groups always.
 */
export function linkGroups({ similarities, sizes, groupThreshold, loneThreshold }: LinkInput): Int32Array {
  const count = sizes.length;
  const size = Float64Array.from(sizes);
  const joinedTo = Int32Array.from(sizes, (_, row) => row);
  /** The open row after this one that is nearest among those near enough, or -1. Once stale, `nearness` is the most it can be. */
  const nearest = new Int32Array(count).fill(-1);
  const nearness = new Float64Array(count).fill(-1);
  const isStale = new Uint8Array(count);
  const isOpen = (row: number): boolean => joinedTo[row] === row;

  const between = (a: number, b: number): number => {
    const similarity = similarities[a * count + b] as number;
    const threshold = size[a] === 1 || size[b] === 1 ? loneThreshold : groupThreshold;
    return similarity >= threshold ? similarity : -1;
  };
  const search = (row: number): void => {
    nearest[row] = -1;
    nearness[row] = -1;
    isStale[row] = 0;
    for (let other = row + 1; other < count; other++) {
      if (!isOpen(other)) continue;
      const value = between(row, other);
      if (value <= (nearness[row] as number)) continue;
      nearest[row] = other;
      nearness[row] = value;
    }
  };
  const join = (kept: number, closed: number): void => {
    const [keptSize, closedSize] = [size[kept] as number, size[closed] as number];
    joinedTo[closed] = kept;
    size[kept] = keptSize + closedSize;
    for (let row = 0; row < count; row++) {
      if (!isOpen(row) || row === kept) continue;
      const mean =
        ((similarities[kept * count + row] as number) * keptSize +
          (similarities[closed * count + row] as number) * closedSize) /
        (keptSize + closedSize);
      similarities[kept * count + row] = mean;
      similarities[row * count + kept] = mean;
      // A mean is no more than its larger part: what was nearest can only have moved away, so the old value bounds the new one.
      if (nearest[row] === closed || nearest[row] === kept) isStale[row] = 1;
    }
    search(kept);
  };
  const mostAlike = (): number => {
    for (;;) {
      let best = -1;
      for (let row = 0; row < count; row++) {
        if (!isOpen(row) || (nearest[row] as number) < 0) continue;
        if (best < 0 || (nearness[row] as number) > (nearness[best] as number)) best = row;
      }
      if (best < 0 || isStale[best] === 0) return best;
      search(best);
    }
  };

  for (let row = 0; row < count; row++) search(row);
  for (let row = mostAlike(); row >= 0; row = mostAlike()) join(row, nearest[row] as number);
  for (let row = 0; row < count; row++) joinedTo[row] = joinedTo[joinedTo[row] as number] as number;
  return joinedTo;
}
