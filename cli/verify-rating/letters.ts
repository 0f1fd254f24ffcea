/** From probabilities to letters, and from letter to letter. */
import type { Letter, Method, Reason, Step } from "./form.ts";

const LETTERS = ["A", "B", "C", "D", "E"] as const;
/** Steps from C: what is better is negative. */
const rank = (letter: Letter): number => LETTERS.indexOf(letter) - 2;
const sideOf = (letter: Letter, from: Letter): number => Math.sign(rank(letter) - rank(from));
export const worse = (one: Letter, other: Letter): Letter => (rank(one) > rank(other) ? one : other);

export type Probabilities = Readonly<Record<"A" | "B" | "D" | "E", number>>;

/** The letter of four probabilities as they are published. */
export function letterOf(p: Probabilities, { letters }: Method): Letter {
  const order = ["E", "D", "A", "B"] as const;
  return order.find((letter) => p[letter] >= letters[letter].probability) ?? "C";
}

/** Handling takes a letter down by one step and never up. */
export const withHandling = (harm: Letter, handling: Letter | undefined): Letter =>
  handling && rank(handling) > rank(harm) ? (LETTERS[rank(harm) + 3] ?? harm) : harm;

export const withPersons = (letter: Letter, persons: number, { gates }: Method): Letter =>
  rank(letter) > 0 && persons < gates.leastPersons ? "C" : letter;

/** The one nearest to C of the letter and those that differ from it; C when they lie on both sides. */
export function withFragility(letter: Letter, others: readonly Letter[]): Letter {
  const ranks = [letter, ...others].map(rank);
  if (Math.min(...ranks) < 0 && Math.max(...ranks) > 0) return "C";
  return [letter, ...others].reduce((near, one) => (Math.abs(rank(one)) < Math.abs(rank(near)) ? one : near));
}

/**
 * The letter after that of the month before: as far as the rules led in both months, then on towards what they give now
 * over each threshold that the ratio lies beyond with probability `atOnce`.
 */
export function withHysteresis(
  ruled: Letter,
  previous: { readonly letter: Letter | null; readonly ruled: Letter | null },
  p: Probabilities,
  { letters }: Method,
): Letter {
  if (previous.letter === null) return ruled;
  const side = sideOf(ruled, previous.letter);
  /** From A to B, B to C, C to D, D to E: the probability that the ratio lies above what parts them. */
  const up = [1 - p.A, 1 - p.B, p.D, p.E];
  const down = [p.A, p.B, 1 - p.D, 1 - p.E];
  const before = previous.ruled ?? previous.letter;
  let at = LETTERS.indexOf(previous.letter);
  for (; at !== LETTERS.indexOf(ruled); at += side) {
    const isOld = sideOf(before, LETTERS[at] ?? before) === side;
    const sure = side > 0 ? up[at] : down[at - 1];
    if (!isOld && !((sure ?? 0) >= letters.atOnce)) break;
  }
  return LETTERS[at] ?? ruled;
}

/** The steps that changed the letter, after the first. */
export function stepsOf(walk: readonly Step[]): Step[] {
  return walk.filter(({ letter }, at) => at === 0 || letter !== walk[at - 1]?.letter);
}

/** Every reason that applies, in the published order. */
export function reasonsOf(applies: Readonly<Record<Reason, boolean>>): Reason[] {
  const order: readonly Reason[] = [
    "size_unknown",
    "size_by_proxy_only",
    "under_twelve_months",
    "too_few_peers",
    "too_little_expected",
    "interval_too_wide",
    "integrity_hold",
  ];
  return order.filter((reason) => applies[reason]);
}
