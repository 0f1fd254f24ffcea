import {
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import type { NumberReason } from "./number-kinds.ts";

/** A number of another plan that exists by libphonenumber's full metadata. */
export type ForeignNumber = {
  /** E.164 with the plus sign. */
  readonly e164: string;
  readonly country: string | null;
  readonly callingCode: string;
};

export type ForeignDescription = { readonly country: string | null; readonly groups: readonly string[] };

/** A number that was just read is described next, and parsing costs some 20 µs: remembered, within a bound. */
const described = new Map<string, ForeignDescription>();
const MAX_DESCRIBED = 1024;

function remember(found: PhoneNumber): ForeignDescription {
  const known = described.get(found.number);
  if (known) return known;
  if (described.size >= MAX_DESCRIBED) described.clear();
  const description = { country: found.country ?? null, groups: found.formatInternational().split(" ") };
  described.set(found.number, description);
  return description;
}

function asForeign(found: PhoneNumber | undefined): ForeignNumber | null {
  if (!found?.isValid()) return null;
  return { e164: found.number, country: remember(found).country, callingCode: found.countryCallingCode };
}

/** Reads "+" and digits. Null when no country has such a number. */
export function readForeign(plusDigits: string): ForeignNumber | null {
  return asForeign(parsePhoneNumberFromString(plusDigits));
}

/** Reads digits in the national format of `region`, international prefix of that region included. */
export function readInRegion(digits: string, region: string): ForeignNumber | null {
  return isSupportedCountry(region) ? asForeign(parsePhoneNumberFromString(digits, region)) : null;
}

/** Whether 00 is the international prefix of a region: what 0086… means there is then plain. */
export function dials00(region: string): boolean {
  return (
    isSupportedCountry(region) &&
    parsePhoneNumberFromString("0041446681800", region)?.countryCallingCode === "41"
  );
}

/** The calling code of a region ("49"), or null when libphonenumber does not know the region. */
export function callingCodeOf(region: string): string | null {
  return isSupportedCountry(region) ? getCountryCallingCode(region) : null;
}

/** Why `text` (plus and digits, or national digits of `region`) is no number. */
export function whyNotForeign(text: string, region?: string): NumberReason {
  if (region !== undefined && !isSupportedCountry(region)) return "unknown-region";
  const why = validatePhoneNumberLength(text, region as Parameters<typeof validatePhoneNumberLength>[1]);
  switch (why) {
    case "TOO_SHORT":
      return "too-short";
    case "TOO_LONG":
      return "too-long";
    case "INVALID_COUNTRY":
      return "unknown-country-code";
    case "NOT_A_NUMBER":
      return "not-a-number";
    default:
      return "unassigned-prefix";
  }
}

/** ISO country and grouping of a stored E.164 key of another country, whether or not today's metadata still has it. */
export function describeForeign(e164: string): ForeignDescription {
  const known = described.get(e164);
  if (known) return known;
  const found = parsePhoneNumberFromString(e164);
  return found?.number === e164 ? remember(found) : { country: null, groups: [e164] };
}
