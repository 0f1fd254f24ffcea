import { areaLength, findAreaCode } from "./area-codes.ts";
import { type Grouping, readHome, readNational, spoofReading } from "./chinese-number.ts";
import {
  callingCodeOf,
  dials00,
  type ForeignNumber,
  readForeign,
  readInRegion,
  whyNotForeign,
} from "./foreign-number.ts";
import { isMobile } from "./mobile-prefixes.ts";
import { FLAG, isUnreadable, type Reading, reading, unreadable } from "./number-key.ts";
import type { NumberKind } from "./number-kinds.ts";
import { isMachineNumber, isPort, readShort } from "./short-numbers.ts";

/** One number as written: its digits, and the little of its punctuation that carries meaning. */
export type Written = Grouping & {
  readonly digits: string;
  readonly hasPlus: boolean;
};

/** Digits a gateway display must have before it is worth keeping. */
const GATEWAY_MIN_DIGITS = 7;
/** E.164 allows 15 digits; ports and sub-numbers run longer, nothing in use passes this. */
const MAX_DIGITS = 32;
const MAX_TAIL_DIGITS = 6;

function foreignReading(found: ForeignNumber, flags: number, region: string): Reading {
  const isSameCountry =
    found.country === null ? found.callingCode === callingCodeOf(region) : found.country === region;
  return reading("intl", found.e164, isSameCountry ? flags & ~FLAG.overseas : flags | FLAG.overseas);
}

/** Whether the digits after a plus sign or 00 would be a complete Chinese number had 86 not been left out. */
function looksHome(digits: string): boolean {
  if (isMobile(digits)) return true;
  if (digits.length > 12) return false;
  const kind = readNational(digits, 0, { tail: 0, head: 0 }).kind;
  return kind === "mobile" || kind === "fixed" || kind === "shared_cost" || kind === "toll_free";
}

/**
 * Reads what follows a plus sign or 00. `flags` holds what was shown (idd_shown, overseas).
 * A short number dressed so is a spoof; a number that fits China without its 86 and no other plan is ambiguous.
 */
function readInternational(digits: string, flags: number, region: string): Reading {
  if (digits.startsWith("86")) {
    const home = readHome(digits.slice(2), region === "CN" ? flags : flags | FLAG.overseas);
    return home.kind === "invalid" ? { ...home, key: `raw:+${digits}` } : home;
  }
  // Chinese short numbers and lost 86s are looked for only where Chinese networks show the number.
  const mayBeHome = region === "CN";
  if (mayBeHome && digits.length <= 6 && readShort(digits)) return spoofReading(`+${digits}`, flags);
  const foreign = readForeign(`+${digits}`);
  if (foreign) return foreignReading(foreign, flags, region);
  if (mayBeHome && looksHome(digits)) {
    const lost = (flags & FLAG.idd_shown) === 0 ? FLAG.plus_without_86 : FLAG.idd_without_86;
    return reading("ambiguous", `amb:+${digits}`, flags | lost);
  }
  if (mayBeHome && (isPort(digits) || isMachineNumber(digits) || readShort(digits))) {
    return spoofReading(`+${digits}`, flags);
  }
  const reason = whyNotForeign(`+${digits}`);
  return reading("intl_invalid", `raw:+${digits}`, flags | FLAG.overseas, null, reason);
}

/** `+000…` and `0000…`: no country code begins with 0, so the display was made by a gateway. */
function readGateway(shown: string, digits: string, flags: number): Reading {
  if (!/[1-9]/.test(digits)) return unreadable("not-a-number", flags);
  if (digits.length < GATEWAY_MIN_DIGITS) return unreadable("too-short", flags);
  return reading(
    "intl_gateway",
    `raw:${shown}`,
    flags | FLAG.overseas | FLAG.spoof_suspect,
    null,
    "gateway-prefix",
  );
}

const IDD_FLAGS = FLAG.idd_shown | FLAG.overseas;

