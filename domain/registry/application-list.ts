import * as z from "zod";
import { type Cursor, readCursor } from "../cases/inbox.ts";
import {
  APPLICATION_KINDS,
  APPLICATION_STATES,
  type ApplicationKind,
  type ApplicationState,
} from "./application.ts";
import type { ApplicationRow } from "./entry-file.ts";

/** By the last day for the answer: before today, within a week, after that. */
export const APPLICATION_DUE = ["overdue", "week", "later"] as const;
export type ApplicationDue = (typeof APPLICATION_DUE)[number];
export const APPLICATION_PAGE_SIZE = 50;

const keysOf = <K extends string>(of: Readonly<Record<K, unknown>>) => Object.keys(of) as [K, ...K[]];

/** What the address says of the list; what does not fit falls back to its default. `open` shows what waits for an answer. */
export const applicationFilter = z.object({
  kind: z.enum(keysOf<ApplicationKind>(APPLICATION_KINDS)).nullable().catch(null),
  state: z.enum(["any", ...keysOf<ApplicationState>(APPLICATION_STATES)]).catch("open"),
  due: z.enum(APPLICATION_DUE).nullable().catch(null),
  after: z.string().max(200).nullable().catch(null),
});
export type ApplicationFilter = z.infer<typeof applicationFilter>;
const DEFAULTS: ApplicationFilter = applicationFilter.parse({});

/** The list's address, without locale, with some of the filter changed; a changed filter starts at its first page. */
export function applicationHref(filter: ApplicationFilter, change: Partial<ApplicationFilter> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, after: null, ...change })) {
    if (value !== null && value !== DEFAULTS[name as keyof ApplicationFilter]) search.set(name, value);
  }
  return `/desk/registry${search.size > 0 ? `?${search}` : ""}#applications`;
}

/** What waits has the nearest deadline first; what is answered is a history, the newest first. */
export const isNearestFirst = ({ state }: Pick<ApplicationFilter, "state">): boolean => state === "open";

/** A place in the list: the row's last day and id. */
export const readApplicationCursor = (text: string | null): Cursor | null =>
  readCursor(text, (value) => /^20\d\d-\d\d-\d\d$/.test(value) && isRealDay(value));

/** 30 February is read as 2 March by a Date, and refused by the database. */
function isRealDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

/** Last days the filter admits, `YYYY-MM-DD` in China, both inclusive; null is open. */
export function dueDays(
  due: ApplicationDue | null,
  now: Date,
): { readonly from: string | null; readonly to: string | null } {
  const day = (offset: number) =>
    new Date(now.getTime() + CHINA_MS + offset * DAY_MS).toISOString().slice(0, 10);
  if (due === "overdue") return { from: null, to: day(-1) };
  if (due === "week") return { from: day(0), to: day(6) };
  if (due === "later") return { from: day(7), to: null };
  return { from: null, to: null };
}

export type ApplicationListRow = Pick<
  ApplicationRow,
  "entryId" | "id" | "kind" | "ground" | "receivedAt" | "dueOn" | "state" | "isMissed" | "joinedTo"
> & {
  /** Masked where a number is not public: opening the entry shows it. */
  readonly subject: string;
};
export type ApplicationPage = {
  readonly rows: readonly ApplicationListRow[];
  readonly next: string | null;
  /** At most one more than COUNT_CAP of the inbox. */
  readonly total: number;
};
