/** Special functions from their definitions, Stirling's series and continued fractions; relative errors below 1e-12. */

const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** What Stirling's formula leaves of ln Γ(x): ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], for x > 0. */
export function stirlingRest(x: number): number {
  let [rest, at] = [0, x];
  for (; at < 10; at++) rest += (at + 0.5) * Math.log1p(1 / at) - 1;
  const square = 1 / (at * at);
  return rest + STIRLING.reduceRight((sum, term) => sum * square + term, 0) / at;
}

/** ln Γ(x) for x > 0. */
export const lnGamma = (x: number): number =>
  (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + stirlingRest(x);

/** ψ′(x) for x > 0. */
export function trigamma(x: number): number {
  let [sum, at] = [0, x];
  for (; at < 12; at++) sum += 1 / (at * at);
  const square = 1 / (at * at);
  const series = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6];
  return (
    sum + 1 / at + square / 2 + (series.reduceRight((all, term) => all * square + term, 0) * square) / at
  );
}

/** t − 1 − ln t of t = x/at, without loss of digits near 1. */
export function lnCost(x: number, at: number): number {
  const u = (x - at) / at;
  if (Math.abs(u) > 0.5) return u - Math.log(x / at);
  const half = u / (2 + u);
  const square = half * half;
  let sum = 0;
  for (let n = 41; n >= 3; n -= 2) sum = sum * square + 2 / n;
  return u * half - sum * square * half;
}

const TINY = 1e-300;
const DONE = 2e-16;
const LONGEST = 1_000_000;

/** b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's way; `term(n)` gives aₙ and bₙ. */
function continuedFraction(first: number, term: (n: number) => readonly [number, number]): number {
  let value = first || TINY;
  let [c, d] = [value, 0];
  for (let n = 1; n < LONGEST; n++) {
    const [a, b] = term(n);
    d = 1 / (b + a * d || TINY);
    c = b + a / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < DONE) break;
  }
  return value;
}

export type Tails = { readonly lower: number; readonly upper: number };

/** x^k e^(−x) / Γ(k): the density of ln X of a gamma with shape k and rate 1. */
const gammaDensity = (shape: number, x: number): number =>
  Math.sqrt(shape / (2 * Math.PI)) * Math.exp(-shape * lnCost(x, shape) - stirlingRest(shape));

/** P(X ≤ x) and P(X > x) of a gamma with this shape and rate 1, each with its own digits however small it is. */
export function gammaTails(shape: number, x: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  const density = gammaDensity(shape, x);
  if (x < shape + 1) {
    let [sum, term] = [1 / shape, 1 / shape];
    for (let n = 1; term > sum * DONE && n < LONGEST; n++) {
      term *= x / (shape + n);
      sum += term;
    }
    return { lower: density * sum, upper: 1 - density * sum };
  }
  const fraction = continuedFraction(x + 1 - shape, (n) => [n * (shape - n), x + 2 * n + 1 - shape]);
  return { lower: 1 - density / fraction, upper: density / fraction };
}

/** x^a (1−x)^b / B(a, b): the density of the logit of a beta. `y` is 1 − x. */
function betaDensity(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const cost = a * lnCost(x * n, a) + b * lnCost(y * n, b);
  const rest = stirlingRest(n) - stirlingRest(a) - stirlingRest(b);
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(rest - cost);
}

/** P(X ≤ x) of a beta(a, b), quick below the mean. */
function betaLower(a: number, b: number, x: number, y: number): number {
  const fraction = continuedFraction(1, (n) => {
    const m = Math.floor(n / 2);
    const under = (a + n - 1) * (a + n);
    const over = n % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
    return [(over * x) / under, 1];
  });
  return betaDensity(a, b, x, y) / (a * fraction);
}

/** P(X ≤ x) and P(X > x) of a beta(a, b). `y` is 1 − x, for those who know it better. */
export function betaTails(a: number, b: number, x: number, y = 1 - x): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  if (x * (a + b + 2) < a + 1) {
    const lower = betaLower(a, b, x, y);
    return { lower, upper: 1 - lower };
  }
  const upper = betaLower(b, a, y, x);
  return { lower: 1 - upper, upper };
}

/**
 * The zero of a rising function on the real line: Newton's steps inside a bracket that closes, bisection where they
 * leave it. `at(x)` gives value and slope.
 */
