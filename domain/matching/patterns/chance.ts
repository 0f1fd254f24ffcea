/** Lanczos' approximation of ln Γ(x), g = 7, nine terms (Numerical Recipes, 3rd edition, 6.1). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

function logGamma(x: number): number {
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = LANCZOS.reduce((total, term, i) => total + (i === 0 ? term : term / (shifted + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** P(N ≥ n) for a Poisson count with this mean. */
export function poissonTail(n: number, mean: number): number {
  if (n <= 0) return 1;
  if (mean <= 0) return 0;
  // Summed from n upwards: 1 minus the lower part would lose every digit of a small tail.
  let term = Math.exp(-mean + n * Math.log(mean) - logGamma(n + 1));
  let sum = 0;
  for (let k = n; term > sum * 1e-12 || k <= mean; k++) {
    sum += term;
    term *= mean / (k + 1);
    if (k > n + 10_000) break;
  }
  return Math.min(1, sum);
}

/** Upper 97.5 % limit of the mean of a Poisson count seen once (Byar's approximation of the exact limit). */
export function poissonUpper(count: number): number {
  const next = count + 1;
  return next * (1 - 1 / (9 * next) + 1.96 / (3 * Math.sqrt(next))) ** 3;
}

/** Regularised incomplete beta function by Lentz's continued fraction (Numerical Recipes, 3rd edition, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-12) break;
  }
  return result;
}

export type Succession = {
  /** Share of the spread of the times that lies between the groups: 1 when they take strict turns, one after another. */
  readonly share: number;
  /** Probability of as large a share if the same times were dealt to the groups at random. */
  readonly chance: number;
};

/**
 * Do groups follow one another in time? Analysis of variance on the ranks of the times (Conover and Iman, The American
 * Statistician 35, 1981), which assumes nothing about how the times are spread. Equal times share their mean rank.
 */
export function succession(entries: readonly { readonly at: number; readonly group: string }[]): Succession {
  const sorted = [...entries].sort((a, b) => a.at - b.at);
  const ranks = new Map<string, number[]>();
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.at === sorted[from]?.at) to += 1;
    const rank = (from + to - 1) / 2;
    for (const { group } of sorted.slice(from, to)) ranks.set(group, [...(ranks.get(group) ?? []), rank]);
    from = to;
  }
  const n = sorted.length;
  const k = ranks.size;
  const mean = (n - 1) / 2;
  let between = 0;
  let total = 0;
  for (const own of ranks.values()) {
    const centre = own.reduce((sum, rank) => sum + rank, 0) / own.length;
    between += own.length * (centre - mean) ** 2;
    total += own.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  }
  if (k < 2 || n <= k || total === 0) return { share: 0, chance: 1 };
  const share = Math.min(1, between / total);
  // Under chance the share follows a beta distribution with these degrees of freedom halved (the F test's other form).
  return { share, chance: incompleteBeta(1 - share, (n - k) / 2, (k - 1) / 2) };
}
