import { areaLength, findAreaCode } from "./area-codes.ts";
import { isMobile, mobileFlags } from "./mobile-prefixes.ts";
import { FLAG, isUnreadable, type Reading, reading, unreadable } from "./number-key.ts";
import type { NumberReason } from "./number-kinds.ts";
import { isMachineNumber, isPort, readPort, readShort, shortReading } from "./short-numbers.ts";

/** How the digits were grouped, where that carries meaning. Zero: no such group. */
export type Grouping = {
  /** Digits after the last dash. */
  readonly tail: number;
  /** Digits before the first separator. */
  readonly head: number;
};

export function mobileReading(national: string, flags: number): Reading {
  return reading("mobile", `+86${national}`, flags | mobileFlags(national));
}

/** 400 and 800 numbers, and the 12-digit 10800/21800 toll-free numbers that foreign companies use. Null when it is none. */
function readTollNumber(national: string, flags: number): Reading | null {
  if (national.length === 10) {
    if (national.startsWith("400")) return reading("shared_cost", `+86${national}`, flags);
    if (national.startsWith("800")) return reading("toll_free", `+86${national}`, flags);
  }
  if (national.length === 12 && (national.startsWith("10800") || national.startsWith("21800"))) {
    return reading("toll_free", `+86${national}`, flags);
  }
  return null;
}

/**
 * A landline without its trunk 0: listed when the area code is assigned and the subscriber number has the length of that
 * area (libphonenumber, fixed line of CN), `fixed_unlisted` when it only has the shape. Null when it has not.
 */
function readLandline(national: string, flags: number): Reading | null {
  const areaDigits = areaLength(national);
  if (areaDigits === null) return null;
  const subscriberDigits = national.length - areaDigits;
  if (subscriberDigits !== 7 && subscriberDigits !== 8) return null;
  const area = national.slice(0, areaDigits);
  const key = `+86${national}`;
  if (isListed(national, area, subscriberDigits)) return reading("fixed", key, flags);
  return isServiceArea(area) ? null : reading("fixed_unlisted", key, flags);
}

/** 400 and 800 are services; 950 and 956 to 969, where the plan has no area, begin 95 and 96 numbers. */
function isServiceArea(area: string): boolean {
  if (area === "400" || area === "800") return true;
  return (area.startsWith("95") || area.startsWith("96")) && findAreaCode(area) === null;
}

function isListed(national: string, area: string, subscriberDigits: number): boolean {
  const entry = findAreaCode(area);
  if (!entry || !(subscriberDigits === 8 ? entry.takes8 : entry.takes7)) return false;
  // 100xxxxx and 800xxxxx are no subscriber numbers in Beijing and Shanghai (libphonenumber).
  if (area !== "10" && area !== "21") return true;
  const lead = national.charCodeAt(2);
  return (lead !== 49 && lead !== 56) || !national.startsWith("00", 3);
}

/** Area code and short number, as in 0571-96315 or +86 10 95588. Null when either part is not of the plan. */
function readAreaShort(national: string, flags: number): Reading | null {
  const areaDigits = areaLength(national);
  if (areaDigits === null) return null;
  const area = national.slice(0, areaDigits);
  if (!findAreaCode(area)) return null;
  const found = readShort(national.slice(areaDigits));
  if (!found || (found.flags & FLAG.partial) !== 0) return null;
  return reading("area_short", `cn-${area}:${found.base}`, flags | found.flags, found.sub);
}

/** Area code first: a listed landline, else an area's short number, else what only has the shape of a landline. */
function readWithArea(national: string, flags: number): Reading | null {
  const landline = readLandline(national, flags);
  return landline?.kind === "fixed" ? landline : (readAreaShort(national, flags) ?? landline);
}

