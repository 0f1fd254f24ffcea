/** Sets of grams as numbers, with the weight that rarity gives each gram and each set. */
export type GramIndex = {
  readonly sets: readonly Int32Array[];
  readonly names: readonly string[];
  readonly weights: Float64Array;
  /** Sum of the weights of a set. */
  readonly totals: Float64Array;
};

/**
 * `copies[i]` records have the set `gramSets[i]`. A gram held by d of n records weighs ln(1 + n/d): what every call says ("press 1 to") counts
 * little, what few say counts much.
 */
export function indexGrams(gramSets: readonly (readonly string[])[], copies: Int32Array): GramIndex {
  const ids = new Map<string, number>();
  const held: number[] = [];
  const sets = gramSets.map((grams, at) =>
    Int32Array.from(grams, (gram) => {
      const id = ids.get(gram) ?? ids.size;
      ids.set(gram, id);
      held[id] = (held[id] ?? 0) + (copies[at] as number);
      return id;
    }),
  );
  const records = copies.reduce((sum, count) => sum + count, 0);
  const weights = Float64Array.from(held, (count) => Math.log(1 + records / count));
  const totals = Float64Array.from(sets, (set) =>
    set.reduce((sum, gram) => sum + (weights[gram] as number), 0),
  );
  return { sets, names: [...ids.keys()], weights, totals };
}

/** Grams that both sets hold. */
export function sharedGrams({ sets }: GramIndex, a: number, b: number): readonly number[] {
  const held = new Set(sets[a]);
  return [...(sets[b] ?? [])].filter((gram) => held.has(gram));
}

/** Weight of what two sets share, given that they share `shared`, as a share of the weight of all they hold (weighted Jaccard, 0 to 1). */
export function jaccard({ totals }: GramIndex, a: number, b: number, shared: number): number {
  const all = (totals[a] as number) + (totals[b] as number) - shared;
  return all > 0 ? Math.min(1, shared / all) : 0;
}

/**
 * For one member after another, the weight it shares with each earlier member that it shares anything with. `shared[j]` is by position in
 * `members` and valid during the call only. The order of the sums depends on nothing but the order of the sets.
 */
export function sharedWeights(
  { sets, weights }: GramIndex,
  members: Int32Array,
): (position: number) => { readonly shared: Float64Array; readonly met: readonly number[] } {
  const holders = new Map<number, number[]>();
  const shared = new Float64Array(members.length);
  let met: number[] = [];
  return (position) => {
    for (const other of met) shared[other] = 0;
    met = [];
    for (const gram of sets[members[position] as number] ?? []) {
      const weight = weights[gram] as number;
      const earlier = holders.get(gram);
      if (earlier === undefined) {
        holders.set(gram, [position]);
        continue;
      }
      for (const other of earlier) {
        if (shared[other] === 0) met.push(other);
        shared[other] = (shared[other] as number) + weight;
      }
      earlier.push(position);
    }
    return { shared, met };
  };
}
