import { describeReading } from "./display-key.ts";
import { isMobile, mobileCarrier, mobileFlags } from "./mobile-prefixes.ts";
import { flagList, type NormalisedNumber, type Reading } from "./number-key.ts";
import type { NumberKey } from "./number-kinds.ts";
import { readPrefixedKey } from "./read-key.ts";
import { readPlain } from "./read-plain.ts";
import { readText } from "./read-text.ts";

export type { NormalisedNumber, NumberCarrier, NumberRegion } from "./number-key.ts";
export type { NumberFlag, NumberKey, NumberKind, NumberReason, NumberVisibility } from "./number-kinds.ts";

function finishMobile(national: string, flags: number, extension: string | null): NormalisedNumber {
  return {
    kind: "mobile",
    key: `+86${national}` as NumberKey,
    flags: flagList(flags | mobileFlags(national)),
    extension,
    display: `${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}`,
    country: "CN",
    region: null,
    carrier: mobileCarrier(national),
    visibility: "restricted",
    isProtected: false,
    isCaseKey: true,
    reason: null,
  };
}

function finish(found: Reading): NormalisedNumber {
  if (found.kind === "mobile") return finishMobile(found.key.slice(3), found.flags, found.extension);
  const { display, country, region, carrier, visibility, isProtected, isCaseKey } = describeReading(found);
  return {
    kind: found.kind,
    key: found.key as NumberKey,
    flags: flagList(found.flags),
    extension: found.extension,
    display,
    country,
    region,
    carrier,
    visibility,
    isProtected,
    isCaseKey,
    reason: found.reason,
  };
}

function isDigitsOnly(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

/** 13 characters that are 138 0013 8000 or 138-0013-8000, the two ways people group a mobile number. */
function ungroupMobile(raw: string): string | null {
  const separator = raw.charCodeAt(3);
  if ((separator !== 32 && separator !== 45) || raw.charCodeAt(8) !== separator) return null;
  const digits = raw.slice(0, 3) + raw.slice(4, 8) + raw.slice(9);
  return isMobile(digits) && isDigitsOnly(digits) ? digits : null;
}

/**
 * Reads anything a person pastes as a caller number, an SMS port or a short number. Never throws.
 * National digits are read in the format of `region` (ISO 3166-1 alpha-2, default CN); canonical keys come back unchanged.
 * Rules and sources: docs/methods/numbers.md.
 */
export function normaliseNumber(raw: string, options?: { region?: string }): NormalisedNumber {
  const region = options?.region?.toUpperCase() ?? "CN";
  if (region === "CN") {
    if (isMobile(raw) && isDigitsOnly(raw)) return finishMobile(raw, 0, null);
    const mobile = raw.length === 13 ? ungroupMobile(raw) : null;
    if (mobile) return finishMobile(mobile, 0, null);
  }
  return finish(readPlain(raw, 0, region) ?? readPrefixedKey(raw.trim()) ?? readText(raw, region));
}
