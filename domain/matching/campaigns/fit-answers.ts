/** What a person said to a question, and the bits it was asked with. */
export type Answer = { readonly bits: number; readonly isSame: boolean };

/** From a model's bits to the odds that people say "the same": slope × bits + intercept, in bits. */
export type AnswerLine = { readonly slope: number; readonly intercept: number; readonly answers: number };

/** Mean of -ln p of what was said, and of (1 - p)²: nought is best; always saying one half gives .693 and .25. */
export type AnswerScores = { readonly logLoss: number; readonly brier: number };

/** Beyond this neither a model's bits nor a line's say more: a millionth. */
const MOST_BITS = 20;
/**
 * What is believed before anybody answers: that the bits mean what they say, give or take one bit, and a tenth of the
 * slope. With it one answer moves no odds within ten bits by more than a bit and a half.
 */
const SPREAD = { intercept: 1, slope: 0.1 };
/** People do not say "not the same" the more a model says "the same": a line never falls. */
const LEAST_SLOPE = 0.05;
const FOLDS = 10;

const clamp = (bits: number): number => Math.max(-MOST_BITS, Math.min(MOST_BITS, bits));

/** Before any answer. */
export const BELIEVED: AnswerLine = { slope: 1, intercept: 0, answers: 0 };

/**
 * The likeliest line given the answers and what was believed before (logistic regression with normal priors, Newton's
 * method). Answers without finite bits say nothing. The same answers in any order give the same line.
 */
export function fitAnswers(answers: readonly Answer[]): AnswerLine {
  const own = sorted(answers);
  const free = steps(own, null);
  const { slope, intercept } = free.slope >= LEAST_SLOPE ? free : steps(own, LEAST_SLOPE);
  return { slope, intercept, answers: own.length };
}

/** The chance that people say "the same" to a question of so many bits; rises with them, or stays. */
export function answerProbability({ slope, intercept }: AnswerLine, bits: number): number {
  return 1 / (1 + 2 ** -clamp(slope * clamp(bits) + intercept));
}

/** Ten-fold cross-validation: what the bits said of answers, and what a line from the other answers did; null below two. */
export function crossValidate(
  answers: readonly Answer[],
): { readonly before: AnswerScores; readonly after: AnswerScores } | null {
  const own = sorted(answers);
  if (own.length < 2) return null;
  const folds = Math.min(FOLDS, own.length);
  const lines = Array.from({ length: folds }, (_, fold) =>
    fitAnswers(own.filter((_, at) => at % folds !== fold)),
  );
  return {
    before: scoresOf(own, () => BELIEVED),
    after: scoresOf(own, (at) => lines[at % folds] ?? BELIEVED),
  };
}

function scoresOf(answers: readonly Answer[], lineOf: (at: number) => AnswerLine): AnswerScores {
  let [logLoss, brier] = [0, 0];
  for (const [at, { bits, isSame }] of answers.entries()) {
    const same = answerProbability(lineOf(at), bits);
    const said = isSame ? same : 1 - same;
    logLoss -= Math.log(said) / answers.length;
    brier += (1 - said) ** 2 / answers.length;
  }
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  return { logLoss: round(logLoss), brier: round(brier) };
}

const sorted = (answers: readonly Answer[]): Answer[] =>
  answers
    .filter(({ bits }) => Number.isFinite(bits))
    .map(({ bits, isSame }) => ({ bits: clamp(bits), isSame }))
    .sort((a, b) => a.bits - b.bits || Number(a.isSame) - Number(b.isSame));

/** Newton's method with halved steps where a full one would overshoot; the slope as given, or free. */
function steps(answers: readonly Answer[], given: number | null): { slope: number; intercept: number } {
  let [slope, intercept] = [given ?? BELIEVED.slope, BELIEVED.intercept];
  for (let round = 0; round < 100; round++) {
    let [g0, g1] = [intercept / SPREAD.intercept ** 2, (slope - BELIEVED.slope) / SPREAD.slope ** 2];
    let [h00, h01, h11] = [1 / SPREAD.intercept ** 2, 0, 1 / SPREAD.slope ** 2];
    for (const { bits, isSame } of answers) {
      const p = 1 / (1 + 2 ** -(slope * bits + intercept));
      const miss = (p - Number(isSame)) * Math.LN2;
      const spread = p * (1 - p) * Math.LN2 ** 2;
      g0 += miss;
      g1 += miss * bits;
      h00 += spread;
      h01 += spread * bits;
      h11 += spread * bits * bits;
    }
    if (given !== null) [g1, h01, h11] = [0, 0, 1];
    const determinant = h00 * h11 - h01 * h01;
    const [down, flat] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    const size = Math.max(Math.abs(down), 10 * Math.abs(flat));
    const damp = size > 1 ? 1 / size : 1;
    intercept -= damp * down;
    slope -= damp * flat;
    if (size < 1e-10) break;
  }
  return { slope, intercept };
}
