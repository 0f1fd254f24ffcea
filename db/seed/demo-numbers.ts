import type { Random } from "./random.ts";

/**
 * Telephone numbers that nobody can hold, as far as public plan tables tell (docs/methods/demonstration-data.md):
 * - mobile: 160, 163, 164, 168, 169 and 194 belong to no carrier in the tables that libphonenumber keeps, and it
 *   calls every number of theirs invalid; by our own grammar (1[3-9], eleven digits) they are mobile numbers.
 * - 400: carriers have opened 4000-4003 and 4005-4009; 4004 is unopened.
 * - text-message ports: 1068 is reserved by table 3 of the numbering plan; behind 1069 we use the code 0000.
 * - 95: 9549xx (call centre) and 9569xx (enterprise) have no holder that we know of; the plan reserves no 95 range.
 */
export const CALLER_PREFIXES = ["163", "164", "168", "169", "194"] as const;
export const REPORTER_PREFIX = "160";

/** What a demonstration number looks like once everything but digits is removed. */
const DEMO_NUMBER = new RegExp(
  [
    "(?:86)?16[03489]\\d{8}",
    "(?:86)?194\\d{8}",
    "9549\\d{2}\\d{0,6}",
    "(?:00)?9569\\d{2}",
    "(?:86)?4004\\d{6}",
    "1068\\d{4,16}",
    "10690000\\d{2,12}",
  ].join("|"),
);
const WHOLE = new RegExp(`^(?:${DEMO_NUMBER.source})$`);

/** Whether a number, however it is written, lies in the ranges reserved for the demonstration. */
export function isDemoNumber(written: string): boolean {
  return WHOLE.test(written.normalize("NFKC").replaceAll(/\D/gu, ""));
}

export type DemoNumberKind = "mobile" | "95_callcentre" | "95_enterprise" | "shared_cost" | "sms" | "spoof";

/** `digits` is what a phone shows; `key` is the canonical key that the portal's own grammar gives it. */
export type DemoNumber = { readonly kind: DemoNumberKind; readonly digits: string; readonly key: string };

export const mobileNumber = (digits: string): DemoNumber => ({ kind: "mobile", digits, key: `+86${digits}` });
export const sharedCost = (tail: string): DemoNumber => ({
  kind: "shared_cost",
  digits: `4004${tail}`,
  key: `+864004${tail}`,
});
export const enterprise95 = (tail: string): DemoNumber => ({
  kind: "95_enterprise",
  digits: `9569${tail}`,
  key: `cn:9569${tail}`,
});
export const callCentre95 = (tail: string): DemoNumber => ({
  kind: "95_callcentre",
  digits: `9549${tail}`,
  key: `cn:9549${tail}`,
});
export const smsPort = (digits: string): DemoNumber => ({ kind: "sms", digits, key: `sms:${digits}` });
/** A short code dressed as a foreign call: never the hotline itself. */
export const spoofed = (hotline: DemoNumber): DemoNumber => ({
  kind: "spoof",
  digits: `00${hotline.digits}`,
  key: `spoof:+${hotline.digits}`,
});

export type NumberPool = {
  readonly mobile: () => DemoNumber;
  /** A mobile number whose first eight digits are `block`. */
  readonly mobileIn: (block: string) => DemoNumber;
  /** Eight digits that no number drawn so far begins with. */
  readonly block: () => string;
  /** One of the fifty bases 954950-954999; a mobile number when all are rented out. */
  readonly callCentre: () => DemoNumber;
  readonly sharedCost: () => DemoNumber;
  /** A port under `access` (8 or more digits), or under a fresh access code. */
  readonly port: (access?: string) => DemoNumber;
  readonly access: () => string;
};

/** Hands out numbers, each at most once and none of `taken`, so that two groups never share one by accident. */
export function createNumberPool(random: Random, taken: readonly string[]): NumberPool {
  const used = new Set<string>(taken);
  const usedBlocks = new Set<string>();
  let callCentreNext = 50;

  const fresh = (draw: () => string): string => {
    for (;;) {
      const digits = draw();
      if (used.has(digits)) continue;
      used.add(digits);
      if (digits.length === 11) usedBlocks.add(digits.slice(0, 8));
      return digits;
    }
  };
  const access = (): string =>
    random.chance(0.5) ? `10690000${random.digits(4)}` : `1068${random.digits(random.int(4, 8))}`;

  const mobile = (): DemoNumber => mobileNumber(fresh(() => random.pick(CALLER_PREFIXES) + random.digits(8)));
  return {
    mobile,
    mobileIn: (block) => mobileNumber(fresh(() => block + random.digits(11 - block.length))),
    block: () => {
      for (;;) {
        const block = random.pick(CALLER_PREFIXES) + random.digits(5);
        if (usedBlocks.has(block)) continue;
        usedBlocks.add(block);
        return block;
      }
    },
    callCentre: () => (callCentreNext < 100 ? callCentre95(String(callCentreNext++)) : mobile()),
    sharedCost: () => sharedCost(fresh(() => `${random.int(1, 9)}${random.digits(5)}`)),
    port: (under) => smsPort(fresh(() => (under ?? access()) + random.digits(under ? random.int(2, 4) : 2))),
    access,
  };
}

const FULL_WIDTH_ZERO = "０".charCodeAt(0);
export const fullWidthDigits = (text: string): string =>
  text.replaceAll(/\d/gu, (digit) => String.fromCharCode(FULL_WIDTH_ZERO + Number(digit)));

/** A number as people type or paste it. Every form folds back to the same canonical key. */
export function writeNumber(random: Random, number: DemoNumber): string {
  const { digits, kind } = number;
  if (kind === "shared_cost" && random.chance(0.5)) {
    return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  }
  // A call centre shows its six-digit base with the desk's own digits behind it; they are no part of the key.
  if (kind === "95_callcentre" && random.chance(0.4)) return digits + random.digits(3);
  if (kind !== "mobile") return digits;
  const style = random.next();
  if (style < 0.72) return digits;
  if (style < 0.77) return `+86${digits}`;
  if (style < 0.79) return fullWidthDigits(digits);
  const grouped = [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)];
  if (style < 0.84) return grouped.join("-");
  return `${style < 0.88 ? "+86 " : ""}${grouped.join(" ")}`;
}