export function riseToZero(start: number, at: (x: number) => readonly [number, number]): number {
  let [low, high, x] = [-Infinity, Infinity, start];
  for (let [n, stride] = [0, 1]; n < 2_000; n++) {
    const [value, slope] = at(x);
    if (value === 0) return x;
    if (value < 0) low = x;
    else high = x;
    const newton = x - value / slope;
    let next = newton;
    if (high - low === Infinity) {
      // Not bracketed yet: never further than a stride that doubles.
      if (!(Math.abs(newton - x) <= stride)) next = value < 0 ? x + stride : x - stride;
      stride *= 2;
    } else if (!(newton > low && newton < high) || n % 16 === 15) next = (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * Math.max(1, Math.abs(x)) || high - low <= 1e-15) return next;
    x = next;
  }
  return x;
}

/** The nearer tail is compared, so that neither loses digits. */
const excess = ({ lower, upper }: Tails, p: number): number => (p < 0.5 ? lower - p : 1 - p - upper);

/** The x below which a gamma with this shape and rate 1 lies with probability p. */
export function gammaQuantile(shape: number, p: number): number {
  // Below this the lower tail is x^k / Γ(k + 1) and nothing else.
  const small = (Math.log(p) + lnGamma(shape + 1)) / shape;
  const start = shape < 1 ? Math.min(small, 1) : Math.log(shape);
  return Math.exp(
    riseToZero(start, (lnX) => {
      const x = Math.exp(lnX);
      return [excess(gammaTails(shape, x), p), gammaDensity(shape, x)];
    }),
  );
}

/** The x below which a beta(a, b) lies with probability p. */
export function betaQuantile(a: number, b: number, p: number): number {
  const logit = riseToZero(Math.log(a / b), (at) => {
    const [x, y] = [1 / (1 + Math.exp(-at)), 1 / (1 + Math.exp(at))];
    return [excess(betaTails(a, b, x, y), p), betaDensity(a, b, x, y)];
  });
  return 1 / (1 + Math.exp(-logit));
}

/** ln of the negative binomial's weight, less what does not depend on α: Y complaints where e are expected. */
export const lnNegativeBinomial = (alpha: number, y: number, e: number): number =>
  (y + alpha) * lnCost(e + alpha, y + alpha) +
  0.5 * Math.log(alpha / (y + alpha)) +
  stirlingRest(y + alpha) -
  stirlingRest(alpha);

/** ln of the beta-binomial's weight, less what does not depend on the beta: k of n under beta(a, b). */
export function lnBetaBinomial(a: number, b: number, k: number, n: number): number {
  const [before, after] = [a + b, a + b + n];
  const [p, q] = [(a + k) / after, (b + n - k) / after];
  const cost = (part: number, share: number) => (part > 0 ? part * lnCost(share, part / n) : n * share);
  const costs = a * lnCost(p, a / before) + b * lnCost(q, b / before) + cost(k, p) + cost(n - k, q);
  const rest = (x: number, y: number) =>
    stirlingRest(x) + stirlingRest(y) - stirlingRest(x + y) - 0.5 * Math.log((x / (x + y)) * y);
  return rest(a + k, b + n - k) - rest(a, b) - costs;
}

/** A sum that does not forget what is small beside it (Neumaier). */
export function sumOf(values: Iterable<number>): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The quantile between the two nearest of the values in order (R's type 7). */
export function quantileOf(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const [low = 0, high = low] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return low + (at - Math.floor(at)) * (high - low);
}

/** Points evenly spaced in their logarithm, with the weights that half-Cauchy(1) on x^(−½) and `lnLikelihood` give. */
export function fitOnGrid(
  { from, to, points }: { readonly from: number; readonly to: number; readonly points: number },
  lnLikelihood: (x: number) => number,
) {
  const step = Math.log(to / from) / (points - 1);
  const grid = Array.from({ length: points }, (_, at) => from * Math.exp(step * at));
  const logs = grid.map((x) => {
    const s = 1 / Math.sqrt(x);
    return Math.log(s / 2 / (1 + s * s)) + lnLikelihood(x);
  });
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const all = sumOf(weights);
  return grid.map((x, at) => ({ x, weight: (weights[at] ?? 0) / all }));
}
export type Fit = ReturnType<typeof fitOnGrid>;

/** Mean and variance of a mixture whose parts have these means and variances. */
export function mixture(fit: Fit, part: (x: number) => readonly [number, number]) {
  const parts = fit.map(({ x, weight }) => ({ weight, part: part(x) }));
  const mean = sumOf(parts.map(({ weight, part: [m] }) => weight * m));
  const variance = sumOf(parts.map(({ weight, part: [m, v] }) => weight * (v + (m - mean) ** 2)));
  return { mean, variance };
}
