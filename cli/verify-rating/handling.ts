/** How complaints are handled: shares answered in time and resolved, against those of the peers. */
import type { Institution, Method, Result } from "./form.ts";
import { decayedSpread } from "./harm.ts";
import { letterOf, worse } from "./letters.ts";
import { betaQuantile, betaTails, fitOnGrid, lnBetaBinomial, mixture, sumOf } from "./numerics.ts";
import { type Groups, published, sumsOfOthers } from "./peers.ts";

type Share = NonNullable<NonNullable<Result["handling"]>["timely"]>;
type Count = { readonly of: number; readonly good: number };
const timely = ({ handling: { asked, inTime } }: Institution): Count => ({ of: asked, good: inTime });
const resolved = ({ handling: { answered, resolved, reopened } }: Institution): Count => ({
  of: answered,
  good: Math.max(0, resolved - reopened),
});

function sharesOf(
  compared: readonly Institution[],
  { peersOf, members }: Groups,
  method: Method,
  countOf: (one: Institution) => Count,
): (Share | null)[] {
  const { precisionGrid, leastTrials, leastFailures } = method.handling;
  const indexes = new Map(compared.map(({ id }, index) => [id, index]));
  const counts = compared.map(countOf);
  /** The share that the others of a stratum have, by institution; null where too little was asked of them. */
  const means = new Map<string, Map<number, number | null>>();
  const meanOf = (index: number): number | null => {
    const one = compared[index];
    const peers = one ? peersOf(one) : "";
    if (!means.has(peers)) {
      const pool = [...(members.get(peers) ?? [])].map((id) => indexes.get(id) ?? -1);
      const good = sumsOfOthers(pool.map((at) => counts[at]?.good ?? 0));
      const all = sumsOfOthers(pool.map((at) => counts[at]?.of ?? 0));
      const share = (at: number): number | null => {
        const [part, of] = [good[at] ?? 0, all[at] ?? 0];
        return of < leastTrials ? null : Math.min(1 - leastFailures, Math.max(leastFailures, part / of));
      };
      means.set(peers, new Map(pool.map((member, at) => [member, share(at)])));
    }
    return means.get(peers)?.get(index) ?? null;
  };
  const rows = counts.map((count, index) => ({ ...count, mean: meanOf(index) }));
  const spread = decayedSpread(method.halfLifeMonths, method);
  const fit = fitOnGrid(precisionGrid, (s) =>
    sumOf(
      rows.map(({ of, good, mean }) =>
        mean === null || of === 0 ? 0 : lnBetaBinomial(s * mean, s * (1 - mean), good / spread, of / spread),
      ),
    ),
  );
  return rows.map(({ of, good, mean }) => {
    if (mean === null || of < leastTrials) return null;
    const posterior = mixture(fit, (s) => {
      const m = (s * mean + good) / (s + of);
      return [m, (m * (1 - m)) / (s + of + 1)];
    });
    const size = (posterior.mean * (1 - posterior.mean)) / posterior.variance - 1;
    const [a, b] = [posterior.mean * size, (1 - posterior.mean) * size];
    // Of failures, the beta with its ends exchanged.
    const fails = (times: number) => betaTails(b, a, times * (1 - mean));
    const { letters } = method;
    const p = {
      A: published(fails(letters.A.below).lower),
      B: published(fails(letters.B.below).lower),
      D: published(fails(letters.D.above).upper),
      E: published(fails(letters.E.above).upper),
    };
    return {
      mean: posterior.mean,
      low: betaQuantile(a, b, 0.05),
      high: betaQuantile(a, b, 0.95),
      letter: letterOf(p, method),
    };
  });
}

/** Of each compared institution, in their order; null where too little was asked of it to say. */
export function handlingOf(
  compared: readonly Institution[],
  groups: Groups,
  method: Method,
): (Result["handling"] | null)[] {
  const [times, outcomes] = [timely, resolved].map((countOf) => sharesOf(compared, groups, method, countOf));
  return compared.map((_, index) => {
    const [inTime, done] = [times?.[index] ?? null, outcomes?.[index] ?? null];
    const one = inTime ?? done;
    if (!one) return null;
    return { letter: worse(one.letter, (done ?? one).letter), timely: inTime, resolved: done };
  });
}
