/** Normal quantiles for limits that hold 95 % and 99.8 % of institutions that are like their peers. */
export const FUNNEL_Z = [1.959964, 3.090232] as const;

/** Where the ratio of an institution with this precision lies by chance, given how wide all points scatter. */
export function funnelLimits(
  precision: number,
  overDispersion: number,
  z: number,
): { readonly low: number; readonly high: number } {
  const reach = z * Math.sqrt(overDispersion / precision);
  return { low: Math.max(0, 1 - reach), high: 1 + reach };
}