/** A landline written without the trunk 0; stricter than with it, since digits of any other kind could look like one. */
function readWithoutTrunk(digits: string, flags: number, grouping: Grouping): Reading | null {
  if (digits.length !== 10 && digits.length !== 11) return null;
  if (digits.startsWith("95") || digits.startsWith("96")) return null;
  // "8812 3456-801" is a local number and an extension, not an area code.
  const beforeDash = digits.length - grouping.tail;
  if (grouping.tail > 0 && (beforeDash === 7 || beforeDash === 8)) return null;
  const areaDigits = areaLength(digits);
  if (areaDigits === null) return null;
  const lead = digits.charCodeAt(areaDigits);
  if (lead < 50 || lead > 56) return null;
  const found = readLandline(digits, flags);
  return found?.kind === "fixed" ? found : null;
}

/** Digits after 0: a landline, an area's short number, or a mobile with a trunk 0 that does not belong there. */
function readTrunk(digits: string, flags: number): Reading {
  const national = digits.slice(1);
  if (isMobile(national)) return mobileReading(national, flags | FLAG.trunk0);
  const toll = readTollNumber(national, flags | FLAG.trunk0);
  if (toll) return toll;
  const found = readWithArea(national, flags);
  if (found) return found;
  if (national.length < 3) return unreadable("too-short", flags);
  const areaDigits = areaLength(national);
  if (areaDigits === null || !findAreaCode(national.slice(0, areaDigits))) {
    return unreadable("unknown-area-code", flags);
  }
  return unreadable(national.length - areaDigits < 7 ? "too-short" : "too-long", flags);
}

const NUMBERS_BEHIND_A_PREFIX = new Set(["mobile", "fixed", "fixed_unlisted", "shared_cost", "toll_free"]);

function readBehind(digits: string, flags: number): Reading | null {
  const found = digits.length >= 10 ? readNational(digits, flags, NO_GROUPING) : null;
  return found && NUMBERS_BEHIND_A_PREFIX.has(found.kind) ? found : null;
}

/** 179xx and 12593 (cheap calls) and 12583n (second number of a SIM) before a complete number. */
function readCallPrefix(digits: string, flags: number): Reading | null {
  if (digits.startsWith("179") || digits.startsWith("12593")) {
    return readBehind(digits.slice(5), flags | FLAG.ip_prefix);
  }
  if (!digits.startsWith("12583")) return null;
  return (
    readBehind(digits.slice(6), flags | FLAG.multi_number) ??
    readBehind(digits.slice(5), flags | FLAG.multi_number)
  );
}

const NO_GROUPING: Grouping = { tail: 0, head: 0 };

function whyNotOne(digits: string): NumberReason {
  const second = digits.charCodeAt(1);
  if (second >= 51) return digits.length < 11 ? "too-short" : "too-long";
  if (digits.startsWith("106")) return digits.length < 8 ? "too-short" : "too-long";
  return digits.length < 5 ? "too-short" : "unassigned-prefix";
}

function readOne(digits: string, flags: number, grouping: Grouping): Reading {
  if (isMobile(digits)) return mobileReading(digits, flags);
  if (digits.length > 13) {
    const prefixed = readCallPrefix(digits, flags);
    if (prefixed) return prefixed;
  }
  if (isPort(digits)) return readPort(digits, flags);
  if (isMachineNumber(digits)) return reading("iot", `iot:${digits}`, flags);
  const found = readShort(digits);
  if (found) return shortReading(found, flags);
  return (
    readTollNumber(digits, flags) ??
    readWithoutTrunk(digits, flags, grouping) ??
    unreadable(whyNotOne(digits), flags)
  );
}

function readNine(digits: string, flags: number, grouping: Grouping): Reading {
  const found = readShort(digits);
  if (found) return shortReading(found, flags);
  const landline = readWithoutTrunk(digits, flags, grouping);
  if (landline) return landline;
  const isService = digits.startsWith("95") || digits.startsWith("96");
  if (digits.length < 5) return unreadable("too-short", flags);
  return unreadable(isService ? "too-long" : "unassigned-prefix", flags);
}

