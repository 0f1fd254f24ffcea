import {
  NUMBER_FLAGS,
  type NumberFlag,
  type NumberKey,
  type NumberKind,
  type NumberReason,
  type NumberVisibility,
} from "./number-kinds.ts";

export type { NumberKey } from "./number-kinds.ts";

export type NumberRegion = { readonly code: string; readonly zh: string; readonly en: string };
export type NumberCarrier = "mobile" | "unicom" | "telecom" | "broadcast";

export type NormalisedNumber = {
  readonly kind: NumberKind;
  readonly key: NumberKey;
  readonly flags: readonly NumberFlag[];
  /** Digits of an extension, or of a 95 sub-number. */
  readonly extension: string | null;
  /** Grouped for people; never an input to comparison. */
  readonly display: string;
  /** ISO 3166-1 alpha-2; null where the number does not tell. */
  readonly country: string | null;
  /** GB/T 2260 city, or province where cities share an area code. Mobiles have none: prefixes move with their holders. */
  readonly region: NumberRegion | null;
  /** To whom the plan assigned the prefix; number portability is not visible here. */
  readonly carrier: NumberCarrier | null;
  readonly visibility: NumberVisibility;
  readonly isProtected: boolean;
  /** Whether a caller case may be keyed by it. */
  readonly isCaseKey: boolean;
  /** Why it is no usable number; null when it is one. */
  readonly reason: NumberReason | null;
};

/** One bit a flag, so that rules can pass sets along without allocating. */
export const FLAG = {
  overseas: 1 << 0,
  idd_shown: 1 << 1,
  plus_without_86: 1 << 2,
  idd_without_86: 1 << 3,
  spoof_suspect: 1 << 4,
  impersonates_short_code: 1 << 5,
  protected: 1 << 6,
  mvno: 1 << 7,
  satellite: 1 << 8,
  iot: 1 << 9,
  trunk0: 1 << 10,
  ip_prefix: 1 << 11,
  multi_number: 1 << 12,
  area_needed: 1 << 13,
  sub_number: 1 << 14,
  ocr_fixed: 1 << 15,
  han_digits: 1 << 16,
  zero_width: 1 << 17,
  partial: 1 << 18,
  unicom: 1 << 19,
  mobile: 1 << 20,
  telecom: 1 << 21,
  carrier_unknown: 1 << 22,
} as const satisfies Record<NumberFlag, number>;

const NO_FLAGS: readonly NumberFlag[] = Object.freeze([]);
const flagLists = new Map<number, readonly NumberFlag[]>();

/** The flags of a bit set, as one shared frozen list a set. */
export function flagList(bits: number): readonly NumberFlag[] {
  if (bits === 0) return NO_FLAGS;
  const known = flagLists.get(bits);
  if (known) return known;
  const list = Object.freeze(NUMBER_FLAGS.filter((flag) => (bits & FLAG[flag]) !== 0));
  flagLists.set(bits, list);
  return list;
}

/** What the rules found, before display, region and visibility are worked out. An empty key means "fill in raw:". */
export type Reading = {
  readonly kind: NumberKind;
  readonly key: string;
  readonly flags: number;
  readonly extension: string | null;
  readonly reason: NumberReason | null;
};

export function reading(
  kind: NumberKind,
  key: string,
  flags: number,
  extension: string | null = null,
  reason: NumberReason | null = null,
): Reading {
  return { kind, key, flags, extension, reason };
}

export function unreadable(reason: NumberReason, flags: number, key = ""): Reading {
  return { kind: "invalid", key, flags, extension: null, reason };
}

export function isUnreadable(found: Reading): boolean {
  return found.kind === "invalid" || found.kind === "intl_invalid";
}
