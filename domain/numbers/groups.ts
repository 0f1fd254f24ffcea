import { areaLength } from "./area-codes.ts";
import { describeForeign } from "./foreign-number.ts";

function pieces(digits: string, ...lengths: readonly number[]): string[] {
  const groups: string[] = [];
  let at = 0;
  for (const length of lengths) {
    groups.push(digits.slice(at, at + length));
    at += length;
  }
  if (at < digits.length) groups.push(digits.slice(at));
  return groups;
}

function subscriber(digits: string): string[] {
  return digits.length > 5 && digits.length < 9 ? pieces(digits, digits.length - 4) : [digits];
}

/** A Chinese national number without its trunk 0, in the groups people read: 138 0013 8000, 0571 8812 3456, 400 123 4567. */
function homeGroups(national: string): string[] {
  if (national.length === 11 && national.startsWith("1")) return pieces(national, 3, 4);
  if (national.length === 10 && (national.startsWith("400") || national.startsWith("800"))) {
    return pieces(national, 3, 3);
  }
  if (national.length === 12) return pieces(national, 2, 3, 3);
  const areaDigits = areaLength(national);
  if (areaDigits === null) return [national];
  return [`0${national.slice(0, areaDigits)}`, ...subscriber(national.slice(areaDigits))];
}

function fours(digits: string): string[] {
  return digits.match(/.{1,4}/gs) ?? [digits];
}

function maskGroups(pattern: string): string[] {
  return [pattern.replaceAll("x", "•")];
}

/**
 * The digits of a canonical key in display groups. Put the gaps in with CSS, so that copying gives the digits alone.
 * An area code is a group of its own, with its trunk 0; a masked number is one group (138••••8000).
 */
export function groupDigits(key: string): string[] {
  if (key.startsWith("+86")) return homeGroups(key.slice(3));
  if (key.startsWith("+")) return [...describeForeign(key).groups];
  const colon = key.indexOf(":");
  const rest = key.slice(colon + 1);
  switch (key.slice(0, colon)) {
    case "sms":
    case "iot":
      return fours(rest);
    case "fixed-?":
      return subscriber(rest);
    case "mask":
      return maskGroups(rest);
    case "spoof":
      return rest.startsWith("+86") ? ["+86", rest.slice(3)] : [rest];
    case "amb":
      return rest.length === 12 ? pieces(rest, 4, 4) : [rest];
    case "cn":
    case "cn-?":
    case "raw":
      return [rest];
    default:
      return key.startsWith("cn-") ? [`0${key.slice(3, colon)}`, rest] : [key];
  }
}

/** The groups on one line: an area code keeps its dash, everything else is set apart by spaces. */
export function joinGroups(groups: readonly string[]): string {
  const first = groups[0] ?? "";
  if (groups.length === 1) return first;
  const isAreaCode = first.charCodeAt(0) === 48;
  return isAreaCode ? `${first}-${groups.slice(1).join(" ")}` : groups.join(" ");
}
