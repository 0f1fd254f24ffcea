import { regionName } from "./region-names.ts";

/**
 * The institution code on a financial licence of the National Financial Regulatory Administration: kind, serial, level, and from the ninth
 * place four digits of region (`X0019H243010001` sits in 4301, Changsha). Read off the published lists; the administration's own
 * description of the code has not been seen.
 */
const NFRA_CODE = /^[A-Z]\d{4}[A-Z]\d(\d{4})\d{4}$/;

export function isNfraCode(code: string): boolean {
  return NFRA_CODE.test(code);
}

/** Region code of six digits for the seat an institution code names; null when it is no such code or the region is unknown. */
export function regionOfRegulatorCode(code: string): string | null {
  const four = NFRA_CODE.exec(code)?.[1];
  if (four === undefined) return null;
  const region = `${four}00`;
  return regionName(region) === null ? null : region;
}