/** 86 in front without a plus sign: only where what follows leaves no doubt, as 7 and 8 digits may be a local number. */
function readBareCountryCode(digits: string, flags: number, grouping: Grouping): Reading | null {
  if (!digits.startsWith("86")) return null;
  const isLocalLength = digits.length === 7 || digits.length === 8;
  if (isLocalLength && grouping.head !== 2) return null;
  const found = readHome(digits.slice(2), flags);
  return isUnreadable(found) || found.kind === "fixed_unlisted" || found.kind === "fixed_local"
    ? null
    : found;
}

/**
 * Reads digits in the national format of mainland China (MIIT numbering plan): no plus sign, no 00.
 * What cannot be read comes back as `invalid` with the reason and an empty key.
 */
export function readNational(digits: string, flags: number, grouping: Grouping): Reading {
  const first = digits.charCodeAt(0);
  if (first === 49) return readOne(digits, flags, grouping);
  if (first === 48) return readTrunk(digits, flags);
  if (first === 57) return readNine(digits, flags, grouping);
  if (digits.length === 0) return unreadable("not-a-number", flags);
  const found =
    readTollNumber(digits, flags) ??
    readBareCountryCode(digits, flags, grouping) ??
    readWithoutTrunk(digits, flags, grouping);
  if (found) return found;
  if (digits.length === 7 || digits.length === 8) return localReading(digits, flags);
  return unreadable(whyNotSubscriber(digits), flags);
}

function whyNotSubscriber(digits: string): NumberReason {
  if (digits.length < 7) return "too-short";
  if (digits.startsWith("400") || digits.startsWith("800"))
    return digits.length < 10 ? "too-short" : "too-long";
  return digits.length > 11 ? "too-long" : "unassigned-prefix";
}

/**
 * Reads what follows the country code 86. A short number there is a display that poses as one and gets a `spoof:` key of
 * its own, never the hotline's; with an area code before it, it is how that hotline is dialled from abroad.
 */
export function readHome(digits: string, flags: number): Reading {
  if (digits.startsWith("00")) return unreadable("unassigned-prefix", flags);
  if (digits.startsWith("0")) return fromAbroad(readTrunk(digits, flags), digits.slice(1));
  if (isMobile(digits)) return mobileReading(digits, flags);
  const toll = readTollNumber(digits, flags);
  if (toll) return toll;
  if (digits.length <= 6 && readShort(digits)) return spoofReading(`+86${digits}`, flags);
  if (isMachineNumber(digits)) return reading("iot", `iot:${digits}`, flags);
  const found = readWithArea(digits, flags);
  if (found) return fromAbroad(found, digits);
  // Some phones write +86 before the port of a message; no message from a port comes in with 00.
  if (isPort(digits) && (flags & FLAG.idd_shown) === 0) return readPort(digits, flags);
  if (isPort(digits) || readShort(digits)) return spoofReading(`+86${digits}`, flags);
  if (digits.length === 0) return unreadable("too-short", flags);
  if (digits.charCodeAt(0) === 49) return unreadable(whyNotOne(digits), flags);
  if (digits.length === 7 || digits.length === 8) return localReading(digits, flags);
  return unreadable(digits.length < 10 ? "too-short" : "too-long", flags);
}

/** An area's short number is dialled as +86 10 95588, but no call from it comes in with 00. */
function fromAbroad(found: Reading, digits: string): Reading {
  const isPosed = found.kind === "area_short" && (found.flags & FLAG.idd_shown) !== 0;
  return isPosed ? spoofReading(`+86${digits}`, found.flags & ~(FLAG.protected | FLAG.sub_number)) : found;
}

function localReading(digits: string, flags: number): Reading {
  const lead = digits.charCodeAt(0);
  // The plan gives 2 to 8 to subscribers; 1 and 9 begin short numbers.
  if (lead < 50 || lead > 56) return unreadable("unassigned-prefix", flags);
  return reading("fixed_local", `fixed-?:${digits}`, flags | FLAG.area_needed, null, "area-needed");
}

/** A display that poses as a short number: `shown` is the plus sign and every digit shown. */
export function spoofReading(shown: string, flags: number): Reading {
  return reading("spoof", `spoof:${shown}`, flags | FLAG.impersonates_short_code);
}
