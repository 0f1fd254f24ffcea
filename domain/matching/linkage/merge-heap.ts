/** Pairs of clusters by mean weight, heaviest first, ties by the numbers of the clusters: the order of insertion never shows. */
export type MergeHeap = {
  readonly push: (weight: number, a: number, b: number) => void;
  /** Takes the top as [weight, a, b] into `out`; false when empty. */
  readonly pop: (out: Float64Array) => boolean;
};

function doubled<T extends Float64Array | Int32Array>(list: T, larger: T): T {
  larger.set(list);
  return larger;
}

/** A binary heap in typed arrays, since millions of entries pass through it. */
export function mergeHeap(): MergeHeap {
  let weights = new Float64Array(1024);
  let lows = new Int32Array(1024);
  let highs = new Int32Array(1024);
  let count = 0;
  const isBefore = (weight: number, low: number, high: number, at: number): boolean => {
    const by = weight - (weights[at] as number);
    if (by !== 0) return by > 0;
    const lowBy = low - (lows[at] as number);
    return lowBy !== 0 ? lowBy < 0 : high < (highs[at] as number);
  };
  const move = (from: number, to: number): void => {
    weights[to] = weights[from] as number;
    lows[to] = lows[from] as number;
    highs[to] = highs[from] as number;
  };
  const place = (at: number, weight: number, low: number, high: number): void => {
    weights[at] = weight;
    lows[at] = low;
    highs[at] = high;
  };
  return {
    push: (weight, a, b) => {
      if (count === weights.length) {
        weights = doubled(weights, new Float64Array(count * 2));
        lows = doubled(lows, new Int32Array(count * 2));
        highs = doubled(highs, new Int32Array(count * 2));
      }
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      let at = count++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!isBefore(weight, low, high, parent)) break;
        move(parent, at);
        at = parent;
      }
      place(at, weight, low, high);
    },
    pop: (out) => {
      if (count === 0) return false;
      out[0] = weights[0] as number;
      out[1] = lows[0] as number;
      out[2] = highs[0] as number;
      count -= 1;
      const [weight, low, high] = [weights[count] as number, lows[count] as number, highs[count] as number];
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= count) break;
        const right = child + 1;
        if (
          right < count &&
          isBefore(weights[right] as number, lows[right] as number, highs[right] as number, child)
        )
          child = right;
        if (isBefore(weight, low, high, child)) break;
        move(child, at);
        at = child;
      }
      place(at, weight, low, high);
      return true;
    },
  };
}
