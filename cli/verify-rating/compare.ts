/** Two values member by member: what was compared, and where they differ first. */
import { step } from "./form.ts";

export type Difference = {
  readonly institution: string | null;
  readonly pointer: string;
  readonly published: unknown;
  readonly recomputed: unknown;
};
export type Comparison = {
  readonly figures: number;
  readonly letters: number;
  readonly others: number;
  readonly differences: readonly Difference[];
};

const IS_LETTER = /^[A-E]$/;
/** Everything under `published` against what it should be; a missing member is undefined. */
export function compare(
  published: unknown,
  recomputed: unknown,
  pointer: string,
  institutionOf: (pointer: string) => string | null,
): Comparison {
  let [figures, letters, others] = [0, 0, 0];
  const differences: Difference[] = [];
  function walk(left: unknown, right: unknown, at: string): void {
    const areBoth = [left, right].every((value) => typeof value === "object" && value !== null);
    if (areBoth && Array.isArray(left) === Array.isArray(right)) {
      const [one, other] = [Object(left), Object(right)];
      for (const name of new Set([...Object.keys(one), ...Object.keys(other)]))
        walk(one[name], other[name], step(at, name));
      return;
    }
    if (typeof right === "number") figures++;
    else if (typeof right === "string" && IS_LETTER.test(right)) letters++;
    else others++;
    if (!Object.is(left, right))
      differences.push({ institution: institutionOf(at), pointer: at, published: left, recomputed: right });
  }
  walk(published, recomputed, pointer);
  return { figures, letters, others, differences };
}
