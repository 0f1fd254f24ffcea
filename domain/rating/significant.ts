/** Digits that numbers are rounded to before anything is computed from them. */
export const INPUT_DIGITS = 9;

/** Digits of every figure that comes out. */
export const RESULT_DIGITS = 6;

/** Rounded to `digits` significant digits. Rounding twice is rounding once. */
export function significant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** A result's figure, or a probability that a letter is decided on. */
export function published(value: number): number {
  return significant(value, RESULT_DIGITS);
}
