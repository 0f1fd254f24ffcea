/** A pair people judged: the engine's bits and their verdict. */
export type Judgement = { readonly bits: number; readonly isSame: boolean };

/** Odds a verdict cannot be more certain than, with the counts of each side (Platt 1999): few judgements give a gentle line. */
function targets(judgements: readonly Judgement[]): Float64Array {
  const same = judgements.filter((one) => one.isSame).length;
  const [high, low] = [(same + 1) / (same + 2), 1 / (judgements.length - same + 2)];
  return Float64Array.from(judgements, (one) => (one.isSame ? high : low));
}

/**
 * Platt's logistic line from bits to log odds in bits: calibrated = slope * bits + intercept. Undefined below ten judgements of each
 * kind, or when the verdicts do not rise with the score. Newton's method; the same judgements in any order give the same line.
 */
export function calibrate(
  judgements: readonly Judgement[],
): { readonly slope: number; readonly intercept: number } | undefined {
  const same = judgements.filter((one) => one.isSame).length;
  if (same < 10 || judgements.length - same < 10) return undefined;
  const sorted = judgements.toSorted((a, b) => a.bits - b.bits || Number(a.isSame) - Number(b.isSame));
  const wanted = targets(sorted);
  let [slope, intercept] = [0, Math.log(same / (judgements.length - same))];
  for (let round = 0; round < 100; round++) {
    // A trace of ridge keeps the step finite when one line parts the verdicts without error.
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
    sorted.forEach(({ bits }, at) => {
      const p = 1 / (1 + Math.exp(-(slope * bits + intercept)));
      const [miss, spread] = [p - (wanted[at] as number), p * (1 - p)];
      g0 += miss;
      g1 += miss * bits;
      h00 += spread;
      h01 += spread * bits;
      h11 += spread * bits * bits;
    });
    const determinant = h00 * h11 - h01 * h01;
    if (determinant <= 0) break;
    const [stepIntercept, stepSlope] = [
      (h11 * g0 - h01 * g1) / determinant,
      (h00 * g1 - h01 * g0) / determinant,
    ];
    const size = Math.max(Math.abs(stepIntercept), Math.abs(stepSlope));
    const damp = size > 2 ? 2 / size : 1;
    intercept -= damp * stepIntercept;
    slope -= damp * stepSlope;
    if (size < 1e-9) break;
  }
  if (!(slope > 0)) return undefined;
  // The line was fitted in natural log odds; scores are in bits.
  return { slope: slope * Math.LOG2E, intercept: intercept * Math.LOG2E };
}
