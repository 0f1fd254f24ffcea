import { findAreaCode } from "./area-codes.ts";
import { readHome } from "./chinese-number.ts";
import { FLAG, isUnreadable, type Reading, reading, unreadable } from "./number-key.ts";
import { isMachineNumber, isPort, readPort, readShort, shortReading } from "./short-numbers.ts";

const RAW_KEY = /^[^\s\p{Cc}\p{Cf}]{0,128}$/u;
const GATEWAY = /^\+?000\d{4,}$/;
const FOREIGN = /^\+(?!86|000)\d{3,}$/;

function readShortKey(base: string): Reading | null {
  const found = /^\d+$/.test(base) ? readShort(base) : null;
  return found && found.sub === null && found.kind !== "96_province" ? shortReading(found, 0) : null;
}

function readAreaKey(area: string, base: string): Reading | null {
  const found = /^\d+$/.test(base) ? readShort(base) : null;
  if (!found || found.sub !== null) return null;
  if (area === "?") return found.kind === "96_province" ? shortReading(found, 0) : null;
  if (!/^[1-9]\d{1,2}$/.test(area) || !findAreaCode(area)) return null;
  return reading("area_short", `cn-${area}:${base}`, found.flags);
}

function readRawKey(key: string): Reading | null {
  const rest = key.slice(4);
  if (!RAW_KEY.test(rest) || !rest.isWellFormed()) return null;
  if (GATEWAY.test(rest) && /[1-9]/.test(rest)) {
    return reading("intl_gateway", key, FLAG.overseas | FLAG.spoof_suspect, null, "gateway-prefix");
  }
  if (FOREIGN.test(rest)) return reading("intl_invalid", key, FLAG.overseas, null, "unassigned-prefix");
  return unreadable("not-a-number", 0, key);
}

/** Gives what could not be read its key, and the kind that this key alone tells. */
export function settleUnreadable(found: Reading, rawKey: string): Reading {
  if (!isUnreadable(found)) return found;
  const key = found.key === "" ? rawKey : found.key;
  const told = readRawKey(key);
  if (told?.kind === "intl_gateway") return { ...told, flags: told.flags | found.flags };
  return { ...found, key, kind: told?.kind ?? "invalid" };
}

/**
 * Reads a canonical key other than E.164 (`cn:95588`, `sms:1069…`, `spoof:+8695588`, …) back to what it stands for.
 * Null when the text is no such key, exactly as it is stored.
 */
export function readPrefixedKey(text: string): Reading | null {
  const colon = text.indexOf(":");
  if (colon < 2 || colon > 7) return null;
  const rest = text.slice(colon + 1);
  switch (text.slice(0, colon)) {
    case "cn":
      return readShortKey(rest);
    case "sms":
      return /^\d+$/.test(rest) && isPort(rest) && rest.charAt(3) !== "4" ? readPort(rest, 0) : null;
    case "iot":
      return /^\d+$/.test(rest) && ((isPort(rest) && rest.charAt(3) === "4") || isMachineNumber(rest))
        ? reading("iot", text, 0)
        : null;
    case "spoof":
      return /^\+\d{3,32}$/.test(rest) ? reading("spoof", text, FLAG.impersonates_short_code) : null;
    case "amb":
      return /^\+\d{9,12}$/.test(rest) ? reading("ambiguous", text, 0) : null;
    case "fixed-?":
      return /^[2-8]\d{6,7}$/.test(rest)
        ? reading("fixed_local", text, FLAG.area_needed, null, "area-needed")
        : null;
    case "mask":
      return /^[\dx]{4,32}$/.test(rest) && rest.includes("x")
        ? reading("masked", text, FLAG.partial, null, "masked")
        : null;
    case "raw":
      return readRawKey(text);
    default:
      return text.startsWith("cn-") ? readAreaKey(text.slice(3, colon), rest) : null;
  }
}

/** Reads any stored canonical key. A foreign E.164 key is taken as it is: it was valid when it was stored. */
export function readStoredKey(key: string): Reading {
  if (key.startsWith("+86")) {
    const home = readHome(key.slice(3), 0);
    return home.key === key ? home : unreadable("not-a-number", 0, key);
  }
  if (/^\+\d+$/.test(key)) return reading("intl", key, FLAG.overseas);
  return readPrefixedKey(key) ?? unreadable("not-a-number", 0, key);
}
