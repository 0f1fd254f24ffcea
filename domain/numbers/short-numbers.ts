import { FLAG, type NumberCarrier, type Reading, reading } from "./number-key.ts";
import type { NumberKind } from "./number-kinds.ts";

/** A short number of the national plan: its base, and the digits that were dialled or shown after it. */
export type ShortNumber = {
  readonly kind: NumberKind;
  readonly base: string;
  readonly sub: string | null;
  readonly flags: number;
};

/** Government and carrier lines that can never be listed, beside the emergency numbers. */
const PROTECTED_SERVICES = new Set([
  "12345",
  "12315",
  "12378",
  "12321",
  "12377",
  "12363",
  "12110",
  "114",
  "12333",
  "12366",
  "12309",
  "12348",
  "12389",
]);
/** Protected though no list of the plan has them: 112 (GSM emergency) and the provinces' anti-fraud and fire-safety lines. */
const PROTECTED_BESIDES = new Set(["112", "96110", "96119"]);
/** Hotlines that are known to be followed by service digits, as in 1008611. */
const CARRIER_HOTLINES = new Set([
  "10000",
  "10001",
  "10010",
  "10011",
  "10015",
  "10016",
  "10050",
  "10086",
  "10099",
]);

const MAX_SUB_DIGITS = 15;
const MAX_CARRIER_SUB_DIGITS = 4;

function short(kind: NumberKind, base: string, flags = 0, sub: string | null = null): ShortNumber {
  return { kind, base, sub, flags: sub === null ? flags : flags | FLAG.sub_number };
}

/** 110 119 120 122, 121 with one or two more digits (1211 alone is incomplete), 12395 (MIIT plan; libphonenumber shortcodes.csv). */
function isEmergency(digits: string): boolean {
  switch (digits.length) {
    case 3:
      return digits === "110" || digits === "119" || digits === "120" || digits === "122";
    case 4:
      return digits.startsWith("121") && digits !== "1211";
    case 5:
      return digits.startsWith("121") || digits === "12395";
    default:
      return false;
  }
}

/** 1XX, 1XXXX, and the longer service codes in use: MIIT keeps "1" short numbers at 3 and 5 digits. */
function readOneShort(digits: string): ShortNumber | null {
  if (isEmergency(digits)) return short("emergency", digits, FLAG.protected);
  const second = digits.charCodeAt(1) - 48;
  const length = digits.length;
  if (second <= 2) {
    if (PROTECTED_SERVICES.has(digits)) return short("public_service", digits, FLAG.protected);
    if (length === 3) return short("short_other", digits);
    if (length === 5) {
      if (digits.startsWith("100")) return short("carrier", digits);
      return short(digits.startsWith("123") ? "public_service" : "short_other", digits);
    }
    if (length === 6 && (digits.startsWith("116") || digits.startsWith("118")))
      return short("short_other", digits);
    if (length === 8 && digits.startsWith("1010")) return short("short_other", digits);
    if (length > 5 && length <= 5 + MAX_CARRIER_SUB_DIGITS && CARRIER_HOTLINES.has(digits.slice(0, 5))) {
      return short("carrier", digits.slice(0, 5), 0, digits.slice(5));
    }
    return null;
  }
  if (length === 5 && digits.startsWith("179")) return short("short_other", digits);
  // 160 and 168: recorded information at a premium (libphonenumber, premium rate of CN).
  if (length === 8 && (digits.startsWith("160") || digits.startsWith("168")))
    return short("short_other", digits);
  return null;
}

/**
 * 95: 953 and 955 have 5 or 6 digits and no sub-numbers; 952, 954 and 956 a base of 6; 950 and 951 a base of 5
 * (MIIT notice on the length of short numbers). 957 to 959 keep every digit: their base is not known.
 */
function read95(digits: string): ShortNumber | null {
  const length = digits.length;
  if (length < 5) return null;
  switch (digits.charCodeAt(2)) {
    case 51:
    case 53:
      return length <= 6 ? short("95_enterprise", digits) : null;
    case 50:
    case 52:
    case 54: {
      const kind = digits.charCodeAt(2) === 54 ? "95_enterprise" : "95_callcentre";
      if (length === 5) return short(kind, digits, FLAG.partial);
      return withBase(kind, digits, 6, 0);
    }
    case 48:
    case 49:
      if (digits.startsWith("95110")) return withBase("95_public", digits, 5, FLAG.protected);
      return withBase("95_callcentre", digits, 5, 0);
    default:
      return length <= 15 ? short("95_other", digits) : null;
  }
}

