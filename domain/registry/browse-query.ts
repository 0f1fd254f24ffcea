import { GROUNDS, TIERS } from "../cases/decision.ts";
import type { SUBJECT_KINDS } from "./entry.ts";

/** Kinds of list that hold decisions; official numbers are found with their institutions. */
export const BROWSABLE_KINDS = ["blacklist", "warning", "credit_note"] as const;
export const BROWSABLE_SUBJECTS = [
  "number",
  "number_block",
  "institution",
  "domain",
  "sms_signature",
  "app",
] as const satisfies readonly (keyof typeof SUBJECT_KINDS)[];
export const BROWSABLE_STATUSES = ["active", "under_appeal"] as const;

/** What the address of the list says; empty is no filter. */
export type BrowseQuery = {
  readonly text: string;
  readonly kind: string;
  readonly subject: string;
  readonly tier: string;
  readonly ground: string;
  /** Code of an agency. */
  readonly agency: string;
  readonly status: string;
  /** First day of listing, YYYY-MM-DD in China. */
  readonly since: string;
  /** Places in the list: the page begins after the one or ends before the other. */
  readonly after: string;
  readonly before: string;
};

/** Names in the address. */
export const BROWSE_PARAMETERS = [
  ["text", "q"],
  ["kind", "list"],
  ["subject", "subject"],
  ["tier", "tier"],
  ["ground", "ground"],
  ["agency", "agency"],
  ["status", "status"],
  ["since", "since"],
  ["after", "after"],
  ["before", "before"],
] as const satisfies readonly (readonly [keyof BrowseQuery, string])[];

const LONGEST_TEXT = 60;
const LONGEST_CODE = 40;

/** The query of an address; a value that it does not know is no filter. `agencies` are the codes there are. */
export function readBrowseQuery(
  search: Readonly<Record<string, string | string[] | undefined>>,
  agencies: readonly string[],
): BrowseQuery {
  const one = (name: string, longest = LONGEST_CODE) => {
    const value = search[name];
    return typeof value === "string" ? value.trim().slice(0, longest) : "";
  };
  const among = (name: string, known: readonly string[]) => (known.includes(one(name)) ? one(name) : "");
  return {
    text: one("q", LONGEST_TEXT),
    kind: among("list", BROWSABLE_KINDS),
    subject: among("subject", BROWSABLE_SUBJECTS),
    tier: among("tier", Object.keys(TIERS)),
    ground: among("ground", Object.keys(GROUNDS)),
    agency: among("agency", agencies),
    status: among("status", BROWSABLE_STATUSES),
    since: readDay(one("since")) === null ? "" : one("since"),
    after: readPlace(one("after", 60)) === null ? "" : one("after", 60),
    before: readPlace(one("before", 60)) === null ? "" : one("before", 60),
  };
}

/** The first instant of a day in China, which has no summer time; null when it is no day. */
export function readDay(day: string): Date | null {
  if (!/^20\d\d-[01]\d-[0-3]\d$/.test(day)) return null;
  const at = new Date(`${day}T00:00:00+08:00`);
  const isSame =
    !Number.isNaN(at.getTime()) && new Date(at.getTime() + 8 * 3_600_000).toISOString().startsWith(day);
  return isSame ? at : null;
}

/**
 * The moment that an address asks about: a day of China, as it stood at its end, or a time (RFC 3339). Null is now, and so
 * are the future and whatever is neither.
 */
export function readMoment(text: string, now: Date): Date | null {
  const day = readDay(text);
  const at = day ? new Date(day.getTime() + 86_399_999) : readTime(text);
  return at !== null && at < now ? at : null;
}

function readTime(text: string): Date | null {
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** A place in the list as the address has it. */
export function placeText({
  listedAt,
  entryId,
}: {
  readonly listedAt: string;
  readonly entryId: string;
}): string {
  return `${new Date(listedAt).getTime().toString(36)}.${entryId}`;
}

export function readPlace(text: string): { readonly listedAt: Date; readonly entryId: string } | null {
  const [, time = "", entryId = ""] =
    /^([0-9a-z]{1,9})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text) ?? [];
  if (entryId === "") return null;
  return { listedAt: new Date(Number.parseInt(time, 36)), entryId };
}
