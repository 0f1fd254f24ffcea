import { lgamma } from "lib-r-math.js";
import { decayOf, monthIndex } from "./months.ts";
import type { EvidenceHandling, PraiseJump } from "./types.ts";

const LEVEL = 1e-4;
const HALF_LIFE_MONTHS = 12;
/** However long the past, next month's share is no surer than from so many answers: habits change. */
const WIDEST_PAST = 100;
/** Answers before the first month that can jump, and in it. */
const LEAST_PAST = 30;
const LEAST_ANSWERED = 10;

/** ln of a beta-binomial probability: `k` of `n`, the share a Beta(a, b). */
function logProbability(k: number, n: number, a: number, b: number): number {
  const logBeta = (x: number, y: number): number => lgamma(x) + lgamma(y) - lgamma(x + y);
  const ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
  return ways + logBeta(k + a, n - k + b) - logBeta(a, b);
}

/** Probability of `k` or more of `n`. */
function tail(k: number, n: number, a: number, b: number): number {
  let sum = 0;
  for (let x = k; x <= n; x++) sum += Math.exp(logProbability(x, n, a, b));
  return Math.min(1, sum);
}

/**
 * Months in which an institution's resolved share rose beyond what its own past could foresee (one-step beta-binomial
 * predictive, 99.99 %): customers paid or pressed to say that all is well. A shadow test: it proposes that an officer
 * looks, and changes no figure.
 */
export function findPraiseJumps(handling: readonly EvidenceHandling[]): readonly PraiseJump[] {
  const decay = decayOf(HALF_LIFE_MONTHS);
  const jumps: PraiseJump[] = [];
  for (const [institutionId, rows] of Map.groupBy(handling, (row) => row.institutionId)) {
    const byMonth = Map.groupBy(rows, ({ month }) => month);
    let yes = 0.5;
    let no = 0.5;
    let before: number | null = null;
    for (const [month, own] of [...byMonth].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const index = monthIndex(month);
      const left = before === null ? 1 : decay ** (index - before);
      before = index;
      yes *= left;
      no *= left;
      const answered = own.reduce((sum, row) => sum + row.answered, 0);
      const resolved = Math.min(
        answered,
        own.reduce((sum, row) => sum + row.resolved, 0),
      );
      const past = yes + no;
      const scale = Math.min(1, WIDEST_PAST / past);
      const expected = (answered * yes) / past;
      if (past >= LEAST_PAST && answered >= LEAST_ANSWERED && resolved > expected) {
        const probability = tail(resolved, answered, yes * scale, no * scale);
        if (probability < LEVEL)
          jumps.push({ institutionId, month, answered, resolved, expected, probability });
      }
      yes += resolved;
      no += answered - resolved;
    }
  }
  return jumps;
}
