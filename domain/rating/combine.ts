import { pgamma, qgamma } from "lib-r-math.js";
import { type Estimate, type InstitutionResult, type PerClass, SEVERITY_CLASSES } from "./bundle.ts";
import type { Probabilities } from "./letters.ts";
import { published } from "./significant.ts";

type Harm = NonNullable<InstitutionResult["harm"]>;

/** One class of one institution: its expectation, and mean and variance of its ratio. */
export type ClassPart = Harm["classes"][number];

/** A gamma distribution. */
export type Gamma = { readonly shape: number; readonly rate: number };

/**
 * The ratio over all classes, each weighing its severity times what was expected in it, as the gamma with the same mean
 * and variance (Welch and Satterthwaite's way). `wandering` is the relative variance that drift adds to each class.
 */
export function combine(
  classes: readonly ClassPart[],
  weights: PerClass,
  wandering: number,
  shared: number,
): Gamma {
  let whole = 0;
  let sum = 0;
  let squares = 0;
  let variance = 0;
  for (const [c] of SEVERITY_CLASSES.entries()) {
    const part = classes[c];
    if (part === undefined) continue;
    const weight = (weights[c] ?? 0) * part.expected;
    whole += weight;
    sum += weight * part.mean;
    squares += (weight * part.mean) ** 2;
    variance += weight * weight * part.variance;
  }
  variance += shared * wandering * (sum * sum - squares);
  return { shape: (sum * sum) / variance, rate: (sum * whole) / variance };
}

export function below({ shape, rate }: Gamma, ratio: number): number {
  return pgamma(ratio * rate, shape);
}

export function above({ shape, rate }: Gamma, ratio: number): number {
  return pgamma(ratio * rate, shape, 1, undefined, false);
}

/** Mean and 90 % interval, as published. */
export function estimateOf({ shape, rate }: Gamma): Estimate {
  return {
    ratio: published(shape / rate),
    low: published(qgamma(0.05, shape) / rate),
    high: published(qgamma(0.95, shape) / rate),
    shape: published(shape),
    rate: published(rate),
  };
}

/** The four probabilities that a letter is read from, as published. */
export function probabilitiesOf(
  gamma: Gamma,
  letters: { A: { below: number }; B: { below: number }; D: { above: number }; E: { above: number } },
): Probabilities {
  return {
    belowHalf: published(below(gamma, letters.A.below)),
    belowFourFifths: published(below(gamma, letters.B.below)),
    aboveOneAndHalf: published(above(gamma, letters.D.above)),
    aboveTwoAndHalf: published(above(gamma, letters.E.above)),
  };
}

/** The ratio that a tenth of all is thought to lie above: mean P(R > t) = 0.1, by bisection. Nought for nobody. */
export function worstTenthFrom(gammas: readonly Gamma[]): number {
  if (gammas.length === 0) return 0;
  const share = (t: number): number =>
    gammas.reduce((sum, gamma) => sum + above(gamma, t), 0) / gammas.length;
  let low = 0;
  let high = 1;
  while (share(high) > 0.1) {
    low = high;
    high *= 2;
  }
  // The count ends it where rates leap so much that nearly all probability lies at nought.
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (share(middle) > 0.1) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
