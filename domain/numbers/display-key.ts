import { areaLength, findAreaCode } from "./area-codes.ts";
import { describeForeign } from "./foreign-number.ts";
import { groupDigits, joinGroups } from "./groups.ts";
import { mobileCarrier } from "./mobile-prefixes.ts";
import type { NormalisedNumber, NumberCarrier, NumberRegion, Reading } from "./number-key.ts";
import { KIND_VISIBILITY, type NumberKey, type NumberKind } from "./number-kinds.ts";
import { readStoredKey } from "./read-key.ts";
import { hotlineCarrier, isProtectedShort, portCarrier, readShort } from "./short-numbers.ts";

/** What a key alone tells about its number. */
export type NumberDescription = Pick<
  NormalisedNumber,
  | "kind"
  | "display"
  | "country"
  | "region"
  | "carrier"
  | "visibility"
  | "isProtected"
  | "isCaseKey"
  | "reason"
>;

const KEYS_NO_CASE: ReadonlySet<NumberKind> = new Set<NumberKind>([
  "fixed_local",
  "96_province",
  "intl_invalid",
  "intl_gateway",
  "masked",
  "invalid",
]);
/** Kinds whose display does not tell a country. */
const HAS_NO_COUNTRY: ReadonlySet<NumberKind> = new Set<NumberKind>([
  "intl_invalid",
  "intl_gateway",
  "spoof",
  "ambiguous",
  "masked",
  "invalid",
]);

function afterColon(key: string): string {
  return key.slice(key.indexOf(":") + 1);
}

function regionOf(kind: NumberKind, key: string): NumberRegion | null {
  if (kind === "area_short") return findAreaCode(key.slice(3, key.indexOf(":")))?.region ?? null;
  if (kind !== "fixed" && kind !== "fixed_unlisted") return null;
  const areaDigits = areaLength(key.slice(3));
  return areaDigits === null ? null : (findAreaCode(key.slice(3, 3 + areaDigits))?.region ?? null);
}

function carrierOf(kind: NumberKind, key: string): NumberCarrier | null {
  switch (kind) {
    case "mobile":
      return mobileCarrier(key.slice(3));
    case "carrier":
      return hotlineCarrier(afterColon(key));
    case "area_short": {
      const base = afterColon(key);
      return readShort(base)?.kind === "carrier" ? hotlineCarrier(base) : null;
    }
    case "sms_carrier":
      return portCarrier(afterColon(key));
    default:
      return null;
  }
}

function isProtectedKey(key: string): boolean {
  if (!key.startsWith("cn")) return false;
  const found = readShort(afterColon(key));
  return found !== null && isProtectedShort(found);
}

/** What follows from a reading's kind and key. */
export function describeReading(found: Reading): NumberDescription {
  const { kind, key, reason } = found;
  const foreign = kind === "intl" ? describeForeign(key) : null;
  const isProtected = isProtectedKey(key);
  return {
    kind,
    display: joinGroups(foreign?.groups ?? groupDigits(key)),
    country: foreign ? foreign.country : HAS_NO_COUNTRY.has(kind) ? null : "CN",
    region: regionOf(kind, key),
    carrier: carrierOf(kind, key),
    visibility: KIND_VISIBILITY[kind],
    isProtected,
    // A protected number can never be listed, so no case is opened on it; part of a number is no number.
    isCaseKey: reason === null && !isProtected && !KEYS_NO_CASE.has(kind),
    reason,
  };
}

/** Kind, visibility, region, carrier and display of a stored canonical key; text that is no key is `invalid`. */
export function describeKey(key: NumberKey): NumberDescription {
  return describeReading(readStoredKey(key));
}

/** A stored canonical key as people read it: "138 0013 8000", "0571-8812 3456", "95588", "138••••8000". */
export function displayKey(key: NumberKey): string {
  return joinGroups(groupDigits(key));
}
