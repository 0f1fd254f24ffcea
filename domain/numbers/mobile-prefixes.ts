import { FLAG, type NumberCarrier } from "./number-key.ts";

/**
 * To whom MIIT assigned each mobile prefix: libphonenumber resources/carrier/zh/86.txt, plus 192 (China Broadnet).
 * A longer prefix beats a shorter one; prefixes left out are not assigned.
 */
const ASSIGNED: Readonly<Record<NumberCarrier, string>> = {
  mobile:
    "134 135 136 137 138 139 1440 147 148 150 151 152 157 158 159 165 1703 1705 1706 172 178 182 183 184 187 188 195 197 198",
  unicom: "130 131 132 145 146 155 156 166 167 1704 1707 1708 1709 171 175 176 185 186 196",
  telecom: "133 1349 1410 149 153 162 1700 1701 1702 173 174 177 180 181 189 190 191 193 199",
  broadcast: "192",
};
/** Virtual operators: 170 and 171 (Guangzhou police), 162, 165 and 167 (secondary sources). */
const VIRTUAL = "162 165 167 170 171";
/** 1349 (secondary) and 1749 (China Telecom's Tiantong). */
const SATELLITE = "1349 1749";
/** 11-digit numbers of machines: the ITU list of the Chinese plan. */
const MACHINES = "146 148";

const CARRIERS: readonly (NumberCarrier | null)[] = [null, "mobile", "unicom", "telecom", "broadcast"];

/** Indexed by the first four digits: carrier number in the low bits, flags as they are in FLAG beside it. */
const carrierTable = new Uint8Array(10_000);
const flagTable = new Uint32Array(10_000);

function each(prefixes: string, visit: (fourDigits: number) => void): void {
  const sorted = prefixes.split(" ").sort((a, b) => a.length - b.length);
  for (const prefix of sorted) {
    const span = 10 ** (4 - prefix.length);
    for (let offset = 0; offset < span; offset++) visit(Number(prefix) * span + offset);
  }
}
// Three-digit prefixes are written first so that the four-digit exceptions (1349) win whatever the carrier's order.
for (const length of [3, 4]) {
  CARRIERS.forEach((carrier, number) => {
    if (!carrier) return;
    const ofLength = ASSIGNED[carrier].split(" ").filter((prefix) => prefix.length === length);
    if (ofLength.length > 0) each(ofLength.join(" "), (at) => (carrierTable[at] = number));
  });
}
function mark(prefixes: string, flag: number): void {
  each(prefixes, (at) => (flagTable[at] = (flagTable[at] ?? 0) | flag));
}
mark(VIRTUAL, FLAG.mvno);
mark(SATELLITE, FLAG.satellite);
mark(MACHINES, FLAG.iot);

function fourDigits(mobile: string): number {
  return (
    mobile.charCodeAt(0) * 1000 +
    mobile.charCodeAt(1) * 100 +
    mobile.charCodeAt(2) * 10 +
    mobile.charCodeAt(3) -
    53_328
  );
}

/** The carrier of an 11-digit mobile number by assignment; null for an unassigned prefix. */
export function mobileCarrier(mobile: string): NumberCarrier | null {
  return CARRIERS[carrierTable[fourDigits(mobile)] ?? 0] ?? null;
}

/** mvno, satellite and iot bits of an 11-digit mobile number. */
export function mobileFlags(mobile: string): number {
  return flagTable[fourDigits(mobile)] ?? 0;
}

/** The mobile shape of the plan: 1[3-9] and nine more digits. `digits` must be digits only. */
export function isMobile(digits: string): boolean {
  return digits.length === 11 && digits.charCodeAt(0) === 49 && digits.charCodeAt(1) >= 51;
}
