import * as z from "zod";
import type { CaseState } from "./case-state.ts";

/** The queues of the desk: every open case, one state, or decisions of colleagues that wait for a second person. */
export const INBOX_QUEUES = {
  open: ["triage", "investigating", "proposed", "window"],
  triage: ["triage"],
  investigating: ["investigating"],
  proposed: ["proposed"],
  window: ["window"],
  published: ["published"],
  closed: ["closed"],
  second: ["triage", "investigating", "proposed", "window", "published", "closed"],
} as const satisfies Record<string, readonly CaseState[]>;
export type InboxQueue = keyof typeof INBOX_QUEUES;

export const INBOX_SORTS = ["urgency", "deadline", "newest", "sources"] as const;
export type InboxSort = (typeof INBOX_SORTS)[number];
/** Which way each order runs: the most urgent, the earliest deadline, the newest report, the most sources first. */
export const SORT_DIRECTION = {
  urgency: "descending",
  deadline: "ascending",
  newest: "descending",
  sources: "descending",
} as const satisfies Record<InboxSort, "ascending" | "descending">;

export const CASE_KINDS = ["caller", "lender", "campaign"] as const;
export type CaseKind = (typeof CASE_KINDS)[number];
export const INBOX_PAGE_SIZE = 50;
/** Counts above this are shown as "1,000+": counting further costs more than it tells. */
export const COUNT_CAP = 1000;

const keysOf = <T extends Record<string, unknown>>(of: T) =>
  Object.keys(of) as [keyof T & string, ...(keyof T & string)[]];

/** What the inbox's address says. Anything that does not fit falls back to its default: an old link still opens. */
export const inboxFilter = z.object({
  state: z.enum(keysOf(INBOX_QUEUES)).catch("open"),
  kind: z.enum(CASE_KINDS).nullable().catch(null),
  severity: z.coerce.number().int().min(2).max(5).nullable().catch(null),
  assigned: z.enum(["me", "nobody"]).nullable().catch(null),
  sort: z.enum(INBOX_SORTS).catch("urgency"),
  q: z.string().trim().max(100).catch(""),
  after: z.string().max(200).nullable().catch(null),
});
export type InboxFilter = z.infer<typeof inboxFilter>;

/** Reads the filter from search parameters; of a repeated one the first counts. */
export function readInboxFilter(
  params: Readonly<Record<string, string | readonly string[] | undefined>>,
): InboxFilter {
  const first = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === "string" ? value : value?.[0],
  ]);
  return inboxFilter.parse(Object.fromEntries(first.filter(([, value]) => value !== "")));
}

const DEFAULTS: InboxFilter = inboxFilter.parse({});

/** The inbox's address (without locale) with some of the filter changed; a changed filter starts at its first page. */
export function inboxHref(filter: InboxFilter, change: Partial<InboxFilter> = {}): string {
  const next = { ...filter, after: null, ...change };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(next)) {
    if (value !== null && value !== DEFAULTS[name as keyof InboxFilter]) search.set(name, String(value));
  }
  const query = search.toString();
  return query ? `/desk?${query}` : "/desk";
}

/** A place in a list: the sort value of the last row and its id. */
export type Cursor = { readonly value: string; readonly id: string };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const writeCursor = ({ value, id }: Cursor): string => `${value}~${id}`;

/** Null for anything a list did not write itself, so a mangled address shows the first page. `isValue` checks the sort value. */
export function readCursor(
  text: string | null | undefined,
  isValue: (value: string) => boolean,
): Cursor | null {
  const at = text?.lastIndexOf("~") ?? -1;
  if (!text || at < 1) return null;
  const cursor = { value: text.slice(0, at), id: text.slice(at + 1) };
  return UUID.test(cursor.id) && isValue(cursor.value) ? cursor : null;
}

export const isInstant = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value));
export const isNumeric = (value: string): boolean =>
  /^-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)$/.test(value);
export const isUuid = (value: string): boolean => UUID.test(value);

/** Whose case it is, ready to be shown. A restricted number arrives masked wherever it is only one of many. */
export type CaseSubject =
  | {
      readonly kind: "number";
      readonly groups: readonly string[];
      readonly isMasked: boolean;
      readonly numberKind: string;
    }
  | {
      readonly kind: "institution";
      readonly id: string;
      readonly name: string;
      readonly englishName: string | null;
      readonly isProvisional: boolean;
    }
  /** Numbers it has, and a public identifier that it is known by. */
  | { readonly kind: "campaign"; readonly numbers: number; readonly name: string | null }
  | { readonly kind: "none" };

export type InboxRow = {
  readonly id: string;
  readonly reference: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly subject: CaseSubject;
  readonly sources: number;
  readonly sources30d: number;
  readonly severityMax: number;
  readonly lastReportAt: string;
  readonly dueAt: string;
  readonly assignee: { readonly id: string; readonly name: string } | null;
};

export type InboxPage = {
  readonly rows: readonly InboxRow[];
  readonly next: string | null;
  readonly total: number;
};
export type InboxCounts = Readonly<Record<InboxQueue | "mine", number>>;

export type TimeLeft = {
  readonly urgency: "overdue" | "soon" | "later";
  readonly unit: "hours" | "days";
  readonly amount: number;
};

const HOUR_MS = 3_600_000;
const SOON_HOURS = 72;

/** Time to a deadline as people say it: hours below two days, days above; never "0 hours" while any is left. */
export function timeLeft(dueAt: Date, now: Date): TimeLeft {
  const hours = (dueAt.getTime() - now.getTime()) / HOUR_MS;
  const isOver = hours <= 0;
  const whole = isOver ? Math.floor(Math.abs(hours)) : Math.ceil(hours);
  const unit = whole < 48 ? "hours" : "days";
  const amount = unit === "hours" ? whole : Math.floor(whole / 24);
  return { urgency: isOver ? "overdue" : hours <= SOON_HOURS ? "soon" : "later", unit, amount };
}

/** 138••••8000: enough to tell two rows apart, too little to call. */
export function maskNumber(digits: string): string {
  const [head, tail] = digits.length >= 8 ? [3, 4] : [1, 2];
  const hidden = Math.max(1, digits.length - head - tail);
  return `${digits.slice(0, head)}${"•".repeat(hidden)}${digits.slice(-tail)}`;
}
