import { GROUNDS, type Ground, type Tier } from "../../cases/decision.ts";
import type { RegistryKind, VersionStatus } from "../entry.ts";

/** One thing a list tells of. What else an entity carries is listed per list in docs/methods/lists.md. */
export type ListEntity = {
  /** A UUID; entities of a list are unique and sorted by it. */
  readonly id: string;
  /** What is hashed for range queries; missing where there are none. */
  readonly canonical?: string;
  readonly kind: RegistryKind;
  readonly status?: VersionStatus;
  readonly tier?: Tier;
  readonly grounds?: readonly string[];
  readonly [more: string]: unknown;
};

const NUMBER_FILES = ["numbers-bin", "rice", "range", "csv"] as const;
const PHONE_FILES = [
  "spamblocker",
  "callkit",
  "callkit-add",
  "callkit-remove",
  "freeswitch",
  "asterisk",
  "vcard",
] as const;
const HASHED_FILES = ["rice", "range"] as const;

/** The lists in the order of the catalog, with the files made of each beside its entities. Restricted lists have none. */
export const LISTS = {
  numbers: { files: [...NUMBER_FILES, ...PHONE_FILES], hasRange: true },
  official: { files: NUMBER_FILES, hasRange: true },
  "number-blocks": { files: ["numbers-bin", ...HASHED_FILES], hasRange: true },
  institutions: { files: [], hasRange: false },
  domains: { files: HASHED_FILES, hasRange: true },
  "sms-signatures": { files: HASHED_FILES, hasRange: true },
  apps: { files: HASHED_FILES, hasRange: true },
  "numbers-restricted": { files: [], hasRange: false },
} as const satisfies Record<string, { files: readonly string[]; hasRange: boolean }>;
export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as ListName[];

export function isListName(name: string): name is ListName {
  return Object.hasOwn(LISTS, name);
}

/** File names by format. */
export const FILE_NAMES = {
  entities: "entities.ndjson",
  "numbers-bin": "numbers.bin",
  rice: "prefix32.rice",
  range: "range.bin",
  csv: "numbers.csv",
  spamblocker: "spamblocker.csv",
  callkit: "callkit.i64",
  "callkit-add": "callkit.add",
  "callkit-remove": "callkit.remove",
  freeswitch: "freeswitch.list",
  asterisk: "asterisk.astdb",
  vcard: "contacts.vcf",
} as const;
export type FileFormat = keyof typeof FILE_NAMES;

/** What a record of numbers.bin and a range row say of an entity, in codes. */
export type EntityMark = {
  /** 0 blacklist, 1 warning, 2 credit note, 3 official. */
  readonly kind: number;
  /** 0 none, 1 minor, 2 general, 3 serious. */
  readonly tier: number;
  /** Letter of the first ground in the table's order, as a character code; "-" without one. */
  readonly ground: number;
  /** 1–100: sureness in percent; a decision is 100. */
  readonly p: number;
  readonly isUnderAppeal: boolean;
};

const KINDS: readonly RegistryKind[] = ["blacklist", "warning", "credit_note", "official"];
/** By the code of `EntityMark.kind`. */
export const KIND_LETTERS = "bwco";
const TIER_CODES: Readonly<Record<Tier, number>> = { minor: 1, general: 2, serious: 3 };
const GROUND_NAMES = Object.keys(GROUNDS) as Ground[];
const NO_GROUND = "-".charCodeAt(0);
const FIRST_LETTER = "a".charCodeAt(0);

export function markOf(entity: ListEntity): EntityMark {
  const ground = GROUND_NAMES.findIndex((name) => entity.grounds?.includes(name));
  return {
    kind: KINDS.indexOf(entity.kind),
    tier: entity.tier ? TIER_CODES[entity.tier] : 0,
    ground: ground < 0 ? NO_GROUND : FIRST_LETTER + ground,
    p: 100,
    isUnderAppeal: entity.status === "under_appeal",
  };
}

/** Proportion, as the single look-up has it: a minor listing warns, a graver one advises to block. */
export function isBlocked(entity: ListEntity): boolean {
  return entity.kind === "blacklist" && entity.tier !== "minor";
}
