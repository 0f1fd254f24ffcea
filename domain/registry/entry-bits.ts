import { GROUNDS, type Ground, TIERS, type Tier } from "../cases/decision.ts";
import { REGISTRY_KINDS, type RegistryKind, VERSION_STATUSES, type VersionStatus } from "./entry.ts";

/** What an entry says in codes, as one number of 32 bits for the look-up index. Stored only beside ENTRY_LAYOUT. */
export type EntryCodes = {
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly Ground[];
  readonly isPublic: boolean;
};

const KINDS = Object.keys(REGISTRY_KINDS) as RegistryKind[];
const STATUSES = Object.keys(VERSION_STATUSES) as VersionStatus[];
const TIER_NAMES = Object.keys(TIERS) as Tier[];
const GROUND_NAMES = Object.keys(GROUNDS) as Ground[];

/** What the bits mean: others than these must not be read with this code. */
export const ENTRY_LAYOUT = [KINDS, STATUSES, TIER_NAMES, GROUND_NAMES]
  .map((names) => names.join(" "))
  .join(" | ");

/** Never 0: the lowest three bits hold the kind's place plus one. Grounds it does not know are left out. */
export function packEntry(codes: {
  readonly kind: RegistryKind;
  readonly status: VersionStatus;
  readonly tier: Tier;
  readonly grounds: readonly string[];
  readonly isPublic: boolean;
}): number {
  let bits = KINDS.indexOf(codes.kind) + 1;
  bits |= STATUSES.indexOf(codes.status) << 3;
  bits |= TIER_NAMES.indexOf(codes.tier) << 6;
  if (codes.isPublic) bits |= 1 << 8;
  GROUND_NAMES.forEach((ground, place) => {
    if (codes.grounds.includes(ground)) bits |= 1 << (9 + place);
  });
  return bits >>> 0;
}

const known = new Map<number, EntryCodes>();

/** One shared object for each combination: there are few, and look-ups are many. */
export function unpackEntry(bits: number): EntryCodes {
  const found = known.get(bits);
  if (found) return found;
  const codes: EntryCodes = {
    kind: KINDS[(bits & 7) - 1] ?? "credit_note",
    status: STATUSES[(bits >>> 3) & 7] ?? "withdrawn",
    tier: TIER_NAMES[(bits >>> 6) & 3] ?? "minor",
    grounds: GROUND_NAMES.filter((_, place) => (bits & (1 << (9 + place))) !== 0),
    isPublic: (bits & (1 << 8)) !== 0,
  };
  known.set(bits, codes);
  return codes;
}
