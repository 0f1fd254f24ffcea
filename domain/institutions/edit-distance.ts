/** Rows reused between calls: the comparison runs tens of thousands of times a second. */
let before = new Uint16Array(64);
let last = new Uint16Array(64);
let now = new Uint16Array(64);

/**
 * Insertions, deletions, substitutions and swaps of neighbours needed to turn one text into the other (optimal string alignment), counted
 * in UTF-16 units. Stops early: any result above `limit` is returned as `limit + 1`. Symmetric.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  if (b.length + 1 > now.length) {
    const size = (b.length + 1) * 2;
    before = new Uint16Array(size);
    last = new Uint16Array(size);
    now = new Uint16Array(size);
  }
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    now[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(
        (last[j] as number) + 1,
        (now[j - 1] as number) + 1,
        (last[j - 1] as number) + (isSame ? 0 : 1),
      );
      const isSwap =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (isSwap) cost = Math.min(cost, (before[j - 2] as number) + 1);
      now[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit + 1) return limit + 1;
    const spare = before;
    before = last;
    last = now;
    now = spare;
  }
  return Math.min(last[b.length] as number, limit + 1);
}