function withBase(kind: NumberKind, digits: string, baseLength: number, flags: number): ShortNumber | null {
  const sub = digits.length - baseLength;
  if (sub > MAX_SUB_DIGITS) return null;
  if (sub === 0) return short(kind, digits, flags);
  return short(kind, digits.slice(0, baseLength), flags, digits.slice(baseLength));
}

/** Reads a national short number, or a 96 number whose area is not known yet. Null when the digits are none. */
export function readShort(digits: string): ShortNumber | null {
  const first = digits.charCodeAt(0);
  if (first === 49) return readOneShort(digits);
  if (first !== 57) return null;
  const second = digits.charCodeAt(1);
  if (second === 53) return read95(digits);
  // 96 is given out by province, 5 or 6 digits (the same notice).
  if (second === 54 && (digits.length === 5 || digits.length === 6)) return short("96_province", digits);
  return null;
}

/** The reading of a short number that was given without an area. */
export function shortReading(found: ShortNumber, flags: number): Reading {
  const all = flags | found.flags;
  if (found.kind === "96_province") {
    return reading(found.kind, `cn-?:${found.base}`, all | FLAG.area_needed, null, "area-needed");
  }
  const reason = (found.flags & FLAG.partial) === 0 ? null : "incomplete-base";
  return reading(found.kind, `cn:${found.base}`, all, found.sub, reason);
}

/** Whether the base of a short number may never be listed, with or without an area before it. */
export function isProtectedShort(found: ShortNumber): boolean {
  return (
    (found.flags & FLAG.protected) !== 0 ||
    found.kind === "public_service" ||
    found.kind === "95_public" ||
    PROTECTED_BESIDES.has(found.base)
  );
}

/** The company a 100xx hotline answers for. */
export function hotlineCarrier(base: string): NumberCarrier | null {
  if (base === "10050") return "mobile";
  switch (base.slice(0, 4)) {
    case "1000":
      return "telecom";
    case "1001":
      return "unicom";
    case "1008":
      return "mobile";
    default:
      return base === "10099" ? "broadcast" : null;
  }
}

const PORT_MIN_DIGITS = 8;
const PORT_MAX_DIGITS = 20;
const PORT_KINDS: readonly NumberKind[] = [
  "sms_reserved",
  "sms_reserved",
  "sms_prov_commercial",
  "sms_prov_noncommercial",
  "iot",
  "sms_carrier",
  "sms_natl_commercial",
  "sms_reserved",
  "sms_reserved",
  "sms_natl_noncommercial",
];

/** The kind of a 106 number by its fourth digit (MIIT plan, table 3). */
export function portKind(port: string): NumberKind {
  return PORT_KINDS[port.charCodeAt(3) - 48] ?? "sms_reserved";
}

/** Whether `digits` is 106 and of a length a port can have: 8 digits are assigned, customers extend them up to 20. */
export function isPort(digits: string): boolean {
  return digits.startsWith("106") && digits.length >= PORT_MIN_DIGITS && digits.length <= PORT_MAX_DIGITS;
}

/** A 106 number: the full port is the key and is never cut, since where the customer's part begins is not known. */
export function readPort(port: string, flags: number): Reading {
  const kind = portKind(port);
  if (kind === "iot") return reading(kind, `iot:${port}`, flags);
  return reading(kind, `sms:${port}`, kind === "sms_carrier" ? flags | portCarrierFlag(port) : flags);
}

function portCarrierFlag(port: string): number {
  switch (port.charCodeAt(4)) {
    case 53:
      return FLAG.unicom;
    case 55:
      return FLAG.mobile;
    case 57:
      return FLAG.telecom;
    default:
      return FLAG.carrier_unknown;
  }
}

export function portCarrier(port: string): NumberCarrier | null {
  if (!port.startsWith("1065")) return null;
  switch (port.charCodeAt(4)) {
    case 53:
      return "unicom";
    case 55:
      return "mobile";
    case 57:
      return "telecom";
    default:
      return null;
  }
}

/** 13-digit machine numbers: 140, 141, 144 (wiki list of mobile ranges) — 1064 is read as a port of its own kind. */
export function isMachineNumber(digits: string): boolean {
  if (digits.length !== 13 || digits.charCodeAt(0) !== 49 || digits.charCodeAt(1) !== 52) return false;
  const third = digits.charCodeAt(2);
  return third === 48 || third === 49 || third === 52;
}