function readPlus(digits: string, flags: number, region: string): Reading {
  if (digits.startsWith("000")) return readGateway(`+${digits}`, digits, flags);
  if (digits.startsWith("00")) return readInternational(digits.slice(2), flags | IDD_FLAGS, region);
  if (digits.startsWith("0")) {
    if (region === "CN" && looksHome(digits))
      return reading("ambiguous", `amb:+${digits}`, flags | FLAG.plus_without_86);
    return reading("intl_invalid", `raw:+${digits}`, flags | FLAG.overseas, null, "unknown-country-code");
  }
  return readInternational(digits, flags, region);
}

/** National digits of a region other than China: libphonenumber knows its prefixes, abroad (011…) and at home. */
function readElsewhere(digits: string, flags: number, region: string): Reading {
  const found = readInRegion(digits, region);
  if (!found) return unreadable(whyNotForeign(digits, region), flags);
  if (found.callingCode === callingCodeOf(region)) return foreignReading(found, flags, region);
  return readInternational(found.e164.slice(1), flags | IDD_FLAGS, region);
}

function readOneWay(written: Written, flags: number, region: string): Reading {
  const { digits, hasPlus } = written;
  if (digits.length > MAX_DIGITS) return unreadable("too-long", flags);
  if (hasPlus) return readPlus(digits, flags, region);
  if (digits.startsWith("00") && (region === "CN" || dials00(region))) {
    if (digits.startsWith("000")) return readGateway(digits, digits, flags);
    return readInternational(digits.slice(2), flags | IDD_FLAGS, region);
  }
  if (region !== "CN") return readElsewhere(digits, flags, region);
  if (digits.startsWith("179") && digits.startsWith("00", 5)) {
    const behind = readInternational(digits.slice(7), flags | IDD_FLAGS | FLAG.ip_prefix, region);
    if (behind.kind === "intl" || behind.kind === "mobile" || behind.kind === "fixed") return behind;
  }
  return readNational(digits, flags, written);
}

const TAKES_EXTENSION: ReadonlySet<NumberKind> = new Set<NumberKind>([
  "mobile",
  "fixed",
  "fixed_unlisted",
  "fixed_local",
  "toll_free",
  "shared_cost",
  "95_enterprise",
  "95_callcentre",
  "95_public",
  "area_short",
  "intl",
]);

/** Whether reading all digits as one number is doubtful enough to try the part after the last dash as an extension. */
function isDoubtful(whole: Reading, tail: number, length: number): boolean {
  if (isUnreadable(whole) || whole.kind === "fixed_unlisted") return true;
  // 95588-1 is the bank's hotline and an extension, though 955881 has an allowed length too.
  return whole.kind === "95_enterprise" && whole.extension === null && length - tail === 5;
}

/** Whether `digits` begin with an area code and hold nothing but it and a local number's first half: 0571-8812-345. */
function isHalfLandline(digits: string): boolean {
  if (!digits.startsWith("0")) return false;
  const areaDigits = areaLength(digits.slice(1));
  return (
    areaDigits !== null &&
    findAreaCode(digits.slice(1, 1 + areaDigits)) !== null &&
    digits.length < areaDigits + 8
  );
}

/**
 * Reads one written number. National digits are read in the format of `region` (ISO 3166-1). An unreadable one has an
 * empty key unless the digits alone decide it.
 */
export function readWritten(written: Written, flags: number, region: string): Reading {
  const whole = readOneWay(written, flags, region);
  const { digits, tail } = written;
  if (tail === 0 || tail > MAX_TAIL_DIGITS || !isDoubtful(whole, tail, digits.length)) return whole;
  const before = digits.slice(0, -tail);
  if (isHalfLandline(before)) return whole;
  const head = readOneWay(
    { digits: before, hasPlus: written.hasPlus, tail: 0, head: written.head },
    flags,
    region,
  );
  if (!TAKES_EXTENSION.has(head.kind) || head.extension !== null) return whole;
  if (head.kind === "fixed_unlisted" && !isUnreadable(whole)) return whole;
  return { ...head, extension: digits.slice(-tail) };
}
